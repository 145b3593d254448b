package auth

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// What a session holds.
const (
	sessionUser     = "user"     // a UserID
	sessionPassword = "password" // the mark of the password it was signed in with
	sessionSince    = "since"    // Unix seconds of signing in
)

// slideEvery is how often a session in use is written with a later end. Writing it on every request would cost a
// durable write for every thumbnail.
const slideEvery = time.Hour

func newSessions(cfg Config, store scs.CtxStore) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.Lifetime = cfg.Idle
	m.HashTokenInStore = true
	m.Cookie.Name = "fellesmappa"
	if cfg.secure() {
		m.Cookie.Name, m.Cookie.Secure = "__Host-fellesmappa", true
	}
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	return m
}

// passwordMark changes with the password and tells nothing of it.
func passwordMark(u catalog.User) string { return catalog.HashSecret(u.PasswordHash) }

// load brings the session of a request into its context; an unknown or missing cookie gives an empty one.
func (g *Gate) load(c *gin.Context) error {
	token, _ := c.Cookie(g.sessions.Cookie.Name)
	ctx, err := g.sessions.Load(c.Request.Context(), token)
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	c.Request = c.Request.WithContext(ctx)
	return nil
}

// save stores the session and sends its cookie.
func (g *Gate) save(c *gin.Context) error {
	ctx := c.Request.Context()
	token, end, err := g.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	g.sessions.WriteSessionCookie(ctx, c.Writer, token, end)
	return nil
}

// resume lets in whoever the session belongs to, with the role they have now. A session ends with its account and with
// its password.
func (g *Gate) resume(c *gin.Context) error {
	if _, err := c.Cookie(g.sessions.Cookie.Name); err != nil {
		return nil
	}
	if err := g.load(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	id := g.sessions.GetString(ctx, sessionUser)
	if id == "" {
		return nil
	}
	u, err := g.users.Current(ctx, catalog.UserID(id))
	if err != nil && !catalog.Is(err, catalog.NotFound) {
		return err
	}
	since := time.Unix(g.sessions.GetInt64(ctx, sessionSince), 0)
	if err != nil || !u.Active || passwordMark(u) != g.sessions.GetString(ctx, sessionPassword) || g.now().Sub(since) > g.cfg.Lifetime {
		return g.end(c)
	}
	edge.SetActor(c, u.Actor())
	return g.slide(c)
}

// slide moves the end of a session that is in use.
func (g *Gate) slide(c *gin.Context) error {
	ctx, end := c.Request.Context(), time.Now().Add(g.cfg.Idle)
	if end.Sub(g.sessions.Deadline(ctx)) < slideEvery {
		return nil
	}
	g.sessions.SetDeadline(ctx, end)
	return g.save(c)
}

// begin signs a user in under a new session token, so that a token that somebody planted is worth nothing.
func (g *Gate) begin(c *gin.Context, u catalog.User) error {
	if err := g.load(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	if err := g.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	if err := g.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("clear session: %w", err)
	}
	g.sessions.Put(ctx, sessionUser, string(u.ID))
	g.sessions.Put(ctx, sessionPassword, passwordMark(u))
	g.sessions.Put(ctx, sessionSince, g.now().Unix())
	edge.SetActor(c, u.Actor())
	return g.save(c)
}

// end removes the session and its cookie.
func (g *Gate) end(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := g.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	g.sessions.WriteSessionCookie(ctx, c.Writer, "", time.Time{})
	edge.SetActor(c, catalog.Actor{})
	return nil
}
