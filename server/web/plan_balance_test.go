package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPlanTellsOfWhatLiesOverItsBorders finds posts too close at midnight after the last day of a month and of a week, and a gap
// over that of a month, on both sides, and on an account that others plan on in what is narrowed to a library.
func TestPlanTellsOfWhatLiesOverItsBorders(t *testing.T) {
	s := start(t)
	ctx, admin, l := t.Context(), s.administrator(), s.Words.Localizer("nb")
	sola, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram, Library: catalog.Ref{ID: sola.ID}})
	must(t, err)
	// A June of 30 days that begins on a Tuesday, whatever it is called.
	june := time.Date(time.Now().Year(), time.Now().Month()+3, 1, 12, 0, 0, 0, time.UTC)
	for june.Weekday() != time.Tuesday || june.AddDate(0, 1, -1).Day() != 30 {
		june = june.AddDate(0, 1, 0)
	}
	on := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(june.Year(), june.Month()+month-time.June, day, hour, minute, 0, 0, l.Zone())
	}
	at := func(month time.Month, day int) string { return "at=" + on(month, day, 12, 0).Format(time.DateOnly) }
	add := func(title, library string, at time.Time) {
		t.Helper()
		_, err := s.Plan.Add(ctx, admin, catalog.PlanItem{Title: title, Account: catalog.Ref{ID: account.ID}, Library: catalog.LibraryRef{ID: catalog.LibraryID(library)}, PlannedAt: at})
		must(t, err)
	}
	add("Sent i mai", sola.ID, on(5, 31, 23, 30)) // a Monday
	add("Tidlig i juni", "", on(6, 1, 0, 15))
	add("Midt i juni", "", on(6, 6, 23, 59)) // a Sunday
	add("Natt til mandag", sola.ID, on(6, 7, 1, 0))
	for day := 14; day <= 28; day += 7 {
		add("Mandag", sola.ID, on(6, day, 10, 0))
	}
	add("Juli", "", on(7, 6, 10, 0))
	clash := func(path, first, second, days string) {
		t.Helper()
		s.get(path).expect(t, http.StatusOK, "To innlegg tett på hverandre på @sola:", first+"</a>", second+"</a> ("+days+")")
	}
	midnight := l.Date(on(5, 31, 0, 0)) + " – " + l.Date(on(6, 1, 0, 0))
	for _, path := range []string{"/plan?" + at(5, 1), "/plan?" + at(6, 1), "/plan?view=list&" + at(6, 1), "/plan?view=list&" + at(5, 1) + "&library=" + sola.ID} {
		clash(path, "Sent i mai", "Tidlig i juni", midnight)
	}
	sunday := l.Date(on(6, 6, 0, 0)) + " – " + l.Date(on(6, 7, 0, 0))
	for _, path := range []string{"/plan?view=week&" + at(6, 1), "/plan?view=week&" + at(6, 7), "/plan?view=week&" + at(6, 7) + "&library=" + sola.ID} {
		clash(path, "Midt i juni", "Natt til mandag", sunday)
	}
	gap := "@sola: ingenting fra " + l.Date(on(6, 29, 0, 0)) + " til " + l.Date(on(7, 5, 0, 0)) + " (7 dager)"
	for _, path := range []string{"/plan?" + at(6, 1), "/plan?" + at(7, 1), "/plan?view=week&" + at(7, 1), "/plan?" + at(6, 1) + "&library=" + sola.ID} {
		s.get(path).expect(t, http.StatusOK, gap)
	}
	s.get("/plan?"+at(7, 1)).expect(t, http.StatusOK, "@sola: ingenting fra "+l.Date(on(7, 7, 0, 0))+" og utover")
	if page := s.get("/plan?view=list&" + at(7, 1)); strings.Contains(page.body, "Mandag") || strings.Contains(page.body, "tett på hverandre") {
		t.Error("July shows what is planned in June")
	}
}
