package catalog

import (
	"context"
	"slices"
	"time"
)

// FactSheet is what an asset says that ages: what people have confirmed, and what they may want to.
type FactSheet struct {
	Asset     Asset
	Facts     []Fact // confirmed: what holds and what is outdated, in the order in which it was said
	Suggested []Fact // found in title, description and captions, with the day on which to look again
}

// ToCheckFilter narrows a list of what has to be looked at again.
type ToCheckFilter struct {
	ListFilter
	Until   string    // a day
	Library LibraryID // id or slug; empty: all
}

// ShelfStore lists assets by their shelf-life.
type ShelfStore interface {
	// ToCheck lists ids of assets that are not binned, with a fact that has to be looked at up to a day, the earliest first: of
	// one library by its id, or of all where it is empty.
	ToCheck(ctx context.Context, f ToCheckFilter) (Page[AssetID], error)
}

// Facts tells what an asset says that ages.
func (s *Assets) Facts(ctx context.Context, actor Actor, id AssetID) (FactSheet, error) {
	a, err := s.Get(ctx, actor, id)
	if err != nil {
		return FactSheet{}, err
	}
	var said string
	if len(a.Captions) > 0 {
		words, err := s.store.CaptionWords(ctx, []AssetID{id})
		if err != nil {
			return FactSheet{}, err
		}
		said = words[id]
	}
	return FactSheet{Asset: a, Facts: a.standing(), Suggested: SuggestFacts(a, said, s.now())}, nil
}

// standing are the facts of an asset that were not dismissed.
func (a Asset) standing() []Fact {
	return slices.DeleteFunc(slices.Clone(a.Facts), func(f Fact) bool { return f.State == FactDismissed })
}

// SetFact says something about what an asset says that ages: with an ID about a fact that is known, else about one that was
// suggested or that somebody knows. Whoever may edit the asset may say so. With a version other than 0, Stale comes back when the
// asset has another.
func (s *Assets) SetFact(ctx context.Context, actor Actor, id AssetID, version int, f Fact) (Asset, error) {
	if s.batchID == nil {
		return Asset{}, NewError(Unavailable, KeyUnavailable, nil)
	}
	if f.State == "" {
		f.State = FactHolds
	}
	return s.store.Update(ctx, actor.ID, id, func(a *Asset) error {
		if err := s.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return NewError(Stale, KeyStale, nil)
		}
		if err := a.setFact(f, actor, s.now(), s.batchID); err != nil {
			return err
		}
		s.touch(a)
		return nil
	})
}

func (a *Asset) setFact(f Fact, actor Actor, now time.Time, newID IDSource) error {
	at := slices.IndexFunc(a.Facts, func(had Fact) bool {
		return had.ID == f.ID || f.ID == "" && had.Kind == f.Kind && sameText(had.Text, f.Text)
	})
	if at < 0 && f.ID != "" {
		return Missing("fact")
	}
	if at >= 0 {
		f.ID = a.Facts[at].ID
		if f.Kind == "" {
			f.Kind = a.Facts[at].Kind
		}
		if f.Text == "" {
			f.Text = a.Facts[at].Text
		}
	}
	var c checker
	f.check(&c)
	if at < 0 && len(a.Facts) >= mostAging {
		c.refuse("text", KeyOutOfRange, Args{"min": 0, "max": mostAging})
	}
	if err := c.err(); err != nil {
		return err
	}
	if f.By, f.At = actor.ID, now; at >= 0 {
		a.Facts[at] = f
		return nil
	}
	f.ID = newID()
	a.Facts = append(a.Facts, f)
	return nil
}

// RemoveFact forgets a fact: it may be suggested again.
func (s *Assets) RemoveFact(ctx context.Context, actor Actor, id AssetID, fact string) (Asset, error) {
	return s.store.Update(ctx, actor.ID, id, func(a *Asset) error {
		if err := s.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		at := slices.IndexFunc(a.Facts, func(f Fact) bool { return f.ID == fact })
		if at < 0 {
			return Missing("fact")
		}
		a.Facts = slices.Delete(a.Facts, at, at+1)
		s.touch(a)
		return nil
	})
}

// ToCheck lists the assets that say something which has to be looked at up to a day, the earliest first. Those that the actor
// does not see are missing from their page.
func (s *Assets) ToCheck(ctx context.Context, actor Actor, f ToCheckFilter) (Page[Asset], error) {
	if err := known(actor); err != nil {
		return Page[Asset]{}, err
	}
	if _, err := time.Parse(time.DateOnly, f.Until); err != nil {
		return Page[Asset]{}, invalidFields([]FieldError{{Location: "until", Key: KeyBadDate}})
	}
	if f.Library != "" {
		found, err := s.refs.LibraryRefs(ctx, []string{string(f.Library)})
		if err != nil {
			return Page[Asset]{}, err
		}
		l, ok := found[string(f.Library)]
		if !ok {
			return Page[Asset]{}, invalidFields([]FieldError{{Location: "library", Key: KeyUnknownRef, Args: Args{"value": string(f.Library)}}})
		}
		f.Library = l.ID
	}
	page, err := s.store.ToCheck(ctx, f)
	if err != nil {
		return Page[Asset]{}, err
	}
	found, err := s.store.ByIDs(ctx, page.Items, ScopeOf(actor).around(false, false))
	return Page[Asset]{Items: found, Next: page.Next}, err
}
