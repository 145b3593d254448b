package edge

import (
	"errors"
	"log/slog"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Translator says messages in a language (nb, nn or en). Args named "max" or "size" that are an int64 are bytes. A key
// that it does not know comes back as it is.
type Translator interface {
	Text(lang, key string, args map[string]any) string
}

// PageRenderer answers a failed request with a page: it writes p.Status and the body. Web passes it in.
type PageRenderer func(c *gin.Context, p Problem) error

// Deps are what the seam is made of.
type Deps struct {
	Translator Translator
	Log        *slog.Logger
	Now        catalog.Clock
	NewID      catalog.IDSource // makes request ids
}

// Seam is what every request passes through first.
type Seam struct{ deps Deps }

// New makes the seam. All of deps is needed.
func New(deps Deps) (*Seam, error) {
	if deps.Translator == nil || deps.Log == nil || deps.Now == nil || deps.NewID == nil {
		return nil, errors.New("make edge: a dependency is missing")
	}
	return &Seam{deps}, nil
}

// Middleware gives every request its id and language, writes its line to the log, and turns a panic into a 500. It
// stands before every other handler.
func (s *Seam) Middleware() gin.HandlerFunc {
	return func(c *gin.Context) {
		st := &state{seam: s, id: s.requestID(c), lang: negotiate(c)}
		c.Set(stateKey, st)
		c.Header("X-Request-Id", st.id)
		start := s.deps.Now()
		defer func() { s.access(c, st, s.deps.Now().Sub(start)) }()
		defer s.recover(c, st)
		c.Next()
	}
}

// state is what the seam remembers of one request.
type state struct {
	seam  *Seam
	id    string
	lang  string
	actor catalog.Actor
	pages PageRenderer
	err   error // why the request failed
}

const stateKey = "edge.state"

// of finds the state of a request; one that did not pass the middleware has an empty one.
func of(c *gin.Context) *state {
	if v, ok := c.Get(stateKey); ok {
		if st, ok := v.(*state); ok {
			return st
		}
	}
	st := &state{lang: negotiate(c)}
	c.Set(stateKey, st)
	return st
}

// SetActor says who acts in this request. Auth does, before any handler.
func SetActor(c *gin.Context, a catalog.Actor) { of(c).actor = a }

// Actor tells who acts in this request; the zero actor is a stranger.
func Actor(c *gin.Context) catalog.Actor { return of(c).actor }

// Lang tells the language of this request: nb, nn or en.
func Lang(c *gin.Context) string { return of(c).lang }

// RequestID tells the id of this request.
func RequestID(c *gin.Context) string { return of(c).id }

// Text says a message in the language of this request.
func Text(c *gin.Context, key string, args map[string]any) string {
	return TextIn(c, of(c).lang, key, args)
}

// TextIn says a message in a language of the interface.
func TextIn(c *gin.Context, lang, key string, args map[string]any) string {
	st := of(c)
	if st.seam == nil {
		return key
	}
	return st.seam.deps.Translator.Text(lang, key, args)
}
