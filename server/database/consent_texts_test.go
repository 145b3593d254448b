package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestConsentTextsAreNamedByTheLibrarysDay whatever the time zone of the machine; what was named otherwise before stays.
func TestConsentTextsAreNamedByTheLibrarysDay(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	body := map[string]string{"nb": "{controller}", "nn": "{controller}", "en": "{controller}"}
	admin := catalog.Actor{Kind: catalog.Person, ID: "u1", Role: catalog.Administrator}
	night := time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC) // the 25th in Norway
	each(t, func(t *testing.T, db *database.Database) {
		must(t, db.ConsentTexts().Add(t.Context(), []catalog.ConsentText{{Version: "2026-11-24", Language: "nb", Body: "Eldre", CreatedAt: night.Add(-time.Hour)}}))
		for _, test := range []struct {
			machine *time.Location
			want    string
		}{{time.UTC, "2026-11-25"}, {time.FixedZone("west", -5*3600), "2026-11-25-2"}, {time.FixedZone("east", 9*3600), "2026-11-25-3"}} {
			s := catalog.NewConsentTexts(db.ConsentTexts(), oslo, func() time.Time { return night.In(test.machine) })
			if version := got(s.Add(t.Context(), admin, body)).or(t); version != test.want {
				t.Errorf("on a machine in %s the version is %s, want %s", test.machine, version, test.want)
			}
			if old := got(s.Get(t.Context(), "2026-11-24", "nb")).or(t); old.Body != "Eldre" {
				t.Errorf("the older text is %q", old.Body)
			}
		}
	})
}
