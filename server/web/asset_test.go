package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// form is a complete description of an asset as its page sends it.
func form(version int, title string) url.Values {
	return url.Values{"version": {strconv.Itoa(version)}, "title": {title}, "description": {"Kaffe\r\nog bøker"}, "alt_text": {"Tre fedre"}, "people_status": {"nobody"},
		"content_type": {"relations"}, "libraries_add": {"tysvær bibliotek"}, "presenters_add": {""}, "books_add": {""}, "series_add": {""}, "recording_day": {""},
		"tags": {"kaffe"}, "tags_add": {"far, barn"}, "language": {"nn"}, "credit_line": {"Foto: Kari"}, "creator": {"Kari"}, "inspired_by": {""}, "music": {"none"},
		"usage_terms": {""}, "recorded_at": {"2025-10-20 14:05"}, "focal_point": {"50, 25"}}
}

func TestDescribeAnAsset(t *testing.T) {
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{})
	path := "/assets/" + string(a.ID)
	s.post(path+"/edit", form(a.Version, "Pappatreff")).expect(t, http.StatusSeeOther)
	got, err := s.Assets.Get(t.Context(), s.administrator(), a.ID)
	must(t, err)
	if got.Title != "Pappatreff" || got.Description != "Kaffe\nog bøker" || got.PeopleStatus != catalog.PeopleNobody || got.ContentType != catalog.Relations || got.Language != "nn" {
		t.Errorf("saved %+v", got)
	}
	if len(got.Libraries) != 1 || got.Libraries[0].ID != catalog.LibraryID(lib.ID) {
		t.Errorf("libraries: %v", got.Libraries)
	}
	if want := "barn far kaffe"; strings.Join(sorted(got.Tags), " ") != want {
		t.Errorf("tags: %v, want %s", got.Tags, want)
	}
	if want := time.Date(2025, 10, 20, 12, 5, 0, 0, time.UTC); !got.RecordedAt.Equal(want) {
		t.Errorf("recorded at %v, want %v", got.RecordedAt, want)
	}
	if got.FocalPoint == nil || *got.FocalPoint != (catalog.Point{X: 0.5, Y: 0.25}) {
		t.Errorf("focal point: %v", got.FocalPoint)
	}
	s.get(path).expect(t, http.StatusOK, "Pappatreff", "Kan gjenbrukes", "20.\u00a0oktober 2025 kl. 14.05", `href="/?library=`+lib.ID+`"`)
}

func sorted(list []string) []string {
	out := append([]string(nil), list...)
	for i := range out {
		for j := i; j > 0 && out[j] < out[j-1]; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func TestDescriptionThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Før")})
	sent := form(a.Version, strings.Repeat("x", 201))
	sent.Set("libraries_add", "Ukjent bibliotek")
	sent.Set("recorded_at", "i går")
	s.post("/assets/"+string(a.ID)+"/edit", sent).expect(t, http.StatusUnprocessableEntity, `href="#field-libraries"`, `href="#field-recorded_at"`,
		"Vi finner ikke «Ukjent bibliotek»", `value="i går"`, `value="Ukjent bibliotek"`, `value="kaffe" checked`, "Skriv tiden som", `value="`+strconv.Itoa(a.Version)+`"`)
	got, err := s.Assets.Get(t.Context(), s.administrator(), a.ID)
	must(t, err)
	if got.Title != "Før" || got.Version != a.Version {
		t.Errorf("something was saved: %q, version %d", got.Title, got.Version)
	}
}

func TestStaleDescriptionShowsBoth(t *testing.T) {
	s := start(t)
	_, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Før")})
	now, err := s.Assets.Edit(t.Context(), s.administrator(), a.ID, 0, catalog.AssetPatch{Title: ptr("Deres")})
	must(t, err)
	path := "/assets/" + string(a.ID) + "/edit"
	s.post(path, form(a.Version, "Min")).expect(t, http.StatusPreconditionFailed, "Noen andre har endret dette imens", "<td>Deres</td><td>Min</td>",
		`name="title" value="Min"`, `name="version" value="`+strconv.Itoa(now.Version)+`"`)
	s.post(path, form(now.Version, "Min")).expect(t, http.StatusSeeOther)
	if got, err := s.Assets.Get(t.Context(), s.administrator(), a.ID); err != nil || got.Title != "Min" {
		t.Errorf("saved %q, %v", got.Title, err)
	}
}

func TestWhatEachRoleSees(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	path := "/assets/" + string(a.ID)
	tests := []struct {
		role        catalog.Role
		edit, reuse int
		people      bool // the form has nothing but who is shown
	}{
		{catalog.Reader, http.StatusForbidden, http.StatusForbidden, false},
		{catalog.Contributor, http.StatusForbidden, http.StatusOK, false},
		{catalog.Editor, http.StatusOK, http.StatusOK, false},
		{catalog.PrivacyOfficer, http.StatusOK, http.StatusForbidden, true},
	}
	for _, test := range tests {
		who := s.as(test.role, "")
		shown := who.get(path).expect(t, http.StatusOK, "Pappatreff")
		if got := strings.Contains(shown.body, path+"/edit"); got != (test.edit == http.StatusOK) {
			t.Errorf("%s: the page links to the form: %v", test.role, got)
		}
		edit := who.get(path+"/edit").expect(t, test.edit)
		if test.edit == http.StatusOK && strings.Contains(edit.body, `name="title"`) == test.people {
			t.Errorf("%s: only people is %v", test.role, !test.people)
		}
		who.get(path+"/reuse").expect(t, test.reuse)
		who.get("/users").expect(t, http.StatusForbidden)
		who.get("/tokens").expect(t, http.StatusForbidden)
	}
	s.as(catalog.PrivacyOfficer, "").post(path+"/edit", url.Values{"people_status": {"crowd"}, "version": {strconv.Itoa(a.Version)}}).expect(t, http.StatusSeeOther)
}

func TestBinAndRestore(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	path := "/assets/" + string(a.ID)
	s.post(path+"/bin", nil).expect(t, http.StatusSeeOther)
	s.get("/").expect(t, http.StatusOK, "0 treff")
	s.get(path).expect(t, http.StatusOK, "Ligger i papirkurven", "Slettes for godt")
	s.get("/bin").expect(t, http.StatusOK, "Pappatreff", path+"/restore")
	s.post(path+"/restore", nil).expect(t, http.StatusSeeOther)
	s.get("/").expect(t, http.StatusOK, "1 treff")
	s.get("/bin").expect(t, http.StatusOK, "Papirkurven er tom")
}

func TestRetryWhatFailed(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{})
	_, err := s.assets.Update(t.Context(), "test", a.ID, func(a *catalog.Asset) error {
		a.State, a.Failure = catalog.Failed, catalog.Reason{Key: catalog.KeyMissingTool, Args: catalog.Args{"tool": "ffmpeg"}}
		return nil
	})
	must(t, err)
	path := "/assets/" + string(a.ID)
	s.get(path).expect(t, http.StatusOK, "Kunne ikke behandles", "Tjeneren mangler ffmpeg", path+"/retry")
	s.post(path+"/retry", nil).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, `hx-trigger="every 2s"`)
}

func TestDescribeManyTogether(t *testing.T) {
	s := start(t)
	a, b := s.add(1, catalog.AssetPatch{Title: ptr("En"), Tags: &[]string{"en"}}), s.add(2, catalog.AssetPatch{Title: ptr("To")})
	ids := []string{string(a.ID), string(b.ID)}
	s.get("/bulk?id="+ids[0]+"&id="+ids[1]).expect(t, http.StatusOK, "Beskriv 2 filer samlet", "En", "To")
	s.post("/bulk", url.Values{"id": ids, "content_type": {"literature"}, "people_status": {"nobody"}, "tags_add": {""}, "credit_line": {""}}).expect(t, http.StatusSeeOther)
	for _, id := range []catalog.AssetID{a.ID, b.ID} {
		got, err := s.Assets.Get(t.Context(), s.administrator(), id)
		must(t, err)
		if got.ContentType != catalog.Literature || got.PeopleStatus != catalog.PeopleNobody {
			t.Errorf("%s: %s, %s", got.Title, got.ContentType, got.PeopleStatus)
		}
		if id == a.ID && (len(got.Tags) != 1 || got.Title != "En") {
			t.Errorf("an empty field cleared something: %q, %v", got.Title, got.Tags)
		}
	}
	contributor := s.as(catalog.Contributor, "")
	contributor.post("/bulk", url.Values{"id": ids, "language": {"nn"}}).expect(t, http.StatusOK, "0 filer er endret", "Dette hører til et annet bibliotek")
}
