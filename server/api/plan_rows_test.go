package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// rowOf tells of the posts of a row when each is planned, what it is and how far it is.
func (s *site) rowOf(slot string) (ids, said []string) {
	s.t.Helper()
	for _, i := range s.call(200, "GET", "/plan?slot="+slot, "")["items"].([]any) {
		p := i.(map[string]any)
		ids = append(ids, text(p, "id"))
		said = append(said, fmt.Sprintf("%s %s %s %s", strings.TrimPrefix(text(p, "planned_at"), "2027-"), text(p, "content_type"), text(p, "status"), text(p, "caption")))
	}
	return ids, said
}

// TestRowOfSlots makes every Tuesday at 18:00 over the change to summer time, moves one, changes this, the following and all,
// and goes on with it; what is out stays as it is.
func TestRowOfSlots(t *testing.T) {
	s := start(t)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	first := s.call(201, "POST", "/plan", `{"title":"Tirsdag","account":"`+account+`","planned_at":"2027-03-09T18:00:00+01:00",
		"repeat":{"rrule":"FREQ=WEEKLY","until":"2027-04-06","content_types":["service_info","literature","relations"]}}`)
	slot := text(first, "slot")
	ids, _ := s.rowOf(slot)
	at := func(i int) string { return "/plan/" + ids[i] }
	expect := func(when string, want ...string) {
		t.Helper()
		if _, got := s.rowOf(slot); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	s.call(200, "PATCH", at(0), `{"status":"published","caption":"Ute"}`)
	s.call(200, "PATCH", at(2), `{"planned_at":"2027-03-24T12:00:00+01:00","deadline":"2027-03-20"}`)
	s.call(200, "PATCH", at(1)+"?scope=all", `{"caption":"Kom!","planned_at":"2027-03-16T19:00:00+01:00"}`)
	expect("all an hour later, the moved one too", "03-09T17:00:00Z service_info published Ute", "03-16T18:00:00Z literature draft Kom!", "03-24T12:00:00Z relations draft Kom!",
		"03-30T17:00:00Z service_info draft Kom!", "04-06T17:00:00Z literature draft Kom!")
	if p := s.call(200, "GET", at(2), ""); p["deadline"] == nil {
		t.Error("a change of the others took away a deadline")
	}
	// what is out is not planned anew, and no other is out with it
	s.call(409, "PATCH", at(0)+"?scope=all", `{"caption":"Noe annet"}`)
	s.call(200, "PATCH", at(1)+"?scope=all", `{"status":"published"}`)
	s.call(200, "PATCH", at(4), `{"status":"approved"}`)
	s.call(200, "PATCH", at(2)+"?scope=all", `{"status":"to_approve"}`)
	expect("one out, one approved", "03-09T17:00:00Z service_info published Ute", "03-16T18:00:00Z literature published Kom!", "03-24T12:00:00Z relations to_approve Kom!",
		"03-30T17:00:00Z service_info to_approve Kom!", "04-06T17:00:00Z literature approved Kom!")

	// it goes on after its last, with the content types by turns as before
	added := s.told(201, "POST", "/plan/{id}/repeat", at(3)+"/repeat", `{"rrule":"FREQ=WEEKLY","until":"2027-04-20"}`)["items"].([]any)
	if len(added) != 2 || text(added[0].(map[string]any), "content_type") != "relations" || text(added[1].(map[string]any), "content_type") != "service_info" {
		t.Errorf("added %v", added)
	}
	s.call(422, "POST", at(3)+"/repeat", `{"rrule":"FREQ=WEEKLY","until":"2027-04-20"}`)
	s.call(204, "DELETE", at(3)+"?scope=following", "")
	expect("the following removed", "03-09T17:00:00Z service_info published Ute", "03-16T18:00:00Z literature published Kom!", "03-24T12:00:00Z relations to_approve Kom!")
	s.call(201, "POST", at(2)+"/repeat", `{"rrule":"FREQ=MONTHLY;COUNT=2"}`)
	expect("extended", "03-09T17:00:00Z service_info published Ute", "03-16T18:00:00Z literature published Kom!", "03-24T12:00:00Z relations to_approve Kom!", "04-24T11:00:00Z service_info draft ")
}

// TestPlanKeepsToLimits saves as a draft what a channel does not take, tells of it, and refuses to approve it.
func TestPlanKeepsToLimits(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Tysvær bibliotek","slug":"tysvaer"}`)
	s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola"}`)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@tysvaer","channel":"instagram","library":"tysvaer"}`), "id")
	tags := make([]string, 40)
	for i := range tags {
		tags[i] = fmt.Sprintf(`"bok%d"`, i)
	}
	long := strings.Repeat("ø", 3000)
	p := s.call(201, "POST", "/plan", `{"account":"`+account+`","library":"tysvaer","planned_at":"2027-03-09T18:00:00+01:00","caption":"`+long+`","hashtags":[`+strings.Join(tags, ",")+`]}`)
	var codes []string
	for _, c := range p["checks"].([]any) {
		codes = append(codes, text(c.(map[string]any), "level")+" "+text(c.(map[string]any), "code")+" "+text(c.(map[string]any), "limit", "noted"))
	}
	if text(p, "caption") != long || len(p["hashtags"].([]any)) != 40 || !slices.Equal(codes, []string{"block limit.characters.over 2026-11-29", "block limit.hashtags.over 2026-11-29"}) {
		t.Errorf("checks %v", codes)
	}
	path := "/plan/" + text(p, "id")
	for _, status := range []string{"to_approve", "approved"} {
		got := s.with("Accept-Language", "nn").call(422, "PATCH", path, `{"status":"`+status+`"}`)
		said := text(got["errors"].([]any)[0].(map[string]any), "message")
		if !slices.Equal(locations(got), []string{"caption", "hashtags"}) || !strings.Contains(said, "Instagram tek") {
			t.Errorf("%s: refused at %v: %s", status, locations(got), said)
		}
	}
	s.call(200, "PATCH", path, `{"status":"to_approve","caption":"Kort","hashtags":["bok"]}`)
	s.call(422, "PATCH", path, `{"caption":"`+long+`"}`)
	if got := s.call(422, "POST", "/plan", `{"title":"x","channel":"tiktok"}`); len(locations(got)) != 1 {
		t.Errorf("got %v", got)
	}

	// another library's editors do not approve what is posted as Tysvær; what is approved is asked for clearance anew
	sola, kari := s.boundTo(catalog.Editor, "sola"), s.boundTo(catalog.Editor, "tysvaer")
	theirs := "/plan/" + text(sola.call(201, "POST", "/plan", `{"account":"`+account+`","library":"sola","planned_at":"2027-03-09T18:00:00+01:00"}`), "id")
	sola.call(403, "PATCH", theirs, `{"status":"approved"}`)
	sola.call(200, "PATCH", theirs, `{"status":"to_approve"}`)
	asset := s.cleared(1)
	kari.call(200, "PATCH", path, `{"status":"approved","assets":["`+asset+`"]}`)
	s.alter(asset, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	kari.call(200, "PATCH", path, `{"notes":"Ring først"}`)
	kari.call(409, "PATCH", path, `{"caption":"Noe annet"}`)
	kari.call(200, "PATCH", path, `{"caption":"Noe annet","assets":[]}`)
}
