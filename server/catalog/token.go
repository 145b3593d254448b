package catalog

import (
	"context"
	"time"
)

// Token lets a program act over the API.
type Token struct {
	ID         TokenID
	Name       string
	Role       Role
	Library    Ref    // zero: bound to none
	Hash       string // HashSecret of the secret
	CreatedBy  string
	CreatedAt  time.Time
	LastUsedAt time.Time // to the minute; zero: never
}

// Actor is the token as one who acts.
func (t Token) Actor() Actor {
	return Actor{Kind: Program, ID: string(t.ID), Name: t.Name, Role: t.Role, Library: LibraryID(t.Library.ID)}
}

// TokenStore keeps the tokens.
type TokenStore interface {
	Create(ctx context.Context, t Token) error
	// ByHash finds a token. NotFound when there is none.
	ByHash(ctx context.Context, hash string) (Token, error)
	List(ctx context.Context, f ListFilter) (Page[Token], error)
	// Used remembers when a token was last used.
	Used(ctx context.Context, id TokenID, at time.Time) error
	// Delete removes a token. NotFound when there is none.
	Delete(ctx context.Context, id TokenID) error
}

// Tokens is the service over the tokens.
type Tokens struct {
	store  TokenStore
	refs   ReferenceStore
	now    Clock
	newID  IDSource
	secret SecretSource
}

// NewTokens makes the service over the tokens.
func NewTokens(store TokenStore, refs ReferenceStore, now Clock, newID IDSource, secret SecretSource) *Tokens {
	return &Tokens{store, refs, now, newID, secret}
}

// Issue makes a token and returns it with its secret, which is shown this once and kept nowhere.
func (s *Tokens) Issue(ctx context.Context, actor Actor, name string, role Role, library string) (Token, string, error) {
	if err := MayAdminister(actor); err != nil {
		return Token{}, "", err
	}
	t := Token{ID: TokenID(s.newID()), Name: name, Role: role, Library: Ref{ID: library}, CreatedBy: actor.ID, CreatedAt: s.now()}
	var c checker
	c.required("name", &t.Name, 120)
	if err := checkGrant(ctx, &c, s.refs, role, &t.Library); err != nil {
		return Token{}, "", err
	}
	secret := "fm_" + s.secret()
	t.Hash = HashSecret(secret)
	return t, secret, s.store.Create(ctx, t)
}

// Authenticate finds who acts with a secret. Unauthenticated when no token has it.
func (s *Tokens) Authenticate(ctx context.Context, secret string) (Actor, error) {
	t, err := s.store.ByHash(ctx, HashSecret(secret))
	if Is(err, NotFound) {
		return Actor{}, NewError(Unauthenticated, KeyTokenUnknown, nil)
	}
	if err != nil {
		return Actor{}, err
	}
	if now := s.now(); now.Sub(t.LastUsedAt) > time.Minute {
		if err := s.store.Used(ctx, t.ID, now); err != nil {
			return Actor{}, err
		}
	}
	return t.Actor(), nil
}

// List lists the tokens.
func (s *Tokens) List(ctx context.Context, actor Actor, f ListFilter) (Page[Token], error) {
	if err := MayAdminister(actor); err != nil {
		return Page[Token]{}, err
	}
	return s.store.List(ctx, f)
}

// Revoke removes a token; what comes with it is refused from then on.
func (s *Tokens) Revoke(ctx context.Context, actor Actor, id TokenID) error {
	if err := MayAdminister(actor); err != nil {
		return err
	}
	return s.store.Delete(ctx, id)
}
