package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// again is an asset that is suggested, planned and posted, with where that can be seen.
type again struct {
	reached
	offer, plan, post string
	picture           string // of the private page
	stays             bool   // it may be shown still, and is only suggested no more
}

var shownPicture = regexp.MustCompile(`src="(/due/[^"]+)"`)

// TestNothingIsPostedAgainAfterwards plans, packs, posts and mails assets, takes the leave to show them away in every way
// there is, and looks for each of them wherever it could be posted again from: it is suggested to nobody, no kit holds it, no
// picture of it opens, and where it is withheld other libraries find it neither in plan, calendar, log nor reports.
func TestNothingIsPostedAgainAfterwards(t *testing.T) {
	sink, letters := mailSink(t)
	cfg := backends()[len(backends())-1].config(t)
	cfg.SMTPURL, cfg.SMTPFrom = "smtp://"+sink, "ikke-svar@example.org"
	s := start(t, cfg)
	own := s.call(201, "POST", "/libraries", map[string]any{"name": "Eget bibliotek"})["id"].(string)
	other := s.call(201, "POST", "/libraries", map[string]any{"name": "Et annet bibliotek"})["id"].(string)
	account := s.call(201, "POST", "/accounts", map[string]any{"name": "Fylket", "channel": "instagram"})["id"].(string)
	editor := s.as(catalog.Editor, other)
	all := s.planned(t, editor, own, other, account)
	feed := s.feedOf(other)
	_, week := s.follows(8 * 24 * time.Hour)
	body := s.letter(week, letters, cfg)
	page := privatePage.FindString(body)
	s.findsAgain(all, editor, page, feed)
	for _, at := range shownPicture.FindAllStringSubmatch(string(s.do("GET", page, nil, "Authorization", "", "Accept", "text/html").body), -1) {
		if i := slices.IndexFunc(all, func(r *again) bool { return strings.Contains(at[1], r.id) }); i >= 0 {
			all[i].picture = at[1]
			s.opens(200, at[1])
		}
	}
	for _, r := range all {
		if r.spoil != nil {
			r.spoil(&r.reached)
			s.refusesAgain(r, editor, page, feed)
		}
	}
	s.sentAgain(all, week, letters, cfg)
	s.findsAgain(all[:1], editor, page, feed)
	s.opens(200, all[0].picture)
}

// planned makes an asset of a library for each way in which the leave to show it ends. Another library's editor has planned
// and posted each, and it is the favourite of an offer.
func (s *site) planned(t *testing.T, editor *site, own, other, account string) (all []*again) {
	t.Helper()
	admin := catalog.SystemActor("test")
	for _, r := range s.states(t) {
		if slices.Contains([]string{"live", "withdrawn", "erased", "binned", "internal terms"}, r.name) {
			all = append(all, &again{reached: *r})
		}
	}
	all = append(all, &again{stays: true, reached: reached{name: "outdated", spoil: func(r *reached) {
		s.call(201, "POST", "/assets/"+r.id+"/facts", map[string]any{"kind": "room", "text": "2. etasje", "state": "outdated"})
	}}})
	day := time.Now().AddDate(0, 0, 10)
	for i, r := range all {
		var err error
		if r.person, err = s.app.people.Add(t.Context(), admin, catalog.PersonShown{DisplayName: fmt.Sprint("Kari Nordmann ", i)}); err != nil {
			t.Fatal(err)
		}
		if r.consent, err = s.app.consents.Add(t.Context(), admin, catalog.Consent{Person: catalog.Ref{ID: r.person.ID},
			Permission: catalog.Permission{Channels: catalog.Channels(), ReuseByOthers: true}}); err != nil {
			t.Fatal(err)
		}
		r.id = s.upload(fmt.Sprintf("k%d.jpg", i), picture(t, 1080, 1350, 700+i), map[string]any{"title": "Kanarifugl " + r.name, "alt_text": "Kanari på stang",
			"credit_line": "Kanari foto", "libraries": []string{own}})
	}
	for i, r := range all {
		s.ready(r.id)
		s.call(200, "PATCH", "/assets/"+r.id, map[string]any{"people": []string{r.person.ID}})
		r.offer = s.call(201, "POST", "/offers", map[string]any{"name": fmt.Sprint("Tilbud ", i), "lead_days": 14, "favourites": []string{r.id},
			"rule": map[string]any{"dates": []string{day.Format(time.DateOnly), day.AddDate(0, 0, 7).Format(time.DateOnly)}, "time": "10:00"}})["id"].(string)
		r.plan = editor.call(201, "POST", "/plan", map[string]any{"title": fmt.Sprint("Plan ", i), "account": account, "planned_at": day, "status": "approved",
			"library": other, "assets": []string{r.id}, "language": "nb", "format": "portrait"})["id"].(string)
		r.post = editor.call(201, "POST", "/posts", map[string]any{"account": account, "assets": []string{r.id}, "posted_at": time.Now().Add(-240 * time.Hour),
			"permalink": fmt.Sprint("https://www.instagram.com/p/", i)})["id"].(string)
	}
	for _, r := range all {
		s.eventually(patience, r.name+" is packed", func() bool {
			got := s.do("GET", "/plan/"+r.plan+"/kit.zip", nil)
			return got.status == 200 && bytes.HasPrefix(got.body, []byte("PK"))
		})
	}
	return all
}

// feedOf makes the calendar feed that an editor of a library has of its plan, and gives its path.
func (s *site) feedOf(library string) string {
	s.t.Helper()
	ctx, admin := s.t.Context(), catalog.SystemActor("test")
	u, _, err := s.app.users.Invite(ctx, admin, catalog.User{Email: "ola@example.org", Name: "Ola", Role: catalog.Editor, Library: catalog.Ref{ID: library}})
	if err != nil {
		s.t.Fatal(err)
	}
	if u, err = s.app.users.Edit(ctx, admin, u.ID, func(e *catalog.User) { e.Active = true }); err != nil {
		s.t.Fatal(err)
	}
	f, err := s.app.calendarFeeds.Issue(ctx, u.Actor(), library)
	if err != nil {
		s.t.Fatal(err)
	}
	return "/calendar/" + s.app.calendarFeeds.Token(f) + ".ics"
}

// suggestedAt are where what can be posted again is suggested, to whoever it is.
func suggestedAt() []string {
	from, to := time.Now().Format(time.DateOnly), time.Now().AddDate(0, 0, 20).Format(time.DateOnly)
	return []string{"/api/v1/due?limit=100&from=" + from + "&to=" + to, "/due?days=28"}
}

// toldAt are where an asset is named by what it is planned in, was posted in or belongs to.
func (r *again) toldAt() []string {
	id := url.QueryEscape(r.id)
	return []string{"/api/v1/plan?limit=1000", "/api/v1/plan/" + r.plan, "/plan", "/plan?view=list", "/plan?view=week", "/plan/" + r.plan, "/api/v1/plan/" + r.plan + "/kit", "/plan/" + r.plan + "/kit",
		"/api/v1/posts?limit=1000", "/api/v1/posts?asset=" + id, "/api/v1/posts/" + r.post, "/api/v1/posts/follow-ups", "/api/v1/posts/table.csv", "/posts", "/posts/" + r.post, "/posts/follow-ups",
		"/reports", "/reports/reuse", "/api/v1/reports/reuse", "/api/v1/reports/response?by=presenter", "/api/v1/offers?limit=1000", "/api/v1/offers/" + r.offer, "/offers/" + r.offer, "/offers/" + r.offer + "/edit",
		"/plan/" + r.plan + "/edit", "/plan/new?offer=" + r.offer,
		"/api/v1/exposures?asset=" + id, "/api/v1/to-check?until=2099-01-01", "/shelf", "/"}
}

// findsAgain holds that all is suggested, packed and named before: that it is not later says something.
func (s *site) findsAgain(all []*again, editor *site, page, feed string) {
	s.t.Helper()
	holds := func(by *site, at, what string) {
		s.t.Helper()
		if got := by.do("GET", at, nil, "Accept-Language", "nb"); got.status != 200 || !strings.Contains(string(got.body), what) {
			s.t.Errorf("before: %s holds no %q: %d\n%.300s", at, what, got.status, got.body)
		}
	}
	anybody := *s
	anybody.token = ""
	for _, r := range all {
		for _, at := range suggestedAt() {
			holds(s, at, r.id)
			holds(editor, at, r.id)
		}
		holds(&anybody, page, r.id)
		for _, at := range []string{"/api/v1/plan/" + r.plan, "/plan/" + r.plan, "/api/v1/plan/" + r.plan + "/kit", "/api/v1/posts/" + r.post, "/posts/" + r.post, "/api/v1/posts/table.csv", "/offers/" + r.offer} {
			holds(editor, at, "Kanarifugl "+r.name)
		}
	}
}

// refusesAgain asks for an asset that may no longer be shown wherever it could be posted again from.
func (s *site) refusesAgain(r *again, editor *site, page, feed string) {
	s.t.Helper()
	anybody := *s
	anybody.token = ""
	for _, by := range []*site{s, editor} {
		for _, at := range suggestedAt() {
			s.eventually(patience, r.name+": "+at+" suggests it no more", func() bool { return !strings.Contains(string(by.do("GET", at, nil).body), r.id) })
		}
	}
	if got := anybody.do("GET", page, nil, "Accept", "text/html"); strings.Contains(string(got.body), r.id) || got.status != 200 {
		s.t.Errorf("%s: the private page shows it still (%d)", r.name, got.status)
	}
	if r.stays {
		return
	}
	s.opens(http.StatusGone, r.picture)
	want := http.StatusConflict
	if r.name == "withdrawn" || r.name == "erased" {
		want = http.StatusGone
	}
	kit := "/plan/" + r.plan + "/kit"
	for _, by := range []*site{s, editor} {
		for _, at := range []string{"/api/v1" + kit, "/api/v1" + kit + ".zip", kit + ".zip", "/api/v1" + kit + "/files/0", kit + "/files/0"} {
			if got := by.do("GET", at, nil); got.status != want && !(r.name == "binned" && got.status == http.StatusGone) || strings.Contains("a JPEG, a clip, a PNG", leaks(got.body)) && leaks(got.body) != "" {
				s.t.Errorf("%s: %s answers %d, want %d: %s", r.name, at, got.status, want, leaks(got.body))
			}
		}
	}
	if !r.hidden {
		return
	}
	told := func(method, at string, got answer) {
		if body := string(got.body); strings.Contains(body, "Kanarifugl "+r.name) || strings.Contains(body, "/media/"+r.id) || strings.Contains(body, r.person.DisplayName) {
			s.t.Errorf("%s: another library is told of it by %s %s (%d)\n%s", r.name, method, at, got.status, around(body, "Kanarifugl "+r.name))
		}
	}
	for _, at := range r.toldAt() {
		told("GET", at, editor.do("GET", at, nil))
	}
	told("GET", feed, anybody.do("GET", feed, nil))
	for at, said := range map[string]string{"/api/v1/plan/" + r.plan: `{"notes":"Ring Per"}`, "/api/v1/posts/" + r.post: `{"outcome":"Tre kom"}`, "/api/v1/offers/" + r.offer: `{"note":"Ta med kopp"}`} {
		told("PATCH", at, editor.do("PATCH", at, strings.NewReader(said), "Content-Type", "application/json"))
	}
	at := "/api/v1/posts/" + r.post + "/responses"
	told("POST", at, editor.do("POST", at, strings.NewReader(`{"likes":3}`), "Content-Type", "application/json"))
}

// around gives what stands around some words.
func around(text, words string) string {
	i := max(strings.Index(text, words), 0)
	return text[max(i-200, 0):min(i+200, len(text))]
}

// sentAgain sends next week's letter: it holds what may be shown, and nothing else of what the first one held.
func (s *site) sentAgain(all []*again, week *catalog.DueReaders, letters chan string, cfg *Config) {
	s.t.Helper()
	deps, readers := week.Due.DueDeps, week.DueReaderDeps
	now := deps.Now
	deps.Now = func() time.Time { return now().Add(7 * 24 * time.Hour) }
	readers.Due = catalog.NewDue(deps)
	body := s.letter(catalog.NewDueReaders(readers), letters, cfg)
	for _, r := range all {
		if strings.Contains(body, "Kanarifugl "+r.name) != (r.spoil == nil) {
			s.t.Errorf("%s: in the next letter: %v", r.name, r.spoil != nil)
		}
	}
}
