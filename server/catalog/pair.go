package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Bounds of a question for pairs.
const (
	mostPaired = 500 // assets in one question
	nearEach   = 10  // looked for of each
)

// Pair is two assets that hold the same bytes or look nearly the same, and of which nobody has said that both are wanted.
type Pair struct {
	Earlier  Asset // was there first
	Later    Asset
	Distance int // as in Nearness; 0 for the same bytes
}

// Pairs are the pairs among assets and all else that is there.
type Pairs struct {
	Items []Pair // the nearest first
	// Pending counts those of the assets that are still being processed and may prove to be like others.
	Pending int
}

// PairStore remembers of which pairs people want both.
type PairStore interface {
	// KeepPair remembers a pair; in which order is all the same, and so is how often.
	KeepPair(ctx context.Context, by string, one, other AssetID, at time.Time) error
	// KeptWith lists what each of the assets was kept beside.
	KeptWith(ctx context.Context, ids []AssetID) (map[AssetID][]AssetID, error)
}

// Pairs finds what the assets look nearly the same as, within what the actor may find. At most 500 are looked at.
func (s *Assets) Pairs(ctx context.Context, actor Actor, ids []AssetID) (Pairs, error) {
	if err := known(actor); err != nil {
		return Pairs{}, err
	}
	if len(ids) > mostPaired {
		return Pairs{}, invalidFields([]FieldError{{Location: "id", Key: KeyOutOfRange, Args: Args{"min": 1, "max": mostPaired}}})
	}
	last, err := s.changes.Last(ctx)
	if err != nil {
		return Pairs{}, err
	}
	s.waitFor(ctx, last, readYourWrites) // what has just been processed is to be found
	scope := ScopeOf(actor).around(false, true)
	assets, err := s.store.Shown(ctx, ids, scope)
	if err != nil {
		return Pairs{}, err
	}
	kept, err := s.store.KeptWith(ctx, ids)
	if err != nil {
		return Pairs{}, err
	}
	var out Pairs
	seen := map[[2]AssetID]bool{}
	for _, a := range assets {
		if a.State == Pending || a.State == Processing {
			out.Pending++
		}
		pairs, err := s.pairsOf(ctx, a, scope, kept[a.ID])
		if err != nil {
			return Pairs{}, err
		}
		for _, p := range pairs {
			if key := [2]AssetID{p.Earlier.ID, p.Later.ID}; !seen[key] {
				seen[key] = true
				out.Items = append(out.Items, p)
			}
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Pair) int { return cmp.Compare(a.Distance, b.Distance) })
	return out, nil
}

// PairsOfDay finds what the files of a recording day look nearly the same as; of a day with very many the newest 500.
func (s *Assets) PairsOfDay(ctx context.Context, actor Actor, day RecordingDayID) (Pairs, error) {
	ids, err := s.findAll(ctx, actor, Query{Filters: map[Filter][]string{ByRecordingDay: {string(day)}}, Sort: SortRecentlyAdded})
	if err != nil {
		return Pairs{}, err
	}
	return s.Pairs(ctx, actor, ids[:min(len(ids), mostPaired)])
}

// pairsOf finds the pairs of one asset.
func (s *Assets) pairsOf(ctx context.Context, a Asset, scope Scope, kept []AssetID) ([]Pair, error) {
	var near []Nearness
	var err error
	if len(a.Fingerprints) > 0 {
		if near, err = s.index.Near(ctx, a.Fingerprints, scope, nearEach+1); err != nil {
			return nil, err
		}
	}
	if a.DuplicateOf != "" && !slices.ContainsFunc(near, func(n Nearness) bool { return n.ID == a.DuplicateOf }) {
		near = append(near, Nearness{ID: a.DuplicateOf})
	}
	near = slices.DeleteFunc(near, func(n Nearness) bool { return n.ID == a.ID || slices.Contains(kept, n.ID) })
	if len(near) == 0 {
		return nil, nil
	}
	others, err := byID(ctx, s, scope, near, func(n Nearness) AssetID { return n.ID })
	if err != nil {
		return nil, err
	}
	var out []Pair
	for _, n := range near {
		if b, ok := others[n.ID]; ok && !a.cutFrom(b) {
			out = append(out, pairOf(a, b, n.Distance))
		}
	}
	return out, nil
}

// cutFrom reports whether one of two is a piece of the other, or both are pieces of a third: they look the same on purpose.
func (a Asset) cutFrom(b Asset) bool {
	return a.DerivedFrom == b.ID || b.DerivedFrom == a.ID || a.DerivedFrom != "" && a.DerivedFrom == b.DerivedFrom
}

func pairOf(a, b Asset, distance int) Pair {
	if order := cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)); order > 0 {
		a, b = b, a
	}
	return Pair{Earlier: a, Later: b, Distance: distance}
}

// KeepPair says that both of two assets are wanted, so that nobody is asked again. Whoever may edit one of them may say so.
func (s *Assets) KeepPair(ctx context.Context, actor Actor, one, other AssetID) error {
	a, err := s.Get(ctx, actor, one)
	if err != nil {
		return err
	}
	b, err := s.Get(ctx, actor, other)
	if err != nil {
		return err
	}
	if one == other {
		return invalidFields([]FieldError{{Location: "other", Key: KeyUnknownValue, Args: Args{"value": string(other), "allowed": ""}}})
	}
	if err := MayEdit(actor, a); err != nil && MayEdit(actor, b) != nil {
		return err
	}
	return s.store.KeepPair(ctx, actor.ID, one, other, s.now())
}
