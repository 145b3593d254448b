package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPlanTellsWhatComes puts what many libraries have under one name together, and leaves out what is planned for, though the
// post is out in the month before.
func TestPlanTellsWhatComes(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	var offers []catalog.Offer
	for _, name := range []string{"Sola bibliotek", "Time bibliotek", "Klepp bibliotek"} {
		l, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: name})
		must(t, err)
		o, err := s.Offers.Add(ctx, admin, catalog.Offer{Name: "Leksehjelp", Libraries: []catalog.LibraryRef{{ID: catalog.LibraryID(l.ID)}}, Rule: catalog.Rule{RRule: "FREQ=MONTHLY;BYMONTHDAY=5", Start: "2027-01-05", Time: "15:00"}})
		must(t, err)
		offers = append(offers, o)
	}
	const month = "/plan?at=2027-03-01"
	link := func(o catalog.Offer) string { return "offer=" + url.QueryEscape(o.ID) + "&amp;offer_day=2027-03-05" }
	page := s.get(month).expect(t, http.StatusOK, "<summary>Leksehjelp (3)</summary>", link(offers[0]), ">Time bibliotek</a>", ">Klepp bibliotek</a>")
	if n := strings.Count(page.body, "<summary>Leksehjelp"); n != 1 {
		t.Errorf("one name stands %d times", n)
	}
	plan := func(o catalog.Offer, status catalog.PlanStatus) {
		t.Helper()
		_, err := s.Plan.Add(ctx, admin, catalog.PlanItem{Title: "Husk", Offer: catalog.Ref{ID: o.ID}, Day: "2027-03-05", Status: status, PlannedAt: time.Date(2027, 2, 10, 9, 0, 0, 0, time.UTC)})
		must(t, err)
	}
	plan(offers[0], catalog.PlanDraft)
	plan(offers[1], catalog.PlanCancelled)
	if page := s.get(month).expect(t, http.StatusOK, "<summary>Leksehjelp (2)</summary>", link(offers[1])); strings.Contains(page.body, link(offers[0])) {
		t.Error("what is planned for in February stands in March as not planned")
	}
	plan(offers[1], catalog.PlanDraft)
	s.get(month).expect(t, http.StatusOK, link(offers[2])+"&amp;title=Leksehjelp\">Leksehjelp</a>")
}
