package api_test

import (
	"strings"
	"testing"
)

// TestRefusalsSayWhatToDo: whatever is sent, each refusal names the field and what to do about it, in the caller's language and
// without the words of this program.
func TestRefusalsSayWhatToDo(t *testing.T) {
	s := start(t)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@sola","channel":"instagram"}`), "id")
	post := func(rest string) string {
		return `{"account":"` + account + `","posted_at":"2026-01-05T10:00:00+01:00"` + rest + `}`
	}
	offer := "/offers/" + text(s.call(201, "POST", "/offers", `{"name":"Pappatreff","rule":{"rrule":"FREQ=MONTHLY;BYDAY=-1TU","dtstart":"2099-09-01T10:00"}}`), "id")
	for _, test := range []struct{ lang, method, path, body, at, want string }{
		{"nb", "POST", "/offers", `{"name":"A","lead_days":1e30,"rule":{"date":"02-01"}}`, "lead_days", "Tallet er for stort. Skriv et mindre tall."},
		{"nn", "POST", "/posts", post(`,"assets":["x"],"response":[{"at":"2026-01-07T12:00:00Z","views":99999999999999999999}]`), "response.views", "Talet er for stort. Skriv eit mindre tal."},
		{"nb", "POST", "/offers", `{"name":3,"rule":{"date":"02-01"}}`, "name", "Må være tekst"},
		{"nn", "POST", "/offers", `{"name":"A","rule":{"date":"02-01"},"lead_days":"mange"}`, "lead_days", "Må vere eit heiltal"},
		{"en", "POST", "/offers", `[]`, "", "Must be an object"},
		{"nb", "POST", "/offers", `{"name":"A","rule":{"date":"02-01"},"favourites":["x"]}`, "favourites[0]", "Vi finner ikke filen «x». Søk etter den, og velg den på nytt."},
		{"nn", "POST", "/plan", `{"title":"A","assets":["x"]}`, "assets[0]", "Vi finn ikkje fila «x». Søk etter ho, og vel ho på nytt."},
		{"en", "POST", "/posts", post(`,"assets":[]`), "assets", "Choose at least one file."},
		{"nn", "GET", "/plan?status=ferdig", "", "status", "«ferdig» kan ikkje brukast her. Vel mellom: idea"},
		{"nb", "PATCH", offer + "/occurrences/2099-09-29", `{"to":"2099-02-31"}`, "to", "2099-02-31 er ingen dato i kalenderen."},
		{"en", "PATCH", offer + "/occurrences/2099-09-29", `{"to":"2099-09-30","time":"25:61"}`, "time", "Write the time"},
		{"nn", "POST", "/school-holidays", `{"name":"Haustferie","from":"2099-10-01","to":"2099-10-05"}`, "season", "Feltet må fyllast ut. Vel mellom: autumn"},
		{"nb", "POST", "/posts", `{"account":"` + account + `","posted_at":"0000-01-01"}`, "posted_at", "Skriv tiden som"},
		{"en", "POST", "/posts", `{"account":"` + account + `","posted_at":"0001-01-01T00:00:00Z"}`, "posted_at", "Write the time as"},
		{"nn", "GET", "/due?from=9999-12-31", "", "from", "Skriv tida som"},
		{"nb", "GET", "/due?from=9999-12-01&to=9999-12-02", "", "from", "Skriv tiden som"},
		{"nb", "POST", "/offers/preview", `{"rule":{"rrule":"FREQ=DAILY","dtstart":"9999-12-31"}}`, "rule.rrule", "Etter denne regelen kommer det aldri."},
		{"nn", "POST", "/offers", `{"name":"A","rule":{"date":"09-01","season_from":"08-15"}}`, "rule.season_to", "Feltet må fyllast ut"},
		{"nn", "POST", "/offers", `{"name":"A","rule":{"date":"02-01"},"match":{"q":"person=x"}}`, "match.q", "Eit tilbod kan ikkje"},
		{"nb", "POST", "/due/plan", `{"offer":"x","day":"2026-12-01","asset":"x","starts_at":"i morgen"}`, "starts_at", "Skriv tiden som"},
		{"en", "POST", "/assets/batch", `{"changes":[` + strings.Repeat(`{"id":"x","patch":{}},`, 500) + `{"id":"x","patch":{}}]}`, "changes", "Must be from 0 to 500"},
		{"nb", "GET", "/plan?from=2026-12-01&to=2025-01-01", "", "to", "Slutten må komme etter starten"},
	} {
		got := s.with("Accept-Language", test.lang).call(422, test.method, test.path, test.body)
		first := got["errors"].([]any)[0].(map[string]any)
		if message := text(first, "message"); text(first, "location") != test.at || !strings.HasPrefix(message, test.want) {
			t.Errorf("%s %s %s: at %q it says %q, want at %q %q", test.method, test.path, test.body, first["location"], message, test.at, test.want)
		}
	}
	for lang, want := range map[string]string{"nb": "ikke gyldig JSON", "nn": "ikkje gyldig JSON", "en": "not valid JSON"} {
		for _, body := range []string{"", "{"} {
			if got := s.with("Accept-Language", lang).call(400, "POST", "/offers", body); !strings.Contains(text(got, "detail"), want) {
				t.Errorf("%s, body %q: %v", lang, body, got)
			}
		}
	}
	stranger := *s
	stranger.token = "fm_nothing"
	for lang, want := range map[string]string{"nb": "Be en administrator om en ny", "nn": "Be ein administrator om ein ny", "en": "Ask an administrator for a new one"} {
		if got := stranger.with("Accept-Language", lang).call(401, "GET", "/due", ""); !strings.Contains(text(got, "detail"), want) {
			t.Errorf("%s: a token that is none: %v", lang, got)
		}
	}
}
