package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// offerPages adds offers of every kind, and the occasions; it gives the paths of their pages.
func (s *site) offerPages(library string, favourite catalog.AssetID) []string {
	ctx, admin := s.t.Context(), s.administrator()
	must(s.t, s.Offers.Ship(ctx))
	paths := []string{"/offers", "/offers?show=own&library=" + library, "/offers?show=occasions&name=bok", "/offers?name=finnesikke", "/offers/new", "/school-holidays", "/school-holidays/new"}
	for _, r := range []catalog.Rule{{RRule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", Start: "2026-09-01", Time: "10:00", Pause: true, Season: &catalog.Season{From: "08-15", To: "06-15"}},
		{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Start: "2026-09-01"}, {RRule: "FREQ=MONTHLY;BYMONTHDAY=1", Start: "2026-09-01"}, {RRule: "FREQ=DAILY;INTERVAL=3", Start: "2026-09-01"},
		{Date: "04-23"}, {Easter: &catalog.EasterSpan{From: -14, To: 1}}, {ISOWeek: 46}, {Dates: []string{"2999-01-01"}}} {
		o, err := s.Offers.Add(ctx, admin, catalog.Offer{Name: "Pappatreff <b>& kaffe</b>", Libraries: []catalog.LibraryRef{{ID: catalog.LibraryID(library)}}, Rule: r, LeadDays: 14,
			Match: catalog.Match{Query: "q=kaffe", Tags: []string{"pappatreff"}}, Favourites: []catalog.AssetID{favourite}, Note: "Ta med <i>kopp</i>"})
		must(s.t, err)
		paths = append(paths, "/offers/"+o.ID, "/offers/"+o.ID+"/edit")
	}
	page, err := s.SchoolHolidays.List(ctx, admin, catalog.ListFilter{Limit: 1})
	must(s.t, err)
	return append(paths, "/school-holidays/"+page.Items[0].ID)
}

// TestOfferForm shows the dates of a rule in plain words without script, says what cannot be, and stores what can.
func TestOfferForm(t *testing.T) {
	s := start(t)
	form := url.Values{"name": {"Pappatreff"}, "way": {"monthly"}, "nth": {"-1"}, "weekday": {"TU"}, "months": {"1"}, "start": {"2099-09-01"}, "time": {"10:00"}, "lead_days": {"14"}}
	with := func(pairs ...string) url.Values {
		out := url.Values{}
		for k, v := range form {
			out[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			out.Set(pairs[i], pairs[i+1])
		}
		return out
	}
	for _, tt := range []struct {
		form   url.Values
		status int
		want   string
	}{
		{with("action", "dates"), 200, "29. september 2099 kl. 10.00"},
		{with("action", "dates", "way", "date", "date", "31.2."), 200, "31.2. er ingen dato i kalenderen"},
		{with("action", "save", "until", "2098-01-01"), 422, "Slutten må komme etter starten"},
		{with("action", "save", "way", "rule", "rrule", "FREQ=SECONDLY;COUNT=1000000"), 422, "høyst én gang om dagen"},
		{with("action", "save", "way", "weekly", "weeks", "mange"), 422, "Må være fra"},
	} {
		got := s.post("/offers/new", tt.form)
		if got.status != tt.status || !strings.Contains(said(got), tt.want) {
			t.Errorf("%v: status %d without %q", tt.form, got.status, tt.want)
		}
	}
	if got := s.post("/offers/new", with("action", "save")); got.status != http.StatusSeeOther {
		t.Fatalf("saving answers %d", got.status)
	}
	page, err := s.Offers.List(t.Context(), s.administrator(), catalog.OfferFilter{})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].Rule.RRule != "FREQ=MONTHLY;BYDAY=-1TU" {
		t.Fatalf("stored %+v", page.Items)
	}
	at := "/offers/" + page.Items[0].ID
	s.post(at, url.Values{"action": {"move"}, "day": {"2099-09-29"}, "to": {"2099-09-30"}})
	s.post(at, url.Values{"action": {"cancel"}, "day": {"2099-10-27"}})
	if got := s.get(at); !strings.Contains(said(got), "30. september 2099 kl. 10.00") || !strings.Contains(said(got), "27. oktober 2099</s>") {
		t.Error("the page does not say what was moved and cancelled")
	}
	if got := s.post(at, url.Values{"action": {"cancel"}, "day": {"2099-10-28"}}); got.status != 422 || !strings.Contains(got.body, "kommer ikke 2099-10-28") {
		t.Errorf("cancelling what does not come answers %d", got.status)
	}
}

// said is a page with plain blanks.
func said(p page) string { return strings.ReplaceAll(p.body, "\u00a0", " ") }
