package catalog

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// mostExposed bounds the assets of one question that comes from outside.
const mostExposed = 500

// Sighting is an asset in a post, as the audience of an account was shown it.
type Sighting struct {
	Asset   AssetID
	Post    PostID
	Account Ref
	Channel Channel
	At      time.Time
}

// ExposureStore tells what was posted of what belongs together.
type ExposureStore interface {
	// Kin lists of each asset what else is the same clip: what it was cut from, what was cut from that or from it, however
	// often, and what has the same bytes, also of what was posted and is deleted. What has none is missing from the answer.
	Kin(ctx context.Context, ids []AssetID) (map[AssetID][]AssetID, error)
	// Departed gives the fingerprints of what was posted and is deleted for good.
	Departed(ctx context.Context) (map[AssetID][]uint64, error)
	// Sightings lists the posts of assets up to a time, one entry for each asset in each of them.
	Sightings(ctx context.Context, ids []AssetID, until time.Time) ([]Sighting, error)
}

// LookalikeIndex finds what looks the same.
type LookalikeIndex interface {
	// NearUsed lists of each asset the others that look nearly the same and were used, whoever may see them, and those of what
	// is gone that looked nearly the same by its fingerprints. What has none is missing from the answer.
	NearUsed(ctx context.Context, ids []AssetID, gone map[AssetID][]uint64) (map[AssetID][]AssetID, error)
}

// Exposures tells what audiences have seen, by all that was posted.
type Exposures struct {
	store  ExposureStore
	index  LookalikeIndex
	assets *Assets
}

var _ ExposureSource = (*Exposures)(nil)

// NewExposures makes what tells of what audiences have seen.
func NewExposures(store ExposureStore, index LookalikeIndex, assets *Assets) *Exposures {
	return &Exposures{store, index, assets}
}

// Exposures tells of each asset what each audience was shown of it up to a time, the newest first. What was never shown is missing
// from the answer.
func (s *Exposures) Exposures(ctx context.Context, ids []AssetID, until time.Time) (map[AssetID][]Exposure, error) {
	seen, err := s.Seen(ctx, ids, until)
	out := map[AssetID][]Exposure{}
	for id, one := range seen {
		if len(one.Exposures) > 0 {
			out[id] = one.Exposures
		}
	}
	return out, err
}

// Seen implements ExposureSource. A post that holds an asset and what looks the same is one post. What was deleted
// for good has been seen all the same.
func (s *Exposures) Seen(ctx context.Context, ids []AssetID, until time.Time) (map[AssetID]Seen, error) {
	if ids = distinct(ids); len(ids) == 0 {
		return nil, nil
	}
	kin, err := s.store.Kin(ctx, ids)
	if err != nil {
		return nil, err
	}
	gone, err := s.store.Departed(ctx)
	if err != nil {
		return nil, err
	}
	near, err := s.index.NearUsed(ctx, ids, gone)
	if err != nil {
		return nil, err
	}
	alike := make(map[AssetID][]AssetID, len(ids))
	all := slices.Clone(ids)
	for _, id := range ids {
		alike[id] = distinct(append(slices.Clone(kin[id]), near[id]...))
		all = append(all, alike[id]...)
	}
	sightings, err := s.store.Sightings(ctx, distinct(all), until)
	if err != nil {
		return nil, err
	}
	return exposed(ids, alike, sightings), nil
}

// Of tells an actor what audiences were shown of those of some assets that the actor may see, up to now: at most 500 at once.
func (s *Exposures) Of(ctx context.Context, actor Actor, ids []AssetID) (map[AssetID][]Exposure, error) {
	if len(ids) > mostExposed {
		return nil, invalidFields([]FieldError{{Location: "asset", Key: KeyOutOfRange, Args: Args{"min": 1, "max": mostExposed}}})
	}
	seen, err := s.assets.Some(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	may := make([]AssetID, len(seen))
	for i, a := range seen {
		may[i] = a.ID
	}
	return s.Exposures(ctx, may, s.assets.now())
}

// exposed counts, for each asset, the posts of it and of what is alike by the accounts that they were on.
func exposed(ids []AssetID, alike map[AssetID][]AssetID, sightings []Sighting) map[AssetID]Seen {
	of := map[AssetID][]Sighting{}
	for _, s := range sightings {
		of[s.Asset] = append(of[s.Asset], s)
	}
	out := make(map[AssetID]Seen, len(ids))
	for _, id := range ids {
		c := exposureCount{asset: id, posts: map[PostID]bool{}, by: map[string]*Exposure{}}
		c.add(of[id])
		for _, other := range alike[id] {
			if other != id {
				c.add(of[other])
			}
		}
		seen := Seen{Alike: alike[id]}
		if len(c.by) > 0 {
			seen.Exposures = c.newestFirst()
		}
		out[id] = seen
	}
	return out
}

// exposureCount counts the posts of one asset and of what is alike, by account.
type exposureCount struct {
	asset AssetID
	posts map[PostID]bool
	by    map[string]*Exposure
}

func (c *exposureCount) add(sightings []Sighting) {
	for _, s := range sightings {
		e := c.by[s.Account.ID]
		if e == nil {
			e = &Exposure{Account: s.Account, Channel: s.Channel, Alike: true}
			c.by[s.Account.ID] = e
		}
		if s.Asset == c.asset {
			e.Alike = false
		}
		if !c.posts[s.Post] {
			c.posts[s.Post] = true
			e.Count++
		}
		if s.At.After(e.LastAt) {
			e.LastAt = s.At
		}
	}
}

func (c *exposureCount) newestFirst() []Exposure {
	out := make([]Exposure, 0, len(c.by))
	for e := range maps.Values(c.by) {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Exposure) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.Account.Name, b.Account.Name), cmp.Compare(a.Account.ID, b.Account.ID))
	})
	return out
}
