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

// offers gives the county's series their days, each library what it offers every week or month, and occasions what suits them.
func offers() []Offer {
	out := []Offer{
		{Name: fridayBook, Library: county, RRule: "FREQ=WEEKLY;BYDAY=FR", LeadDays: 7, Series: fridayBook, Find: fridayBook},
		{Name: monthly, Library: county, RRule: "FREQ=MONTHLY;BYDAY=1TH", LeadDays: 14, Series: monthly, Find: monthly},
	}
	languages := map[string]string{}
	for _, l := range libraries() {
		languages[l.Slug] = l.Language
	}
	usual := usualOffers()
	for _, r := range regular() {
		u := usual[r.what]
		o := u.Offer
		o.Name, o.Library, o.RRule, o.Clock, o.Find = r.what, r.library, r.rule, r.clock, r.favourite
		if u.nn != "" && languages[r.library] == nynorsk {
			o.Name = u.nn
		}
		out = append(out, o)
	}
	return append(out,
		Offer{Name: "Påskekrim", Tags: []string{"påskekrim"}, Find: "påskekrim"},
		Offer{Name: "Verdens bokdag", Tags: []string{"verdens bokdag", "bokbytte"}},
		Offer{Name: "Sommerles", Tags: []string{"sommerles", "sommarles"}, Find: "sommerles"},
		Offer{Name: "Halloween", Tags: []string{"halloween"}},
		Offer{Name: "Nordisk litteraturuke", Tags: []string{"nordisk litteraturuke"}},
		Offer{Name: "Den internasjonale morsmålsdagen", Tags: []string{"morsmålsdagen"}},
		Offer{Name: "Adventskalender", Tags: []string{"jul"}, Find: "Stargate"},
	)
}
