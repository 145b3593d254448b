package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// person puts somebody on the register.
func (s *site) person(name string) catalog.PersonShown {
	s.t.Helper()
	p, err := s.People.Add(s.t.Context(), s.administrator(), catalog.PersonShown{DisplayName: name})
	must(s.t, err)
	return p
}

func (s *site) now(id catalog.AssetID) catalog.Asset {
	s.t.Helper()
	a, err := s.Assets.Get(s.t.Context(), s.administrator(), id)
	must(s.t, err)
	return a
}

// TestAssessWithoutScript says of files who is shown as a form does, and undoes it.
func TestAssessWithoutScript(t *testing.T) {
	s := start(t)
	day, err := s.RecordingDays.Add(t.Context(), s.administrator(), catalog.RecordingDay{Date: "2025-10-20", People: []catalog.DayPerson{{Name: "Kari <b>", Person: catalog.PersonID(s.person("Kari <b>").ID)}, {Name: "Uten register"}}})
	must(t, err)
	ola := s.person("Ola Nordmann")
	first, second := s.add(1, catalog.AssetPatch{Title: ptr("Første"), RecordingDay: &day.ID}), s.add(2, catalog.AssetPatch{Title: ptr("Andre"), RecordingDay: &day.ID})
	s.add(3, catalog.AssetPatch{Title: ptr("Ferdig"), RecordingDay: &day.ID, PeopleStatus: ptr(catalog.PeopleNobody)})
	at := "/assess?recording_day=" + day.ID

	page := s.get(at).expect(t, http.StatusOK, "Første", "Andre", "2 filer", ">Kari &lt;b&gt;</button>", "§ 104", `href="/recording-days/`+day.ID+`"`)
	for _, absent := range []string{">Ferdig<", ">Uten register</button>"} {
		if strings.Contains(page.body, absent) {
			t.Errorf("the page has %q", absent)
		}
	}
	s.get(at+"&all=1").expect(t, http.StatusOK, "Ferdig", "3 filer")
	s.get("/recording-days/"+day.ID).expect(t, http.StatusOK, `href="/assess?recording_day=`+day.ID+`"`)
	s.get("/assets/"+string(first.ID)).expect(t, http.StatusOK, `href="/assess?id=`+string(first.ID)+`"`)
	s.get("/?q=Andre").expect(t, http.StatusOK, `href="/assess?q=Andre"`, `formaction="/assess"`)

	s.post(at, url.Values{"id": {string(first.ID)}, "said": {"crowd"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.post(at, url.Values{"said": {"nobody"}}).expect(t, http.StatusUnprocessableEntity, "Velg minst én fil")
	s.post(at, url.Values{"id": {string(first.ID)}, "said": {"registered"}, "people_add": {"Ingen slik"}}).expect(t, http.StatusUnprocessableEntity, "Ingen slik")
	s.post(at, url.Values{"id": {string(first.ID)}, "said": {"registered"}}).expect(t, http.StatusUnprocessableEntity)
	s.post(at, url.Values{"id": {string(first.ID)}, "said": {"tull"}}).expect(t, http.StatusUnprocessableEntity)
	if a := s.now(first.ID); a.PeopleStatus != catalog.PeopleNotAssessed {
		t.Fatalf("what was refused left %q", a.PeopleStatus)
	}

	s.post(at, url.Values{"id": {string(first.ID), string(second.ID)}, "said": {"crowd"}, "people_note": {"c) 17. mai-tog"}}).expect(t, http.StatusSeeOther)
	if a := s.now(second.ID); a.PeopleStatus != catalog.PeopleCrowd || a.PeopleNote != "c) 17. mai-tog" {
		t.Errorf("got %q %q", a.PeopleStatus, a.PeopleNote)
	}
	s.get(at).expect(t, http.StatusOK, "Alt er vurdert.")
	there := s.post("/assess?id="+string(first.ID), url.Values{"id": {string(first.ID)}, "said": {"registered"}, "people_add": {"ola nordmann"}}).expect(t, http.StatusSeeOther).header.Get("Location")
	if a := s.now(first.ID); a.PeopleStatus != catalog.PeopleRegistered || len(a.People) != 1 || string(a.People[0].ID) != ola.ID {
		t.Errorf("got %q %v", a.PeopleStatus, a.People)
	}
	if strings.Contains(there, "Ola") {
		t.Errorf("a name stands in the address %q", there)
	}
	batch := batchInAddress.FindString(there)
	s.post("/batches/"+strings.Trim(batch[len("batch="):], "&")+"/undo", url.Values{"back": {at}}).expect(t, http.StatusSeeOther)
	if a := s.now(first.ID); a.PeopleStatus != catalog.PeopleCrowd || len(a.People) != 0 || a.PeopleNote != "c) 17. mai-tog" {
		t.Errorf("undone to %q %v %q", a.PeopleStatus, a.People, a.PeopleNote)
	}
	s.post("/assess?id="+string(first.ID), url.Values{"id": {string(first.ID)}, "said": {"nobody"}}).expect(t, http.StatusSeeOther)
	if a := s.now(first.ID); a.PeopleStatus != catalog.PeopleNobody {
		t.Errorf("got %q", a.PeopleStatus)
	}
	s.as(catalog.Reader, "").get(at).expect(t, http.StatusForbidden)
	s.as(catalog.PrivacyOfficer, "").get(at).expect(t, http.StatusOK, "Alt er vurdert.")
}

// TestPeopleAndRightsInForms fills in what the forms of one and of many files say of people and rights.
func TestPeopleAndRightsInForms(t *testing.T) {
	s := start(t)
	ola, kari := s.person("Ola Nordmann"), s.person("Kari Hansen")
	s.person("Kari Hansen") // two bear the same name
	a := s.add(1, catalog.AssetPatch{Title: ptr("Bokbad")})
	path := "/assets/" + string(a.ID)
	s.get(path+"/edit").expect(t, http.StatusOK, `name="people_add"`, "§ 104", `data-source="/api/v1/people/search"`, `name="rights_until"`, `name="decorative"`, "Kari Hansen (Voksen)")
	sent := url.Values{"version": {"1"}, "title": {"Bokbad"}, "people_status": {"crowd"}, "people_note": {""}, "people_add": {""}, "book_cover_shown": {"true"}, "book_cover": {"true"},
		"decorative_shown": {"true"}, "embargo_until": {"2026-01-02"}, "rights_until": {"2026-12-31"}, "ai": {"changed"}}
	s.post(path+"/edit", sent).expect(t, http.StatusUnprocessableEntity, `href="#field-people_note"`, `value="2026-12-31"`)
	sent.Set("people_status", "not_assessed")
	sent.Set("people_add", "Ola Nordmann")
	s.post(path+"/edit", sent).expect(t, http.StatusSeeOther)
	got, oslo := s.now(a.ID), zone(t)
	if got.PeopleStatus != catalog.PeopleRegistered || len(got.People) != 1 || string(got.People[0].ID) != ola.ID || !got.BookCover || got.Decorative || got.AI != catalog.AIChanged {
		t.Errorf("saved %+v", got)
	}
	if want := time.Date(2027, 1, 1, 0, 0, 0, 0, oslo); !got.RightsUntil.Equal(want) || !got.EmbargoUntil.Equal(time.Date(2026, 1, 2, 0, 0, 0, 0, oslo)) {
		t.Errorf("rights %v until %v, want %v", got.EmbargoUntil, got.RightsUntil, want)
	}
	s.get(path+"/edit").expect(t, http.StatusOK, `value="2026-12-31"`, `value="2026-01-02"`, `value="`+ola.ID+`" checked`)
	s.get(path).expect(t, http.StatusOK, "Ola Nordmann har ikke gitt samtykke", `href="/people/`+ola.ID+`"`, "31.\u00a0desember 2026")
	reader := s.as(catalog.Reader, "").get(path).expect(t, http.StatusOK, "En person på bildet har ikke gitt samtykke", "Viser 1 person.")
	if strings.Contains(reader.body, "Ola Nordmann") || strings.Contains(reader.body, ola.ID) {
		t.Error("a reader sees who is shown")
	}

	other := s.add(2, catalog.AssetPatch{Title: ptr("Andre")})
	both := []string{string(a.ID), string(other.ID)}
	bulk := s.get("/bulk?id="+both[0]+"&id="+both[1]).expect(t, http.StatusOK, `name="people_how"`, `name="music_source"`, `name="ai"`, `name="book_cover"`, ">Nei</option>")
	if strings.Contains(bulk.body, "Har sluttet") {
		t.Error("a box says of a file that it has left")
	}
	s.post("/bulk", url.Values{"id": both, "people": {kari.ID}, "people_add": {""}, "people_how": {"add"}, "decorative": {"true"}, "book_cover": {"false"}, "rights_until_how": {"clear"}}).expect(t, http.StatusSeeOther)
	for i, id := range []catalog.AssetID{a.ID, other.ID} {
		if now := s.now(id); len(now.People) != 2-i || !now.Decorative || now.BookCover || !now.RightsUntil.IsZero() || now.EmbargoUntil.IsZero() != (i == 1) {
			t.Errorf("after the batch %d: %+v", i, now)
		}
	}
	s.post("/bulk", url.Values{"id": both, "people": {kari.ID}, "people_add": {""}, "people_how": {"remove"}}).expect(t, http.StatusSeeOther)
	if now := s.now(a.ID); len(now.People) != 1 || string(now.People[0].ID) != ola.ID {
		t.Errorf("after taking her off: %v", now.People)
	}
	s.get("/table?id="+both[0]).expect(t, http.StatusOK, `data-column="people"`, "Ola Nordmann", "Ikke klarert")
}

func zone(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	return z
}

// TestPersonAsFilter finds what somebody is shown on, for those who may know it.
func TestPersonAsFilter(t *testing.T) {
	s := start(t)
	ola := s.person("Ola Nordmann")
	s.add(1, catalog.AssetPatch{Title: ptr("Med Ola"), People: &[]string{ola.ID}})
	s.add(2, catalog.AssetPatch{Title: ptr("Uten ham"), PeopleStatus: ptr(catalog.PeopleNobody)})
	page := s.get("/?person="+ola.ID).expect(t, http.StatusOK, "Med Ola", "Ola Nordmann", "1 treff")
	if strings.Contains(page.body, "Uten ham") || strings.Contains(page.body, "facet-person") {
		t.Error("the filter finds too much, or is a facet")
	}
	s.as(catalog.Reader, "").get("/?person="+ola.ID).expect(t, http.StatusForbidden)
	s.get("/?cleared_for=instagram").expect(t, http.StatusOK, "Uten ham", "Klarert for Instagram", `id="facet-cleared_for"`, "1 treff")
}

// TestDutiesOnThePage lets a file pass by name, and takes it back.
func TestDutiesOnThePage(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Plakat"), PeopleStatus: ptr(catalog.PeopleNobody)})
	path := "/assets/" + string(a.ID)
	s.get(path).expect(t, http.StatusOK, "Mangler alternativ tekst", `action="`+path+`/duties/alt_text"`, `value="Kari Nordmann"`)
	s.get(path+"/reuse").expect(t, http.StatusOK, "Mangler alternativ tekst") // a warning, no refusal
	s.post(path+"/duties/alt_text", url.Values{"action": {"override"}, "reason": {""}, "name": {"Kari"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.post(path+"/duties/alt_text", url.Values{"action": {"override"}, "reason": {"Må ut <i>nå</i>"}, "name": {"Kari"}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "Kari lar det gå likevel", "Må ut &lt;i&gt;nå&lt;/i&gt;", "Trekk tilbake")
	s.as(catalog.Contributor, "").post(path+"/duties/alt_text", url.Values{"action": {"withdraw"}}).expect(t, http.StatusForbidden)
	s.post(path+"/duties/alt_text", url.Values{"action": {"withdraw"}}).expect(t, http.StatusSeeOther)
	s.post(path+"/duties/alt_text", url.Values{"action": {"withdraw"}}).expect(t, http.StatusNotFound)
	s.post(path+"/duties/captions", url.Values{"action": {"override"}, "reason": {"x"}, "name": {"Kari"}}).expect(t, http.StatusConflict)
}
