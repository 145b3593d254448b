package catalog

import (
	"context"
	"errors"
	"time"
)

// ConsentFilter narrows a list of consents.
type ConsentFilter struct {
	ListFilter           // Text is matched inside the names of persons
	Person     PersonID  // empty: of all
	Day        string    // empty: of all; a recording day on which they were given
	Library    LibraryID // empty: of all; which keeps the persons' records
	State      ConsentState
	Until      time.Time // zero: any; those that stand and end before
	Since      time.Time // zero: any; those that were withdrawn then or later
	Now        time.Time
}

// ConsentStore keeps the consents. Every write appends a change of the person and a line of the audit in the same
// transaction.
type ConsentStore interface {
	// Create stores a new consent. Invalid when it refers to what does not exist.
	Create(ctx context.Context, by string, c Consent) error
	// Get finds a consent. NotFound when there is none.
	Get(ctx context.Context, id ConsentID) (Consent, error)
	// List lists consents, newest first.
	List(ctx context.Context, f ConsentFilter) (Page[Consent], error)
	// Count counts consents.
	Count(ctx context.Context, f ConsentFilter) (int, error)
	// Permissions gives what people have allowed, newest first, withdrawn ones too.
	Permissions(ctx context.Context, people []PersonID) (map[PersonID][]Permission, error)
	// Update loads the consent under a lock, lets change alter it and stores it when change returns nil, as the action.
	Update(ctx context.Context, by string, action string, id ConsentID, change func(*Consent) error) (Consent, error)
}

// ConsentTerms are what an installation has settled about consents.
type ConsentTerms struct {
	Years  int // how long a consent lasts unless it says otherwise
	OwnAge int // from which age people decide alone; guardians' consent ends then
	OfAge  int // from which age people are adults
}

// DefaultConsentTerms are five years, 15 and 18.
func DefaultConsentTerms() ConsentTerms { return ConsentTerms{Years: 5, OwnAge: 15, OfAge: 18} }

// Validate checks the terms.
func (t ConsentTerms) Validate() error {
	if t.Years < 1 || t.Years > 50 || t.OwnAge < 1 || t.OfAge < t.OwnAge || t.OfAge > 30 {
		return errors.New("--consent-years must be 1 to 50, --consent-own-age at least 1 and not above --consent-of-age, which is at most 30")
	}
	return nil
}

// Consents is the service over the consents.
type Consents struct {
	store  ConsentStore
	people PersonStore
	terms  ConsentTerms
	zone   *time.Location
	now    Clock
	newID  IDSource
}

// NewConsents makes the service over the consents. Days begin and end in zone.
func NewConsents(store ConsentStore, people PersonStore, terms ConsentTerms, zone *time.Location, now Clock, newID IDSource) *Consents {
	return &Consents{store, people, terms, zone, now, newID}
}

// Terms are what the installation has settled.
func (s *Consents) Terms() ConsentTerms { return s.terms }

// Add records a consent. What it does not say is as usual: it was given now, holds from then and for as long as the terms
// say, a guardian's until the child may have come of the age to decide alone.
func (s *Consents) Add(ctx context.Context, actor Actor, c Consent) (Consent, error) {
	if err := MayAddPeople(actor); err != nil {
		return Consent{}, err
	}
	p, err := s.people.Get(ctx, c.Person.ID)
	if err == nil && p.Erased() {
		err = Missing("person")
	}
	if Is(err, NotFound) {
		return Consent{}, invalidFields([]FieldError{{Location: "person", Key: KeyUnknownRef, Args: Args{"value": c.Person.ID}}})
	}
	if err != nil {
		return Consent{}, err
	}
	if actor.Library != "" && p.Library.ID != "" && p.Library.ID != string(actor.Library) {
		return Consent{}, refuseLibrary()
	}
	now := s.now()
	if err := s.complete(&c, p, now); err != nil {
		return Consent{}, err
	}
	c.Entry = Entry{ID: s.newID(), Version: 1, CreatedAt: now, UpdatedAt: now}
	c.Consent, c.RecordedBy = ConsentID(c.ID), actor.ID
	c.WithdrawnAt, c.WithdrawnBy, c.WithdrawnHow = time.Time{}, "", ""
	if err := s.store.Create(ctx, actor.ID, c); err != nil {
		return Consent{}, err
	}
	return s.store.Get(ctx, c.Consent)
}

// complete fills in what a consent of a person does not say, and checks it. It cannot have been given after it was recorded:
// else an old consent could be made newer than what somebody has said no to since.
func (s *Consents) complete(c *Consent, p PersonShown, recorded time.Time) error {
	if c.Category == "" {
		c.Category = p.Category
	}
	if late := c.GivenAt.Sub(recorded); c.GivenAt.IsZero() || late > 0 && late <= time.Minute { // clocks differ
		c.GivenAt = recorded
	}
	if c.ValidFrom.IsZero() {
		c.ValidFrom = c.GivenAt
	}
	if c.ValidUntil.IsZero() {
		c.ValidUntil = c.ValidFrom.AddDate(s.terms.Years, 0, 0)
	}
	if end := s.guardiansEnd(p); c.Category == CategoryChild && !end.IsZero() && end.Before(c.ValidUntil) {
		c.ValidUntil = end
	}
	var k checker
	c.check(&k)
	if c.GivenAt.After(recorded) {
		k.refuse("given_at", KeyGivenLate, nil)
	}
	return k.err()
}

// guardiansEnd is when the oldest that a child may be comes of the age to decide alone; zero when nobody knows.
func (s *Consents) guardiansEnd(p PersonShown) time.Time {
	from, ok := p.bornFrom()
	if !ok {
		return time.Time{}
	}
	return time.Date(from+s.terms.OwnAge, time.January, 1, 0, 0, 0, 0, s.zone)
}

// OfDay implements DayConsents.
func (s *Consents) OfDay(ctx context.Context, day RecordingDay) ([]ConsentState, error) {
	var known []PersonID
	for _, p := range day.People {
		if p.Person != "" {
			known = append(known, p.Person)
		}
	}
	given, err := s.store.Permissions(ctx, known)
	if err != nil {
		return nil, err
	}
	out, now := make([]ConsentState, len(day.People)), s.now()
	for i, p := range day.People {
		shown := ShownPerson{ID: p.Person, Permissions: given[p.Person]}
		out[i] = shown.state(Asset{RecordingDay: Ref{ID: day.ID}}, now)
	}
	return out, nil
}

// Get finds a consent, for who keeps the person's record.
func (s *Consents) Get(ctx context.Context, actor Actor, id ConsentID) (Consent, error) {
	if err := MaySeePeople(actor); err != nil {
		return Consent{}, err
	}
	c, err := s.store.Get(ctx, id)
	if err != nil {
		return Consent{}, err
	}
	return c, s.mayKeep(ctx, actor, c)
}

func (s *Consents) mayKeep(ctx context.Context, actor Actor, c Consent) error {
	if c.RecordedBy == actor.ID {
		return nil
	}
	p, err := s.people.Get(ctx, c.Person.ID)
	if err != nil {
		return err
	}
	return MayKeepPerson(actor, LibraryID(p.Library.ID))
}

// List lists consents, newest first: of the library that the actor is bound to, else all.
func (s *Consents) List(ctx context.Context, actor Actor, f ConsentFilter) (Page[Consent], error) {
	if err := MayKeepPerson(actor, actor.Library); err != nil {
		return Page[Consent]{}, err
	}
	if f.Now = s.now(); actor.Library != "" {
		f.Library = actor.Library
	}
	return s.store.List(ctx, f)
}

// Edit lets change alter what is recorded of a consent. What was withdrawn stays withdrawn. With a version other than 0,
// Stale comes back when the record has another.
func (s *Consents) Edit(ctx context.Context, actor Actor, id ConsentID, version int, change func(*Consent)) (Consent, error) {
	before, err := s.Get(ctx, actor, id)
	if err != nil {
		return Consent{}, err
	}
	p, err := s.people.Get(ctx, before.Person.ID)
	if err != nil {
		return Consent{}, err
	}
	if p.Erased() {
		return Consent{}, Missing("person")
	}
	return s.store.Update(ctx, actor.ID, AuditConsentChanged, id, func(c *Consent) error {
		if version != 0 && version != c.Version {
			return NewError(Stale, KeyStale, nil)
		}
		was := *c
		change(c)
		c.Entry, c.Consent, c.Person, c.RecordedBy = was.Entry, was.Permission.Consent, was.Person, was.RecordedBy
		c.WithdrawnAt, c.WithdrawnBy, c.WithdrawnHow = was.WithdrawnAt, was.WithdrawnBy, was.WithdrawnHow
		if was.Withdrawn() { // what it reached while it stood tells what the withdrawal reaches
			c.Permission = was.Permission
		}
		if c.GivenAt.IsZero() {
			c.GivenAt = was.GivenAt
		}
		if err := s.complete(c, p, was.CreatedAt); err != nil {
			return err
		}
		c.Version, c.UpdatedAt = c.Version+1, s.now()
		return nil
	})
}

// Withdraw takes a consent back: from then on nothing that rests on it is shown to anybody outside, and other libraries no
// longer find it. One that is withdrawn already stays as it was.
func (s *Consents) Withdraw(ctx context.Context, actor Actor, id ConsentID, note string) (Consent, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return Consent{}, err
	}
	return s.withdraw(ctx, actor.ID, id, WithdrawnRecorded, note)
}

func (s *Consents) withdraw(ctx context.Context, by string, id ConsentID, how, note string) (Consent, error) {
	return s.store.Update(ctx, by, AuditConsentWithdrawn, id, func(c *Consent) error {
		if c.Withdrawn() {
			return nil
		}
		var k checker
		k.noIdentityNumber("note", note)
		if k.text("note", &note, 2_000); note != "" {
			c.Note = note + "\n" + c.Note
		}
		if err := k.err(); err != nil {
			return err
		}
		c.WithdrawnAt, c.WithdrawnBy, c.WithdrawnHow = s.now(), by, how
		c.Version, c.UpdatedAt = c.Version+1, s.now()
		return nil
	})
}
