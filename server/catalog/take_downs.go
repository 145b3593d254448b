package catalog

import (
	"context"
	"time"
)

// TakeDownFilter narrows a list of tasks.
type TakeDownFilter struct {
	ListFilter
	State   TakeDownState // empty: any
	Person  PersonID      // empty: of all
	Post    PostID        // empty: of all
	Library LibraryID     // empty: of all; the account's, or what By has posted
	By      string        // empty: by anybody
}

// Check refuses what nothing can be found by.
func (f TakeDownFilter) Check() error {
	var c checker
	oneOf(&c, "state", &f.State, append(TakeDownStates(), "")...)
	return c.err()
}

// TakeDownStore keeps the tasks. They are made in the transaction of the withdrawal that asks for them.
type TakeDownStore interface {
	// Get finds a task. NotFound when there is none.
	Get(ctx context.Context, id TakeDownID) (TakeDown, error)
	// List lists tasks, open ones first, then those that were closed last.
	List(ctx context.Context, f TakeDownFilter) (Page[TakeDown], error)
	// Refusals lists who of those shown on which assets has said no and not agreed again, newest first; of all persons when
	// none is given. At most 1000.
	Refusals(ctx context.Context, person PersonID) ([]Refusal, error)
	// Count tells how many a filter finds.
	Count(ctx context.Context, f TakeDownFilter) (int, error)
	// Update loads the task under a lock, lets change alter its deadline, state and note, and stores it when change returns
	// nil. What is removed closes the other tasks about the same asset in the same post, and what is not removed after all
	// opens them again; each state that becomes another is a line of the audit.
	Update(ctx context.Context, by string, id TakeDownID, at time.Time, change func(*TakeDown) error) (TakeDown, error)
}

// TakeDowns is the service over the tasks.
type TakeDowns struct {
	store TakeDownStore
	links ReuseLinkStore
	terms TakeDownTerms
	zone  *time.Location
	now   Clock
}

// NewTakeDowns makes the service over the tasks. Days begin and end in zone.
func NewTakeDowns(store TakeDownStore, links ReuseLinkStore, terms TakeDownTerms, zone *time.Location, now Clock) *TakeDowns {
	return &TakeDowns{store, links, terms, zone, now}
}

// as is the task as an actor may see it, with its deadline.
func (s *TakeDowns) as(actor Actor, t TakeDown) TakeDown {
	if t.DueAt.IsZero() {
		t.DueAt = AfterWorkdays(t.CreatedAt, s.terms.Days, s.zone)
	}
	if MaySeePeople(actor) != nil {
		t.PersonName = ""
	}
	return t
}

// narrow keeps an actor to what they answer for: what they have posted, and for editors what their library has.
func narrow(actor Actor, f TakeDownFilter) (TakeDownFilter, error) {
	if err := known(actor); err != nil {
		return f, err
	}
	switch {
	case seesAllPosts(actor):
		return f, nil
	case actor.Role == Editor:
		f.Library, f.By = actor.Library, actor.ID
		return f, nil
	case actor.Role == Contributor:
		f.Library, f.By = "", actor.ID
		return f, nil
	}
	return f, refuse()
}

// List lists the tasks that the actor answers for, open ones first.
func (s *TakeDowns) List(ctx context.Context, actor Actor, f TakeDownFilter) (Page[TakeDown], error) {
	f, err := narrow(actor, f)
	if err != nil {
		return Page[TakeDown]{}, err
	}
	page, err := s.store.List(ctx, f)
	for i, t := range page.Items {
		page.Items[i] = s.as(actor, t)
	}
	return page, err
}

// Open tells how many open tasks the actor answers for. Who answers for none has 0.
func (s *TakeDowns) Open(ctx context.Context, actor Actor) (int, error) {
	f, err := narrow(actor, TakeDownFilter{State: TakeDownOpen})
	if Is(err, Forbidden) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return s.store.Count(ctx, f)
}

// Get finds a task that the actor answers for.
func (s *TakeDowns) Get(ctx context.Context, actor Actor, id TakeDownID) (TakeDown, error) {
	t, err := s.store.Get(ctx, id)
	if err != nil {
		return TakeDown{}, err
	}
	return s.as(actor, t), MayTakeDown(actor, t)
}

// TakeDownChange is what somebody says of a task.
type TakeDownChange struct {
	State TakeDownState // empty: as it was
	Note  *string
	DueAt time.Time // zero: as it was
}

// Edit says how far a task is. What could not be removed needs a note that tells why.
func (s *TakeDowns) Edit(ctx context.Context, actor Actor, id TakeDownID, wish TakeDownChange) (TakeDown, error) {
	now := s.now()
	t, err := s.store.Update(ctx, actor.ID, id, now, func(t *TakeDown) error {
		if err := MayTakeDown(actor, *t); err != nil {
			return err
		}
		var c checker
		if wish.Note != nil {
			note := *wish.Note
			c.text("note", &note, 2_000)
			c.noIdentityNumber("note", note)
			t.Note = note
		}
		if !wish.DueAt.IsZero() {
			t.DueAt = wish.DueAt
		}
		if wish.State != "" {
			oneOf(&c, "state", &wish.State, TakeDownStates()...)
			t.settle(actor, wish.State, now)
		}
		if t.State == TakeDownKept && t.Note == "" {
			c.refuse("note", KeyRequired, nil)
		}
		return c.err()
	})
	if err != nil {
		return TakeDown{}, err
	}
	return s.as(actor, t), nil
}

func (t *TakeDown) settle(actor Actor, state TakeDownState, now time.Time) {
	if t.State == state {
		return
	}
	t.State, t.ClosedAt, t.ClosedBy = state, now, actor.ID
	if state == TakeDownOpen {
		t.ClosedAt, t.ClosedBy = time.Time{}, ""
	}
}
