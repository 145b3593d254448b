package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// boundTo gives the same site for a program of a library.
func (s *site) boundTo(role catalog.Role, library string) *site {
	s.t.Helper()
	_, secret, err := s.tokens.Issue(s.t.Context(), catalog.SystemActor("test"), "test", role, library)
	check(s.t, err)
	other := *s
	other.token = secret
	return &other
}

// cleared uploads a picture that may be shown everywhere.
func (s *site) cleared(seed int) string {
	s.t.Helper()
	id := s.upload(seed, `{"title":"Pappatreff","people_status":"nobody","alt_text":"Tre fedre"}`)
	s.alter(id, func(a *catalog.Asset) { a.State = catalog.Ready })
	return id
}

func (s *site) alter(id string, change func(*catalog.Asset)) {
	s.t.Helper()
	_, err := s.db.Assets().Update(s.t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
		change(a)
		return nil
	})
	check(s.t, err)
}

func TestPlan(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Tysvær bibliotek","slug":"tysvaer"}`)
	sola := s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola","excluded_channels":["facebook"],"policy_url":"https://sola.example/some"}`)
	insta := text(s.call(201, "POST", "/accounts", `{"name":"@tysvaer","channel":"instagram","library":"tysvaer"}`), "id")
	face := text(s.call(201, "POST", "/accounts", `{"name":"Fylket","channel":"facebook"}`), "id")
	asset := s.cleared(1)
	ola, kari, other := s.boundTo(catalog.Contributor, "tysvaer"), s.boundTo(catalog.Editor, "tysvaer"), s.boundTo(catalog.Editor, "sola")

	p := ola.told(201, "POST", "/plan", "/plan", `{"caption":"Kom på pappatreff!","account":"`+insta+`","planned_at":"2027-03-26T10:00:00+01:00","content_type":"relations",
		"assets":["`+asset+`"],"language":"nb","hashtags":["#pappa"],"collaborators":["sola"],"deadline":"2027-03-20"}`)
	path := "/plan/" + text(p, "id")
	if text(p, "library", "slug") != "tysvaer" || text(p, "status") != "draft" || text(p, "account", "channel") != "instagram" || text(p, "deadline") != "2027-03-20T23:00:00Z" {
		t.Errorf("got %v", p)
	}
	ola.call(403, "PATCH", path, `{"status":"approved"}`)
	ola.call(409, "PATCH", path, `{"status":"published"}`)
	ola.call(200, "PATCH", path, `{"status":"to_approve"}`)
	other.call(403, "PATCH", path, `{"status":"approved"}`)
	other.call(403, "POST", "/plan", `{"title":"For andre","library":"tysvaer"}`)
	s.as(catalog.Reader).call(403, "POST", "/plan", `{"title":"x"}`)
	approved := kari.told(200, "PATCH", "/plan/{id}", path, `{"status":"approved"}`)
	if text(approved, "status") != "approved" || text(approved, "approved_by", "id") == "" {
		t.Errorf("got %v", approved)
	}
	// moved over the change to summer time, the post and its deadline keep their hour; and who may not approve it asks anew
	moved := ola.call(200, "PATCH", path, `{"planned_at":"2027-03-29T10:00:00+02:00"}`)
	if text(moved, "deadline") != "2027-03-23T23:00:00Z" || text(moved, "status") != "to_approve" || moved["approved_by"] != nil {
		t.Errorf("got %v", moved)
	}
	s.with("If-Match", `"1"`).call(412, "PATCH", path, `{"title":"x"}`)
	// what is withdrawn shows at once, and is not approved
	s.alter(asset, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	first := s.told(200, "GET", "/plan", "/plan?from=2027-03-01&to=2027-03-29&library=tysvaer&status=to_approve&status=draft&asset="+asset, "")["items"].([]any)[0].(map[string]any)
	if a := first["assets"].([]any)[0].(map[string]any); a["cleared"] != false || len(a["reasons"].([]any)) != 1 {
		t.Errorf("got %v", a)
	}
	if got := kari.call(409, "PATCH", path, `{"status":"approved"}`); len(got["reasons"].([]any)) != 1 {
		t.Errorf("got %v", got)
	}
	other.told(201, "POST", "/plan/{id}/comments", path+"/comments", `{"text":"Vi er gjerne med."}`)
	if said := s.told(200, "GET", "/plan/{id}/comments", path+"/comments", "")["items"].([]any); len(said) != 1 || text(said[0].(map[string]any), "text") != "Vi er gjerne med." {
		t.Errorf("got %v", said)
	}
	if got := s.call(200, "GET", "/plan?mine=true", "")["items"].([]any); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	if got := ola.call(200, "GET", "/plan?mine=true&to=2027-03-28", "")["items"].([]any); len(got) != 0 {
		t.Errorf("got %v", got)
	}

	// policies
	got := s.call(422, "POST", "/plan", `{"title":"x","account":"`+face+`","library":"`+text(sola, "id")+`","collaborators":["sola"]}`)
	if !slices.Equal(locations(got), []string{"account", "collaborators[0]"}) || !strings.Contains(text(got["errors"].([]any)[0].(map[string]any), "message"), "Sola bibliotek") {
		t.Errorf("got %v", got)
	}
	old := s.call(201, "POST", "/plan", `{"title":"x","account":"`+face+`","planned_at":"2027-03-01"}`)
	s.call(200, "PATCH", "/plan/"+text(old, "id"), `{"collaborators":[{"library":"tysvaer","status":"accepted"}]}`)
	s.call(200, "PATCH", "/libraries/tysvaer", `{"excluded_channels":["facebook","facebook"]}`)
	if got := s.call(200, "GET", "/plan/"+text(old, "id"), "")["excluded_by"].([]any); len(got) != 1 {
		t.Errorf("a policy made later: got %v", got)
	}
	s.call(200, "PATCH", "/plan/"+text(old, "id"), `{"notes":"Stå over?"}`)
	s.call(422, "PATCH", "/plan/"+text(old, "id"), `{"status":"approved"}`)
	for _, channel := range []string{"tiktok", "Telegram"} {
		got := s.call(422, "POST", "/accounts", `{"name":"x","channel":"`+channel+`"}`)
		if !strings.Contains(text(got["errors"].([]any)[0].(map[string]any), "message"), "TikTok") {
			t.Errorf("got %v", got)
		}
	}
	s.told(200, "GET", "/colleagues", "/colleagues", "")
}

func TestRecurringPlans(t *testing.T) {
	s := start(t)
	const offer = "pappatreff"
	check(t, s.db.Offers().Create(t.Context(), "test", catalog.Offer{Entry: catalog.Entry{ID: offer, Version: 1, CreatedAt: time.Now(), UpdatedAt: time.Now()}, Name: "Pappatreff",
		Rule: catalog.Rule{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Start: "2027-01-26", Time: "10:00"}}))
	first := s.told(201, "POST", "/plan", "/plan", `{"title":"Pappatreff","offer":"`+offer+`","day":"2027-03-30","planned_at":"2027-02-16T09:00:00+01:00","repeat":{"rrule":"FREQ=MONTHLY;BYDAY=3TU","until":"2027-05-01"}}`)
	row := s.call(200, "GET", "/plan?slot="+text(first, "slot"), "")["items"].([]any)
	var times []string
	for _, i := range row {
		times = append(times, text(i.(map[string]any), "planned_at"))
	}
	if strings.Join(times, " ") != "2027-02-16T08:00:00Z 2027-03-16T08:00:00Z 2027-04-20T07:00:00Z" || text(first, "offer", "name") != "Pappatreff" {
		t.Errorf("got %v of %v", times, first)
	}
	path := "/plan/" + text(row[1].(map[string]any), "id")
	longer := s.told(201, "POST", "/plan/{id}/repeat", path+"/repeat", `{"rrule":"FREQ=MONTHLY;BYDAY=3TU","until":"2027-06-30"}`)["items"].([]any)
	if len(longer) != 2 || text(longer[1].(map[string]any), "planned_at") != "2027-06-15T07:00:00Z" || text(longer[1].(map[string]any), "slot") != text(first, "slot") {
		t.Errorf("the row goes on with %v", longer)
	}
	s.call(422, "POST", path+"/repeat", `{"rrule":"FREQ=MONTHLY;BYDAY=3TU","until":"2027-06-30"}`)
	s.told(200, "PATCH", "/plan/{id}", path+"?scope=following", `{"caption":"Kom!"}`)
	s.call(204, "DELETE", path+"?scope=following", "")
	if left := s.call(200, "GET", "/plan?offer="+offer+"&day=2027-03-30", "")["items"].([]any); len(left) != 1 {
		t.Errorf("%d are left", len(left))
	}
	if err := s.db.Offers().Delete(t.Context(), "test", offer); catalog.CodeOf(err) != catalog.Conflict {
		t.Errorf("an offer that is planned for: %v", err)
	}
	for body, at := range map[string]string{
		`{"repeat":{"rrule":"FREQ=WEEKLY"}}`:                                                               "planned_at",
		`{"planned_at":"2027-01-01","repeat":{"rrule":"HVER UKE"}}`:                                        "repeat.rrule",
		`{"planned_at":"2027-01-01","repeat":{"rrule":"FREQ=DAILY"}}`:                                      "repeat",
		`{"planned_at":"2027-01-01","repeat":{"rrule":"FREQ=WEEKLY","until":"2026-12-31"}}`:                "repeat.until",
		`{"planned_at":"2027-01-01","repeat":{"rrule":"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}}`:             "repeat.rrule",
		`{"planned_at":"2027-01-01","offer":"tull","repeat":{"rrule":"FREQ=WEEKLY","until":"2027-01-31"}}`: "offer",
	} {
		if got := s.call(422, "POST", "/plan", body); strings.Join(locations(got), " ") != at {
			t.Errorf("%s: refused at %v, want %s", body, locations(got), at)
		}
	}
}

func TestBadPlans(t *testing.T) {
	s := start(t)
	photo := s.cleared(1)
	for body, at := range map[string]string{
		`{"status":"planned"}`:                       "status",
		`{"status":"to_approve"}`:                    "account planned_at",
		`{"account":"tull"}`:                         "account",
		`{"library":"tull"}`:                         "library",
		`{"owner":"tull"}`:                           "owner",
		`{"assets":["tull"]}`:                        "assets[0]",
		`{"assets":[7]}`:                             "assets[0]",
		`{"assets":[{"id":"` + photo + `","to":3}]}`: "assets[0]",
		`{"assets":[{"id":"` + photo + `","focal_point":{"x":2,"y":0}}]}`: "assets[0].focal_point.x",
		`{"collaborators":["tull"]}`:                                      "collaborators[0]",
		`{"collaborators":[{"status":"pending"}]}`:                        "collaborators[0]",
		`{"collaborators":[{"library":"tull","status":"kanskje"}]}`:       "collaborators[0].status collaborators[0]",
		`{"planned_at":"i morgen"}`:                                       "planned_at",
		`{"planned_at":"9999-01-01"}`:                                     "planned_at",
		`{"planned_at":"2027-01-01","deadline":"2027-01-02"}`:             "deadline",
		`{"hashtags":["to ord"]}`:                                         "hashtags[0]",
		`{"link":"ikke en lenke"}`:                                        "link",
		`{"content_type":"reklame"}`:                                      "content_type",
		`{"format":"rund"}`:                                               "format",
		`{"notes":"Ring 01010150074"}`:                                    "notes",
		`{"title":"` + strings.Repeat("x", 201) + `"}`:                    "title",
	} {
		if got := s.call(422, "POST", "/plan", body); strings.Join(locations(got), " ") != at {
			t.Errorf("%s: refused at %v, want %s", body, locations(got), at)
		}
	}
	s.call(404, "GET", "/plan/tull", "")
	s.call(404, "PATCH", "/plan/tull", `{}`)
	s.call(422, "PATCH", "/plan/tull?scope=noen", `{}`)
	s.call(404, "POST", "/plan/tull/comments", `{"text":"x"}`)
	s.call(422, "GET", "/plan?cursor=x", "")
	s.call(422, "GET", "/plan?from=x&library=tull", "")
}

func TestCalendarFeedsAreOnesOwn(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Tysvær bibliotek","slug":"tysvaer"}`)
	own := s.told(201, "POST", "/calendar-feeds", "/calendar-feeds", `{}`)
	of := s.told(201, "POST", "/calendar-feeds", "/calendar-feeds", `{"library":"tysvaer"}`)
	if again := s.call(201, "POST", "/calendar-feeds", `{"library":"tysvaer"}`); text(again, "url") != text(of, "url") || text(own, "url") == text(of, "url") {
		t.Errorf("got %v and %v, own %v", of, again, own)
	}
	reader := s.as(catalog.Reader)
	reader.call(404, "DELETE", "/calendar-feeds/"+text(of, "id"), "")
	s.call(204, "DELETE", "/calendar-feeds/"+text(of, "id"), "")
	s.call(404, "DELETE", "/calendar-feeds/"+text(of, "id"), "")
	if list := s.told(200, "GET", "/calendar-feeds", "/calendar-feeds", "")["items"].([]any); len(list) != 1 {
		t.Errorf("got %v", list)
	}
	s.call(422, "POST", "/calendar-feeds", `{"library":"tull"}`)
}
