package catalog

import (
	"context"
	"slices"
	"time"
)

// farthestOccurrence is how far from a post's own time the occurrence that it is for is looked for.
const farthestOccurrence = 400 * 24 * time.Hour

// nameOccurrences tells the slots of a row for which occurrence of the offer each is, as the model tells of its own: the first to come
// after the post, the second, or the last one before it. Two posts before one occurrence are both for that. Where the model
// names none, or what its rule does not have, slots keep what they say.
func (s *PlanItems) nameOccurrences(ctx context.Context, actor Actor, model PlanItem, slots []PlanItem) error {
	if model.Offer.ID == "" || model.Day == "" || model.PlannedAt.IsZero() || len(slots) == 0 {
		return nil
	}
	last := slots[len(slots)-1].PlannedAt
	all, err := s.Offers.between(ctx, actor, model.Offer.ID, model.PlannedAt.Add(-farthestOccurrence), last.Add(farthestOccurrence))
	if err != nil && !Is(err, NotFound) {
		return err
	}
	at := slices.IndexFunc(all, func(o Occurrence) bool { return o.Day == model.Day })
	if at < 0 {
		return nil
	}
	ahead := at - begun(all, model.PlannedAt)
	for i := range slots {
		slots[i].Day = ""
		if j := begun(all, slots[i].PlannedAt) + ahead; j >= 0 && j < len(all) {
			slots[i].Day = all[j].Day
		}
	}
	return nil
}

// begun counts those of some occurrences, in order, that have begun before a time.
func begun(all []Occurrence, t time.Time) int {
	n, _ := slices.BinarySearchFunc(all, t, func(o Occurrence, t time.Time) int { return o.StartsAt.Compare(t) })
	return n
}
