package catalog

import "time"

// OfferID names an offer.
type OfferID string

// Offer is something of libraries that comes back by a rule, such as a reading hour, or an occasion in the year.
type Offer struct {
	Entry
	Name string
	// Occasion is the code of an occasion that the program ships, such as "easter_crime"; empty: somebody's own offer.
	Occasion  string
	Libraries []LibraryRef // whose it is; none: everybody's
	Rule      Rule
	LeadDays  int // how long before it comes people start to think of it
	Match     Match
	// Favourites are assets that somebody chose for it, the best first.
	Favourites []AssetID
	Note       string
	Off        bool // switched off: it never comes
}

// Match is what suits an offer: an asset that meets any part of it. The zero Match suits nothing in particular.
type Match struct {
	Query  string // a search as it stands in the address bar: "q=hekle&library=…"; empty: none
	Series Ref
	Books  []BookRef
	Tags   []string
}

// Occurrence is one time that an offer comes.
type Occurrence struct {
	Offer Offer
	// Day is the day on which the rule has it, in Europe/Oslo as 2026-11-24: with the offer's id it names the occurrence, also
	// after it was moved.
	Day      string
	StartsAt time.Time // in Europe/Oslo; midnight where the offer has no time of day
	EndsAt   time.Time // the end of what lasts; else StartsAt
	AllDay   bool
	Deadline time.Time // StartsAt less the lead time: midnight of the day on which to start
	Moved    bool      // it is not where the rule has it
}
