package catalog

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBetween(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		rule     Rule
		from, to string
		want     []string
	}{
		{"last Tuesday", Rule{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Start: "2026-09-29", Time: "10:00"}, "2026-09-01", "2027-05-01",
			[]string{"2026-09-29T10:00:00+02:00", "2026-10-27T10:00:00+01:00", "2026-11-24T10:00:00+01:00", "2026-12-29T10:00:00+01:00",
				"2027-01-26T10:00:00+01:00", "2027-02-23T10:00:00+01:00", "2027-03-30T10:00:00+02:00", "2027-04-27T10:00:00+02:00"}},
		{"last working day", Rule{RRule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Start: "2026-01-01"}, "2026-05-01", "2026-07-01",
			[]string{"2026-05-29T00:00:00+02:00", "2026-06-30T00:00:00+02:00"}},
		{"numbered or any", Rule{RRule: "FREQ=MONTHLY;BYDAY=1MO,SU", Start: "2026-01-01"}, "2026-11-01", "2026-11-10",
			[]string{"2026-11-01T00:00:00+01:00", "2026-11-02T00:00:00+01:00", "2026-11-08T00:00:00+01:00"}},
		{"Easter crime goes on", Rule{Easter: &EasterSpan{-14, 1}}, "2027-03-20", "2027-12-01", []string{"2027-03-14T00:00:00+01:00"}},
		{"week 46", Rule{ISOWeek: 46}, "2026-01-01", "2029-01-01",
			[]string{"2026-11-09T00:00:00+01:00", "2027-11-15T00:00:00+01:00", "2028-11-13T00:00:00+01:00"}},
		{"week 53", Rule{ISOWeek: 53}, "2025-01-01", "2033-01-01", []string{"2026-12-28T00:00:00+01:00", "2032-12-27T00:00:00+01:00"}},
		{"leap day", Rule{Date: "02-29"}, "2026-01-01", "2033-01-01", []string{"2028-02-29T00:00:00+01:00", "2032-02-29T00:00:00+01:00"}},
		{"advent", Rule{RRule: "FREQ=YEARLY;BYYEARDAY=-35,-34,-33,-32,-31,-30,-29;BYDAY=SU", Start: "2000-01-01"}, "2026-01-01", "2029-01-01",
			[]string{"2026-11-29T00:00:00+01:00", "2027-11-28T00:00:00+01:00", "2028-12-03T00:00:00+01:00"}},
		{"season past New Year, excepted and moved", Rule{RRule: "FREQ=MONTHLY;BYMONTHDAY=10", Start: "2026-01-01", Time: "18:30",
			Season: &Season{"10-01", "02-28"}, Except: []string{"2026-11-10"}, Moved: []MovedOccurrence{{"2026-12-10", "2027-03-01", "09:00"}, {"2026-05-10", "2026-12-24", ""}}},
			"2026-06-01", "2027-06-01",
			[]string{"2026-10-10T18:30:00+02:00", "2027-01-10T18:30:00+01:00", "2027-02-10T18:30:00+01:00", "2027-03-01T09:00:00+01:00"}},
		{"typed dates that last", Rule{Dates: []string{"2023-09-20", "2026-11-28"}, Days: 5}, "2026-12-02", "2026-12-30", []string{"2026-11-28T00:00:00+01:00"}},
		{"times counted", Rule{RRule: "FREQ=WEEKLY;COUNT=3", Start: "2026-11-02"}, "2026-11-09", "2027-11-01",
			[]string{"2026-11-09T00:00:00+01:00", "2026-11-16T00:00:00+01:00"}},
		{"in school holidays", Rule{RRule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-01-01", Pause: true}, "2026-09-28", "2026-10-15",
			[]string{"2026-09-29T00:00:00+02:00", "2026-10-13T00:00:00+02:00"}},
	}
	holidays := HolidaysOf([]SchoolHoliday{{Season: HolidayAutumn, From: "2026-10-05", To: "2026-10-11"}})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c checker
			tt.rule.settle(zone)
			if tt.rule.check(&c, ""); c.err() != nil {
				t.Fatal(c.err())
			}
			day := func(s string) time.Time {
				at, _ := parseCivil(s)
				return at.at("", zone)
			}
			var got []string
			for _, one := range (Offer{Rule: tt.rule}).Between(day(tt.from), day(tt.to), zone, holidays) {
				got = append(got, one.StartsAt.Format(time.RFC3339))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestTimesThatCannotBeWritten: what has an end or a deadline in a year that cannot be written never comes.
func TestTimesThatCannotBeWritten(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 12, 1, 0, 0, 0, 0, time.UTC) }
	o := Offer{LeadDays: 300, Rule: Rule{Dates: []string{"2026-12-01"}, Days: 366, Also: []string{"0000-01-01", "9999-12-31"}, Moved: []MovedOccurrence{{"2026-12-01", "9999-12-30", ""}}}}
	for _, from := range []int{-1, 9998} {
		if got := o.Between(day(from), day(from+2), time.UTC, Holidays{}); len(got) > 0 {
			t.Errorf("from %d: %v", from, got)
		}
	}
	p := Post{Account: Ref{ID: "a"}, PostedAt: day(0)}
	var c checker
	if p.check(&c, day(2026)); len(c.fields) != 1 || c.fields[0].Location != "posted_at" {
		t.Errorf("a post of the year 0: %v", c.fields)
	}
}

// TestMovedToOneTime: occurrences that come at the same time stand in the order of their days.
func TestMovedToOneTime(t *testing.T) {
	o := Offer{Rule: Rule{RRule: "FREQ=DAILY;COUNT=9", Start: "2026-12-01"}}
	for _, day := range []string{"2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06"} {
		o.Rule.Moved = append(o.Rule.Moved, MovedOccurrence{day, "2026-12-09", ""})
	}
	for range 20 {
		got := o.Between(civilOf(2026, 12, 1).at("", time.UTC), civilOf(2027, 1, 1).at("", time.UTC), time.UTC, Holidays{})
		if len(got) != 9 || !slices.IsSortedFunc(got[2:], func(a, b Occurrence) int { return strings.Compare(a.Day, b.Day) }) {
			t.Fatalf("on one day: %v", got)
		}
	}
}

func TestRuleCheck(t *testing.T) {
	tests := []struct {
		rule Rule
		want string
	}{
		{Rule{Date: "02-31"}, "date=" + KeyNoSuchDay},
		{Rule{RRule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", Start: "2026-01-01"}, "rrule=" + KeyNeverComes},
		{Rule{RRule: "FREQ=WEEKLY", Start: "2026-02-01", Until: "2026-01-01"}, "until=" + KeyEndsBeforeStart},
		{Rule{RRule: "FREQ=WEEKLY;UNTIL=20250101", Start: "2026-02-01"}, "rrule=" + KeyNeverComes},
		{Rule{RRule: "FREQ=SECONDLY;COUNT=1000000", Start: "2026-01-01"}, "rrule=" + KeyTooOften},
		{Rule{RRule: "FREQ=DAILY;BYHOUR=10,14", Start: "2026-01-01"}, "rrule=" + KeyTooOften},
		{Rule{RRule: "FREQ=DAILY;COUNT=1000000", Start: "2026-01-01"}, "rrule=" + KeyTooManyTimes},
		{Rule{RRule: "FREQ=DAILY;BYMONTH=13", Start: "2026-01-01"}, "rrule=" + KeyBadRule},
		{Rule{RRule: "FREQ=WEEKLY;BYDAY=2TU", Start: "2026-01-01"}, "rrule=" + KeyBadRule},
		{Rule{RRule: "BYDAY=TU", Start: "2026-01-01"}, "rrule=" + KeyBadRule},
		{Rule{RRule: "FREQ=DAILY;INTERVAL=1000;BYMONTHDAY=31;BYMONTH=4", Start: "2026-01-01"}, "rrule=" + KeyNeverComes},
		{Rule{RRule: "FREQ=DAILY"}, "start=" + KeyRequired},
		{Rule{Easter: &EasterSpan{1, -14}}, "easter=" + KeyEndsBeforeStart},
		{Rule{ISOWeek: 54}, "iso_week=" + KeyOutOfRange},
		{Rule{ISOWeek: 46, Date: "04-23"}, "date=" + KeyOneRule},
		{Rule{Dates: []string{"2026-02-30"}}, "dates[0]=" + KeyNoSuchDay},
		{Rule{Date: "04-23", Time: "25:00"}, "time=" + KeyBadClock},
	}
	for _, tt := range tests {
		var c checker
		tt.rule.settle(time.UTC)
		tt.rule.check(&c, "")
		if len(c.fields) == 0 || c.fields[0].Location+"="+c.fields[0].Key != tt.want {
			t.Errorf("%+v: got %v, want %s", tt.rule, c.fields, tt.want)
		}
	}
}

// TestSettle reads what other calendars write.
func TestSettle(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	r := Rule{RRule: "DTSTART;TZID=Europe/Oslo:20260929T100000\nRRULE:freq=weekly;byday=TU;until=20261201T085959Z"}
	r.settle(zone)
	// The last moment is 9:59:59 in Norway, a second before it would come that day.
	if r.Start != "2026-09-29" || r.Time != "10:00" || r.RRule != "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261130" {
		t.Errorf("got %+v", r)
	}
	r = Rule{RRule: "FREQ=DAILY;BYHOUR=9;BYMINUTE=30;BYSECOND=0", Start: "2026-09-29"}
	if r.settle(zone); r.Time != "09:30" || r.RRule != "FREQ=DAILY" {
		t.Errorf("got %+v", r)
	}
}

func TestShippedOccasions(t *testing.T) {
	all, err := Occasions()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, o := range all {
		var c checker
		offer := Offer{Name: o.Names["nb"], Occasion: o.Code, Rule: o.Rule, LeadDays: o.LeadDays, Off: !o.On}
		if offer.check(&c); c.err() != nil {
			t.Errorf("%s: %v", o.Code, c.err())
		}
		if codes[o.Code] || o.Names["nn"] == "" || o.Names["en"] == "" || o.On && o.Mark == OccasionUnsure {
			t.Errorf("%s: twice, without a name, or on although nobody knows when it is", o.Code)
		}
		codes[o.Code] = true
	}
}
