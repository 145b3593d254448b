package auth

import (
	"context"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// maxPassword bounds what is hashed, in characters.
const maxPassword = 200

// SignIn signs a person in with e-mail address and password. Unauthenticated when they do not match, in the same time
// whether the account exists or not; TooMany after too many tries.
func (g *Gate) SignIn(c *gin.Context, email, password string) error {
	account := accountKey(email)
	if err := g.try(c, account); err != nil {
		return err
	}
	u, err := g.check(c.Request.Context(), email, password)
	if err != nil {
		return err
	}
	g.accounts.Reset(account)
	return g.begin(c, u)
}

// SignOut ends the session.
func (g *Gate) SignOut(c *gin.Context) error {
	if err := g.load(c); err != nil {
		return err
	}
	return g.end(c)
}

// Accept uses a one-time link: it sets the password, for the first administrator also e-mail address and name, and
// signs the person in. Withheld when the link was used or is too old.
func (g *Gate) Accept(c *gin.Context, secret, email, name, password string) error {
	if err := g.origins.Try(addressKey(c.ClientIP())); err != nil {
		return err
	}
	ctx := c.Request.Context()
	if _, err := g.users.Welcome(ctx, secret); err != nil {
		return err
	}
	hash, err := g.newHash(ctx, password)
	if err != nil {
		return err
	}
	u, err := g.users.Accept(ctx, secret, email, name, hash)
	if err != nil {
		return err
	}
	return g.begin(c, u)
}

// ChangePassword gives the person who acts a new password and ends all their other sessions.
func (g *Gate) ChangePassword(c *gin.Context, current, next string) error {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if err := catalog.PeopleOnly(actor); err != nil {
		return err
	}
	u, err := g.users.Current(ctx, catalog.UserID(actor.ID))
	if err != nil {
		return err
	}
	if err := g.try(c, accountKey(u.Email)); err != nil {
		return err
	}
	if _, err := g.check(ctx, u.Email, current); err != nil {
		return wrongPassword("current_password", err)
	}
	hash, err := g.newHash(ctx, next)
	if err != nil {
		return err
	}
	if err := g.users.SetPassword(ctx, actor, hash); err != nil {
		return err
	}
	u.PasswordHash = hash
	return g.begin(c, u)
}

// wrongPassword tells a signed-in person which field was wrong: they stay signed in.
func wrongPassword(field string, err error) error {
	if !catalog.Is(err, catalog.Unauthenticated) {
		return err
	}
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: field, Key: catalog.KeyWrongPassword}}}
}

// try counts a try from the sender's address and for the account.
func (g *Gate) try(c *gin.Context, account string) error {
	if err := g.origins.Try(addressKey(c.ClientIP())); err != nil {
		return err
	}
	return g.accounts.Try(account)
}

// check finds the account of an e-mail address and password. It always hashes, so that the time does not tell whether
// there is such an account.
func (g *Gate) check(ctx context.Context, email, password string) (catalog.User, error) {
	u, err := g.users.ByEmail(ctx, email)
	if err != nil && !catalog.Is(err, catalog.NotFound) {
		return catalog.User{}, err
	}
	hash, exists := g.nobody, err == nil && u.PasswordHash != ""
	if exists {
		hash = u.PasswordHash
	}
	if utf8.RuneCountInString(password) > maxPassword {
		password = ""
	}
	ok, err := g.hasher.verify(ctx, password, hash)
	if err != nil {
		return catalog.User{}, err
	}
	if !ok || !exists {
		return catalog.User{}, catalog.NewError(catalog.Unauthenticated, catalog.KeyWrongPassword, nil)
	}
	return u, nil
}

// newHash checks a new password and hashes it.
func (g *Gate) newHash(ctx context.Context, password string) (string, error) {
	refuse := func(key string, args catalog.Args) (string, error) {
		return "", &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: "password", Key: key, Args: args}}}
	}
	switch n := utf8.RuneCountInString(password); {
	case n < g.cfg.MinPassword:
		return refuse(catalog.KeyPasswordShort, catalog.Args{"min": g.cfg.MinPassword})
	case n > maxPassword:
		return refuse(catalog.KeyTooLong, catalog.Args{"max": maxPassword, "length": n})
	}
	return g.hasher.hash(ctx, password)
}

// accountKey is the same for all spellings of an address and short for any.
func accountKey(email string) string {
	return catalog.HashSecret(strings.ToLower(strings.TrimSpace(email)))
}

// addressKey counts an IPv6 network as one sender: every customer has 2⁶⁴ addresses.
func addressKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil || addr.Unmap().Is4() {
		return ip
	}
	network, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}
