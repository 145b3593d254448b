package catalog

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// OfferID names an offer.
type OfferID string

// Offer is something of libraries that comes back by a rule, such as a reading hour, or an occasion in the year.
type Offer struct {
	Entry
	Name string
	// Occasion is the code of an occasion that the program ships, such as "easter_crime"; empty: somebody's own offer.
	Occasion  string
	Origin    string       // the event of a calendar file that it was made of, see originOf; empty: none
	Source    *OfferSource // what that said of it; nil: none, or it is not known
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
	EndsAt   time.Time // the midnight after the last day of what lasts whole days; StartsAt where nobody said how long it lasts
	AllDay   bool
	Deadline time.Time // StartsAt less the lead time: midnight of the day on which to start
	Moved    bool      // it is not where the rule has it
}

// Bounds of an offer.
const (
	mostLead       = 366
	mostFavourites = 50
	mostNote       = 2_000
)

func (o *Offer) check(c *checker) {
	c.required("name", &o.Name, 120)
	c.noIdentityNumber("name", o.Name)
	if o.Rule.Empty() && !o.Off {
		c.refuse("rule", KeyRequired, nil)
	}
	o.Rule.check(c, "rule.")
	if o.LeadDays < 0 || o.LeadDays > mostLead {
		c.refuse("lead_days", KeyOutOfRange, Args{"min": 0, "max": mostLead})
	}
	c.most("libraries", len(o.Libraries), mostRefs)
	o.Match.check(c)
	o.Favourites = distinct(o.Favourites)
	c.most("favourites", len(o.Favourites), mostFavourites)
	c.text("note", &o.Note, mostNote)
	c.noIdentityNumber("note", o.Note)
}

func (m *Match) check(c *checker) {
	m.Query = strings.TrimSpace(m.Query)
	if _, query, address := strings.Cut(m.Query, "?"); address {
		m.Query = query
	}
	values, err := url.ParseQuery(m.Query)
	switch {
	case err != nil, len(m.Query) > 2_000:
		c.refuse("match.query", KeyBadSearch, nil)
	case values.Has(string(ByPerson)):
		c.refuse("match.query", KeySearchPerson, nil)
	}
	c.most("match.books", len(m.Books), mostRefs)
	c.words("match.tags", &m.Tags, mostTags, 80)
}

// HasLibrary reports whether it is a library's: its own, or everybody's.
func (o Offer) HasLibrary(id LibraryID) bool {
	return id == "" || len(o.Libraries) == 0 || o.belongsTo(id)
}

func (o Offer) belongsTo(id LibraryID) bool {
	return slices.ContainsFunc(o.Libraries, func(l LibraryRef) bool { return l.ID == id })
}

// At finds the occurrence that the rule has on a day, wherever it was moved. NotFound when there is none.
func (o Offer) At(day string, zone *time.Location, holidays Holidays) (Occurrence, error) {
	c, ok := parseCivil(day)
	if !ok {
		return Occurrence{}, Missing("occurrence")
	}
	s := o.Rule.plan()
	to, moved := s.moved[c]
	if !s.has(c) || !moved && s.rule.Pause && holidays.hold(c, o.Libraries) {
		return Occurrence{}, Missing("occurrence")
	}
	if !moved {
		to = movedTo{day: c}
	}
	return s.occurrence(o, c, to, moved, zone), nil
}
