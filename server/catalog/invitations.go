package catalog

import (
	"context"
	"time"
)

// Invitations is the service over the invitations, for those who hold the recording days.
type Invitations struct {
	store  InvitationStore
	days   RegisterStore[RecordingDay]
	key    []byte
	limits Limits
	zone   *time.Location
	now    Clock
	newID  IDSource
}

// NewInvitations makes the service over the invitations. Codes are derived from the invitations' ids with key (at least 32
// secret bytes), so that an address can be shown again although only its hash is stored. Days end in zone.
func NewInvitations(store InvitationStore, days RegisterStore[RecordingDay], key []byte, limits Limits, zone *time.Location, now Clock, newID IDSource) *Invitations {
	return &Invitations{store, days, key, limits, zone, now, newID}
}

// InvitationTerms are an invitation's time and limits as people set them. What is nil is left as it is; for a new
// invitation it is set by itself.
type InvitationTerms struct {
	ValidUntil   *time.Time
	MaxFiles     *int
	MaxBytes     *int64
	MaxFileBytes *int64
}

// Limits for the terms of an invitation.
const (
	mostInvitedFiles = 100_000
	mostInvitedBytes = 100_000_000_000_000
	longestInvited   = 366 * 24 * time.Hour
)

func (t InvitationTerms) apply(i *Invitation) {
	set(&i.ValidUntil, t.ValidUntil)
	set(&i.MaxFiles, t.MaxFiles)
	set(&i.MaxBytes, t.MaxBytes)
	set(&i.MaxFileBytes, t.MaxFileBytes)
}

// check refuses terms that cannot be.
func (t InvitationTerms) check(limits Limits, now time.Time) error {
	var c checker
	switch until := t.ValidUntil; {
	case until == nil:
	case !until.After(now):
		c.refuse("valid_until", KeyDatePast, nil)
	case until.After(now.Add(longestInvited)):
		c.refuse("valid_until", KeyDateFar, Args{"days": int(longestInvited / (24 * time.Hour))})
	}
	within(&c, "max_files", t.MaxFiles, mostInvitedFiles)
	within(&c, "max_bytes", t.MaxBytes, mostInvitedBytes)
	within(&c, "max_file_bytes", t.MaxFileBytes, limits.MaxUpload)
	return c.err()
}

// within refuses a number that is not from 1 to most.
func within[N int | int64](c *checker, at string, n *N, most N) {
	if n != nil && (*n < 1 || *n > most) {
		c.refuse(at, KeyOutOfRange, Args{"min": 1, "max": most})
	}
}

// Code gives the code that stands in an invitation's address, in groups, or "" when it was made under another key.
func (s *Invitations) Code(i Invitation) string {
	code := codeOf(s.key, i.ID)
	if HashSecret(code) != i.Hash {
		return ""
	}
	return GroupCode(code)
}

// Issue makes an invitation to a recording day.
func (s *Invitations) Issue(ctx context.Context, actor Actor, day RecordingDayID, terms InvitationTerms) (Invitation, error) {
	if err := MayInvite(actor); err != nil {
		return Invitation{}, err
	}
	d, err := s.days.Get(ctx, string(day))
	if err != nil {
		return Invitation{}, err
	}
	now := s.now()
	if err := terms.check(s.limits, now); err != nil {
		return Invitation{}, err
	}
	i := Invitation{ID: InvitationID(s.newID()), Day: RecordingDayID(d.ID), ValidUntil: s.endOf(d, now), MaxFiles: invitedFiles, MaxBytes: invitedBytes,
		MaxFileBytes: s.limits.MaxUpload, CreatedBy: actor.ID, CreatedAt: now}
	terms.apply(&i)
	i.Hash = HashSecret(codeOf(s.key, i.ID))
	return i, s.store.Create(ctx, i)
}

// endOf is when an invitation ends unless its maker says otherwise: with the day after the recording day's last, or in a
// week when that is over.
func (s *Invitations) endOf(d RecordingDay, now time.Time) time.Time {
	last := d.Date
	if d.Until != "" {
		last = d.Until
	}
	end, err := time.ParseInLocation(time.DateOnly, last, s.zone)
	if end = end.AddDate(0, 0, 2); err != nil || !end.After(now) {
		return now.Add(7 * 24 * time.Hour)
	}
	return end
}

// Of lists the invitations to a recording day, newest first.
func (s *Invitations) Of(ctx context.Context, actor Actor, day RecordingDayID) ([]Invitation, error) {
	if err := MayInvite(actor); err != nil {
		return nil, err
	}
	d, err := s.days.Get(ctx, string(day))
	if err != nil {
		return nil, err
	}
	return s.store.Of(ctx, RecordingDayID(d.ID))
}

// Get finds an invitation.
func (s *Invitations) Get(ctx context.Context, actor Actor, id InvitationID) (Invitation, error) {
	if err := MayInvite(actor); err != nil {
		return Invitation{}, err
	}
	return s.store.Get(ctx, id)
}

// Change gives an invitation another time or other limits. One that is revoked stays so.
func (s *Invitations) Change(ctx context.Context, actor Actor, id InvitationID, terms InvitationTerms) (Invitation, error) {
	if err := MayInvite(actor); err != nil {
		return Invitation{}, err
	}
	if err := terms.check(s.limits, s.now()); err != nil {
		return Invitation{}, err
	}
	return s.store.Update(ctx, id, func(i *Invitation) error {
		if !i.RevokedAt.IsZero() {
			return NewError(Conflict, KeyInvitationRevoked, nil)
		}
		terms.apply(i)
		return nil
	})
}

// Revoke ends an invitation at once, and what is on its way by it.
func (s *Invitations) Revoke(ctx context.Context, actor Actor, id InvitationID) error {
	if err := MayInvite(actor); err != nil {
		return err
	}
	return s.store.Revoke(ctx, actor.ID, id, s.now())
}
