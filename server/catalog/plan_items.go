package catalog

import (
	"context"
	"slices"
	"time"
)

// PlanFilter narrows a list of planned posts.
type PlanFilter struct {
	ListFilter
	From, To time.Time    // planned from From on and before To; zero: no bound. With either, ideas without a time are left out
	Undated  bool         // only ideas without a time
	Library  LibraryID    // whose they are; empty: of all
	Account  string       // empty: on all
	Statuses []PlanStatus // any of them; none: all
	Person   string       // who has something to do with them, an Actor's ID; empty: anybody
	Poster   string       // whose it is to post them, their PlanItem.Poster or deputy; empty: anybody
	FollowUp string       // who follows them up; empty: anybody
	// ReadyFrom and ReadyTo bound when they have to be ready: their deadline, or without one when they are planned. Both or none.
	ReadyFrom, ReadyTo time.Time
	Offer              OfferID // empty: for all
	Day                string  // with Offer: for that occurrence; empty: for all
	Slot               string  // empty: of all rows
	Asset              AssetID // empty: with any
}

// Check refuses what nothing can be found by.
func (f PlanFilter) Check() error {
	var c checker
	for i := range f.Statuses {
		oneOf(&c, "status", &f.Statuses[i], PlanStatuses()...)
	}
	c.day("day", f.Day)
	c.stretch(f.From, f.To)
	return c.err()
}

// PlanScope says how much of a row of recurring slots a change is about.
type PlanScope string

// The scopes: this item; this and those after it; all of the row. What is published or cancelled stays as it is in the others.
const (
	PlanThis      PlanScope = "this"
	PlanFollowing PlanScope = "following"
	PlanAll       PlanScope = "all"
)

// PlanScopes lists every scope.
func PlanScopes() []PlanScope { return []PlanScope{PlanThis, PlanFollowing, PlanAll} }

// PlanStore keeps the planned posts. Every write is a change of each of them.
type PlanStore interface {
	// Create stores items together. Invalid when an account, library or user does not exist.
	Create(ctx context.Context, by string, items []PlanItem) error
	// CreateOnce stores an item for an occurrence of an offer unless there is one for it, not cancelled, on the same account and with
	// its first asset: it tells which of them is there then. Invalid as Create.
	CreateOnce(ctx context.Context, by string, item PlanItem) (PlanItemID, error)
	// Extend stores items that come to a row, of one slot, and makes what is there stand in it too. Stale when the row is not
	// that by now, in those versions; Invalid as Create.
	Extend(ctx context.Context, by string, row, items []PlanItem) error
	// Get finds an item. NotFound when there is none.
	Get(ctx context.Context, id PlanItemID) (PlanItem, error)
	// List lists items by their planned time; ideas without one come last, the oldest first.
	List(ctx context.Context, f PlanFilter) (Page[PlanItem], error)
	// Spots tells when posts that count, ideas and what is cancelled do not, are planned on each account from one moment on and
	// before another, and besides the last before and the first after: by time. Accounts without any are missing.
	Spots(ctx context.Context, from, to time.Time) (map[string][]PlanSpot, error)
	// Occurrences tells for which occurrences of offers something is planned that is not cancelled, of days of a rule from one on
	// and until another, by a library unless that is empty.
	Occurrences(ctx context.Context, from, to string, library LibraryID) ([]PlannedOccurrence, error)
	// Row lists an item first, then as far as the scope goes what is open of its row, by time. NotFound when there is no item.
	Row(ctx context.Context, id PlanItemID, scope PlanScope) ([]PlanItem, error)
	// Update loads under a lock what Row lists, lets change alter it in place and stores it when change returns nil.
	Update(ctx context.Context, by string, id PlanItemID, scope PlanScope, change func([]PlanItem) error) ([]PlanItem, error)
	// Delete removes what Row lists, with the comments, when may says nothing against it.
	Delete(ctx context.Context, by string, id PlanItemID, scope PlanScope, may func([]PlanItem) error) error
	PlanCommentStore
}

// PlanDeps are what the plan is made of. Days begin and end in Zone.
type PlanDeps struct {
	Store     PlanStore
	Offers    *Offers
	Assets    AssetStore
	Accounts  RegisterStore[Account]
	Libraries RegisterStore[Library]
	Users     UserStore
	Zone      *time.Location
	Now       Clock
	NewID     IDSource
}

// PlanItems is the service over the planned posts.
type PlanItems struct{ PlanDeps }

// NewPlanItems makes the service over the planned posts.
func NewPlanItems(deps PlanDeps) *PlanItems { return &PlanItems{deps} }

// Add stores a planned post. Without a library it is the actor's own, without a status an idea, or a draft when it has a time.
func (s *PlanItems) Add(ctx context.Context, actor Actor, p PlanItem) (PlanItem, error) {
	items, err := s.add(ctx, actor, []PlanItem{p})
	if err != nil {
		return PlanItem{}, err
	}
	return items[0], nil
}

// addOnce adds an item for an occurrence, or gives the one that was added before.
func (s *PlanItems) addOnce(ctx context.Context, actor Actor, p PlanItem) (PlanItem, error) {
	items, err := s.settled(ctx, actor, []PlanItem{p})
	if err != nil {
		return PlanItem{}, err
	}
	id, err := s.Store.CreateOnce(ctx, actor.ID, items[0])
	if err != nil {
		return PlanItem{}, err
	}
	return s.Get(ctx, actor, id)
}

func (s *PlanItems) add(ctx context.Context, actor Actor, items []PlanItem) ([]PlanItem, error) {
	items, err := s.settled(ctx, actor, items)
	if err != nil {
		return nil, err
	}
	if err := s.Store.Create(ctx, actor.ID, items); err != nil {
		return nil, err
	}
	stored, err := s.again(ctx, items)
	if err != nil {
		return nil, err
	}
	return stored, s.fill(ctx, actor, stored)
}

// settled makes new items of what an actor has said of them.
func (s *PlanItems) settled(ctx context.Context, actor Actor, items []PlanItem) ([]PlanItem, error) {
	if err := MayPlan(actor); err != nil {
		return nil, err
	}
	now := s.Now()
	for i := range items {
		p := &items[i]
		if p.Library.ID == "" {
			p.Library.ID = actor.Library
		}
		p.Entry = Entry{ID: s.NewID(), Version: 1, CreatedAt: now, UpdatedAt: now}
		p.CreatedBy, p.ApprovedBy = actor.ID, ""
	}
	facts, err := s.lookUp(ctx, actor, items)
	if err != nil {
		return nil, err
	}
	for i := range items {
		if err := s.settle(actor, facts, PlanItem{}, &items[i]); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// again reads items that were just stored, with the names that they hold.
func (s *PlanItems) again(ctx context.Context, items []PlanItem) ([]PlanItem, error) {
	if len(items) == 1 {
		p, err := s.Store.Get(ctx, PlanItemID(items[0].ID))
		return []PlanItem{p}, err
	}
	page, err := s.Store.List(ctx, PlanFilter{Slot: items[0].Slot, ListFilter: ListFilter{Limit: mostInRow}})
	return page.Items, err
}

// Get finds a planned post.
func (s *PlanItems) Get(ctx context.Context, actor Actor, id PlanItemID) (PlanItem, error) {
	if err := known(actor); err != nil {
		return PlanItem{}, err
	}
	p, err := s.Store.Get(ctx, id)
	if err != nil {
		return PlanItem{}, err
	}
	items := []PlanItem{p}
	err = s.fill(ctx, actor, items)
	return items[0], err
}

// List lists planned posts by their time; ideas without one come last.
func (s *PlanItems) List(ctx context.Context, actor Actor, f PlanFilter) (Page[PlanItem], error) {
	if err := known(actor); err != nil {
		return Page[PlanItem]{}, err
	}
	page, err := s.Store.List(ctx, f)
	if err != nil {
		return page, err
	}
	return page, s.fill(ctx, actor, page.Items)
}

// Edit lets change alter a planned post. With a version other than 0, Stale comes back when it has another. A deadline that
// is not changed itself moves with the planned time. What was approved and would now be posted otherwise is to be approved
// anew, unless the actor may approve it. change may be called more than once.
func (s *PlanItems) Edit(ctx context.Context, actor Actor, id PlanItemID, version int, change func(*PlanItem)) (PlanItem, error) {
	return s.EditRow(ctx, actor, id, PlanSeen{Version: version}, PlanThis, change)
}

// Publish notes that a planned post is out. What has happened has happened: nobody asks whether it was approved.
func (s *PlanItems) Publish(ctx context.Context, actor Actor, id PlanItemID, post PostID) (PlanItem, error) {
	items, err := s.Store.Update(ctx, actor.ID, id, PlanThis, func(items []PlanItem) error {
		p := &items[0]
		if err := MayChangePlanItem(actor, *p); err != nil {
			return err
		}
		p.Status, p.Post = PlanPublished, post
		s.touch(p)
		return nil
	})
	if err != nil {
		return PlanItem{}, err
	}
	return items[0], s.fill(ctx, actor, items)
}

func (s *PlanItems) touch(p *PlanItem) { p.Version, p.UpdatedAt = p.Version+1, s.Now() }

// Remove removes a planned post, and others of its row as far as the scope goes. Conflict when it was published: that is
// cancelled or kept, and never forgotten. Stale when it is not as it was seen, nor beyond "this" its row.
func (s *PlanItems) Remove(ctx context.Context, actor Actor, id PlanItemID, scope PlanScope, seen PlanSeen) error {
	unaltered, err := s.asSeen(ctx, actor, id, scope, seen)
	if err != nil {
		return err
	}
	return s.Store.Delete(ctx, actor.ID, id, scope, func(items []PlanItem) error {
		if err := unaltered(items); err != nil {
			return err
		}
		for _, p := range items {
			if err := MayChangePlanItem(actor, p); err != nil {
				return err
			}
			if slices.Contains([]PlanStatus{PlanPublished, PlanFollowed}, p.Status) {
				return NewError(Conflict, KeyPlanPublished, nil)
			}
		}
		return nil
	})
}
