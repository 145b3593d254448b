package delivery

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// stillEvery is how often it is asked anew, while bytes go out, whether they may.
const stillEvery = time.Second

// guarded is an answer whose bytes go out only as long as they may.
type guarded struct {
	gin.ResponseWriter
	still   func() error
	now     catalog.Clock
	asked   time.Time
	refused error
}

// ask asks whether bytes may go out; once they may not, they never do.
func (g *guarded) ask() error {
	if g.refused == nil {
		g.refused, g.asked = g.still(), g.now()
	}
	return g.refused
}

// Write implements io.Writer.
func (g *guarded) Write(p []byte) (int, error) {
	if g.refused != nil || g.now().Sub(g.asked) > stillEvery {
		if err := g.ask(); err != nil {
			return 0, err
		}
	}
	return g.ResponseWriter.Write(p)
}

// WriteString implements io.StringWriter.
func (g *guarded) WriteString(s string) (int, error) { return g.Write([]byte(s)) }

// guard answers with what send writes, which may be shown when it begins, for as long as still says so. Then it breaks off, as
// it does where anything else fails half-way: half an answer must not look whole.
func (d *Delivery) guard(c *gin.Context, still func() error, send func(*guarded) error) error {
	ctx, g := c.Request.Context(), &guarded{ResponseWriter: c.Writer, still: still, now: d.deps.Now, asked: d.deps.Now()}
	c.Writer = g
	err := send(g)
	if g.refused != nil {
		err = g.refused
	}
	c.Writer = g.ResponseWriter
	if err == nil || !c.Writer.Written() {
		return err
	}
	if ctx.Err() == nil && catalog.CodeOf(err) == catalog.Internal {
		d.deps.Log.ErrorContext(ctx, "send kit", slog.String("path", c.Request.URL.Path), slog.Any("error", err))
	}
	panic(http.ErrAbortHandler)
}
