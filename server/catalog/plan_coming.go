package catalog

import (
	"context"
	"slices"
)

// PlannedOccurrence names an occurrence of an offer by the offer's id and the day on which the rule has it.
type PlannedOccurrence struct{ Offer, Day string }

// Unplanned leaves those occurrences for which nothing is planned, whenever that would be, by a library unless that is empty.
func (s *PlanItems) Unplanned(ctx context.Context, actor Actor, all []Occurrence, library LibraryID) ([]Occurrence, error) {
	if err := known(actor); err != nil || len(all) == 0 {
		return nil, err
	}
	first, last := all[0].Day, all[0].Day
	for _, o := range all {
		first, last = min(first, o.Day), max(last, o.Day)
	}
	found, err := s.Store.Occurrences(ctx, first, last, library)
	planned := map[PlannedOccurrence]bool{}
	for _, o := range found {
		planned[o] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(o Occurrence) bool { return planned[PlannedOccurrence{o.Offer.ID, o.Day}] }), err
}
