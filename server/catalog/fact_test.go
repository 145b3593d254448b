package catalog_test

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestSuggestFacts holds what is found in texts, one a line: kind, words and the day on which to look again.
func TestSuggestFacts(t *testing.T) {
	recorded, now := time.Date(2025, 10, 20, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	const year, two = "2027-11-29", "2028-11-29"
	for text, want := range map[string]string{
		"Forfatterkveld torsdag 12. mars 2026 kl. 19.00":        "date|torsdag 12. mars 2026 kl. 19.00|2026-03-13",
		"Vi ses 3. november!":                                   "date|3. november|2025-11-04",
		"Neste gang 8. desember. Velkommen":                     "date|8. desember|2025-12-09",
		"Sommarles frå 1.–15. juni":                             "date|1.–15. juni|2026-06-16",
		"Utstillinga heng til 5.12.2025.":                       "date|5.12.2025|2025-12-06",
		"Frist 2026-01-31":                                      "date|2026-01-31|2026-02-01",
		"Join us on March 5th, 2026":                            "date|March 5th, 2026|2026-03-06",
		"Sommeren 2026 leser vi ute":                            "date|Sommeren 2026|2026-09-01",
		"Bli med i vinteren 2026":                               "date|i vinteren 2026|2026-03-01",
		"Påska 2026":                                            "date|Påska 2026|2026-05-01",
		"Tilbudet gjelder uke 7":                                "date|uke 7|2026-02-16",
		"Skrivekurs i veke 53, 2026":                            "date|veke 53, 2026|2027-01-04",
		"Kom på besøk i morgen, da er det eventyrstund":         "date|i morgen|2025-10-27",
		"Hver tirsdag kl. 10–12":                                "hours|Hver tirsdag kl. 10–12|" + year,
		"Ope måndag til fredag 10–19":                           "hours|Ope måndag til fredag 10–19|" + year,
		"Biblioteket er stengt på søndager":                     "hours|stengt på søndager|" + year,
		"Story time every Saturday at 11":                       "hours|every Saturday at 11|" + year,
		"We open at 9 am":                                       "hours|9 am|" + year,
		"Det koster 50 kr å delta":                              "price|50 kr|" + year,
		"Inngang kr 1 200,-":                                    "price|kr 1 200,-|" + year,
		"Billett: 150,-":                                        "price|150,-|" + year,
		"Vi er i 2. etasje":                                     "room|2. etasje|" + two,
		"Møt opp i andre høgda":                                 "room|andre høgda|" + two,
		"Meet in Meeting room 3":                                "room|Meeting room 3|" + two,
		"Konsert i Storsalen":                                   "room|Storsalen|" + two,
		"Ta kontakt med Kari Nordmann":                          "person|Ta kontakt med Kari Nordmann|" + year,
		"Påmelding til Per-Arne Østbø innen 2. november":        "person|Påmelding til Per-Arne Østbø|" + year + "\ndate|2. november|2025-11-03",
		"Eventyrstund 8. november kl 11 i 3. etasje, 20 kroner": "date|8. november kl 11|2025-11-09\nroom|3. etasje|" + two + "\nprice|20 kroner|" + year,
		// What does not age.
		"Boka kom ut 12. mars 2019 og foregår i 1850":                   "",
		"Vi feirer 17. mai og 8. mars":                                  "",
		"I dag skal jeg snakke om ei bok av Maja Lunde":                 "",
		"Kapittel 12, side 250, tre av fem terninger":                   "",
		"31. februar og 45.13.2026 er ingen dager, uke 54 ingen uke":    "",
		"Forrige tirsdag, 14. oktober, var det fullt":                   "",
		"Kontakt biblioteket":                                           "",
		"Krimbok nr. 7 om Harry Hole":                                   "",
		"9788203355967":                                                 "",
		"Salat og romaner, salen og rommet, åpen og romslig":            "",
		"Hun åpner en dør i fjerde bok":                                 "",
		"2000-tallets beste barnebøker, 10 av 10 poeng, for 5-åringer!": "",
	} {
		a := catalog.Asset{Description: text, RecordedAt: recorded}
		var got []string
		for _, f := range catalog.SuggestFacts(a, "", now) {
			got = append(got, fmt.Sprintf("%s|%s|%s", f.Kind, f.Text, f.CheckOn))
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\ngot  %q\nwant %q", text, got, want)
		}
	}
}

//go:embed testdata/facts.txt
var factGolden string

// TestFactsOfTexts counts how much of what people would want to be asked about is found in texts as libraries write them, and
// how much of what is found they would want.
func TestFactsOfTexts(t *testing.T) {
	recorded, now := time.Date(2025, 10, 20, 12, 0, 0, 0, time.UTC), time.Date(2025, 10, 21, 12, 0, 0, 0, time.UTC)
	var lines, right, wanted, found int
	for line := range strings.Lines(factGolden) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(parts) < 2 {
			continue
		}
		lines++
		want := parts[2:]
		var got []string
		for _, f := range catalog.SuggestFacts(catalog.Asset{Description: parts[1], RecordedAt: recorded}, "", now) {
			got = append(got, string(f.Kind)+":"+f.Text)
		}
		both := 0
		for _, f := range got {
			if slices.Contains(want, f) {
				both++
			}
		}
		right, wanted, found = right+both, wanted+len(want), found+len(got)
		if both < len(want) || both < len(got) {
			t.Logf("%s:\ngot  %q\nwant %q", parts[1], got, want)
		}
	}
	precision, recall := float64(right)/float64(found), float64(right)/float64(wanted)
	t.Logf("%d texts: %d of %d facts are found (%.2f), %d of %d found are facts (%.2f)", lines, right, wanted, recall, right, found, precision)
	if lines < 60 || precision < 0.95 || recall < 0.9 {
		t.Errorf("recall %.2f, precision %.2f in %d texts", recall, precision, lines)
	}
}

// TestSuggestFactsOnce: what stands in the title and is said too is one fact, and what somebody has confirmed or dismissed is
// suggested no more.
func TestSuggestFactsOnce(t *testing.T) {
	now := time.Date(2025, 10, 20, 12, 0, 0, 0, time.UTC)
	a := catalog.Asset{Title: "Åpent til kl. 19", CreatedAt: now}
	found := catalog.SuggestFacts(a, "velkommen hit, vi har åpent til KL.  19 i 2. etasje", now)
	if len(found) != 2 || found[0].Text != "kl. 19" || found[1].Kind != catalog.FactRoom {
		t.Fatalf("got %+v", found)
	}
	a.Facts = []catalog.Fact{{ID: "1", Kind: catalog.FactHours, Text: "Kl. 19", State: catalog.FactDismissed}}
	if again := catalog.SuggestFacts(a, "", now); len(again) != 0 {
		t.Errorf("dismissed and suggested again: %+v", again)
	}
}

func TestShelfLife(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	holds := func(day string) catalog.Fact { return catalog.Fact{State: catalog.FactHolds, CheckOn: day} }
	midnight := time.Date(2026, 6, 13, 0, 0, 0, 0, oslo)
	for _, test := range []struct {
		name  string
		facts []catalog.Fact
		at    time.Time
		past  int
		on    string
	}{
		{"nothing", nil, midnight, 0, ""},
		{"the day before", []catalog.Fact{holds("2026-06-13"), holds("2027-01-01")}, midnight.Add(-time.Second), 0, "2026-06-13"},
		{"on the day", []catalog.Fact{holds("2026-06-13"), holds("2027-01-01")}, midnight, 1, "2026-06-13"},
		{"in another zone it is yesterday", []catalog.Fact{holds("2026-06-13")}, midnight.UTC(), 0, "2026-06-13"},
		{"outdated", []catalog.Fact{{State: catalog.FactOutdated, At: midnight.UTC()}}, midnight, 1, "2026-06-12"},
		{"dismissed", []catalog.Fact{{State: catalog.FactDismissed, CheckOn: "2020-01-01"}}, midnight, 0, ""},
	} {
		life := catalog.Asset{Facts: test.facts}.ShelfLife(test.at)
		if len(life.Past) != test.past || life.Over() != (test.past > 0) || life.CheckOn != test.on {
			t.Errorf("%s: got %+v", test.name, life)
		}
	}
}

// TestPastIsNotSuggested: what is to be looked at again today is suggested no more from midnight on where the offer is, however
// late the clock's own zone is. Looked at again, it is.
func TestPastIsNotSuggested(t *testing.T) {
	w := dads()
	w.Now = time.Date(2026, 11, 25, 0, 30, 0, 0, oslo).UTC() // the offer was yesterday at ten
	fact := catalog.Fact{State: catalog.FactHolds, CheckOn: "2026-11-25"}
	ranked := func() int {
		a := catalog.Asset{ID: "favourite", Kind: catalog.Photo, State: catalog.Ready, PeopleStatus: catalog.PeopleNobody, Facts: []catalog.Fact{fact}}
		return len(catalog.Rank(w, []catalog.Candidate{{Asset: &a}}, 10))
	}
	if n := ranked(); n != 0 {
		t.Errorf("suggested on the day on which it is to be checked")
	}
	if fact.CheckOn = "2026-11-26"; ranked() != 1 {
		t.Errorf("not suggested on the day before it is to be checked")
	}
	if w.Now = w.Now.Add(24 * time.Hour); ranked() != 0 {
		t.Errorf("suggested a day later")
	}
}

// FuzzSuggestFacts: whatever a text is, what is found stands in it, overlaps nothing, and is to be checked on a day.
func FuzzSuggestFacts(f *testing.F) {
	f.Add("Åpent mandag 10–19, 2. etasje, 50 kr 12. mars 2026 kl. 19.00\xff\u00a0uke 7")
	f.Add("ǅ 12.mai. kl kr,- 1.1.1 hver\tkvar every")
	f.Fuzz(func(t *testing.T, text string) {
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
		said := strings.Join(strings.Fields(text), " ")
		found := catalog.SuggestFacts(catalog.Asset{Description: text, CreatedAt: now}, text, now)
		if len(found) > 20 {
			t.Errorf("%d are suggested", len(found))
		}
		for _, fact := range found {
			if _, err := time.Parse(time.DateOnly, fact.CheckOn); err != nil || fact.Text == "" || !strings.Contains(said, fact.Text) {
				t.Errorf("suggested %+v of %q", fact, text)
			}
		}
	})
}
