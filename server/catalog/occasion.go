package catalog

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// Occasion is a date in the year that the program ships: libraries switch it on and off as an offer.
type Occasion struct {
	Code string
	// Names are by language: nb, nn and en.
	Names    map[string]string
	Rule     Rule // empty where nobody has found the dates
	LeadDays int
	// Mark says how sure it is: OccasionFound, OccasionCommon or OccasionUnsure.
	Mark   string
	Source string            // who says so; may be empty
	Notes  map[string]string // by language; may be empty
	On     bool              // as shipped
}

// Marks of an occasion.
const (
	OccasionFound  = "found"  // a source says so
	OccasionCommon = "common" // commonly known, not held against a source
	OccasionUnsure = "unsure" // the dates differ from year to year or were not found
)

//go:embed occasions.json
var shippedOccasions []byte

// occasions reads what is shipped, once.
var occasions = sync.OnceValues(func() ([]Occasion, error) {
	var all []struct {
		Code   string
		Names  map[string]string
		RRule  string
		Start  string
		Date   string
		Easter *EasterSpan
		Week   int
		Dates  []string
		Days   int
		Time   string
		Lead   int
		Mark   string
		Source string
		Notes  map[string]string
		On     bool
	}
	if err := json.Unmarshal(shippedOccasions, &all); err != nil {
		return nil, fmt.Errorf("read shipped occasions: %w", err)
	}
	out := make([]Occasion, len(all))
	for i, o := range all {
		out[i] = Occasion{Code: o.Code, Names: o.Names, LeadDays: o.Lead, Mark: o.Mark, Source: o.Source, Notes: o.Notes, On: o.On,
			Rule: Rule{RRule: o.RRule, Start: o.Start, Date: o.Date, Easter: o.Easter, ISOWeek: o.Week, Dates: o.Dates, Days: o.Days, Time: o.Time}}
	}
	return out, nil
})

// Occasions lists what the program ships, in the order of the year.
func Occasions() ([]Occasion, error) { return occasions() }

// Shipped finds the occasion that an offer is, if the program ships it.
func (o Offer) Shipped() (Occasion, bool) {
	all, _ := occasions()
	i := slices.IndexFunc(all, func(one Occasion) bool { return one.Code == o.Occasion })
	if i < 0 {
		return Occasion{}, false
	}
	return all[i], true
}

// NameIn is the name in a language, where it is that of a shipped occasion which nobody has given another.
func (o Offer) NameIn(language string) string {
	if shipped, ok := o.Shipped(); ok && shipped.Names["nb"] == o.Name && shipped.Names[language] != "" {
		return shipped.Names[language]
	}
	return o.Name
}

// Ship stores the occasions that were not stored before, as the program starts. What is there stays as people have made it.
func (s *Offers) Ship(ctx context.Context) error {
	shipped, err := occasions()
	if err != nil {
		return err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, o := range ready.set.Offers {
		have[o.Occasion] = true
	}
	for _, one := range shipped {
		if have[one.Code] {
			continue
		}
		now := s.now()
		o := Offer{Entry: Entry{ID: s.newID(), Version: 1, CreatedAt: now, UpdatedAt: now}, Name: one.Names["nb"], Occasion: one.Code, Rule: one.Rule,
			LeadDays: one.LeadDays, Off: !one.On}
		// Another node may have been quicker.
		if err := s.store.Create(ctx, SystemActor("occasions").ID, o); err != nil && !Is(err, Conflict) {
			return err
		}
	}
	return nil
}
