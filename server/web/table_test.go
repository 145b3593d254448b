package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestTable(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	var libraries []string
	for _, name := range []string{"Sola bibliotek", "Utsira bibliotek"} {
		l, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: name})
		must(t, err)
		libraries = append(libraries, l.ID)
	}
	person, err := s.Presenters.Add(ctx, admin, catalog.Presenter{Name: "Nana <b>Jakobsen</b>", Active: true})
	must(t, err)
	day, err := s.RecordingDays.Add(ctx, admin, catalog.RecordingDay{Date: "2025-10-20", Shots: []catalog.Shot{{Title: "Åpning"}}})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff"), Presenters: &[]string{person.ID}, Tags: &[]string{"kaffe", "far"}, Language: ptr("nn"), Libraries: &libraries,
		Shot: ptr(string(day.Shots[0].ID)), EmbargoUntil: ptr(time.Date(2026, 3, 1, 0, 0, 0, 0, oslo(t))), RightsUntil: ptr(time.Date(2027, 1, 1, 0, 0, 0, 0, oslo(t))), BookCover: ptr(true)})
	b := s.add(2, catalog.AssetPatch{Libraries: &[]string{libraries[1]}})
	where := "/table?id=" + string(a.ID) + "&id=" + string(b.ID)

	got := s.get(where).expect(t, http.StatusOK, "2 filer i tabell", `data-id="`+string(a.ID)+`" data-version="1"`, `data-value="Pappatreff">Pappatreff</td>`,
		`<span data-id="`+person.ID+`">Nana &lt;b&gt;Jakobsen&lt;/b&gt;</span>`, `<span data-id="kaffe">kaffe</span>; <span data-id="far">far</span>`, `data-value="nn">Nynorsk</td>`,
		`<span data-id="`+string(day.Shots[0].ID)+`">Åpning</span>`, `20. oktober 2025</span>`, `<datalist id="options-presenters">`, `href="/assets/`+string(b.ID)+`/edit"`,
		`data-value="2026-03-01" hidden>01.03.2026</td>`, `data-value="2026-12-31" hidden>31.12.2026</td>`, `data-value="true" hidden>Ja</td>`, `data-zone="Europe/Oslo"`)
	if strings.Contains(got.body, "data-locked>") || strings.Contains(got.body, `data-value="bilde-2"`) {
		t.Error("a row is locked, or a title that the program made is taken for what people wrote")
	}
	bound := s.as(catalog.Editor, libraries[0]).get(where).expect(t, http.StatusOK)
	if n := strings.Count(bound.body, "data-locked>"); n != 1 {
		t.Errorf("%d rows are locked for an editor of another library, want 1", n)
	}
	s.get("/table?q=pappatreff").expect(t, http.StatusOK, "1 fil i tabell", `href="/?q=pappatreff"`)
	s.get("/table").expect(t, http.StatusOK, "2 filer i tabell")
	s.get("/table?from=%2F").expect(t, http.StatusOK, "Ingen filer er valgt")
	s.get("/table?id=nowhere").expect(t, http.StatusOK, "Ingen filer er valgt")
	s.get("/table?id="+strings.Repeat("x&id=", 500)+"x").expect(t, http.StatusUnprocessableEntity)
	s.as(catalog.Reader, "").get(where).expect(t, http.StatusForbidden)
}
