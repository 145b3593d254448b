package catalog

import (
	"context"
	"slices"
	"time"
)

// CacheTime is how long caches outside may still hold public bytes after they were withdrawn.
const CacheTime = time.Minute

// Refusal is that somebody who is shown on an asset has said no.
type Refusal struct {
	Person     PersonID
	PersonName string // empty when erased
	Asset      AssetID
	AssetTitle string // empty when the asset is deleted
	At         time.Time
}

// Remaining is what of an asset may still be seen, or could be, after a refusal.
type Remaining struct {
	Refusal
	CachesUntil time.Time   // when caches outside have let go of it
	Posts       []TakeDown  // that it has not been removed from
	Links       []ReuseLink // that refuse now: pages elsewhere may show their placeholder
}

// Remaining lists what can still be seen where, newest refusal first: of one person, or of all. It is for those who answer
// for people's data.
func (s *TakeDowns) Remaining(ctx context.Context, actor Actor, f TakeDownFilter) ([]Remaining, error) {
	if err := MayErasePeople(actor); err != nil {
		return nil, err
	}
	refusals, err := s.store.Refusals(ctx, f.Person)
	if err != nil {
		return nil, err
	}
	tasks, err := s.unremoved(ctx, actor, f.Person)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks { // of deleted assets too
		r := Refusal{Person: t.Person, PersonName: t.PersonName, Asset: t.Asset, AssetTitle: t.AssetTitle, At: t.CreatedAt}
		if !slices.ContainsFunc(refusals, r.same) {
			refusals = append(refusals, r)
		}
	}
	var out []Remaining
	for _, r := range refusals {
		one := Remaining{Refusal: r, CachesUntil: r.At.Add(CacheTime)}
		for _, t := range tasks {
			if t.Asset == r.Asset && t.Person == r.Person {
				one.Posts = append(one.Posts, t)
			}
		}
		links, err := s.links.List(ctx, ReuseLinkFilter{Asset: r.Asset, Now: s.now()})
		if err != nil {
			return nil, err
		}
		one.Links = links.Items
		out = append(out, one)
	}
	return out, nil
}

func (r Refusal) same(other Refusal) bool { return r.Asset == other.Asset && r.Person == other.Person }

// unremoved lists all tasks that have not ended in removal.
func (s *TakeDowns) unremoved(ctx context.Context, actor Actor, person PersonID) ([]TakeDown, error) {
	var out []TakeDown
	for _, state := range []TakeDownState{TakeDownOpen, TakeDownKept} {
		for f := (TakeDownFilter{State: state, Person: person, ListFilter: ListFilter{Limit: 1000}}); ; {
			page, err := s.store.List(ctx, f)
			if err != nil {
				return nil, err
			}
			for _, t := range page.Items {
				out = append(out, s.as(actor, t))
			}
			if f.Cursor = page.Next; f.Cursor == "" {
				break
			}
		}
	}
	return out, nil
}
