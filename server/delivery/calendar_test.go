package delivery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// feed plans a post with an asset, and gives the path of its owner's calendar.
func (r *rig) feed(a catalog.Asset) (owner catalog.Actor, path string, id catalog.CalendarFeedID) {
	r.t.Helper()
	ctx := r.t.Context()
	u := catalog.User{ID: "kari", Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Editor, Active: true, Language: "nn", CreatedAt: r.now(), Version: 1}
	must(r.t, r.db.Users().Create(ctx, u))
	must(r.t, r.db.Accounts().Create(ctx, "test", catalog.Account{Entry: catalog.Entry{ID: "konto", Version: 1, CreatedAt: r.now(), UpdatedAt: r.now()}, Name: "@sola", Channel: catalog.Instagram}))
	owner = u.Actor()
	at := r.now().AddDate(0, 1, 0)
	_, err := r.plan.Add(ctx, owner, catalog.PlanItem{Title: "Påskekrim; sjå", Account: catalog.Ref{ID: "konto"}, PlannedAt: at, Deadline: at.AddDate(0, 0, -2), Assets: []catalog.PlannedAsset{{ID: a.ID}}})
	must(r.t, err)
	f, err := r.feeds.Issue(ctx, owner, "")
	must(r.t, err)
	return owner, "/calendar/" + r.feeds.Token(f) + ".ics", f.ID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCalendar(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Photo, nil)
	owner, path, id := r.feed(a)
	answer := r.ask("GET", path)
	said := body(t, answer)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || answer.Header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("got %d %v", answer.StatusCode, answer.Header)
	}
	for _, part := range []string{"BEGIN:VCALENDAR\r\n", `SUMMARY:Instagram: Påskekrim\; sjå`, `SUMMARY:Frist: Instagram`, "DTSTART;TZID=Europe/Oslo:", "DTSTART;VALUE=DATE:", "STATUS:TENTATIVE", "Utkast", "URL:" + publicURL + "/plan/"} {
		if !strings.Contains(strings.ReplaceAll(said, "\r\n ", ""), part) {
			t.Errorf("the calendar lacks %q\n%s", part, said)
		}
	}
	if again := r.ask("GET", path, "If-None-Match", answer.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("got %d, want 304", again.StatusCode)
	}
	// who is to follow up is told the day, from when the post is approved until that has been done
	_, err := r.plan.Add(t.Context(), owner, catalog.PlanItem{Title: "Påskenøtter", Account: catalog.Ref{ID: "konto"}, PlannedAt: r.now(), Status: catalog.PlanApproved, FollowUp: catalog.Ref{ID: owner.ID}})
	must(t, err)
	if said := body(t, r.ask("GET", path)); strings.Count(said, "SUMMARY:Følg opp: Instagram: Påske") != 1 {
		t.Errorf("the calendar does not tell whom to answer\n%s", said)
	}
	// who posts is reminded of the post and its deadline, and who follows up of that
	if n := strings.Count(body(t, r.ask("GET", path)), "BEGIN:VALARM"); n != 4 {
		t.Errorf("%d reminders, want 4", n)
	}
	// a withdrawal shows at once
	_, err = r.db.Assets().Update(t.Context(), "test", a.ID, func(a *catalog.Asset) error {
		a.PeopleStatus = catalog.PeopleNotAssessed
		return nil
	})
	must(t, err)
	if said := body(t, r.ask("GET", path, "If-None-Match", answer.Header.Get("ETag"))); !strings.Contains(said, "⚠ Instagram: Påskekrim") {
		t.Errorf("the calendar does not tell that an asset must not be shown\n%s", said)
	}
	for _, wrong := range []string{"/calendar/x.ics", "/calendar/" + strings.Repeat("x", 24) + ".ics", strings.TrimSuffix(path, ".ics")} {
		if got := r.ask("GET", wrong); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", wrong, got.StatusCode)
		}
	}
	// who has left opens nothing, and what is revoked is gone at once
	leave := func(active bool) {
		_, err := r.db.Users().Update(t.Context(), "kari", func(u *catalog.User) error {
			u.Active = active
			return nil
		})
		must(t, err)
	}
	leave(false)
	if got := r.ask("GET", path); got.StatusCode != http.StatusGone {
		t.Errorf("got %d, want 410", got.StatusCode)
	}
	leave(true)
	must(t, r.feeds.Revoke(t.Context(), owner, id))
	if got := r.ask("HEAD", path); got.StatusCode != http.StatusGone {
		t.Errorf("got %d, want 410", got.StatusCode)
	}
	r.ahead.Store(int64(100 * 24 * time.Hour))
	f, err := r.feeds.Issue(t.Context(), owner, "")
	must(t, err)
	if said := body(t, r.ask("GET", "/calendar/"+r.feeds.Token(f)+".ics")); strings.Contains(said, "VEVENT") {
		t.Errorf("what is long over is told still\n%s", said)
	}
}
