package catalog

import (
	"context"
	"time"
)

// PersonStore keeps the register of persons shown. Every write appends to the changes in the same transaction.
type PersonStore interface {
	// Create, Get, List and Update are as in RegisterStore.
	Create(ctx context.Context, by string, p PersonShown) error
	Get(ctx context.Context, id string) (PersonShown, error)
	List(ctx context.Context, f ListFilter) (Page[PersonShown], error)
	Update(ctx context.Context, by, id string, change func(*PersonShown) error) (PersonShown, error)
	// Merge moves all that is recorded of one person to another, what the audit tells of them too, removes the first and notes
	// it. NotFound when the data of either are gone.
	Merge(ctx context.Context, by, from, into string, at time.Time) error
}

// People is the service over the persons shown.
type People struct {
	store PersonStore
	now   Clock
	newID IDSource
}

// NewPeople makes the service over the persons shown.
func NewPeople(store PersonStore, now Clock, newID IDSource) *People {
	return &People{store, now, newID}
}

// Add checks and stores a new person and returns them with their id. Who is bound to a library keeps the record there.
func (s *People) Add(ctx context.Context, actor Actor, p PersonShown) (PersonShown, error) {
	if err := MayAddPeople(actor); err != nil {
		return PersonShown{}, err
	}
	if p.Library.ID == "" && actor.Library != "" {
		p.Library.ID = string(actor.Library)
	}
	if err := keepsLibrary(actor, []LibraryRef{{ID: LibraryID(p.Library.ID)}}); err != nil {
		return PersonShown{}, err
	}
	if err := checkPerson(&p); err != nil {
		return PersonShown{}, err
	}
	now := s.now()
	p.Entry, p.ErasedAt = Entry{ID: s.newID(), Version: 1, CreatedAt: now, UpdatedAt: now}, time.Time{}
	if err := s.store.Create(ctx, actor.ID, p); err != nil {
		return PersonShown{}, err
	}
	return s.Get(ctx, actor, p.ID)
}

func checkPerson(p *PersonShown) error {
	var c checker
	p.check(&c)
	return c.err()
}

// Get finds a person, with their contact and what is noted of them only for who keeps the record.
func (s *People) Get(ctx context.Context, actor Actor, id string) (PersonShown, error) {
	if err := MaySeePeople(actor); err != nil {
		return PersonShown{}, err
	}
	p, err := s.store.Get(ctx, id)
	return p.as(actor), err
}

// as is the person as an actor may see them.
func (p PersonShown) as(actor Actor) PersonShown {
	if MayKeepPerson(actor, LibraryID(p.Library.ID)) != nil {
		p.Contact, p.Note, p.Born = "", "", ""
	}
	return p
}

// List lists people by name.
func (s *People) List(ctx context.Context, actor Actor, f ListFilter) (Page[PersonShown], error) {
	if err := MaySeePeople(actor); err != nil {
		return Page[PersonShown]{}, err
	}
	page, err := s.store.List(ctx, f)
	for i := range page.Items {
		page.Items[i] = page.Items[i].as(actor)
	}
	return page, err
}

// Edit lets change alter a person. With a version other than 0, Stale comes back when the record has another.
func (s *People) Edit(ctx context.Context, actor Actor, id string, version int, change func(*PersonShown)) (PersonShown, error) {
	return s.store.Update(ctx, actor.ID, id, func(p *PersonShown) error {
		if err := MayKeepPerson(actor, LibraryID(p.Library.ID)); err != nil {
			return err
		}
		if p.Erased() {
			return Missing("person")
		}
		if version != 0 && version != p.Version {
			return NewError(Stale, KeyStale, nil)
		}
		entry, home := p.Entry, p.Library.ID
		change(p)
		if err := keepsLibrary(actor, []LibraryRef{{ID: LibraryID(p.Library.ID)}}); err != nil && p.Library.ID != home {
			return err
		}
		if err := checkPerson(p); err != nil {
			return err
		}
		entry.Version, entry.UpdatedAt = entry.Version+1, s.now()
		p.Entry = entry
		return nil
	})
}

// Merge moves all that is recorded of one person to another and removes the first: assets, consents, recording days.
func (s *People) Merge(ctx context.Context, actor Actor, from, into string) (PersonShown, error) {
	for _, id := range []string{from, into} {
		p, err := s.store.Get(ctx, id)
		if err == nil && p.Erased() {
			err = Missing("person")
		}
		if err == nil {
			err = MayKeepPerson(actor, LibraryID(p.Library.ID))
		}
		if err != nil {
			return PersonShown{}, err
		}
	}
	if from == into {
		return PersonShown{}, invalidFields([]FieldError{{Location: "into", Key: KeyLoop}})
	}
	if err := s.store.Merge(ctx, actor.ID, from, into, s.now()); err != nil {
		return PersonShown{}, err
	}
	return s.Get(ctx, actor, into)
}
