package catalog

import (
	"context"
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
	posts := map[shownOn][]TakeDown{}
	for _, t := range tasks {
		posts[shownOn{t.Asset, t.Person}] = append(posts[shownOn{t.Asset, t.Person}], t)
	}
	refusals = withDeleted(refusals, tasks)
	assets := make([]AssetID, len(refusals))
	for i, r := range refusals {
		assets[i] = r.Asset
	}
	links, err := s.links.OfAssets(ctx, distinct(assets))
	if err != nil {
		return nil, err
	}
	out := make([]Remaining, len(refusals))
	for i, r := range refusals {
		out[i] = Remaining{Refusal: r, CachesUntil: r.At.Add(CacheTime), Posts: posts[shownOn{r.Asset, r.Person}], Links: links[r.Asset]}
	}
	return out, nil
}

// shownOn is a person on an asset.
type shownOn struct {
	asset  AssetID
	person PersonID
}

// withDeleted adds the refusals that only tasks tell of any more: of assets that are deleted.
func withDeleted(refusals []Refusal, tasks []TakeDown) []Refusal {
	told := map[shownOn]bool{}
	for _, r := range refusals {
		told[shownOn{r.Asset, r.Person}] = true
	}
	for _, t := range tasks {
		if key := (shownOn{t.Asset, t.Person}); !told[key] {
			told[key] = true
			refusals = append(refusals, Refusal{Person: t.Person, PersonName: t.PersonName, Asset: t.Asset, AssetTitle: t.AssetTitle, At: t.CreatedAt})
		}
	}
	return refusals
}

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
