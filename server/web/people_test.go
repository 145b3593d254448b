package web_test

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// somebody registers a person.
func (s *site) somebody(name, category string) catalog.PersonShown {
	s.t.Helper()
	p, err := s.People.Add(s.t.Context(), s.administrator(), catalog.PersonShown{DisplayName: name, Category: category, Contact: "post@example.no", Note: "Ring <b>først</b>"})
	must(s.t, err)
	return p
}

// agreed records a consent.
func (s *site) agreed(p catalog.PersonShown, change func(*catalog.Consent)) catalog.Consent {
	s.t.Helper()
	k := catalog.Consent{Person: catalog.Ref{ID: p.ID}, Permission: catalog.Permission{Channels: []catalog.Channel{catalog.Website, catalog.Instagram}}}
	if change != nil {
		change(&k)
	}
	k, err := s.Consents.Add(s.t.Context(), s.administrator(), k)
	must(s.t, err)
	return k
}

// shownPeople adds people in every state that their pages know, and gives the paths of the pages.
func (s *site) shownPeople(day string) []string {
	s.t.Helper()
	ctx, admin := s.t.Context(), s.administrator()
	child, gone, alone := s.somebody("Lille <b>Ola</b>", "child"), s.somebody("Borte", "adult"), s.somebody("Ola Alene", "staff")
	standing := s.agreed(child, func(k *catalog.Consent) {
		k.Guardians, k.ChildAsked, k.Given, k.Witness, k.Day = []string{"Mor & far"}, true, catalog.GivenOral, "Vitne", day
		k.Purposes, k.ValidUntil, k.RemindAt, k.TextVersion, k.Note = []catalog.ContentType{catalog.Literature}, time.Now().AddDate(0, 0, 5), time.Now().AddDate(0, 0, 1), "2", "Notat"
	})
	_, err := s.Documents.Add(ctx, admin, standing.Permission.Consent, "skjema.pdf", strings.NewReader("%PDF-1.4 x"))
	must(s.t, err)
	a := s.add(40, catalog.AssetPatch{Title: ptr("Høytlesing"), AltText: ptr("Barn"), ContentType: ptr(catalog.Literature), RecordingDay: &day, People: &[]string{child.ID}})
	_, err = s.ReuseLinks.Issue(ctx, admin, a.ID, catalog.ReuseLink{Purpose: "Nettsak", Channel: catalog.Website})
	must(s.t, err)
	taken := s.agreed(child, func(k *catalog.Consent) { k.Guardians, k.ChildAsked = []string{"Mor"}, true })
	_, err = s.Consents.Withdraw(ctx, admin, taken.Permission.Consent, "Ringte")
	must(s.t, err)
	erased := s.agreed(gone, nil)
	must(s.t, s.Records.Erase(ctx, admin, gone.ID))
	_, err = s.RecordingDays.Edit(ctx, admin, day, 0, func(d *catalog.RecordingDay) {
		d.People = append(d.People, catalog.DayPerson{Name: "Lille Ola", Category: "child", Person: catalog.PersonID(child.ID)}, catalog.DayPerson{Name: "Ola Ny", Category: "adult"})
	})
	must(s.t, err)
	person, consent := "/people/"+child.ID, "/consents/"+standing.ID
	return []string{"/people", "/people/new", person, person + "/edit", person + "/merge", person + "/erase", person + "/consents/new", "/people/" + gone.ID, "/people/" + alone.ID,
		"/consents", "/consents?state=withdrawn", "/consents?within=7", consent, consent + "/edit", "/consents/" + taken.ID, "/consents/" + erased.ID,
		"/privacy", "/audit", "/audit?person=" + child.ID, "/recording-days/" + day + "/people/1", "/recording-days/" + day}
}

func TestPersonIsRegisteredAndAgrees(t *testing.T) {
	s := start(t)
	born := fmt.Sprintf("%d-%d", time.Now().Year()-12, time.Now().Year()-9)
	made := s.post("/people/new", url.Values{"display_name": {"Kari Nordmann"}, "category": {"child"}, "born": {born}, "contact": {"kari@example.no"}})
	home, _, _ := strings.Cut(made.header.Get("Location"), "?")
	if made.status != http.StatusSeeOther || !strings.HasPrefix(home, "/people/") || strings.Contains(home, "ari") {
		t.Fatalf("registered: %d %s", made.status, made.header.Get("Location"))
	}
	s.get(home).expect(t, http.StatusOK, "Kari Nordmann", "kari@example.no", born)
	s.post("/people/new", url.Values{"display_name": {"Kari 01010150074"}}).expect(t, http.StatusUnprocessableEntity, "field-display_name-problem")
	s.post("/people", url.Values{"q": {"nordm"}}).expect(t, http.StatusOK, "Kari Nordmann")

	sent := url.Values{"category": {"child"}, "basis": {"consent"}, "legal_basis": {"consent"}, "given": {"paper"}, "language": {"nb"}, "channels": {"website", "print"},
		"purposes": {"literature"}, "valid_until": {"2098-06-30"}, "reuse_by_others": {"true"}, "guardians": {"Mor Nordmann"}, "note": {"På papir"}}
	s.post(home+"/consents/new", sent).expect(t, http.StatusUnprocessableEntity, `href="#field-child_asked"`, "Mor Nordmann", "2098-06-30")
	sent.Set("child_asked", "true")
	added := s.post(home+"/consents/new", sent)
	consent, _, _ := strings.Cut(added.header.Get("Location"), "?")
	if added.status != http.StatusSeeOther || !strings.HasPrefix(consent, "/consents/") {
		t.Fatalf("agreed: %d %s", added.status, added.main())
	}
	page := s.get(consent).expect(t, http.StatusOK, "Mor Nordmann", "Trykk", "På papir")
	if strings.Contains(page.main(), "Instagram") {
		t.Error("a channel that was not chosen is shown")
	}
	k, err := s.Consents.Get(t.Context(), s.administrator(), catalog.ConsentID(strings.TrimPrefix(consent, "/consents/")))
	must(t, err)
	before := k.GivenAt
	sent.Set("version", "1")
	sent.Set("given_at", k.GivenAt.In(oslo(t)).Format(time.DateOnly))
	sent.Set("category", "adult")
	if got := s.post(consent+"/edit", sent); got.status != http.StatusSeeOther {
		t.Fatalf("changed: %d %s", got.status, got.main())
	}
	k, err = s.Consents.Get(t.Context(), s.administrator(), k.Permission.Consent)
	must(t, err)
	if !k.GivenAt.Equal(before) || len(k.Guardians) != 0 || k.ValidUntil.In(oslo(t)).Format(time.DateTime) != "2098-07-01 00:00:00" {
		t.Errorf("after an edit: given %v (was %v), guardians %v, until %v", k.GivenAt, before, k.Guardians, k.ValidUntil)
	}
	s.post(consent+"/edit", sent).expect(t, http.StatusPreconditionFailed)

	s.post(consent+"/withdraw", url.Values{"note": {"01010150074"}}).expect(t, http.StatusUnprocessableEntity)
	if got := s.post(consent+"/withdraw", url.Values{"note": {"Ringte"}}); got.status != http.StatusSeeOther {
		t.Fatalf("withdrawn: %d", got.status)
	}
	s.get(consent).expect(t, http.StatusOK, "Samtykke trukket tilbake", "Ringte")
	s.get("/consents?state=withdrawn").expect(t, http.StatusOK, "Kari Nordmann")
}

func oslo(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	return zone
}

func TestEvidenceIsSentOpenedAndRemoved(t *testing.T) {
	s := start(t)
	k := s.agreed(s.somebody("Kari", "adult"), nil)
	at := "/consents/" + k.ID
	send := func(name, body string) page {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		w, err := form.CreateFormFile("file", name)
		must(t, err)
		_, err = w.Write([]byte(body))
		must(t, err)
		must(t, form.Close())
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+at+"/documents", &b)
		must(t, err)
		req.Header.Set("Content-Type", form.FormDataContentType())
		req.Header.Set("Origin", origin)
		return s.do(req)
	}
	send("a.html", "<script>alert(1)</script>").expect(t, http.StatusUnsupportedMediaType, "problems")
	if got := send("skjema <1>.pdf", "%PDF-1.4 x"); got.status != http.StatusSeeOther {
		t.Fatalf("sent: %d %s", got.status, got.main())
	}
	shown := s.get(at).expect(t, http.StatusOK, "skjema &lt;1&gt;.pdf")
	_, rest, _ := strings.Cut(shown.body, at+"/documents/")
	id, _, _ := strings.Cut(rest, `"`)
	if got := s.post(at+"/documents/"+id+"/remove", nil); got.status != http.StatusSeeOther {
		t.Fatalf("removed: %d", got.status)
	}
	s.get("/audit").expect(t, http.StatusOK, "Dokumentasjon slettet", "Dokumentasjon lagt til")
}

func TestSomebodyPresentIsTiedToTheRegister(t *testing.T) {
	s := start(t)
	kari := s.somebody("Kari Nordmann", "adult")
	day, err := s.RecordingDays.Add(t.Context(), s.administrator(), catalog.RecordingDay{Date: "2025-10-20",
		People: []catalog.DayPerson{{Name: "Kari", Category: "adult"}, {Name: "Ola", Category: "guest"}}})
	must(t, err)
	at := "/recording-days/" + day.ID
	s.get(at).expect(t, http.StatusOK, at+"/people/0", at+"/people/1")
	s.get(at+"/people/0").expect(t, http.StatusOK, "Kari Nordmann", kari.ID)
	s.get(at+"/people/7").expect(t, http.StatusNotFound)
	s.post(at+"/people/0", url.Values{"name": {"Kari"}}).expect(t, http.StatusUnprocessableEntity, "Velg en person først.")
	s.post(at+"/people/0", url.Values{"name": {"Ola"}, "person": {kari.ID}}).expect(t, http.StatusPreconditionFailed) // the list has changed
	if got := s.post(at+"/people/0", url.Values{"name": {"Kari"}, "person": {kari.ID}}); got.status != http.StatusSeeOther {
		t.Fatalf("tied: %d %s", got.status, got.main())
	}
	s.post(at+"/people/1", url.Values{"name": {"Ola"}, "person": {"nobody"}}).expect(t, http.StatusUnprocessableEntity)
	if got := s.post(at+"/people/1", url.Values{"name": {"Ola"}, "action": {"register"}}); got.status != http.StatusSeeOther {
		t.Fatalf("registered: %d %s", got.status, got.main())
	}
	day, err = s.RecordingDays.Get(t.Context(), s.administrator(), day.ID)
	must(t, err)
	if day.People[0].Person != catalog.PersonID(kari.ID) || day.People[1].Person == "" {
		t.Errorf("the day's people: %+v", day.People)
	}
	s.get("/people/"+string(day.People[1].Person)).expect(t, http.StatusOK, "Ola", at)
}

func TestErasureOnPages(t *testing.T) {
	s := start(t)
	kari := s.somebody("Kanari Fugl", "adult")
	s.get("/people/"+kari.ID+"/erase").expect(t, http.StatusOK, "Kanari Fugl")
	if got := s.post("/people/"+kari.ID+"/erase", nil); got.header.Get("Location") != "/people?done=person_erased" {
		t.Fatalf("erased: %d %s", got.status, got.header.Get("Location"))
	}
	for _, path := range []string{"/people", "/people/" + kari.ID, "/audit", "/consents"} {
		if got := s.get(path).expect(t, http.StatusOK); strings.Contains(got.body, "Kanari") {
			t.Errorf("%s still tells the name", path)
		}
	}
	s.get("/people/"+kari.ID+"/edit").expect(t, http.StatusNotFound)
}

func TestAnybodyCanBeMergedInto(t *testing.T) {
	s := start(t)
	for i := range 51 {
		s.somebody(fmt.Sprintf("Anne %02d", i), "adult")
	}
	last, twin := s.somebody("Anne Ås", "adult"), s.somebody("Anne 7", "adult")
	at := "/people/" + twin.ID + "/merge"
	first := s.get(at).expect(t, http.StatusOK, "Anne 00")
	next := regexp.MustCompile(`name="cursor" value="([^"]+)"`).FindStringSubmatch(first.body)
	if next == nil || strings.Contains(first.body, last.ID) {
		t.Fatal("the first page shows all, or leads to no other")
	}
	s.post(at, url.Values{"action": {"search"}, "q": {"anne"}, "cursor": {next[1]}}).expect(t, http.StatusOK, last.ID)
	s.post(at, url.Values{"action": {"merge"}, "q": {"ås"}}).expect(t, http.StatusUnprocessableEntity, "Velg en person først.", `value="ås"`, last.ID)
	if got := s.post(at, url.Values{"action": {"merge"}, "person": {last.ID}}); got.header.Get("Location") != "/people/"+last.ID+"?done=merged" {
		t.Fatalf("merged: %d %s", got.status, got.header.Get("Location"))
	}
}

// TestAnswersLeadToPages: the links to other languages on the answer to a form lead to pages, not to where forms are sent.
func TestAnswersLeadToPages(t *testing.T) {
	s := start(t)
	day, i, signs := s.invited()
	own := s.signed(i)
	k := s.given(day.ID)[0]
	a := s.add(1, catalog.AssetPatch{})
	phone := s.stranger()
	for at, got := range map[string]page{
		"/consents/" + k.ID:           s.post("/consents/"+k.ID+"/withdraw", url.Values{"note": {"01010150074"}}),
		"/recording-days/" + day.ID:   s.post("/recording-days/"+day.ID+"/people", url.Values{"names": {"01010150074"}}),
		"/assets/" + string(a.ID):     s.post("/assets/"+string(a.ID)+"/duties/alt_text", nil),
		"/consents/" + k.ID + "/edit": s.post("/consents/"+k.ID+"/edit", nil),
		"/reuse-links":                s.post("/reuse-links/nothing/revoke", nil),
		"/":                           s.post("/batches/nothing/undo", nil),
		own:                           phone.sends(own+"/renew", url.Values{}, nil),
		signs:                         phone.sends(signs, url.Values{}, nil),
	} {
		if got.status < 400 {
			t.Fatalf("%s: %d", at, got.status)
		}
		links := regexp.MustCompile(`<a href="([^"]*)" lang="nn"`).FindStringSubmatch(got.body)
		if links == nil {
			t.Errorf("%s: no link to another language", at)
			continue
		}
		if u, err := url.Parse(html.UnescapeString(links[1])); err != nil || u.Path != at {
			t.Errorf("%s: the link leads to %s", at, links[1])
		}
	}
}
