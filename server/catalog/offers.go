package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of a question for occurrences.
const (
	mostAhead       = 800 // days
	mostOccurrences = 100_000
)

// OfferStore keeps the offers.
type OfferStore interface {
	RegisterStore[Offer]
	// Find lists offers by name.
	Find(ctx context.Context, f OfferFilter) (Page[Offer], error)
	// All gives every offer by name and every school holiday. The answer is shared and must not be changed; what is the
	// same as before has the same address, so that it can be recognised.
	All(ctx context.Context) (*OfferSet, error)
}

// OfferSet is every offer and every school holiday at one time.
type OfferSet struct {
	Offers   []Offer
	Holidays []SchoolHoliday
}

// OfferFilter narrows a list of offers.
type OfferFilter struct {
	ListFilter
	Library   LibraryID // its own alone; empty: all
	Occasions *bool     // shipped occasions alone, or all others; nil: both
}

// OccurrenceFilter narrows a list of occurrences.
type OccurrenceFilter struct {
	From, To time.Time
	DueBy    time.Time // only what comes, or is to be started on, before then; zero: all
	Library  LibraryID // its own and everybody's; empty: all
}

// check refuses what ends before it starts, or is too much at once.
func (f OccurrenceFilter) check() error {
	var c checker
	switch ahead := f.To.Sub(f.From); {
	case ahead < 0:
		c.refuse("to", KeyEndsBeforeStart, nil)
	case ahead > mostAhead*24*time.Hour:
		c.refuse("to", KeyDateFar, Args{"days": mostAhead})
	}
	return c.err()
}

// Offers is the service over the offers and occasions.
type Offers struct {
	store  OfferStore
	assets AssetStore
	zone   *time.Location
	now    Clock
	newID  IDSource

	mu    sync.Mutex
	ready *readyOffers
}

// readyOffers are the offers of a set made ready to be gone through.
type readyOffers struct {
	set       *OfferSet
	schedules []schedule
	holidays  Holidays
}

// NewOffers makes the service over the offers, whose days and times are those of a zone.
func NewOffers(store OfferStore, assets AssetStore, zone *time.Location, now Clock, newID IDSource) *Offers {
	return &Offers{store: store, assets: assets, zone: zone, now: now, newID: newID}
}

// Add checks and stores a new offer and returns it with its id.
func (s *Offers) Add(ctx context.Context, actor Actor, o Offer) (Offer, error) {
	if err := MayKeepOffer(actor, o); err != nil {
		return Offer{}, err
	}
	o.Occasion, o.Origin, o.Source = "", "", nil
	return s.add(ctx, actor, o)
}

func (s *Offers) add(ctx context.Context, actor Actor, o Offer) (Offer, error) {
	if err := s.check(ctx, actor, &o, nil); err != nil {
		return Offer{}, err
	}
	now := s.now()
	o.Entry = Entry{ID: s.newID(), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.store.Create(ctx, actor.ID, o); err != nil {
		return Offer{}, err
	}
	return s.store.Get(ctx, o.ID)
}

// check tidies an offer. Favourites that it did not have before must be seen by the actor.
func (s *Offers) check(ctx context.Context, actor Actor, o *Offer, had []AssetID) error {
	var c checker
	o.Rule.settle(s.zone)
	o.check(&c)
	var fresh []AssetID
	for _, id := range o.Favourites {
		if !slices.Contains(had, id) {
			fresh = append(fresh, id)
		}
	}
	if len(fresh) > 0 && c.err() == nil {
		found, err := s.assets.ByIDs(ctx, fresh, ScopeOf(actor))
		if err != nil {
			return err
		}
		for i, id := range o.Favourites {
			if slices.Contains(fresh, id) && !slices.ContainsFunc(found, func(a Asset) bool { return a.ID == id }) {
				c.refuse(fmt.Sprintf("favourites[%d]", i), KeyUnknownFile, Args{"value": string(id)})
			}
		}
	}
	return c.err()
}

// Get finds an offer.
func (s *Offers) Get(ctx context.Context, actor Actor, id string) (Offer, error) {
	if err := known(actor); err != nil {
		return Offer{}, err
	}
	return s.store.Get(ctx, id)
}

// List lists offers by name.
func (s *Offers) List(ctx context.Context, actor Actor, f OfferFilter) (Page[Offer], error) {
	if err := known(actor); err != nil {
		return Page[Offer]{}, err
	}
	return s.store.Find(ctx, f)
}

// Edit lets change alter an offer. With a version other than 0, Stale comes back when the offer has another. Who changes it
// must be one who may before and after.
func (s *Offers) Edit(ctx context.Context, actor Actor, id string, version int, change func(*Offer)) (Offer, error) {
	sure := func(o *Offer) error {
		source := o.Source
		change(o)
		o.Source = source
		return nil
	}
	if version == 0 {
		return s.editAnew(ctx, actor, id, sure)
	}
	return s.edit(ctx, actor, id, version, sure)
}

func (s *Offers) edit(ctx context.Context, actor Actor, id string, version int, change func(*Offer) error) (Offer, error) {
	before, err := s.Get(ctx, actor, id)
	if err != nil {
		return Offer{}, err
	}
	// What the change needs to know is read before the transaction: SQLite has one writer.
	after := before
	if source, known := before.source(); known && before.Origin != "" {
		after.Source = &source
	}
	if err := change(&after); err != nil {
		return Offer{}, err
	}
	if err := s.check(ctx, actor, &after, before.Favourites); err != nil {
		return Offer{}, err
	}
	return s.store.Update(ctx, actor.ID, id, func(o *Offer) error {
		if version != 0 && version != o.Version || version == 0 && o.Version != before.Version {
			return NewError(Stale, KeyStale, nil)
		}
		if err := MayKeepOffer(actor, *o); err != nil {
			return err
		}
		after.Entry, after.Occasion, after.Origin = o.Entry, o.Occasion, o.Origin
		after.Version, after.UpdatedAt = o.Version+1, s.now()
		for _, l := range o.Libraries {
			if !forCounty(actor) && l.ID != actor.Library && !after.belongsTo(l.ID) {
				return invalidFields([]FieldError{{Location: "libraries", Key: KeyOfferOfOthers, Args: Args{"library": l.Name}}})
			}
		}
		*o = after
		return MayKeepOffer(actor, *o)
	})
}

// Remove deletes an offer. What the program ships is switched off instead.
func (s *Offers) Remove(ctx context.Context, actor Actor, id string) error {
	o, err := s.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := MayRemoveOffer(actor, o); err != nil {
		return err
	}
	if o.Occasion != "" {
		return NewError(Conflict, KeyShippedOccasion, nil)
	}
	return s.store.Delete(ctx, actor.ID, id)
}

// Merge moves all that refers to one offer over to another and removes the first.
func (s *Offers) Merge(ctx context.Context, actor Actor, from, into string) (Offer, error) {
	for _, id := range []string{from, into} {
		o, err := s.Get(ctx, actor, id)
		if err != nil {
			return Offer{}, err
		}
		if err := MayKeepOffer(actor, o); err != nil {
			return Offer{}, err
		}
		if err := MayRemoveOffer(actor, o); id == from && err != nil {
			return Offer{}, err
		}
		if id == from && o.Occasion != "" {
			return Offer{}, NewError(Conflict, KeyShippedOccasion, nil)
		}
	}
	if err := s.store.Merge(ctx, actor.ID, from, into, s.now()); err != nil {
		return Offer{}, err
	}
	return s.store.Get(ctx, into)
}

// tries is how often a change is begun anew when somebody else was quicker.
const tries = 4

// editAnew changes an offer, upon what others have changed meanwhile.
func (s *Offers) editAnew(ctx context.Context, actor Actor, id string, change func(*Offer) error) (o Offer, err error) {
	for range tries {
		if o, err = s.edit(ctx, actor, id, 0, change); !Is(err, Stale) {
			return o, err
		}
	}
	return o, err
}

// Cancel leaves out the occurrence that the rule has on a day. Cancelling it again changes nothing.
func (s *Offers) Cancel(ctx context.Context, actor Actor, id, day string) (Offer, error) {
	return s.editAnew(ctx, actor, id, func(o *Offer) error {
		if slices.Contains(o.Rule.Except, day) {
			return nil
		}
		if err := s.comesOn(*o, day); err != nil {
			return err
		}
		o.Rule.Moved = withoutMoved(o.Rule.Moved, day)
		o.Rule.Except = append(slices.Clone(o.Rule.Except), day)
		return nil
	})
}

// check refuses a day or a time that is none.
func (m MovedOccurrence) check() error {
	var c checker
	if c.day("to", m.To); m.To == "" {
		c.refuse("to", KeyRequired, nil)
	}
	c.match("time", m.Time, clockPattern, KeyBadClock)
	return c.err()
}

// Move has the occurrence of m.Day come at another time. One that was left out comes again.
func (s *Offers) Move(ctx context.Context, actor Actor, id string, m MovedOccurrence) (Offer, error) {
	if err := m.check(); err != nil {
		return Offer{}, err
	}
	return s.editAnew(ctx, actor, id, func(o *Offer) error {
		o.Rule.Except = without(o.Rule.Except, m.Day)
		if err := s.comesOn(*o, m.Day); err != nil {
			return err
		}
		o.Rule.Moved = append(withoutMoved(o.Rule.Moved, m.Day), m)
		return nil
	})
}

// Restore puts the occurrence of a day back to where the rule has it.
func (s *Offers) Restore(ctx context.Context, actor Actor, id, day string) (Offer, error) {
	return s.editAnew(ctx, actor, id, func(o *Offer) error {
		o.Rule.Except, o.Rule.Moved = without(o.Rule.Except, day), withoutMoved(o.Rule.Moved, day)
		return s.comesOn(*o, day)
	})
}

func (s *Offers) comesOn(o Offer, day string) error {
	c, ok := parseCivil(day)
	if !ok {
		return invalidFields([]FieldError{{Location: "day", Key: KeyBadDate}})
	}
	if plan := o.Rule.plan(); !plan.has(c) {
		return invalidFields([]FieldError{{Location: "day", Key: KeyNoOccurrence, Args: Args{"value": day}}})
	}
	return nil
}

func without(days []string, day string) []string {
	return slices.DeleteFunc(slices.Clone(days), func(d string) bool { return d == day })
}

func withoutMoved(list []MovedOccurrence, day string) []MovedOccurrence {
	return slices.DeleteFunc(slices.Clone(list), func(m MovedOccurrence) bool { return m.Day == day })
}

// Occurrences lists when offers come from one time to another, in order: what begins before the end and has not ended when it
// begins.
func (s *Offers) Occurrences(ctx context.Context, actor Actor, f OccurrenceFilter) ([]Occurrence, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var out []Occurrence
	for i := range ready.set.Offers {
		if o := &ready.set.Offers[i]; o.HasLibrary(f.Library) {
			out = append(out, ready.schedules[i].between(*o, f.From, f.until(o), s.zone, ready.holidays)...)
		}
		if len(out) > mostOccurrences {
			return nil, invalidFields([]FieldError{{Location: "to", Key: KeyTooManyTimes, Args: Args{"max": mostOccurrences}}})
		}
	}
	if !f.DueBy.IsZero() {
		out = slices.DeleteFunc(out, func(o Occurrence) bool { return !o.Deadline.Before(f.DueBy) && !o.StartsAt.Before(f.DueBy) })
	}
	return byTime(out), nil
}

// until is the end of what has to be looked at of an offer: nobody starts on it earlier than its lead time before.
func (f OccurrenceFilter) until(o *Offer) time.Time {
	if f.DueBy.IsZero() {
		return f.To
	}
	if last := f.DueBy.AddDate(0, 0, o.LeadDays+1); last.Before(f.To) {
		return last
	}
	return f.To
}

// byTime sorts occurrences by time, name and id. They are large, so that they are moved only once.
func byTime(list []Occurrence) []Occurrence {
	order := make([]*Occurrence, len(list))
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortStableFunc(order, func(a, b *Occurrence) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt), strings.Compare(a.Offer.Name, b.Offer.Name), strings.Compare(a.Offer.ID, b.Offer.ID))
	})
	out := make([]Occurrence, len(list))
	for i, o := range order {
		out[i] = *o
	}
	return out
}

// OccurrencesOf lists when one offer comes, in order.
func (s *Offers) OccurrencesOf(ctx context.Context, actor Actor, id string, f OccurrenceFilter) ([]Occurrence, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	return s.between(ctx, actor, id, f.From, f.To)
}

// between lists when one offer comes, in order, however far apart from and to are.
func (s *Offers) between(ctx context.Context, actor Actor, id string, from, to time.Time) ([]Occurrence, error) {
	o, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	return o.Between(from, to, s.zone, ready.holidays), nil
}

// Occurrence finds one occurrence by its offer and the day on which the rule has it. NotFound when there is none.
func (s *Offers) Occurrence(ctx context.Context, actor Actor, id OfferID, day string) (Occurrence, error) {
	o, err := s.Get(ctx, actor, string(id))
	if err != nil {
		return Occurrence{}, err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return Occurrence{}, err
	}
	return o.At(day, s.zone, ready.holidays)
}

// all gives the offers made ready, anew only when something has changed.
func (s *Offers) all(ctx context.Context) (*readyOffers, error) {
	set, err := s.store.All(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready == nil || s.ready.set != set {
		ready := &readyOffers{set: set, schedules: make([]schedule, len(set.Offers)), holidays: HolidaysOf(set.Holidays)}
		for i, o := range set.Offers {
			ready.schedules[i] = o.Rule.plan()
		}
		s.ready = ready
	}
	return s.ready, nil
}

// Preview lists the next times that an offer would come as it is told, which need not be stored, at most a number of them.
func (s *Offers) Preview(ctx context.Context, actor Actor, o Offer, most int) ([]Occurrence, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	var c checker
	o.Rule.settle(s.zone)
	o.Rule.check(&c, "rule.")
	if o.Rule.Empty() {
		c.refuse("rule", KeyRequired, nil)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	o.Off = false
	return o.next(s.now(), most, s.zone, ready.holidays), nil
}

// Next gives the next time of each offer that comes again, by its id.
func (s *Offers) Next(ctx context.Context, actor Actor, offers []Offer) (map[OfferID]Occurrence, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	ready, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	out := map[OfferID]Occurrence{}
	for _, o := range offers {
		if found := o.next(s.now(), 1, s.zone, ready.holidays); len(found) > 0 {
			out[OfferID(o.ID)] = found[0]
		}
	}
	return out, nil
}

// next lists the occurrences after a time: it looks further and further ahead.
func (o Offer) next(from time.Time, most int, zone *time.Location, holidays Holidays) []Occurrence {
	s := o.Rule.plan()
	from = civilIn(from, zone).at("", zone)
	if first := s.start.at("", zone); s.start > 0 && first.After(from) {
		from = first
	}
	var out []Occurrence
	for years := 1; years <= 64; years *= 4 {
		if out = s.between(o, from, from.AddDate(years, 0, 0), zone, holidays); len(out) >= most {
			return out[:most]
		}
	}
	return out
}
