package web_test

import (
	"fmt"
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
	s.post("/assets/"+string(a.ID)+"/edit", sent).expect(t, http.StatusUnprocessableEntity, `href="#field-libraries"`, `href="#field-recorded_at"`, `href="#field-title"`,
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
	binned := s.get(path).expect(t, http.StatusOK, "Ligger i papirkurven", "Slettes for godt")
	if strings.Contains(binned.body, path+"/edit") || strings.Contains(binned.body, path+"/reuse") {
		t.Error("what lies in the bin is offered for editing or reuse")
	}
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
	s.get("/bulk").expect(t, http.StatusOK, "Beskriv samlet</h1>")
	contributor := s.as(catalog.Contributor, "")
	contributor.post("/bulk", url.Values{"id": ids, "language": {"nn"}}).expect(t, http.StatusOK, "0 filer er endret", "Dette hører til et annet bibliotek")
}

func TestDescribingManyKeepsTheirLists(t *testing.T) {
	s := start(t)
	var libraries []string
	for _, name := range []string{"Utsira bibliotek", "Sola bibliotek"} {
		lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: name})
		must(t, err)
		libraries = append(libraries, lib.ID)
	}
	anna, err := s.Presenters.Add(t.Context(), s.administrator(), catalog.Presenter{Name: "Anna"})
	must(t, err)
	book, err := s.Books.Add(t.Context(), s.administrator(), catalog.Book{Title: "Boka"})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{Tags: &[]string{"demo", "jubileum"}, Libraries: &libraries, Presenters: &[]string{anna.ID}, Books: &[]string{book.ID}})
	b := s.add(2, catalog.AssetPatch{Tags: &[]string{"Ekstra"}, Libraries: &[]string{libraries[0]}})
	ids := []string{string(a.ID), string(b.ID)}
	s.get("/bulk?id="+ids[0]).expect(t, http.StatusOK, `<select class="ds-input how" name="tags_how"`, `<option value="add" selected>`, "I dag 2 forskjellige: demo (1), jubileum (1)", "I dag har alle: Anna", "I dag: tomt på alle")
	s.get("/bulk?id="+ids[0]+"&id="+ids[1]).expect(t, http.StatusOK, "I dag: Anna (1) Tomt på 1.", "I dag 2 forskjellige: Utsira bibliotek (2), Sola bibliotek (1)")

	tests := []struct {
		lists  string // "" is a form that does not say
		tag    string
		wantA  string // tags, libraries, presenters, books
		wantB  string
		status int
	}{
		{"", "ekstra", "demo ekstra jubileum, 2, 1, 1", "Ekstra, 2, 0, 0", http.StatusSeeOther},
		{"add", "kaffe", "demo ekstra jubileum kaffe, 2, 1, 1", "Ekstra kaffe, 2, 0, 0", http.StatusSeeOther},
		{"bogus", "feil", "demo ekstra jubileum kaffe, 2, 1, 1", "Ekstra kaffe, 2, 0, 0", http.StatusUnprocessableEntity},
		{"remove", "EKSTRA", "demo jubileum kaffe, 1, 1, 1", "kaffe, 1, 0, 0", http.StatusSeeOther},
		{"replace", "ny", "ny, 1, 1, 1", "ny, 1, 0, 0", http.StatusSeeOther},
		{"replace", "", "ny, 1, 1, 1", "ny, 1, 0, 0", http.StatusSeeOther},
		{"clear", "", ", 0, 1, 1", ", 0, 0, 0", http.StatusSeeOther},
	}
	for _, test := range tests {
		sent := url.Values{"id": ids, "tags_add": {test.tag}, "libraries_add": {"Sola bibliotek"}, "presenters_add": {""}, "books_add": {""}}
		if test.lists != "" {
			sent.Set("tags_how", test.lists)
			sent.Set("libraries_how", test.lists)
		}
		s.post("/bulk", sent).expect(t, test.status)
		for id, want := range map[catalog.AssetID]string{a.ID: test.wantA, b.ID: test.wantB} {
			now, err := s.Assets.Get(t.Context(), s.administrator(), id)
			must(t, err)
			got := fmt.Sprintf("%s, %d, %d, %d", strings.Join(sorted(now.Tags), " "), len(now.Libraries), len(now.Presenters), len(now.Books))
			if got != want {
				t.Errorf("lists=%q tag %s: got %s, want %s", test.lists, test.tag, got, want)
			}
		}
	}
	var many []string
	for n := range 50 {
		many = append(many, fmt.Sprintf("ord%d", n))
	}
	s.post("/bulk", url.Values{"id": ids[:1], "tags_add": {"først"}}).expect(t, http.StatusSeeOther)
	s.post("/bulk", url.Values{"id": ids[:1], "tags_add": {strings.Join(many, ",")}}).expect(t, http.StatusOK, "0 filer er endret")
	if now, err := s.Assets.Get(t.Context(), s.administrator(), a.ID); err != nil || len(now.Tags) != 1 {
		t.Errorf("a list grew beyond its limit: %d tags, %v", len(now.Tags), err)
	}
}

func TestDescribingManyLeadsBackToTheSearch(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff"), Tags: &[]string{"kaffe"}})
	s.get("/?tag=kaffe&cursor=x").expect(t, http.StatusOK, `name="from" value="/?tag=kaffe"`)
	for from, want := range map[string]string{
		"/?tag=kaffe": "/?done=saved&tag=kaffe", "/": "/?done=saved", "": "/?done=saved&sort=recently_added",
		"https://evil.example/?tag=x": "/?done=saved&tag=x", "//evil.example": "/?done=saved",
	} {
		sent := url.Values{"id": {string(a.ID)}, "from": {from}, "language": {"nn"}}
		got := batchInAddress.ReplaceAllString(s.post("/bulk", sent).expect(t, http.StatusSeeOther).header.Get("Location"), "")
		if got != want {
			t.Errorf("from %q leads to %q, want %q", from, got, want)
		}
	}
}

func TestFormFitsTheKind(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{})
	for kind, want := range map[catalog.MediaKind]string{catalog.Photo: "focal_point", catalog.Video: "music focal_point", catalog.Audio: "music"} {
		_, err := s.assets.Update(t.Context(), "test", a.ID, func(a *catalog.Asset) error { a.Kind = kind; return nil })
		must(t, err)
		page := s.get("/assets/"+string(a.ID)+"/edit").expect(t, http.StatusOK)
		var got []string
		for _, name := range []string{"music", "focal_point"} {
			if strings.Contains(page.body, `name="`+name+`"`) {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want || strings.Contains(page.body, "data-focal") != strings.Contains(want, "focal_point") {
			t.Errorf("%s asks for %v, want %s", kind, got, want)
		}
	}
}

func TestSingleFieldsOfManyAreSetClearedOrLeft(t *testing.T) {
	s := start(t)
	day, err := s.RecordingDays.Add(t.Context(), s.administrator(), catalog.RecordingDay{Date: "2025-10-20", Shots: []catalog.Shot{{Title: "Åpningsbildet"}}})
	must(t, err)
	said := func(n int) catalog.Asset {
		return s.add(n, catalog.AssetPatch{Title: ptr("En"), Language: ptr("nb"), CreditLine: ptr("Foto: Kari"), RecordingDay: &day.ID, AltText: ptr("Bilde"), Editing: ptr(catalog.EditingRaw), RecordedAt: ptr(time.Unix(1e9, 0))})
	}
	a, b := said(1), said(2)
	sent := url.Values{"id": {string(a.ID), string(b.ID)}, "language": {"clear"}, "credit_line": {""}, "credit_line_how": {"set"}, "alt_text": {"skrevet og angret"}, "alt_text_how": {"clear"},
		"shot": {string(day.Shots[0].ID)}, "editing": {"edited"}, "title": {""}, "recorded_at": {""}, "recorded_at_how": {"set"}, "people_note": {"Foreldre spurt"}, "people_status": {"crowd"}}
	s.get("/bulk?id="+string(a.ID)).expect(t, http.StatusOK, "Åpningsbildet", "I dag har alle: Foto: Kari", `value="clear">Tøm feltet`, "La stå som det er")
	s.post("/bulk", sent).expect(t, http.StatusSeeOther)
	for _, id := range []catalog.AssetID{a.ID, b.ID} {
		now, err := s.Assets.Get(t.Context(), s.administrator(), id)
		must(t, err)
		got := fmt.Sprint(now.Title, "|", now.Language, "|", now.CreditLine, "|", now.AltText, "|", now.Shot.Name, "|", now.Editing, "|", now.RecordedAt.Unix(), "|", now.PeopleNote, "|", now.PeopleStatus)
		if want := "En||Foto: Kari||Åpningsbildet|edited|1000000000|Foreldre spurt|crowd"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAllThatASearchFindsIsDescribed(t *testing.T) {
	s := start(t)
	for n := range 3 {
		s.add(n, catalog.AssetPatch{Tags: &[]string{"kaffe"}})
	}
	s.add(9, catalog.AssetPatch{Title: ptr("Te")})
	s.get("/?tag=kaffe").expect(t, http.StatusOK, `href="/bulk?all=1&amp;from=%2F%3Ftag%3Dkaffe"`, `href="/table?tag=kaffe"`)
	s.get("/bulk?all=1&from=%2F%3Ftag%3Dkaffe").expect(t, http.StatusOK, "Beskriv 3 filer samlet", "Ja, endre alle de 3 filene", `name="count" value="3"`)
	sent := url.Values{"all": {"1"}, "from": {"/?tag=kaffe"}, "count": {"3"}, "language": {"se"}}
	s.post("/bulk", sent).expect(t, http.StatusUnprocessableEntity, "Søket finner nå 3 filer. Bekreft")
	sent.Set("confirm", "true")
	sent.Set("count", "2")
	s.post("/bulk", sent).expect(t, http.StatusUnprocessableEntity, "Søket finner nå 3 filer. Bekreft")
	sent.Set("count", "3")
	s.post("/bulk", sent).expect(t, http.StatusSeeOther)
	s.get("/?language=se").expect(t, http.StatusOK, "3 treff")
}
