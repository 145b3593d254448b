package api_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestOffers answers offers in the shapes that checks rely on, changes one of their times and says what cannot be.
func TestOffers(t *testing.T) {
	s := start(t)
	made := s.told(201, "POST", "/offers", "/offers", `{"name":"Pappatreff","rule":{"rrule":"FREQ=MONTHLY;BYDAY=-1TU","dtstart":"2099-09-29T10:00","duration":3600},"lead_days":14}`)
	want := map[string]any{"rrule": "FREQ=MONTHLY;BYDAY=-1TU", "dtstart": "2099-09-29T10:00:00+02:00", "time": "10:00", "duration": 3600.0}
	if !reflect.DeepEqual(made["rule"], want) {
		t.Errorf("got %v, want %v", made["rule"], want)
	}
	s.told(201, "POST", "/offers", "/offers", `{"name":"Påskekrim","rule":{"easter_from":-14,"easter_to":1}}`)
	if list := s.told(200, "GET", "/offers", "/offers?limit=1", ""); len(list["items"].([]any)) != 1 || list["next_cursor"] == nil {
		t.Errorf("the first page is %v", list)
	}
	if next := s.told(200, "POST", "/offers/preview", "/offers/preview", `{"rule":{"iso_week":46}}`)["items"].([]any); len(next) != 12 {
		t.Errorf("%d of 12 times are shown", len(next))
	}
	at := "/offers/" + text(made, "id")
	s.told(200, "PATCH", "/offers/{id}/occurrences/{day}", at+"/occurrences/2099-09-29", `{"cancelled":true}`)
	s.told(200, "PATCH", "/offers/{id}/occurrences/{day}", at+"/occurrences/2099-10-27", `{"to":"2099-10-28","time":"12:00"}`)
	found := s.told(200, "GET", "/offers/{id}/occurrences", at+"/occurrences?from=2099-09-01&to=2099-11-01", "")["items"].([]any)
	if len(found) != 1 || found[0].(map[string]any)["starts_at"] != "2099-10-28T12:00:00+01:00" || found[0].(map[string]any)["day"] != "2099-10-27" {
		t.Errorf("it comes %v", found)
	}
	for _, bad := range []string{`{"name":"x"}`, `{"name":"x","rule":{"date":"02-31"}}`, `{"name":"x","rule":{"rrule":"FREQ=DAILY;COUNT=1000000","dtstart":"2026-01-01"}}`,
		`{"name":"x","rule":{"rrule":"FREQ=DAILY","dtstart":"2026-01-02","until":"2026-01-01"}}`, `{"name":"x","rule":{"date":"04-23"},"favourites":["nothing"]}`,
		`{"name":"x","rule":{"date":"04-23"},"match":{"q":"person=kari"}}`} {
		s.call(422, "POST", "/offers", bad)
	}
	for body, where := range map[string]string{`{"rrule":"FREQ=DAILY"}`: "rule.dtstart", `{"date":"04-23","season_from":"02-31","season_to":"04-01"}`: "rule.season_from", `{"easter_from":3,"easter_to":-3}`: "rule.easter_to",
		`{"date":"04-23","time":"25:00"}`: "rule.time"} {
		if got := s.call(422, "POST", "/offers", `{"name":"x","rule":`+body+`}`)["errors"].([]any)[0].(map[string]any); got["location"] != where || where == "rule.time" && got["message"] != "Skriv klokkeslettet som 14:05." {
			t.Errorf("%s: %v", body, got)
		}
	}
	s.call(204, "DELETE", at, "")
}

// TestImportOffers tells what would come of a calendar, makes it once, and refuses what is none in the caller's language.
func TestImportOffers(t *testing.T) {
	raw, err := os.ReadFile("../catalog/testdata/calendar/nextcloud.ics") // before the storage changes the folder
	check(t, err)
	s := start(t)
	body := func(calendar string, more map[string]any) string {
		more["calendar"] = calendar
		b, err := json.Marshal(more)
		check(t, err)
		return string(b)
	}
	calendar := strings.ReplaceAll(strings.ReplaceAll(string(raw), "2026", "2096"), "2027", "2097")
	seen := s.with("Accept-Language", "nn").told(200, "POST", "/offers/import", "/offers/import", body(calendar, map[string]any{"lead_days": 14}))["items"].([]any)
	if len(seen) != 6 {
		t.Fatalf("it holds %v", seen)
	}
	first, refused := seen[0].(map[string]any), seen[5].(map[string]any)
	if first["name"] != "Strikkekveld" || first["offer"] != nil || first["made"] != false || len(first["next"].([]any)) != 3 || first["problem"] != "" {
		t.Errorf("the first is %v", first)
	}
	if refused["problem"] != "Kalenderen endrar ein gong og alle som følgjer. Legg inn tilbodet for hand." {
		t.Errorf("the last is %v", refused)
	}
	for i, n := range []float64{4, 0} {
		made := s.told(200, "POST", "/offers/import", "/offers/import", body(calendar, map[string]any{"apply": true}))
		if made["made"] != n || made["items"].([]any)[0].(map[string]any)["offer"] == nil {
			t.Errorf("time %d it made %v of %v", i+1, made["made"], n)
		}
	}
	// The calendar changes at the source, and so does the first offer here.
	home := "/offers/" + s.told(200, "POST", "/offers/import", "/offers/import", body(calendar, map[string]any{}))["items"].([]any)[0].(map[string]any)["offer"].(map[string]any)["id"].(string)
	was := s.call(200, "GET", home, "")
	s.call(200, "PATCH", home, `{"name":"Garn og prat"}`)
	later := strings.NewReplacer("SUMMARY:Strikkekveld", "SUMMARY:Strikkekafé", "SUMMARY:"+seen[1].(map[string]any)["name"].(string), "SUMMARY:Noko anna").Replace(calendar)
	key := first["key"].(string)
	for _, step := range []struct {
		more          map[string]any
		made          bool
		changed       float64
		first, second any
	}{
		{map[string]any{}, false, 0, "Garn og prat", false},
		{map[string]any{"apply": true}, false, 1, "Garn og prat", true},
		{map[string]any{"apply": true, "only": []string{}, "overwrite": []string{key}}, true, 1, "Strikkekafé", nil},
	} {
		got := s.told(200, "POST", "/offers/import", "/offers/import", body(later, step.more))
		items := got["items"].([]any)
		change := items[0].(map[string]any)["changes"].([]any)[0].(map[string]any)
		if got["changed"] != step.changed || change["field"] != "name" || change["was"] != "Garn og prat" || change["now"] != "Strikkekafé" || change["by_hand"] != true || change["made"] != step.made || change["was_rule"] != nil {
			t.Errorf("%v: changed %v, tells %v", step.more, got["changed"], change)
		}
		if other := items[1].(map[string]any)["changes"].([]any); step.second == nil && len(other) != 0 || step.second != nil && (other[0].(map[string]any)["made"] != step.second || other[0].(map[string]any)["by_hand"] != false) {
			t.Errorf("%v: of the second it tells %v", step.more, other)
		}
		if now := s.call(200, "GET", home, ""); now["name"] != step.first || now["version"] == was["version"] {
			t.Errorf("%v: it is called %v", step.more, now["name"])
		}
	}
	for lang, want := range map[string]string{"nb": "Filen er ikke en kalender", "nn": "Fila er ikkje ein kalender", "en": "The file is not a calendar"} {
		if got := s.with("Accept-Language", lang).call(422, "POST", "/offers/import", body("hei", map[string]any{})); !strings.Contains(got["errors"].([]any)[0].(map[string]any)["message"].(string), want) {
			t.Errorf("%s: %v", lang, got)
		}
	}
	s.call(422, "GET", "/occurrences?from=2027-01-01&to=2026-01-01", "")
	// as much as the page takes, and no more
	head, rest, _ := strings.Cut(calendar, "BEGIN:VEVENT")
	long := func(bytes int) string {
		note := "X-NOTE:" + strings.Repeat("en, to, ", 7) + "\r\n"
		return head + strings.Repeat(note, (bytes-len(calendar))/len(note)) + "BEGIN:VEVENT" + rest
	}
	if got := s.call(200, "POST", "/offers/import", body(long(catalog.MaxCalendar), map[string]any{}))["items"].([]any); len(got) != 6 {
		t.Errorf("a large file holds %d", len(got))
	}
	for _, size := range []int{catalog.MaxCalendar + 1000, 3 * catalog.MaxCalendar} {
		if got := s.with("Accept-Language", "en").call(413, "POST", "/offers/import", body(long(size), map[string]any{})); !strings.Contains(text(got, "detail"), "MB") && !strings.Contains(text(got, "detail"), "MiB") {
			t.Errorf("%d bytes: %v", size, got)
		}
	}
	if got := s.call(413, "POST", "/offers", body(long(2<<20), map[string]any{})); got["code"] != "too_large" {
		t.Errorf("another body of 2 MiB: %v", got)
	}
}
