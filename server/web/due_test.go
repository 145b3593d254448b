package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// dueOffer adds an offer that comes tomorrow at ten, and something that suits it.
func (s *site) dueOffer(account string) (catalog.Offer, catalog.Asset) {
	s.t.Helper()
	offers, ok := s.Due.Offers.(*catalog.Offers)
	if !ok {
		s.t.Fatal("the due list has no offers")
	}
	day := time.Now().In(s.Due.Zone).AddDate(0, 0, 1).Format(time.DateOnly)
	a := s.add(30, catalog.AssetPatch{Title: ptr("Far & <b>barn</b>"), AltText: ptr("En far leser"), Tags: &[]string{"papparunde"}, PeopleStatus: ptr(catalog.PeopleNobody)})
	o, err := offers.Add(s.t.Context(), s.administrator(), catalog.Offer{Name: "Papparunde <b>ute</b>", Rule: catalog.Rule{Dates: []string{day}, Time: "10:00"}, LeadDays: 14,
		Match: catalog.Match{Tags: []string{"papparunde"}}})
	must(s.t, err)
	if account == "" {
		_, err := s.Accounts.Add(s.t.Context(), s.administrator(), catalog.Account{Name: "Fylket", Channel: catalog.Instagram})
		must(s.t, err)
	}
	return o, a
}

var ownPage = regexp.MustCompile(regexp.QuoteMeta(origin) + `(/due/[\w-]+)`)

func TestDuePage(t *testing.T) {
	s := start(t)
	o, a := s.dueOffer("")
	page := s.get("/due").expect(t, http.StatusOK, "Papparunde &lt;b&gt;ute", "Far &amp; &lt;b&gt;barn", "merket papparunde", "aldri lagt ut", "klarert for Instagram", "På tide å begynne", "kl. 10.00", "Flere grunner (")
	if strings.Contains(page.body, "<b>") {
		t.Error("what somebody typed is markup")
	}
	s.get("/due?days=7&lang=nn").expect(t, http.StatusOK, "merkt papparunde")
	s.get("/due?library=nowhere").expect(t, http.StatusUnprocessableEntity)
	s.get("/due?days=31").expect(t, http.StatusOK, `<option value="28" selected>`) // as far as the page says
	taken := url.Values{"offer": {o.ID}, "day": {o.Rule.Dates[0]}, "asset": {string(a.ID)}}
	to := s.post("/due/plan", taken).expect(t, http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(to, "/plan/") || !strings.HasSuffix(to, "?done=due_planned") {
		t.Errorf("whoever took it is sent to %q", to)
	}
	s.get("/due").expect(t, http.StatusOK, "I planen:", strings.TrimSuffix(to, "?done=due_planned"))
	second := s.add(31, catalog.AssetPatch{Tags: &[]string{"papparunde"}, PeopleStatus: ptr(catalog.PeopleNobody)})
	taken.Set("asset", string(second.ID))
	s.post("/due/plan", taken).expect(t, http.StatusSeeOther)
	s.get("/due").expect(t, http.StatusOK, "(utkast)</a>, <a href=\"/plan/")
	taken.Set("day", "2020-01-01")
	s.post("/due/plan", taken).expect(t, http.StatusNotFound)
}

// TestDueWeekIsFolded: on the private page the first three that nobody has planned for are open, and all is there.
func TestDueWeekIsFolded(t *testing.T) {
	s := start(t)
	o, a := s.dueOffer("")
	day, err := time.Parse(time.DateOnly, o.Rule.Dates[0])
	must(t, err)
	_, err = s.Offers.Edit(t.Context(), s.administrator(), o.ID, 0, func(o *catalog.Offer) {
		for n := 1; n < 5; n++ {
			o.Rule.Dates = append(o.Rule.Dates, day.AddDate(0, 0, n).Format(time.DateOnly))
		}
	})
	must(t, err)
	s.post("/due/plan", url.Values{"offer": {o.ID}, "day": {o.Rule.Dates[0]}, "asset": {string(a.ID)}}).expect(t, http.StatusSeeOther)
	s.post("/due/subscription", url.Values{"page": {"1"}}).expect(t, http.StatusSeeOther)
	page := s.get(ownPage.FindStringSubmatch(s.get("/due").body)[1]).expect(t, http.StatusOK, "I planen:").main()
	var open []string
	for _, fold := range regexp.MustCompile(`<details class="sheet due-fold"( open)?>`).FindAllStringSubmatch(page, -1) {
		open = append(open, fold[1])
	}
	if got, want := strings.Join(open, ","), ", open, open, open,"; got != want {
		t.Errorf("open are %q, want %q", got, want)
	}
	if n := strings.Count(page, "merket papparunde"); n != 5 {
		t.Errorf("suggestions stand at %d of 5 occurrences", n)
	}
}

// TestDueWithoutAnAccount: the private page opens by its address alone, until it gets another or its owner is gone.
func TestDueWithoutAnAccount(t *testing.T) {
	s := start(t)
	s.dueOffer("")
	s.post("/due/subscription", url.Values{"weekday": {"1"}, "page": {"1"}}).expect(t, http.StatusSeeOther)
	address := ownPage.FindStringSubmatch(s.get("/due").expect(t, http.StatusOK).body)
	if address == nil {
		t.Fatal("no address is shown")
	}
	stranger := *s
	stranger.client = newClient(t)
	page := stranger.get(address[1]).expect(t, http.StatusOK, "Papparunde", "merket papparunde")
	if page.header.Get("X-Robots-Tag") == "" || !strings.Contains(page.header.Get("Cache-Control"), "no-store") {
		t.Errorf("the page may be kept: %v", page.header)
	}
	stranger.get("/due").expect(t, http.StatusSeeOther)
	stranger.get("/due/abcdefghijklmnopqrstuvwx").expect(t, http.StatusGone)
	s.post("/due/subscription", url.Values{"weekday": {"1"}, "page": {"1"}, "new_page": {"1"}}).expect(t, http.StatusSeeOther)
	stranger.get(address[1]).expect(t, http.StatusGone)
	next := ownPage.FindStringSubmatch(s.get("/due").expect(t, http.StatusOK).body)
	stranger.get(next[1]).expect(t, http.StatusOK, "Papparunde")
	s.post("/due/subscription", url.Values{"weekday": {"0"}}).expect(t, http.StatusSeeOther)
	for lang, want := range map[string]string{"nb": "nederst under «Kommer opp»", "nn": "nedst under «Kjem opp»", "en": "at the foot of “Coming up”"} {
		if gone := stranger.get(next[1]+"?lang="+lang).expect(t, http.StatusGone, want); strings.Contains(gone.body, "sende lenger") {
			t.Errorf("who follows the list is told of sending files: %s", gone.body)
		}
	}
	s.post("/due/subscription", url.Values{"weekday": {"9"}}).expect(t, http.StatusUnprocessableEntity)
}

// TestOccasionsInTheReadersLanguage: what the program ships is called what the reader calls it, wherever it comes up.
func TestOccasionsInTheReadersLanguage(t *testing.T) {
	s := start(t)
	must(t, s.Offers.Ship(t.Context()))
	week := s.offerNamed("Nordisk litteraturuke")
	day := time.Now().In(s.Due.Zone).AddDate(0, 0, 1).Format(time.DateOnly)
	_, err := s.Offers.Edit(t.Context(), s.administrator(), week.ID, 0, func(o *catalog.Offer) { o.Rule = catalog.Rule{Dates: []string{day}} })
	must(t, err)
	for lang, want := range map[string]string{"nb": "Nordisk litteraturuke", "nn": "Nordisk litteraturveke", "en": "Nordic Literature Week"} {
		for _, page := range []string{"/due?lang=", "/plan?view=week&at=" + day + "&lang="} {
			s.get(page+lang).expect(t, http.StatusOK, want)
		}
	}
}
