package catalog

import "context"

// Limits and defaults of the lists of what is like an asset.
const (
	defaultLike = 12
	mostLike    = 50
)

// Likeness is an asset that is about the same as another.
type Likeness struct {
	ID     AssetID
	Score  float64  // 0 to 1, higher is more alike
	Shared []Filter // what both belong to, the most telling first; nothing when only their words are alike
}

// Nearness is an asset that looks nearly the same as another.
type Nearness struct {
	ID       AssetID
	Distance int // bits in which the nearest two of their fingerprints differ, of 64
}

// Alike is a Likeness with its asset.
type Alike struct {
	Likeness
	Asset Asset
}

// Near is a Nearness with its asset.
type Near struct {
	Nearness
	Asset Asset
}

// Similar lists what is about the same as an asset, within what the actor may find. Limit 0 means 12; at most 50.
func (s *Assets) Similar(ctx context.Context, actor Actor, id AssetID, limit int) ([]Alike, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	scope := ScopeOf(actor).around(false, false)
	found, err := s.index.Similar(ctx, id, scope, likeLimit(limit))
	if err != nil {
		return nil, err
	}
	assets, err := byID(ctx, s, scope, found, func(l Likeness) AssetID { return l.ID })
	if err != nil {
		return nil, err
	}
	out := make([]Alike, 0, len(found))
	for _, l := range found {
		if a, ok := assets[l.ID]; ok && l.ID != id {
			out = append(out, Alike{Likeness: l, Asset: a})
		}
	}
	return out, nil
}

// Duplicates lists pictures that look nearly the same as an asset, within what the actor may find: other encodings,
// sizes and crops of it, and shots of the same moment. Limit 0 means 12; at most 50.
func (s *Assets) Duplicates(ctx context.Context, actor Actor, id AssetID, limit int) ([]Near, error) {
	a, err := s.Get(ctx, actor, id)
	if err != nil || len(a.Fingerprints) == 0 {
		return nil, err
	}
	limit = likeLimit(limit)
	scope := ScopeOf(actor).around(false, false)
	found, err := s.index.Near(ctx, a.Fingerprints, scope, limit+1) // the asset itself is the nearest of all
	if err != nil {
		return nil, err
	}
	assets, err := byID(ctx, s, scope, found, func(n Nearness) AssetID { return n.ID })
	if err != nil {
		return nil, err
	}
	out := make([]Near, 0, len(found))
	for _, n := range found {
		if near, ok := assets[n.ID]; ok && n.ID != id && len(out) < limit {
			out = append(out, Near{Nearness: n, Asset: near})
		}
	}
	return out, nil
}

func likeLimit(asked int) int {
	if asked <= 0 {
		return defaultLike
	}
	return min(asked, mostLike)
}

// byID reads the assets of a list of finds from the store; what has gone meanwhile is missing.
func byID[F any](ctx context.Context, s *Assets, scope Scope, found []F, id func(F) AssetID) (map[AssetID]Asset, error) {
	ids := make([]AssetID, len(found))
	for i, f := range found {
		ids[i] = id(f)
	}
	assets, err := s.store.Shown(ctx, ids, scope)
	if err != nil {
		return nil, err
	}
	out := make(map[AssetID]Asset, len(assets))
	for _, a := range assets {
		out[a.ID] = a
	}
	return out, nil
}
