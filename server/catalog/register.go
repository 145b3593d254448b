package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Kind names a kind of thing that changes are told about.
type Kind string

// The kinds.
const (
	KindAsset        Kind = "asset"
	KindLibrary      Kind = "library"
	KindPresenter    Kind = "presenter"
	KindBook         Kind = "book"
	KindSeries       Kind = "series"
	KindRecordingDay Kind = "recording_day"
	KindTag          Kind = "tag"
	KindPerson       Kind = "person" // their consents too
	KindConsent      Kind = "consent"
	KindDocument     Kind = "document"
	KindAccount      Kind = "account"
	KindPost         Kind = "post"
	KindTakeDown     Kind = "take_down"
	KindOffer        Kind = "offer"
	KindPlanItem     Kind = "plan_item"
	// KindSchoolHoliday is a stretch of days on which schools are closed.
	KindSchoolHoliday Kind = "school_holiday"
	// KindReindex asks every follower that keeps an index to build it anew.
	KindReindex Kind = "reindex"
)

// Entry is what every entry of a register has. Entities embed it.
type Entry struct {
	ID        string
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// entity is what the registers hold: something with an Entry that can check itself.
type entity interface {
	entry() *Entry
	check(c *checker)
	kind() Kind
}

// RegisterStore keeps one register: libraries, presenters, books, series or recording days. Every write appends to
// the changes in the same transaction and is attributed to by (an Actor's ID).
type RegisterStore[T any] interface {
	// Create stores a new entry. Conflict when a unique field (a library's slug or number) is taken.
	Create(ctx context.Context, by string, e T) error
	// Get finds an entry by id, libraries also by slug. NotFound when there is none.
	Get(ctx context.Context, id string) (T, error)
	// List lists entries by name.
	List(ctx context.Context, f ListFilter) (Page[T], error)
	// Update loads the entry under a lock, lets change alter it and stores it when change returns nil.
	Update(ctx context.Context, by, id string, change func(*T) error) (T, error)
	// Delete removes an entry that nothing refers to. Conflict with the number of references when something does.
	Delete(ctx context.Context, by, id string) error
	// Merge moves every reference from one entry to another and removes the first. Names that the first had are
	// kept as aliases where the register has them. NotFound when either is missing.
	Merge(ctx context.Context, by, from, into string, at time.Time) error
}

// Register is the service over one register.
type Register[T any, P interface {
	*T
	entity
}] struct {
	store RegisterStore[T]
	now   Clock
	newID IDSource
}

// NewRegister makes the service over one register.
func NewRegister[T any, P interface {
	*T
	entity
}](store RegisterStore[T], now Clock, newID IDSource) *Register[T, P] {
	return &Register[T, P]{store: store, now: now, newID: newID}
}

func (r *Register[T, P]) kind() Kind { return P(new(T)).kind() }

// Add checks and stores a new entry and returns it with its id.
func (r *Register[T, P]) Add(ctx context.Context, actor Actor, e T) (T, error) {
	var none T
	if err := MayKeepRegisters(actor, r.kind(), true); err != nil {
		return none, err
	}
	var c checker
	P(&e).check(&c)
	if err := c.err(); err != nil {
		return none, err
	}
	if err := keeps(actor, P(&e)); err != nil {
		return none, invalidFields([]FieldError{{Location: "library", Key: KeyForbiddenLibrary}})
	}
	complete(P(&e), r.newID)
	now := r.now()
	*P(&e).entry() = Entry{ID: r.newID(), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := r.store.Create(ctx, actor.ID, e); err != nil {
		return none, err
	}
	return r.store.Get(ctx, P(&e).entry().ID)
}

// MayKeep reports whether the actor may change or remove an entry.
func (r *Register[T, P]) MayKeep(actor Actor, e T) error {
	if err := MayKeepRegisters(actor, r.kind(), false); err != nil {
		return err
	}
	return keeps(actor, P(&e))
}

// keeps reports whether an entry is the actor's to keep, where not all of a register are everybody's.
func keeps(actor Actor, e entity) error {
	if own, ok := e.(interface{ keptBy(Actor) error }); ok {
		return own.keptBy(actor)
	}
	return nil
}

// keepsStored is keeps for entries that are stored.
func (r *Register[T, P]) keepsStored(ctx context.Context, actor Actor, ids ...string) error {
	if _, own := any(P(new(T))).(interface{ keptBy(Actor) error }); !own {
		return nil
	}
	for _, id := range ids {
		e, err := r.store.Get(ctx, id)
		if err != nil {
			return err
		}
		if err := keeps(actor, P(&e)); err != nil {
			return err
		}
	}
	return nil
}

// complete gives ids to the parts of an entry that need them.
func complete(e entity, newID IDSource) {
	if parts, ok := e.(interface{ complete(IDSource) }); ok {
		parts.complete(newID)
	}
}

// Get finds an entry.
func (r *Register[T, P]) Get(ctx context.Context, actor Actor, id string) (T, error) {
	if err := known(actor); err != nil {
		var none T
		return none, err
	}
	return r.store.Get(ctx, id)
}

// List lists entries by name.
func (r *Register[T, P]) List(ctx context.Context, actor Actor, f ListFilter) (Page[T], error) {
	if err := known(actor); err != nil {
		return Page[T]{}, err
	}
	return r.store.List(ctx, f)
}

// Edit lets change alter an entry. With a version other than 0, Stale comes back when the entry has another.
func (r *Register[T, P]) Edit(ctx context.Context, actor Actor, id string, version int, change func(*T)) (T, error) {
	var none T
	if err := MayKeepRegisters(actor, r.kind(), false); err != nil {
		return none, err
	}
	return r.store.Update(ctx, actor.ID, id, func(e *T) error {
		entry := *P(e).entry()
		if version != 0 && version != entry.Version {
			return NewError(Stale, KeyStale, nil)
		}
		if err := keeps(actor, P(e)); err != nil {
			return err
		}
		change(e)
		var c checker
		P(e).check(&c)
		if keeps(actor, P(e)) != nil {
			c.refuse("library", KeyForbiddenLibrary, nil)
		}
		if err := c.err(); err != nil {
			return err
		}
		complete(P(e), r.newID)
		entry.Version, entry.UpdatedAt = entry.Version+1, r.now()
		*P(e).entry() = entry
		return nil
	})
}

// Remove deletes an entry that nothing refers to.
func (r *Register[T, P]) Remove(ctx context.Context, actor Actor, id string) error {
	if err := MayKeepRegisters(actor, r.kind(), false); err != nil {
		return err
	}
	if err := r.keepsStored(ctx, actor, id); err != nil {
		return err
	}
	return r.store.Delete(ctx, actor.ID, id)
}

// Merge moves all that refers to one entry over to another and removes the first.
func (r *Register[T, P]) Merge(ctx context.Context, actor Actor, from, into string) (T, error) {
	var none T
	if err := MayKeepRegisters(actor, r.kind(), false); err != nil {
		return none, err
	}
	if from == into {
		return none, &Error{Code: Invalid, Key: KeyInvalid, Fields: []FieldError{{Location: "into", Key: KeyLoop}}}
	}
	if err := r.keepsStored(ctx, actor, from, into); err != nil {
		return none, err
	}
	if err := r.store.Merge(ctx, actor.ID, from, into, r.now()); err != nil {
		return none, err
	}
	return r.store.Get(ctx, into)
}

// MergeAll merges several entries into one. All of them must be there before the first is merged.
func (r *Register[T, P]) MergeAll(ctx context.Context, actor Actor, from []string, into string) (T, error) {
	var none T
	if err := MayKeepRegisters(actor, r.kind(), false); err != nil {
		return none, err
	}
	from = slices.DeleteFunc(distinct(from), func(id string) bool { return id == into })
	if len(from) == 0 {
		return none, invalidFields([]FieldError{{Location: "from", Key: KeyRequired}})
	}
	if err := r.keepsStored(ctx, actor, append([]string{into}, from...)...); err != nil && !Is(err, NotFound) {
		return none, err
	}
	for i, id := range append(from, into) {
		if _, err := r.store.Get(ctx, id); Is(err, NotFound) {
			at := fmt.Sprintf("from[%d]", i)
			if id == into {
				at = "into"
			}
			return none, invalidFields([]FieldError{{Location: at, Key: KeyUnknownRef, Args: Args{"value": id}}})
		} else if err != nil {
			return none, err
		}
	}
	for _, id := range from {
		if _, err := r.Merge(ctx, actor, id, into); err != nil {
			return none, err
		}
	}
	return r.store.Get(ctx, into)
}
