package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// User is a person with an account.
type User struct {
	ID           UserID
	Email        string // lower case, unique
	Name         string
	Role         Role
	Library      Ref    // zero: bound to none
	PasswordHash string // made by auth; empty until the person has set a password
	Active       bool
	Language     string // of the pages: nb, nn, en, or empty
	CreatedAt    time.Time
	Version      int
}

// Actor is the user as one who acts. One who was deactivated is a stranger.
func (u User) Actor() Actor {
	if !u.Active {
		return Actor{}
	}
	return Actor{Kind: Person, ID: string(u.ID), Name: u.Name, Role: u.Role, Library: LibraryID(u.Library.ID)}
}

// OneTimeLink lets whoever holds its secret set a password, once. Without a user it makes the first administrator.
type OneTimeLink struct {
	Hash      string // HashSecret of the secret
	User      UserID
	ExpiresAt time.Time
}

// UserStore keeps accounts and their one-time links.
type UserStore interface {
	// Create stores a user. Conflict when the e-mail address is taken.
	Create(ctx context.Context, u User) error
	// Get finds a user by id. NotFound when there is none.
	Get(ctx context.Context, id UserID) (User, error)
	// ByEmail finds a user by e-mail address. NotFound when there is none.
	ByEmail(ctx context.Context, email string) (User, error)
	// List lists users by name.
	List(ctx context.Context, f ListFilter) (Page[User], error)
	// Update loads the user under a lock, lets change alter it and stores it when change returns nil.
	Update(ctx context.Context, id UserID, change func(*User) error) (User, error)
	// HasAdministrator reports whether an active administrator has a password.
	HasAdministrator(ctx context.Context) (bool, error)
	// CreateLink stores a one-time link; older links of the same user go.
	CreateLink(ctx context.Context, l OneTimeLink) error
	// Link finds a link by its hash, expired or not. NotFound when there is none.
	Link(ctx context.Context, hash string) (OneTimeLink, error)
	// UseLink removes a link and, in the same transaction, stores the user that it was for: a new one when the link
	// had none. NotFound when the link has been used.
	UseLink(ctx context.Context, hash string, u User) error
}

// SecretSource makes an unguessable secret of at least 128 bits, in letters that need no escaping in an address.
type SecretSource func() string

// HashSecret is how secrets are kept: the SHA-256 in hex. Secrets are random, so no salt is needed.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// How long one-time links live.
const (
	InvitationLife = 7 * 24 * time.Hour
	SetupLife      = 24 * time.Hour
)

// Users is the service over the accounts.
type Users struct {
	store  UserStore
	refs   ReferenceStore
	now    Clock
	newID  IDSource
	secret SecretSource
}

// NewUsers makes the service over the accounts.
func NewUsers(store UserStore, refs ReferenceStore, now Clock, newID IDSource, secret SecretSource) *Users {
	return &Users{store, refs, now, newID, secret}
}

// Setup gives the secret of a one-time link for the first administrator, or "" when there is one already.
func (s *Users) Setup(ctx context.Context) (string, error) {
	has, err := s.store.HasAdministrator(ctx)
	if err != nil || has {
		return "", err
	}
	secret := s.secret()
	return secret, s.store.CreateLink(ctx, OneTimeLink{Hash: HashSecret(secret), ExpiresAt: s.now().Add(SetupLife)})
}

// Invite makes an account and the secret of a one-time link for it.
func (s *Users) Invite(ctx context.Context, actor Actor, u User) (User, string, error) {
	if err := MayAdminister(actor); err != nil {
		return User{}, "", err
	}
	if err := s.check(ctx, &u); err != nil {
		return User{}, "", err
	}
	u.ID, u.Active, u.PasswordHash, u.CreatedAt, u.Version = UserID(s.newID()), true, "", s.now(), 1
	if err := s.store.Create(ctx, u); err != nil {
		return User{}, "", err
	}
	secret, err := s.link(ctx, u.ID)
	return u, secret, err
}

// Reinvite makes a new one-time link for an account, for a person who has lost their password.
func (s *Users) Reinvite(ctx context.Context, actor Actor, id UserID) (string, error) {
	if err := MayAdminister(actor); err != nil {
		return "", err
	}
	if _, err := s.store.Get(ctx, id); err != nil {
		return "", err
	}
	return s.link(ctx, id)
}

func (s *Users) link(ctx context.Context, id UserID) (string, error) {
	secret := s.secret()
	return secret, s.store.CreateLink(ctx, OneTimeLink{Hash: HashSecret(secret), User: id, ExpiresAt: s.now().Add(InvitationLife)})
}

// Welcome finds whom a one-time link is for; the zero user means the first administrator. Withheld when the link
// was used or is too old.
func (s *Users) Welcome(ctx context.Context, secret string) (User, error) {
	gone := NewError(Withheld, KeyLinkUsed, nil)
	l, err := s.store.Link(ctx, HashSecret(secret))
	if Is(err, NotFound) || err == nil && !s.now().Before(l.ExpiresAt) {
		return User{}, gone
	}
	if err != nil || l.User == "" {
		return User{}, err
	}
	u, err := s.store.Get(ctx, l.User)
	if err == nil && !u.Active {
		return User{}, gone
	}
	return u, err
}

// Accept uses a one-time link: it stores the password's hash and, for the first administrator, their e-mail address
// and name.
func (s *Users) Accept(ctx context.Context, secret, email, name, passwordHash string) (User, error) {
	u, err := s.Welcome(ctx, secret)
	if err != nil {
		return User{}, err
	}
	if u.ID == "" {
		u = User{ID: UserID(s.newID()), Email: email, Name: name, Role: Administrator, Active: true, CreatedAt: s.now()}
		if err := s.check(ctx, &u); err != nil {
			return User{}, err
		}
	}
	u.PasswordHash = passwordHash
	u.Version++
	if err := s.store.UseLink(ctx, HashSecret(secret), u); err != nil {
		if Is(err, NotFound) {
			return User{}, NewError(Withheld, KeyLinkUsed, nil)
		}
		return User{}, err
	}
	return u, nil
}

// ByEmail finds an account for signing in. NotFound when there is none or it was deactivated.
func (s *Users) ByEmail(ctx context.Context, email string) (User, error) {
	var c checker
	c.email("email", &email)
	if c.err() != nil {
		return User{}, Missing("user")
	}
	u, err := s.store.ByEmail(ctx, email)
	if err == nil && !u.Active {
		return User{}, Missing("user")
	}
	return u, err
}

// Current finds the account of a session as it is now, so that a changed role or a deactivation counts at once.
func (s *Users) Current(ctx context.Context, id UserID) (User, error) { return s.store.Get(ctx, id) }

// List lists the accounts.
func (s *Users) List(ctx context.Context, actor Actor, f ListFilter) (Page[User], error) {
	if err := MayAdminister(actor); err != nil {
		return Page[User]{}, err
	}
	return s.store.List(ctx, f)
}

// Colleagues lists by name those who may plan posts, so that one of them can be given something to do. Their e-mail addresses
// and roles stay with the administrators.
func (s *Users) Colleagues(ctx context.Context, actor Actor) ([]Colleague, error) {
	if err := MayPlan(actor); err != nil {
		return nil, err
	}
	page, err := s.store.List(ctx, ListFilter{Limit: 1000})
	var out []Colleague
	for _, u := range page.Items {
		if MayPlan(u.Actor()) == nil {
			out = append(out, Colleague{Ref{ID: string(u.ID), Name: u.Name}, u.Library})
		}
	}
	return out, err
}

// Colleague is somebody with an account, as others know them.
type Colleague struct {
	Ref
	Library Ref // zero: the county's
}

// Edit lets an administrator change an account's name, role, library or activity. Administrators cannot take their
// own role or activity away, so that one always remains.
func (s *Users) Edit(ctx context.Context, actor Actor, id UserID, change func(*User)) (User, error) {
	if err := MayAdminister(actor); err != nil {
		return User{}, err
	}
	return s.store.Update(ctx, id, func(u *User) error {
		before := *u
		change(u)
		u.ID, u.PasswordHash, u.CreatedAt, u.Version = before.ID, before.PasswordHash, before.CreatedAt, before.Version+1
		if string(u.ID) == actor.ID {
			if err := keepOwn(before, *u); err != nil {
				return err
			}
		}
		return s.check(ctx, u)
	})
}

// keepOwn refuses that somebody takes their own role or activity away.
func keepOwn(before, after User) error {
	var c checker
	if after.Role != before.Role {
		c.refuse("role", KeyOwnRole, nil)
	}
	if !after.Active {
		c.refuse("active", KeyOwnRole, nil)
	}
	return c.err()
}

// SetPassword stores the hash of a new password for the actor's own account.
func (s *Users) SetPassword(ctx context.Context, actor Actor, hash string) error {
	if err := PeopleOnly(actor); err != nil {
		return err
	}
	_, err := s.store.Update(ctx, UserID(actor.ID), func(u *User) error {
		u.PasswordHash = hash
		u.Version++
		return nil
	})
	return err
}

func (s *Users) check(ctx context.Context, u *User) error {
	var c checker
	c.email("email", &u.Email)
	c.required("name", &u.Name, 120)
	return checkGrant(ctx, &c, s.refs, u.Role, &u.Library)
}

// checkGrant checks a role and the library it is bound to, and looks the library up.
func checkGrant(ctx context.Context, c *checker, refs ReferenceStore, role Role, library *Ref) error {
	oneOf(c, "role", &role, Roles()...)
	if library.ID != "" {
		found, err := refs.LibraryRefs(ctx, []string{library.ID})
		if err != nil {
			return err
		}
		switch l, ok := found[library.ID]; {
		case !ok:
			c.refuse("library", KeyUnknownRef, Args{"value": library.ID})
		case !role.Bindable():
			c.refuse("library", KeyUnknownValue, Args{"value": library.ID, "allowed": ""})
		default:
			*library = Ref{ID: string(l.ID), Name: l.Name}
		}
	}
	return c.err()
}
