package auth

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Deps are what the gate is made of.
type Deps struct {
	Users    *catalog.Users
	Tokens   *catalog.Tokens
	Sessions scs.CtxStore
	Now      catalog.Clock
}

// Gate lets people and programs in.
type Gate struct {
	cfg      Config
	users    *catalog.Users
	tokens   *catalog.Tokens
	sessions *scs.SessionManager
	now      catalog.Clock
	hasher   *hasher
	nobody   string // the hash that stands for accounts that do not exist
	accounts *edge.Limiter
	origins  *edge.Limiter
}

// New makes the gate.
func New(cfg Config, deps Deps) (*Gate, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Users == nil || deps.Tokens == nil || deps.Sessions == nil || deps.Now == nil {
		return nil, errors.New("make auth: a dependency is missing")
	}
	g := &Gate{cfg: cfg, users: deps.Users, tokens: deps.Tokens, sessions: newSessions(cfg, deps.Sessions), now: deps.Now, hasher: newHasher()}
	var err error
	if g.nobody, err = g.hasher.hash(context.Background(), rand.Text()); err != nil {
		return nil, err
	}
	if g.accounts, err = edge.NewLimiter(cfg.AccountTries, deps.Now); err != nil {
		return nil, err
	}
	g.origins, err = edge.NewLimiter(cfg.AddressTries, deps.Now)
	return g, err
}

// Middleware finds out who acts: by Bearer token, else by session. A wrong token is refused, never taken for a
// stranger.
func (g *Gate) Middleware() gin.HandlerFunc {
	return edge.Handle(func(c *gin.Context) error {
		if secret, ok := edge.Bearer(c.Request); ok {
			actor, err := g.tokens.Authenticate(c.Request.Context(), secret)
			if err != nil {
				return err
			}
			edge.SetActor(c, actor)
			return nil
		}
		return g.resume(c)
	})
}
