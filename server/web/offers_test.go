package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"golang.org/x/net/html"
)

// offerPages adds offers of every kind, and the occasions; it gives the paths of their pages.
func (s *site) offerPages(library string, favourite catalog.AssetID) []string {
	ctx, admin := s.t.Context(), s.administrator()
	must(s.t, s.Offers.Ship(ctx))
	paths := []string{"/offers", "/offers?show=own&library=" + library, "/offers?show=occasions&name=bok", "/offers?name=finnesikke", "/offers/new", "/offers/import", "/school-holidays", "/school-holidays/new"}
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

// TestOffersBeforeOccasions lists what a library offers page by page, and below the first page the occasions, folded, what comes
// next first; asked for, they are open.
func TestOffersBeforeOccasions(t *testing.T) {
	s := start(t)
	must(t, s.Offers.Ship(t.Context()))
	s.get("/offers").expect(t, http.StatusOK, "Ingen tilbud her ennå", `<details class="offer-occasions" open>`)
	for n := range 30 {
		_, err := s.Offers.Add(t.Context(), s.administrator(), catalog.Offer{Name: fmt.Sprintf("Pappatreff %02d", n), Rule: catalog.Rule{Date: "02-14"}})
		must(t, err)
	}
	first := s.get("/offers").expect(t, http.StatusOK, `<details class="offer-occasions">`, "Pappatreff 00", "Pappatreff 24").main()
	if strings.Index(first, "Pappatreff 24") > strings.Index(first, "Halloween") || strings.Contains(first, "Pappatreff 25") {
		t.Error("the first page does not list 25 offers before the occasions")
	}
	next := html.UnescapeString(regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(first)[1])
	if second := s.get(next).expect(t, http.StatusOK, "Pappatreff 25", "Pappatreff 29").main(); strings.Contains(second, "Halloween") {
		t.Error("the occasions stand on the second page again")
	}
	for _, path := range []string{"/offers?show=occasions", "/offers?name=halloween"} {
		if page := s.get(path).expect(t, http.StatusOK, `<details class="offer-occasions" open>`, "Halloween").main(); strings.Contains(page, "Pappatreff") || strings.Contains(page, "Ingen tilbud") {
			t.Errorf("%s shows more than occasions", path)
		}
	}
	if own := s.get("/offers?show=own").main(); strings.Contains(own, "offer-occasions") {
		t.Error("occasions are shown to whoever asks for offers alone")
	}
	occasions := s.get("/offers?show=occasions").main()
	rows := regexp.MustCompile(`(?s)<tr>.*?</tr>`).FindAllString(occasions, -1)[1:]
	for i := 1; i < len(rows); i++ {
		if strings.Contains(rows[i-1], "Slått av") && !strings.Contains(rows[i], "Slått av") {
			t.Errorf("what is off stands before what comes:\n%s", rows[i])
		}
	}
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

// TestOfferImport shows what comes of a calendar file without script, makes what was ticked, and makes nothing twice.
func TestOfferImport(t *testing.T) {
	raw, err := os.ReadFile("../catalog/testdata/calendar/google.ics") // before the storage changes the folder
	must(t, err)
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	send := func(s *site, file string, fields url.Values) page {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		if file != "" {
			part, err := w.CreateFormFile("file", "kalender.ics")
			must(t, err)
			_, err = part.Write([]byte(file))
			must(t, err)
		}
		for name, values := range fields {
			for _, v := range values {
				must(t, w.WriteField(name, v))
			}
		}
		must(t, w.Close())
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/offers/import", &body)
		must(t, err)
		req.Header.Set("Content-Type", w.FormDataContentType())
		return s.do(req)
	}
	chosen := url.Values{"library": {lib.ID}, "lead_days": {"14"}}
	for file, want := range map[string]string{"": "Feltet må fylles ut", "<html>": "Filen er ikke en kalender", "BEGIN:VCALENDAR\nEND:VCALENDAR": "ingen arrangementer"} {
		if got := send(s, file, chosen); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, want) || !strings.Contains(got.body, `value="`+lib.ID+`" selected`) {
			t.Errorf("%q answers %d without %q", file, got.status, want)
		}
	}
	calendar := strings.ReplaceAll(strings.ReplaceAll(string(raw), "2026", "2096"), "2027", "2097")
	seen := send(s, calendar, chosen).expect(t, http.StatusOK, "hver måned, siste tirsdag", "merket som privat", "1 arrangement er over", "<strong>Pappatreff</strong>")
	if strings.Contains(seen.body, "Tannlege") {
		t.Error("a private event is shown")
	}
	form := url.Values{"library": {lib.ID}, "lead_days": {"14"}, "apply": {"1"}, "text": {hidden(t, seen.body)}}
	for _, m := range regexp.MustCompile(`name="only" value="(\w+)" checked`).FindAllStringSubmatch(seen.body, -1) {
		form.Add("only", m[1])
	}
	for i, want := range []string{"2 tilbud er laget", "0 tilbud er laget"} {
		if got := send(s, "", form); got.status != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("time %d: answers %d without %q", i+1, got.status, want)
		}
	}
	page, err := s.Offers.List(t.Context(), s.administrator(), catalog.OfferFilter{})
	must(t, err)
	if len(page.Items) != 2 || page.Items[1].Name != "Pappatreff" || page.Items[1].Libraries[0].ID != catalog.LibraryID(lib.ID) || page.Items[1].LeadDays != 14 {
		t.Errorf("stored %+v", page.Items)
	}
	// It is changed in the calendar and, in part, by hand: what people did is named, and overwritten only when they say so.
	send(s, calendar, chosen).expect(t, http.StatusOK, "Finnes allerede, uendret")
	pappa := page.Items[1]
	_, err = s.Offers.Edit(t.Context(), s.administrator(), pappa.ID, 0, func(o *catalog.Offer) { o.Name = "Foreldretreff" })
	must(t, err)
	later := strings.NewReplacer("SUMMARY:Pappatreff", "SUMMARY:Far og barn", "SUMMARY:Bokdagar", "SUMMARY:Bokveka", "20961229T100000", "20961127T100000").Replace(calendar)
	seen = send(s, later, chosen).expect(t, http.StatusOK, "Navn: var Foreldretreff, nå Far og barn", "Endret her for hånd", ": var som ellers, nå avlyst",
		"Navn: var Bokdagar, nå Bokveka", `name="overwrite"`)
	form = url.Values{"library": {lib.ID}, "lead_days": {"14"}, "apply": {"1"}, "text": {hidden(t, seen.body)}}
	for _, m := range regexp.MustCompile(`name="only" value="(\w+)" checked`).FindAllStringSubmatch(seen.body, -1) {
		form.Add("only", m[1])
	}
	send(s, "", form).expect(t, http.StatusOK, "2 tilbud er rettet", "Beholdt som det var", "Rettet nå")
	kept, err := s.Offers.Get(t.Context(), s.administrator(), pappa.ID)
	must(t, err)
	if kept.Name != "Foreldretreff" || !slices.Contains(kept.Rule.Except, "2096-11-27") {
		t.Errorf("stored %+v", kept)
	}
	form["overwrite"] = []string{regexp.MustCompile(`name="overwrite" value="(\w+)"`).FindStringSubmatch(seen.body)[1]}
	send(s, "", form).expect(t, http.StatusOK, "1 tilbud er rettet")
	if kept, err = s.Offers.Get(t.Context(), s.administrator(), pappa.ID); err != nil || kept.Name != "Far og barn" {
		t.Errorf("stored %+v, %v", kept, err)
	}
	other, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Time bibliotek"})
	must(t, err)
	helper := s.as(catalog.Contributor, other.ID)
	if got := helper.get("/offers/import"); got.status != http.StatusOK || strings.Contains(got.body, lib.ID) || !strings.Contains(got.body, other.ID) {
		t.Errorf("a contributor chooses among %s", got.main())
	}
	if got := send(helper, calendar, chosen); got.status != http.StatusForbidden {
		t.Errorf("somebody else's calendar is looked at: %d", got.status)
	}
	s.as(catalog.Reader, "").get("/offers/import").expect(t, http.StatusForbidden)
}

// hidden is the file that a preview carries on.
func hidden(t *testing.T, body string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<textarea name="text"[^>]*>(.*?)</textarea>`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("the preview carries nothing on")
	}
	return html.UnescapeString(m[1])
}

// TestOfferFavourites chooses files for an offer in its form, which keeps what was typed and those that its reader does not see.
func TestOfferFavourites(t *testing.T) {
	s := start(t)
	a, b := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff i fjor")}), s.add(2, catalog.AssetPatch{Title: ptr("Fedre på gulvet")})
	form := url.Values{"name": {"Pappatreff"}, "way": {"yearly"}, "year_nth": {"2"}, "year_weekday": {"SU"}, "year_month": {"11"}, "lead_days": {"14"}}
	post := func(path string, pairs ...string) page {
		t.Helper()
		sent := url.Values{"assets": form["assets"]}
		for k, v := range form {
			sent[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			sent[pairs[i]] = []string{pairs[i+1]}
		}
		return s.post(path, sent)
	}
	post("/offers/new", "action", "find", "find", "fjor").expect(t, http.StatusOK, `name="add" value="`+string(a.ID)+`"`, `value="Pappatreff"`)
	post("/offers/new", "action", "add", "add", string(a.ID)).expect(t, http.StatusOK, `name="assets" value="`+string(a.ID)+`"`, `value="Pappatreff"`)
	form["assets"] = []string{string(a.ID), string(b.ID)}
	if got := post("/offers/new", "up", string(b.ID)); strings.Index(got.body, string(b.ID)) > strings.Index(got.body, string(a.ID)) {
		t.Error("the second file did not go up")
	}
	if got := post("/offers/new", "drop", string(a.ID)); strings.Contains(got.body, string(a.ID)) {
		t.Error("the file did not go away")
	}
	if got := post("/offers/new", "action", "dates"); !strings.Contains(said(got), ". november 20") || !strings.Contains(got.body, `value="`+string(b.ID)+`"`) {
		t.Error("the dates are not shown, or the files are lost")
	}
	post("/offers/new", "action", "save").expect(t, http.StatusSeeOther)
	page, err := s.Offers.List(t.Context(), s.administrator(), catalog.OfferFilter{})
	must(t, err)
	if o := page.Items[0]; len(o.Favourites) != 2 || o.Favourites[0] != a.ID || o.Rule.RRule != "FREQ=YEARLY;BYMONTH=11;BYDAY=2SU" {
		t.Fatalf("stored %+v", o)
	}
	path := "/offers/" + page.Items[0].ID
	s.get(path+"/edit").expect(t, http.StatusOK, `value="yearly" checked`)
	form["assets"] = []string{string(b.ID), "finnesikke"}
	if got := post(path+"/edit", "action", "save"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "finnesikke") {
		t.Errorf("a file that is not there answers %d", got.status)
	}
	form.Del("assets")
	for _, tt := range []struct{ field, value, want string }{{"season_from", "31.2.", "31.2. er ingen dato"}, {"also", "31.2.2027", "31.2.2027 er ingen dato"}, {"duration", "mye", "Må være fra"}} {
		if got := post(path+"/edit", "action", "dates", tt.field, tt.value); got.status != http.StatusOK || !strings.Contains(said(got), tt.want) {
			t.Errorf("%s: status %d without %q", tt.field, got.status, tt.want)
		}
	}
	at := s.get(path)
	day := regexp.MustCompile(`name="day" value="([0-9-]+)"`).FindStringSubmatch(at.body)[1]
	if got := s.post(path, url.Values{"action": {"move"}, "day": {day}, "to": {"2027-02-31"}, "time": {"18:30"}}); got.status != 422 || !strings.Contains(got.body, `value="18:30"`) || !strings.Contains(got.body, "<details open>") {
		t.Errorf("moving to no day answers %d, and what was typed is lost", got.status)
	}
	s.post(path, url.Values{"action": {"tull"}}).expect(t, http.StatusBadRequest)
}

// TestOfferPageLeadsOn: an occasion whose dates nobody knows asks for them instead of being switched on; an offer leads to what
// can be posted for it, and says when nobody has said what suits it.
func TestOfferPageLeadsOn(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	must(t, s.Offers.Ship(ctx))
	for lang, want := range map[string]string{"nb": "Skriv inn når det kommer", "nn": "Skriv inn når det kjem", "en": "Write when it comes"} {
		pride := s.offerNamed("Pride")
		page := s.get("/offers/"+pride.ID+"?lang="+lang).expect(t, http.StatusOK, want, "/offers/"+pride.ID+"/edit")
		if strings.Contains(page.body, `value="on"`) {
			t.Errorf("%s: it can be switched on without a date", lang)
		}
	}
	l, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek", Slug: "sola", Language: "nb"})
	must(t, err)
	o, err := s.Offers.Add(ctx, admin, catalog.Offer{Name: "Pappatreff", Rule: catalog.Rule{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Start: "2026-09-01"}, Libraries: []catalog.LibraryRef{{ID: catalog.LibraryID(l.ID)}}})
	must(t, err)
	s.get("/offers/"+o.ID+"?lang=nb").expect(t, http.StatusOK, "Ikke sagt ennå. Filer som har navnet på tilbudet", `href="/due?library=`+l.ID+`"`)
	_, err = s.Offers.Edit(ctx, admin, o.ID, 0, func(o *catalog.Offer) { o.Match.Tags, o.Off = []string{"pappatreff"}, true })
	must(t, err)
	if page := s.get("/offers/"+o.ID).expect(t, http.StatusOK); strings.Contains(page.body, "Ikke sagt ennå.") || strings.Contains(page.body, "/due?library") {
		t.Error("what is off leads to the due list, or what suits it is said not to be known")
	}
}

// offerNamed finds an offer or occasion by its name.
func (s *site) offerNamed(name string) catalog.Offer {
	s.t.Helper()
	page, err := s.Offers.List(s.t.Context(), s.administrator(), catalog.OfferFilter{ListFilter: catalog.ListFilter{Text: name, Limit: 10}})
	must(s.t, err)
	for _, o := range page.Items {
		if o.Name == name {
			return o
		}
	}
	s.t.Fatalf("no offer is called %s", name)
	return catalog.Offer{}
}
