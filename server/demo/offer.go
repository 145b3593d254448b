package demo

// Offer is something that comes back, of a library, or an occasion of the year that the program ships and that gets what suits it.
type Offer struct {
	Name     string
	Library  string // slug; empty for an occasion
	RRule    string // empty for an occasion
	Clock    string
	Minutes  int
	LeadDays int
	Season   [2]string // as "08-15"; empty for the whole year
	Pause    bool      // in school holidays
	Series   string    // empty for none
	Tags     []string
	Find     string // the favourites are found by it; empty for none
}

// offers gives the county's series their days, and each library three of what libraries offer every week or month.
func offers() []Offer {
	out := []Offer{
		{Name: fridayBook, Library: county, RRule: "FREQ=WEEKLY;BYDAY=FR", LeadDays: 7, Series: fridayBook, Find: fridayBook},
		{Name: monthly, Library: county, RRule: "FREQ=MONTHLY;BYDAY=1TH", LeadDays: 14, Series: monthly, Find: monthly},
	}
	n := 0
	for _, l := range libraries() {
		if l.Slug == county {
			continue
		}
		for range 3 {
			out = append(out, usual(n, l))
			n++
		}
	}
	return append(out,
		Offer{Name: "Påskekrim", Tags: []string{"påskekrim"}, Find: "påskekrim"},
		Offer{Name: "Verdens bokdag", Tags: []string{"verdens bokdag", "bokbytte"}},
		Offer{Name: "Sommerles", Tags: []string{"sommerles", "sommarles"}, Find: "sommerles"},
		Offer{Name: "Halloween", Tags: []string{"halloween"}},
		Offer{Name: "Nordisk litteraturuke", Tags: []string{"nordisk litteraturuke"}},
		Offer{Name: "Den internasjonale morsmålsdagen", Tags: []string{"morsmålsdagen"}},
		Offer{Name: "Adventskalender", Tags: []string{"jul"}, Find: "jul"},
	)
}

// usual is the n-th of what libraries offer, for a library and in its language.
func usual(n int, l Library) Offer {
	all := []struct {
		nb, nn string
		Offer
	}{
		{"Pappatreff", "Pappatreff", Offer{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Clock: "10:00", Minutes: 90, LeadDays: 14, Pause: true, Tags: []string{"pappatreff", "småbarn"}, Find: "pappatreff"}},
		{"Strikkekafé", "Strikkekafé", Offer{RRule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", Clock: "18:00", Minutes: 120, LeadDays: 10, Season: [2]string{"09-01", "05-31"}, Tags: []string{"strikkekafé", "lydbok"}, Find: "strikkekafé"}},
		{"Spillkveld for ungdom", "Spelkveld for ungdom", Offer{RRule: "FREQ=MONTHLY;BYDAY=3TH", Clock: "18:30", Minutes: 150, LeadDays: 14, Pause: true, Tags: []string{"spill", "ungdom"}}},
		{"Lesesirkel", "Lesesirkel", Offer{RRule: "FREQ=MONTHLY;BYDAY=2MO", Clock: "19:00", Minutes: 90, LeadDays: 21, Season: [2]string{"08-15", "06-15"}, Tags: []string{"lesesirkel"}, Find: "lesesirkel"}},
		{"Språkkafé", "Språkkafé", Offer{RRule: "FREQ=WEEKLY;BYDAY=TH", Clock: "12:00", Minutes: 60, LeadDays: 7, Tags: []string{"språkkafé", "inkludering"}}},
		{"Leksehjelp", "Leksehjelp", Offer{RRule: "FREQ=WEEKLY;BYDAY=MO,WE", Clock: "14:30", Minutes: 120, LeadDays: 7, Pause: true, Tags: []string{"leksehjelp", "ungdom"}}},
		{"Slektsgransking for nybegynnere", "Slektsgransking for nybyrjarar", Offer{RRule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", Clock: "18:00", Minutes: 120, LeadDays: 21, Tags: []string{"slektsgransking"}}},
	}
	o := all[n%len(all)]
	if o.Library, o.Name = l.Slug, o.nb; l.Language == nynorsk {
		o.Name = o.nn
	}
	return o.Offer
}
