package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// fullDay makes a recording day with some of all that its page can show, and gives its address.
func (s *site) fullDay() string {
	ctx, admin := s.t.Context(), s.administrator()
	person, err := s.Presenters.Add(ctx, admin, catalog.Presenter{Name: "Ågot <b>", Active: true})
	must(s.t, err)
	day, err := s.RecordingDays.Add(ctx, admin, catalog.RecordingDay{Date: "2024-05-02", Until: "2024-05-03", CreditLine: "Foto: før", Notes: "Ute", Language: "nb",
		Presenters: []catalog.Ref{{ID: person.ID}}, ContentType: catalog.Literature,
		Shots:  []catalog.Shot{{Title: "Åpning <i>", Presenter: person.ID, Note: "kort", ContentType: catalog.Relations}, {Title: "Slutt", Status: catalog.ShotEdited}},
		People: []catalog.DayPerson{{Name: "Anna <u>", Category: "youth"}, {Name: "Ola", Category: "staff"}}})
	must(s.t, err)
	shot := string(day.Shots[0].ID)
	s.add(31, catalog.AssetPatch{Title: ptr("Med"), Shot: &shot})
	clip := s.clip(32, "Uten formidler")
	_, err = s.Assets.Edit(ctx, admin, clip.ID, 0, catalog.AssetPatch{RecordingDay: &day.ID, Presenters: &[]string{}})
	must(s.t, err)
	for n, hour := range map[int]int{33: 12, 34: -6} {
		offered := s.add(n, catalog.AssetPatch{})
		s.change(offered.ID, func(a *catalog.Asset) {
			a.RecordedAt, a.RecordedAtSource = time.Date(2024, 5, 2, hour, 0, 0, 0, time.UTC), "exif"
		})
	}
	_, err = s.RecordingDays.Edit(ctx, admin, day.ID, 0, func(d *catalog.RecordingDay) { d.CreditLine = "Foto: etter" })
	must(s.t, err)
	return "/recording-days/" + day.ID
}

func TestDayPage(t *testing.T) {
	s := start(t)
	path := s.fullDay()
	id := strings.TrimPrefix(path, "/recording-days/")
	page := s.get(path)
	page.expect(t, http.StatusOK, "1 av 2", "2 av 2", "klipp uten formidler", "personer uten samtykke", "filer kan oppdateres", `href="/upload?recording_day=`+id,
		"Anna &lt;u&gt;", "Åpning &lt;i&gt;", "Kreditering: 2", "dagen før", `href="`+path+`/edit"`)

	// Every number leads to exactly as many files.
	tiles := regexp.MustCompile(`<a class="tile" href="(/\?[^"]+)"[^>]*><strong>(\d+)</strong>`).FindAllStringSubmatch(page.body, -1)
	if len(tiles) < 3 {
		t.Fatalf("%d numbers lead to a search", len(tiles))
	}
	for _, tile := range tiles {
		s.get(strings.ReplaceAll(tile[1], "&amp;", "&")).expect(t, http.StatusOK, ">"+tile[2]+" treff")
	}

	day := func() catalog.RecordingDay {
		d, err := s.RecordingDays.Get(t.Context(), s.administrator(), id)
		must(t, err)
		return d
	}
	first := string(day().Shots[0].ID)
	s.get("/?shot="+first).expect(t, http.StatusOK, "Åpning &lt;i&gt;")
	post := func(at string, sent url.Values) { s.post(path+at, sent).expect(t, http.StatusSeeOther) }
	post("/shots", url.Values{"lines": {"Ny; ågot <b>; Ukjent bok; ute\r\n\r\nEn til\tHvem?"}})
	post("/shots/"+first, url.Values{"status": {"filmed"}})
	post("/shots/"+first, url.Values{"action": {"down"}})
	got := day().Shots
	titles := []string{got[0].Title, got[1].Title, got[2].Title, got[3].Title}
	if !slices.Equal(titles, []string{"Slutt", "Åpning <i>", "Ny", "En til"}) || got[1].Status != "filmed" || got[2].Presenter == "" || got[2].Note != "ute, Ukjent bok" || got[3].Note != "Hvem?" {
		t.Errorf("shots %+v", got)
	}
	post("/shots/"+first, url.Values{"action": {"save"}, "title": {"Begynnelse"}, "presenter": {""}, "note": {"lang"}})
	post("/shots/"+string(got[0].ID), url.Values{"action": {"remove"}})
	if now := day().Shots; len(now) != 3 || now[0].Title != "Begynnelse" || now[0].Presenter != "" || string(now[0].ID) != first {
		t.Errorf("shots %+v", now)
	}
	s.post(path+"/shots/"+first, url.Values{"action": {"save"}, "title": {""}, "note": {"ny merknad"}}).
		expect(t, http.StatusUnprocessableEntity, `href="#field-`+first+`-title"`, ">ny merknad</textarea>", "<details open>")
	long := strings.Repeat("å", 201)
	s.post(path+"/shots", url.Values{"lines": {"Kort\n" + long}}).expect(t, http.StatusUnprocessableEntity, `href="#field-lines"`, ">Kort\n"+long+"</textarea>", "200")
	s.post(path+"/people", url.Values{"names": {"Kort\n" + long}, "category": {"youth"}}).
		expect(t, http.StatusUnprocessableEntity, `href="#field-names"`, ">Kort\n"+long+"</textarea>", `<option value="youth" selected>`)
	post("/people", url.Values{"names": {"Per\nPål"}, "category": {"child"}})
	post("/people/remove", url.Values{"at": {"0"}, "name": {"Ola"}}) // somebody else stands there
	post("/people/remove", url.Values{"at": {"1"}, "name": {"Ola"}})
	if people := day().People; len(people) != 3 || people[1].Name != "Per" || people[1].Category != "child" {
		t.Errorf("people %+v", people)
	}

	there := s.post(path+"/update-files", url.Values{}).expect(t, http.StatusSeeOther).header.Get("Location")
	s.get(there).expect(t, http.StatusOK, "Filene er oppdatert", "Angre")
	offered := regexp.MustCompile(`name="id" value="([^"]+)" checked`).FindAllStringSubmatch(page.body, -1)
	if len(offered) != 1 {
		t.Fatalf("%d files are preselected, want 1", len(offered))
	}
	there = s.post(path+"/take", url.Values{"id": {offered[0][1]}}).expect(t, http.StatusSeeOther).header.Get("Location")
	s.get(there).expect(t, http.StatusOK, "Filene hører nå til dagen", "Angre")
	if a, err := s.Assets.Get(t.Context(), s.administrator(), catalog.AssetID(offered[0][1])); err != nil || a.RecordingDay.ID != id || a.CreditLine != "Foto: etter" {
		t.Errorf("taken: %+v, %v", a.RecordingDay, err)
	}

	reader := s.as(catalog.Reader, "")
	if body := reader.get(path).expect(t, http.StatusOK, "Begynnelse").body; strings.Contains(body, "<form class=\"marks\"") || strings.Contains(body, "/take") {
		t.Error("a reader is offered what a reader may not do")
	}
	reader.post(path+"/shots/"+first, url.Values{"status": {"in"}}).expect(t, http.StatusForbidden)
	s.get("/recording-days").expect(t, http.StatusOK, `href="`+path+`"`, "planlagte er inne")
	s.get("/recording-days/nowhere").expect(t, http.StatusNotFound)
}

func TestFormKeepsWhatIsInherited(t *testing.T) {
	s := start(t)
	s.fullDay()
	found, err := s.Assets.Find(t.Context(), s.administrator(), catalog.Query{Text: "Med"})
	must(t, err)
	a := found.Items[0]
	path := "/assets/" + string(a.ID)
	s.get(path).expect(t, http.StatusOK, "Arvet fra innspillingsdagen", "Åpning &lt;i&gt;")
	s.get(path+"/edit").expect(t, http.StatusOK, "Arvet fra innspillingsdagen", `name="shot"`, `name="editing"`)
	sent := url.Values{"title": {"Ny tittel"}, "credit_line": {a.CreditLine}, "language": {"nn"}, "content_type": {string(a.ContentType)}, "shot": {a.Shot.ID},
		"recording_day": {a.RecordingDay.ID}, "editing": {"raw"}, "presenters": {a.Presenters[0].ID}, "presenters_add": {""}}
	s.post(path+"/edit", sent).expect(t, http.StatusSeeOther)
	now, err := s.Assets.Get(t.Context(), s.administrator(), a.ID)
	must(t, err)
	if !now.Inherits("credit_line") || !now.Inherits("presenters") || now.Inherits("language") || now.Language != "nn" || now.Editing != catalog.EditingRaw {
		t.Errorf("inherited %v, language %s, editing %s", now.Inherited, now.Language, now.Editing)
	}
}
