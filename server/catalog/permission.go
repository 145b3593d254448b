package catalog

import (
	"slices"
	"time"
)

// permits tells until when a person allows that an asset is shown, or why they do not. One permission must allow all of it:
// what two allow a part of each is allowed by neither.
func (p ShownPerson) permits(a *Asset, ch Channel, library LibraryID, now time.Time) (until time.Time, why Reason) {
	if p.Erased {
		return until, p.refuse(ReasonErased, ch, time.Time{})
	}
	said := p.saidNo(a)
	nearest, reason, at := 0, ReasonNoConsent, time.Time{}
	if !said.IsZero() {
		reason, at = ReasonWithdrawn, said
	}
	for i := range p.Permissions {
		permission := &p.Permissions[i]
		if !permission.standsAfter(said) {
			continue
		}
		key, when, distance := permission.refuses(a, ch, library, now)
		if key == "" {
			return p.holdsUntil(a, ch, library, said, permission.ValidUntil), Reason{}
		}
		if distance > nearest {
			nearest, reason, at = distance, key, when
		}
	}
	return until, p.refuse(reason, ch, at)
}

func (p ShownPerson) refuse(key string, ch Channel, at time.Time) Reason {
	return Reason{Key: key, Person: p.ID, Args: Args{"channel": string(ch), "at": at}, name: p.Name}
}

// standsAfter reports whether the permission was given after the person last said no, and not taken back.
func (p *Permission) standsAfter(said time.Time) bool { return !p.Withdrawn() && p.GivenAt.After(said) }

// holdsUntil is the first moment from until on at which no permission allows a use: one may begin before the other ends.
func (p ShownPerson) holdsUntil(a *Asset, ch Channel, library LibraryID, said, until time.Time) time.Time {
	for again := true; again; {
		again = false
		for i := range p.Permissions {
			next := &p.Permissions[i]
			if !next.standsAfter(said) || !until.Before(next.ValidUntil) {
				continue
			}
			if key, _, _ := next.refuses(a, ch, library, until); key == "" {
				until, again = next.ValidUntil, true
			}
		}
	}
	return until
}

// beginsAfter reports whether the person has allowed something from a later moment on.
func (p ShownPerson) beginsAfter(now time.Time) bool {
	return slices.ContainsFunc(p.Permissions, func(permission Permission) bool { return permission.ValidFrom.After(now) })
}

// saidNo is when the person last took back a permission that covers the asset; zero: never. Only what they agree to later
// counts from then on, whichever of several permissions it was that they took back.
func (p ShownPerson) saidNo(a *Asset) (at time.Time) {
	for i := range p.Permissions {
		if permission := &p.Permissions[i]; permission.Withdrawn() && permission.covers(a) && permission.WithdrawnAt.After(at) {
			at = permission.WithdrawnAt
		}
	}
	return at
}

// covers reports whether the permission speaks of an asset at all.
func (p *Permission) covers(a *Asset) bool { return p.Day == "" || p.Day == a.RecordingDay.ID }

// refuses tells why a permission that stands does not allow a use, and how near it comes to allowing it: the reason of the
// nearest is what people need to know. The empty key is leave.
func (p *Permission) refuses(a *Asset, ch Channel, library LibraryID, now time.Time) (key string, at time.Time, distance int) {
	switch {
	case !p.covers(a):
		return ReasonOtherDay, at, 1
	case !p.suits(a):
		return ReasonPurpose, at, 2
	case !p.reaches(a, library):
		return ReasonLibrary, at, 3
	case !slices.Contains(p.Channels, ch):
		return ReasonChannel, at, 4
	case !now.Before(p.ValidUntil):
		return ReasonConsentEnded, lastDay(p.ValidUntil), 5
	case now.Before(p.ValidFrom):
		return ReasonConsentLater, p.ValidFrom, 6
	}
	return "", at, 0
}

// suits reports whether the purposes hold the asset's: all of them where nobody has said what it is for. No purposes are
// all.
func (p *Permission) suits(a *Asset) bool {
	if len(p.Purposes) == 0 || len(p.Purposes) == len(Purposes()) {
		return true
	}
	return slices.Contains(p.Purposes, a.ContentType)
}

// reaches reports whether a library may show the asset: one of its own, or any where the person lets others reuse it.
func (p *Permission) reaches(a *Asset, library LibraryID) bool {
	return p.ReuseByOthers || library == "" || library == p.Library || a.inLibrary(library)
}

// Withheld reports whether somebody on the asset has said no, or is erased: other libraries no longer find it.
func (a Asset) Withheld() bool {
	return slices.ContainsFunc(a.People, func(p ShownPerson) bool { return p.saysNo(a) })
}

// saysNo reports whether the person no longer wants to be seen on an asset: they have taken a permission back and not agreed
// again since, or are erased.
func (p ShownPerson) saysNo(a Asset) bool {
	if p.Erased {
		return true
	}
	said := p.saidNo(&a)
	return !said.IsZero() && !slices.ContainsFunc(p.Permissions, func(later Permission) bool {
		return later.standsAfter(said) && later.covers(&a)
	})
}

// state tells how it stands with a person's permission to be shown on an asset, wherever that is.
func (p ShownPerson) state(a Asset, now time.Time) ConsentState {
	said, state := p.saidNo(&a), ConsentMissing
	if !said.IsZero() {
		state = ConsentWithdrawn
	}
	for _, permission := range p.Permissions {
		if !permission.standsAfter(said) || !permission.covers(&a) {
			continue
		}
		switch one := (Consent{Permission: permission}).StateAt(now); {
		case one == ConsentGiven:
			return ConsentGiven
		case state == ConsentMissing || state == ConsentWithdrawn || one == ConsentNotYet:
			state = one
		}
	}
	return state
}
