package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestListsRefuseWhatThereIsNoneOf: a list that is narrowed to what does not exist says so, and is not empty as if nothing had been
// done with it.
func TestListsRefuseWhatThereIsNoneOf(t *testing.T) {
	s := start(t).with("Accept-Language", "nn")
	for _, asked := range []struct{ path, at string }{
		{"/posts?account=nope", "account"}, {"/posts?library=nope", "library"}, {"/posts?offer=nope", "offer"}, {"/posts?plan=nope", "plan"},
		{"/posts?asset=nope", "asset"}, {"/posts?channel=radio", "channel"}, {"/posts?content_type=fun", "content_type"}, {"/posts?language=klingon", "language"},
		{"/posts?day=31.2.", "day"}, {"/posts?from=2026-02-02&to=2026-02-01", "to"}, {"/posts/table.csv?account=nope", "account"},
		{"/reports/response?account=nope", "account"}, {"/reports/response?from=2026-02-02&to=2026-02-01", "to"},
		{"/reports/languages?channel=radio", "channel"}, {"/reports/languages?account=nope", "account"},
		{"/reports/reuse?source=nope", "source"}, {"/reports/reuse?by=nope", "by"}, {"/reports/reuse?from=2026-02-02&to=2026-02-01", "to"},
		{"/reports/reuse-sums?from=2026-02-02&to=2026-02-01", "to"},
		{"/plan?account=nope", "account"}, {"/plan?library=nope", "library"}, {"/plan?offer=nope", "offer"}, {"/plan?slot=nope", "slot"}, {"/plan?asset=nope", "asset"},
		{"/plan?status=nope", "status"}, {"/plan?day=nope", "day"}, {"/plan?from=2026-02-02&to=2026-02-01", "to"},
		{"/offers?library=nope", "library"}, {"/offers?occasions=perhaps", "occasions"},
		{"/occurrences?library=nope", "library"}, {"/occurrences?from=2026-02-02&to=2026-01-31", "to"},
		{"/due?account=nope", "account"}, {"/due?library=nope", "library"}, {"/due?from=2026-02-02&to=2026-01-31", "to"},
		{"/takedowns?state=nope", "state"}, {"/takedowns?post=nope", "post"}, {"/takedowns?person=nope", "person"}, {"/takedowns/remaining?person=nope", "person"},
		{"/to-check?library=nope", "library"}, {"/to-check?limit=9999", "limit"},
	} {
		p := s.call(422, "GET", asked.path, "")
		if !slices.Equal(locations(p), []string{asked.at}) {
			t.Errorf("%s: refused at %v", asked.path, locations(p))
			continue
		}
		if said := text(p["errors"].([]any)[0].(map[string]any), "message"); said == "" || strings.HasPrefix(said, "field.") {
			t.Errorf("%s: refused by %q", asked.path, said)
		}
	}
}

// TestListsTellWhatIsNamed lists posts and plans by what they name, also by a file that was removed since and that the reader does not
// see.
func TestListsTellWhatIsNamed(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola"}`)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@sola","channel":"instagram","library":"sola"}`), "id")
	offer := text(s.call(201, "POST", "/offers", `{"name":"Pappatreff","rule":{"date":"02-14"}}`), "id")
	file, unposted := s.cleared(1), s.cleared(2)
	person := text(s.call(201, "POST", "/people", `{"display_name":"Kari","category":"adult"}`), "id")
	s.call(204, "DELETE", "/assets/"+unposted, "")
	plan := text(s.call(201, "POST", "/plan", `{"title":"Far","account":"`+account+`","offer":"`+offer+`","planned_at":"2027-02-13","assets":["`+file+`"]}`), "id")
	post := text(s.call(201, "POST", "/posts", `{"account":"`+account+`","assets":["`+file+`"],"posted_at":"2026-01-05T10:00:00+01:00","offer":"`+offer+`","plan":"`+plan+`"}`), "id")
	s.call(204, "DELETE", "/assets/"+file, "")
	for _, asked := range []string{"/posts?offer=" + offer, "/posts?asset=" + file, "/posts?plan=" + plan, "/posts?account=" + account, "/plan?offer=" + offer, "/plan?asset=" + file,
		"/plan?account=" + account, "/posts?from=2026-01-05&to=2026-01-05&channel=instagram", "/takedowns?state=open&post=" + post + "&person=" + person} {
		want := 1
		if strings.HasPrefix(asked, "/takedowns") {
			want = 0
		}
		if found := s.call(200, "GET", asked, "")["items"].([]any); len(found) != want {
			t.Errorf("%s: %d, want %d", asked, len(found), want)
		}
	}
	reader := s.as(catalog.Reader)
	if found := reader.call(200, "GET", "/posts?asset="+file, "")["items"].([]any); len(found) != 1 {
		t.Errorf("a reader is told of %d posts of a removed file", len(found))
	}
	s.call(200, "GET", "/posts?asset="+unposted, "")
	reader.call(422, "GET", "/posts?asset="+unposted, "")
	reader.call(403, "GET", "/takedowns?person="+person, "")
	s.as(catalog.Contributor).call(200, "GET", "/takedowns?person="+person, "")
}
