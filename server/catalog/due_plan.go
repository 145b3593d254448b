package catalog

import (
	"context"
	"slices"
	"time"
)

// Taken names a proposal that somebody takes into the plan.
type Taken struct {
	Offer   string
	Day     string    // of the occurrence
	At      time.Time // when it starts; zero: on Day
	Library string    // whose list it stood in: id or slug; empty: the county's
	Account string    // on which it is to be posted; empty: as the list chooses
	Asset   AssetID
}

// Take plans a post of an asset for an occurrence: a draft, on the day before what has a time of day, so that people can still
// come, or on the day itself where the asset is not cleared before. Conflict, with the reasons, when the asset is not cleared
// for it. What is planned already is given as it is, so that nobody plans it twice by pressing twice.
func (s *Due) Take(ctx context.Context, actor Actor, t Taken) (PlanItem, error) {
	if err := MayPlan(actor); err != nil {
		return PlanItem{}, err
	}
	f, list := DueFilter{Library: t.Library, Account: t.Account}, DueList{}
	accounts, err := s.resolve(ctx, &f, &list)
	if err != nil {
		return PlanItem{}, err
	}
	o, err := s.occurrence(ctx, actor, t)
	if err != nil {
		return PlanItem{}, err
	}
	a, err := s.Assets.Get(ctx, actor, t.Asset)
	if err != nil {
		return PlanItem{}, err
	}
	w := s.wanted([]*Occurrence{&o}, list.Library, accounts, t.Account, s.Now())[0]
	if c := Clear(a, w.use(), w.at()).For(actor); !c.Cleared {
		return PlanItem{}, &Error{Code: Conflict, Key: KeyNotCleared, Reasons: c.Reasons}
	}
	return s.Plan.addOnce(ctx, actor, PlanItem{Title: o.Offer.Name, Account: Ref{ID: w.Account.ID}, PlannedAt: s.postAt(w, &a), Status: PlanDraft, Offer: Ref{ID: o.Offer.ID},
		Day: o.Day, Library: whose(list.Library, w.Account, accounts), Owner: s.owner(actor), ContentType: a.ContentType, Language: spoken(a), Assets: []PlannedAsset{{ID: a.ID}}})
}

// whose a post of a list is: of its library, and of the county's list that of the upper library where that keeps the county's
// account.
func whose(of LibraryRef, account Account, accounts dueAccounts) LibraryRef {
	if of.ID == "" && accounts.county[account.Library.ID] {
		return LibraryRef{ID: LibraryID(account.Library.ID), Name: account.Library.Name}
	}
	return of
}

// owner is who takes it, where that is a person.
func (s *Due) owner(actor Actor) Ref {
	if actor.Kind != Person {
		return Ref{}
	}
	return Ref{ID: actor.ID}
}

// spoken is the language of an asset, where captions can be written in it.
func spoken(a Asset) string {
	if slices.Contains([]string{"nb", "nn", "en"}, a.Language) {
		return a.Language
	}
	return ""
}

// occurrence finds the one that is meant. NotFound when it does not come.
func (s *Due) occurrence(ctx context.Context, actor Actor, t Taken) (Occurrence, error) {
	from, to := t.At, t.At.Add(time.Minute)
	if t.At.IsZero() {
		day, err := time.ParseInLocation(time.DateOnly, t.Day, s.Zone)
		if err != nil {
			return Occurrence{}, invalidFields([]FieldError{{Location: "day", Key: KeyBadDate}})
		}
		from, to = day, day.AddDate(0, 0, 1)
	}
	all, err := s.Offers.Occurrences(ctx, actor, OccurrenceFilter{From: from, To: to})
	if err != nil {
		return Occurrence{}, err
	}
	i := slices.IndexFunc(all, func(o Occurrence) bool { return o.Offer.ID == t.Offer && o.Day == t.Day })
	if i < 0 {
		return Occurrence{}, Missing("occurrence")
	}
	return all[i], nil
}

// postAt is when to post: at noon of the day before, or of the day itself where it lasts all day; in an hour when that is over,
// but not at night where the next morning is early enough.
// Where the asset is not cleared then, it is when the offer comes.
func (s *Due) postAt(w Wanted, a *Asset) time.Time {
	o := w.Occurrence
	y, m, d := o.StartsAt.In(s.Zone).Date()
	if !o.AllDay {
		d--
	}
	at := time.Date(y, m, d, 12, 0, 0, 0, s.Zone)
	if soon := s.Now().In(s.Zone).Truncate(time.Hour).Add(2 * time.Hour); at.Before(soon) {
		at = soon
		if morning := afterNight(soon); morning.Before(o.StartsAt) || o.AllDay && morning.Before(o.EndsAt) {
			at = morning
		}
	}
	if !clearChannel(a, w.Account.Channel, w.use().Library, at, ownReasons(a)).Cleared {
		return w.at()
	}
	return at
}

// afterNight moves what lies between nine in the evening and eight in the morning to nine in the morning.
func afterNight(at time.Time) time.Time {
	y, m, d := at.Date()
	switch h := at.Hour(); {
	case h >= 21:
		d++
	case h >= 8:
		return at
	}
	return time.Date(y, m, d, 9, 0, 0, 0, at.Location())
}
