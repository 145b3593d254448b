package catalog

import (
	"context"
	"errors"
	"slices"
)

// Bounds of an import.
const (
	mostImportedOffers = 300 // series that are not over
	mostSeries         = 2_000
	importPreviewed    = 3
)

// OfferImport is a calendar file of which offers of a library are to be made.
type OfferImport struct {
	Calendar []byte     // iCalendar
	Library  LibraryRef // whose they are; zero: everybody's
	LeadDays int
	Only     []string // the keys of those that are wanted; nil: all that can be
	// Overwrite are the keys of those of which also that is taken over from the calendar which people have changed.
	Overwrite []string
	Apply     bool // make and change them; else only tell what would be
}

// ImportedOffer is what one event, or one series of events, is as an offer.
type ImportedOffer struct {
	Key     string // names it in the file, whenever that is read
	Line    int
	Offer   Offer
	Next    []Occurrence
	Single  bool        // it comes once
	Exists  bool        // Offer was made of it before
	Made    bool        // Offer has been made of it now
	Note    *FieldError // what the offer says differently from the calendar
	Problem *FieldError // why no offer can be made of it, or the one that was is not changed

	// Of an offer that was made before: what the calendar tells otherwise, the offer before anything was changed, and how it
	// would be if all was.
	Changes []ImportChange
	Was     Offer
	Then    Offer
	Changed bool // Offer has been changed now

	told Offer
}

// Shown is the offer as it is by now, or would be once all is taken over.
func (i ImportedOffer) Shown() Offer {
	if i.Made || i.Changed {
		return i.Offer
	}
	return i.Then
}

// ByHand reports whether people have changed what the calendar tells otherwise.
func (i ImportedOffer) ByHand() bool {
	return slices.ContainsFunc(i.Changes, func(c ImportChange) bool { return c.ByHand })
}

// Plain reports whether the calendar tells something otherwise that nobody has changed.
func (i ImportedOffer) Plain() bool {
	return slices.ContainsFunc(i.Changes, func(c ImportChange) bool { return !c.ByHand })
}

// ImportedOffers is what a calendar file holds.
type ImportedOffers struct {
	Items []ImportedOffer
	Over  int    // events that do not come any more
	Left  []byte // the file without those, without what is private, and without all that offers know nothing of
}

// Import reads a calendar file and, when it is to be applied, makes the offers. What speaks against an event is told of it. An
// event of which an offer was made before makes no second one: what the calendar tells otherwise by now is changed in the first,
// but what people have changed only where that is wanted. What was made stays when a later one fails: the same file may be sent
// again.
func (s *Offers) Import(ctx context.Context, actor Actor, in OfferImport) (ImportedOffers, error) {
	template := Offer{LeadDays: in.LeadDays}
	if in.Library.ID != "" {
		template.Libraries = []LibraryRef{in.Library}
	}
	if err := MayKeepOffer(actor, template); err != nil {
		return ImportedOffers{}, err
	}
	if in.LeadDays < 0 || in.LeadDays > mostLead {
		return ImportedOffers{}, invalidFields([]FieldError{{Location: "lead_days", Key: KeyOutOfRange, Args: Args{"min": 0, "max": mostLead}}})
	}
	file, err := readCalendar(in.Calendar, s.zone)
	if err != nil {
		return ImportedOffers{}, err
	}
	series := file.series()
	if len(series) > mostSeries {
		return ImportedOffers{}, refuseCalendar(KeyCalendarMany, Args{"max": mostSeries})
	}
	out, err := s.drafts(ctx, actor, file, series, in.Library.ID, template)
	for i := 0; in.Apply && err == nil && i < len(out.Items); i++ {
		one := &out.Items[i]
		wanted, overwrite := in.Only == nil || slices.Contains(in.Only, one.Key), slices.Contains(in.Overwrite, one.Key)
		switch {
		case one.Problem != nil:
		case one.Exists:
			err = s.renew(ctx, actor, one, wanted, overwrite)
		case wanted:
			err = s.importOne(ctx, actor, one)
		}
	}
	return out, err
}

// drafts tells what offers would be made.
func (s *Offers) drafts(ctx context.Context, actor Actor, file *calendarFile, series []*calendarSeries, library LibraryID, template Offer) (ImportedOffers, error) {
	ready, err := s.all(ctx)
	if err != nil {
		return ImportedOffers{}, err
	}
	before := map[string]Offer{}
	for _, o := range ready.set.Offers {
		before[o.Origin] = o
	}
	delete(before, "")
	var out ImportedOffers
	over := map[string]bool{}
	for _, one := range series {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		over[one.identity] = one.private()
		draft := ImportedOffer{Key: keyOf(one.identity), Line: one.first().at}
		draft.Offer, draft.Note, draft.Problem = file.offer(one)
		draft.Single = len(draft.Offer.Rule.Dates) == 1
		draft.Offer.Origin, draft.Offer.Libraries, draft.Offer.LeadDays = originOf(library, one.identity), template.Libraries, template.LeadDays
		draft.Then = draft.Offer
		if old, made := before[draft.Offer.Origin]; made {
			err = s.compare(ctx, actor, &draft, old)
		} else if draft.Problem == nil {
			draft.Problem, err = s.speaksAgainst(ctx, actor, &draft.Offer, nil)
			source := sourceOf(draft.Offer)
			draft.Offer.Source, draft.Then = &source, draft.Offer
		}
		if err != nil {
			return out, err
		}
		if draft.Problem == nil {
			draft.Next = draft.Then.next(s.now(), importPreviewed, s.zone, ready.holidays)
			if over[one.identity] = len(draft.Next) == 0 && !draft.Exists; over[one.identity] {
				out.Over++
				continue
			}
		}
		if out.Items = append(out.Items, draft); len(out.Items) > mostImportedOffers {
			return ImportedOffers{}, refuseCalendar(KeyCalendarMany, Args{"max": mostImportedOffers})
		}
	}
	out.Left = file.without(over)
	return out, nil
}

// compare tells what the calendar says otherwise of an offer that was made before.
func (s *Offers) compare(ctx context.Context, actor Actor, one *ImportedOffer, old Offer) (err error) {
	one.told, one.Offer, one.Was, one.Then, one.Exists = one.Offer, old, old, old, true
	if one.Problem == nil {
		one.Problem, err = s.speaksAgainst(ctx, actor, &one.told, nil)
	}
	if err != nil || one.Problem != nil {
		one.Note = nil
		return err
	}
	_, one.Changes = old.toldBy(one.told, s.today(), false)
	for i := range one.Changes {
		one.Changes[i].Made = false
	}
	if len(one.Changes) == 0 {
		one.Note = nil
		return nil
	}
	one.Then, _ = old.toldBy(one.told, s.today(), true)
	if one.Problem, err = s.speaksAgainst(ctx, actor, &one.Then, old.Favourites); err == nil && one.Problem == nil {
		one.Problem = refusalOf(MayKeepOffer(actor, old))
	}
	return err
}

// refusalOf tells of an offer why it is not changed.
func refusalOf(err error) *FieldError {
	var refused *Error
	if !errors.As(err, &refused) {
		return nil
	}
	return &FieldError{Key: refused.Key, Args: refused.Args}
}

func (s *Offers) today() string { return civilIn(s.now(), s.zone).String() }

// renew changes an offer as the calendar tells it by now. What is as the calendar has it is remembered to be, so that a later
// change of it is known to be the calendar's.
func (s *Offers) renew(ctx context.Context, actor Actor, one *ImportedOffer, wanted, overwrite bool) error {
	if !wanted && !overwrite && len(one.Changes) > 0 || MayKeepOffer(actor, one.Was) != nil {
		return nil
	}
	anew, changes := one.Was.toldBy(one.told, s.today(), overwrite)
	made := slices.ContainsFunc(changes, func(c ImportChange) bool { return c.Made })
	if before, known := one.Was.source(); !made && known && anew.Source.same(before) {
		return nil
	}
	stored, err := s.edit(ctx, actor, one.Was.ID, one.Was.Version, func(o *Offer) error {
		*o, _ = o.toldBy(one.told, s.today(), overwrite)
		return nil
	})
	switch {
	case Is(err, Stale) && len(changes) == 0: // it is remembered next time
		return nil
	case Is(err, Stale):
		one.Problem = refusalOf(err)
		return nil
	case err != nil:
		return err
	}
	one.Offer, one.Changes, one.Changed = stored, changes, made
	return nil
}

// speaksAgainst checks an offer, and tells the first thing that is wrong with it.
func (s *Offers) speaksAgainst(ctx context.Context, actor Actor, o *Offer, had []AssetID) (*FieldError, error) {
	err := s.check(ctx, actor, o, had)
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != Invalid || len(refused.Fields) == 0 {
		return nil, err
	}
	return &refused.Fields[0], nil
}

// importOne makes one offer, unless somebody was quicker.
func (s *Offers) importOne(ctx context.Context, actor Actor, one *ImportedOffer) error {
	made, err := s.add(ctx, actor, one.Offer)
	if Is(err, Conflict) {
		one.Exists = true
		one.Offer, err = s.madeOf(ctx, one.Offer)
		one.Then = one.Offer
		return err
	}
	if err == nil {
		one.Offer, one.Made = made, true
	}
	return err
}

// madeOf finds the offer that somebody has made of the same event.
func (s *Offers) madeOf(ctx context.Context, o Offer) (Offer, error) {
	ready, err := s.all(ctx)
	if err != nil {
		return o, err
	}
	if i := slices.IndexFunc(ready.set.Offers, func(other Offer) bool { return other.Origin == o.Origin }); i >= 0 {
		return ready.set.Offers[i], nil
	}
	return o, nil
}
