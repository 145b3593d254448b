package locale_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	b, err := locale.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// messages reads one file: its keys, each with the forms it has.
func messages(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	raw, err := os.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	out := map[string]map[string]string{}
	for key, v := range read {
		out[key] = map[string]string{}
		switch v := v.(type) {
		case string:
			out[key]["only"] = v
		case map[string]any:
			for form, said := range v {
				out[key][form], _ = said.(string)
			}
		default:
			t.Errorf("%s.json: %s is neither a text nor forms", lang, key)
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\.[a-z_]+`)
var action = regexp.MustCompile(`{{[^}]*}}`)

func placeholders(said string) []string {
	seen := map[string]bool{}
	for _, a := range action.FindAllString(said, -1) {
		for _, name := range placeholder.FindAllString(a, -1) {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func TestLanguagesSayTheSame(t *testing.T) {
	want := messages(t, locale.Bokmal)
	if len(want) < 400 {
		t.Fatalf("bokmål has %d messages, that cannot be all", len(want))
	}
	for _, lang := range []string{locale.Nynorsk, locale.English} {
		got := messages(t, lang)
		for key := range got {
			if want[key] == nil {
				t.Errorf("%s.json: %s is not in bokmål", lang, key)
			}
		}
		for key, forms := range want {
			if !slices.Equal(slices.Sorted(maps.Keys(forms)), slices.Sorted(maps.Keys(got[key]))) {
				t.Errorf("%s.json: %s has forms %v, want those of bokmål %v", lang, key, got[key], forms)
			}
			for form, said := range forms {
				if got[key][form] == "" {
					t.Errorf("%s.json: %s (%s) is empty", lang, key, form)
				}
				if g, w := placeholders(got[key][form]), placeholders(said); !slices.Equal(g, w) {
					t.Errorf("%s.json: %s (%s) has placeholders %v, want %v", lang, key, form, g, w)
				}
			}
		}
	}
}

func TestEveryErrorHasWords(t *testing.T) {
	keys := append(catalog.ErrorKeys(), catalog.FindingKeys()...)
	for _, code := range []catalog.Code{catalog.Invalid, catalog.Malformed, catalog.Unauthenticated, catalog.Forbidden, catalog.NotFound, catalog.Conflict,
		catalog.Stale, catalog.Withheld, catalog.TooLarge, catalog.UnsupportedMedia, catalog.TooMany, catalog.Unavailable, catalog.Full, catalog.Internal,
		"method_not_allowed"} {
		keys = append(keys, "error.title."+string(code))
	}
	b := bundle(t)
	for _, lang := range locale.Languages() {
		for _, key := range keys {
			if !b.Localizer(lang).Has(key) {
				t.Errorf("%s: %s has no message", lang, key)
			}
		}
	}
}

func TestText(t *testing.T) {
	b := bundle(t)
	tests := []struct {
		lang, key string
		args      map[string]any
		want      string
	}{
		{"nb", "search.hits", map[string]any{"count": 1}, "1 treff"},
		{"nb", "search.hits", map[string]any{"count": 12345}, "12\u00a0345 treff"},
		{"en", "search.hits", map[string]any{"count": 1}, "1 result"},
		{"en", "search.hits", map[string]any{"count": 12345}, "12,345 results"},
		{"nn", "error.too_large", map[string]any{"max": int64(20 << 30)}, "Fila er for stor (maks 21,5\u00a0GB)"},
		{"nn", "error.not_found", map[string]any{"what": "recording_day"}, "Vi finn ikkje innspelingsdagen. Sjekk adressa, eller søk."},
		{"nb", "error.not_found", map[string]any{"what": "unheard of"}, "Vi finner ikke unheard of. Sjekk adressen, eller søk."},
		{"nb", "field.unknown_value", map[string]any{"value": "x", "allowed": ""}, "«x» kan ikke brukes her."},
		{"de", "action.save", nil, "Lagre"},
		{"nb", "no.such.key", nil, "no.such.key"},
	}
	for _, test := range tests {
		if got := b.Text(test.lang, test.key, test.args); got != test.want {
			t.Errorf("%s %s %v: got %q, want %q", test.lang, test.key, test.args, got, test.want)
		}
	}
}
