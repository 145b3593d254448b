package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestBalancePlan(t *testing.T) {
	item := func(kind catalog.ContentType, library catalog.LibraryID) catalog.PlanItem {
		return catalog.PlanItem{ContentType: kind, Library: catalog.LibraryRef{ID: library, Name: string(library)}}
	}
	items := []catalog.PlanItem{item(catalog.Literature, "sola"), item(catalog.Literature, "sola"), item(catalog.Relations, ""), item(catalog.Relations, "hå"), item("", "sola")}
	libraries := []catalog.Library{{Entry: catalog.Entry{ID: "hå"}, Name: "hå"}, {Entry: catalog.Entry{ID: "tysvær"}, Name: "tysvær"}, {Entry: catalog.Entry{ID: "shut"}, Closed: true}}
	got := catalog.BalancePlan(items, libraries)
	if s := fmt.Sprint(got.Types); s != "[{{service_info } 0} {{literature } 2} {{relations } 2} {{ } 1}]" {
		t.Errorf("types %s", s)
	}
	if s := fmt.Sprint(got.Libraries); s != "[{{sola sola} 3} {{hå hå} 1} {{ } 1} {{tysvær tysvær} 0}]" {
		t.Errorf("libraries %s", s)
	}
}

// TestGapsOf finds what is empty in March, over its borders and over the change to summer time, too.
func TestGapsOf(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		when, err := time.ParseInLocation("01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return when.AddDate(2027, 0, 0)
	}
	for _, test := range []struct {
		name  string
		today string
		spots []string
		want  string
	}{
		{"nothing at all", "02-20 12:00", nil, "02-20– "},
		{"nothing at all, and March has begun", "03-10 12:00", nil, "03-10– "},
		{"March is over", "04-01 00:00", nil, ""},
		{"nothing after March", "02-20 12:00", []string{"02-28 10:00", "03-05 10:00", "03-12 10:00"}, "03-13– "},
		{"over both borders", "02-20 12:00", []string{"02-25 23:59", "03-05 00:00", "03-10 10:00", "03-17 10:00", "03-24 10:00", "03-28 10:00", "04-05 10:00"}, "02-26–03-04 (7) 03-29–04-04 (7) "},
		{"six days are no gap", "02-20 12:00", []string{"02-26 00:00", "03-05 23:00", "03-12 10:00", "03-19 10:00", "03-26 10:00", "04-02 10:00"}, ""},
		{"over all of March", "02-20 12:00", []string{"02-26 10:00", "04-02 10:00"}, "02-27–04-01 (34) "},
		{"what ends before March, and what begins after it", "02-01 12:00", []string{"02-01 10:00", "03-01 10:00", "03-08 10:00", "03-15 10:00", "03-22 10:00", "03-29 10:00", "03-31 10:00", "04-20 10:00"}, ""},
		{"only what is ahead counts", "03-06 12:00", []string{"03-01 10:00", "03-12 10:00", "03-20 10:00", "03-31 10:00", "04-03 10:00"}, "03-13–03-19 (7) 03-21–03-30 (10) "},
		{"today counts while it is empty", "03-06 12:00", []string{"03-13 10:00", "03-14 10:00", "03-20 10:00", "03-27 10:00", "04-01 10:00"}, "03-06–03-12 (7) "},
		{"several on a day", "03-01 12:00", []string{"03-01 09:00", "03-01 10:00", "03-09 09:00", "03-09 21:00", "04-01 10:00"}, "03-02–03-08 (7) 03-10–03-31 (22) "},
	} {
		var spots []catalog.PlanSpot
		for _, s := range test.spots {
			spots = append(spots, catalog.PlanSpot{At: at(s).UTC()})
		}
		got := ""
		for _, g := range catalog.GapsOf(catalog.Account{}, spots, at(test.today), at("03-01 00:00"), at("04-01 00:00")) {
			if got += g.From.Format("01-02") + "–"; !g.Endless() {
				got += fmt.Sprintf("%s (%d)", g.To.Format("01-02"), g.Days())
			}
			got += " "
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
