package catalog

import (
	"context"
	"strings"
	"time"
)

// DutyStore keeps who has let assets go out that do not meet a duty. Every write appends to the changes and to the audit, in
// one transaction.
type DutyStore interface {
	// Overrides lists those of assets, by asset and duty.
	Overrides(ctx context.Context, ids ...AssetID) ([]Override, error)
	// SetOverride stores one in the place of another for the same duty when may says nothing against it.
	SetOverride(ctx context.Context, o Override, may func(Asset) error) error
	// RemoveOverride withdraws one when may says nothing against it. NotFound when there is none.
	RemoveOverride(ctx context.Context, by string, id AssetID, duty DutyCode, at time.Time, may func(Asset) error) error
}

// Overrides lists which duties of an asset somebody has overridden.
func (s *Assets) Overrides(ctx context.Context, actor Actor, id AssetID) ([]Override, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.store.Overrides(ctx, id)
}

// OverrideDuty lets an asset go out although it does not meet a duty, by somebody's word: with a reason, and a name.
// Conflict when the asset meets it.
func (s *Assets) OverrideDuty(ctx context.Context, actor Actor, o Override) error {
	if err := o.check(); err != nil {
		return err
	}
	o.By, o.At = actor.ID, s.now()
	return s.store.SetOverride(ctx, o, func(a Asset) error {
		if err := mayOverride(actor, a); err != nil {
			return err
		}
		if a.meets(o.Duty) {
			return NewError(Conflict, KeyDutyMet, nil)
		}
		return nil
	})
}

// WithdrawOverride takes somebody's word back. NotFound when there is none.
func (s *Assets) WithdrawOverride(ctx context.Context, actor Actor, id AssetID, duty DutyCode) error {
	return s.store.RemoveOverride(ctx, actor.ID, id, duty, s.now(), func(a Asset) error { return mayOverride(actor, a) })
}

func mayOverride(actor Actor, a Asset) error {
	if !ScopeOf(actor).Sees(a) {
		return Missing("asset")
	}
	return MayOverrideDuty(actor, a)
}

func (o *Override) check() error {
	var c checker
	c.text("reason", &o.Reason, 1_000)
	if strings.TrimSpace(o.Reason) == "" {
		c.refuse("reason", KeyRequired, nil)
	}
	c.required("name", &o.Name, 120)
	c.noIdentityNumber("reason", o.Reason)
	oneOf(&c, "duty", &o.Duty, DutyCodes()...)
	return c.err()
}
