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

// leave is that something may be sent: it was asked whether it may, and still asks anew.
type leave struct {
	still func() error
	asked time.Time
}

func (d *Delivery) leave(still func() error) leave { return leave{still: still, asked: d.deps.Now()} }

// opened asks for an asset's bytes, and keeps the question.
func (d *Delivery) opened(open func() (catalog.Cleared, error)) (catalog.Cleared, leave, error) {
	l := d.leave(func() error {
		_, err := open()
		return err
	})
	cleared, err := open()
	return cleared, l, err
}

// guarded is an answer whose bytes go out only as long as they may.
type guarded struct {
	gin.ResponseWriter
	leave
	now     catalog.Clock
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

// guard answers with what send writes, for as long as there is leave to. Then it breaks off, as it does where anything else
// fails half-way: half an answer must not look whole. What takes less than stillEvery is not asked for again.
func (d *Delivery) guard(c *gin.Context, l leave, send func(*guarded) error) error {
	ctx, g := c.Request.Context(), &guarded{ResponseWriter: c.Writer, leave: l, now: d.deps.Now}
	c.Writer = g
	err := send(g)
	if g.refused != nil {
		err = g.refused
	}
	c.Writer = g.ResponseWriter
	if err == nil {
		return nil
	}
	if !c.Writer.Written() {
		unannounce(c.Writer.Header())
		return err
	}
	if ctx.Err() == nil && catalog.CodeOf(err) == catalog.Internal {
		d.deps.Log.ErrorContext(ctx, "send bytes", slog.String("route", c.FullPath()), slog.Any("error", err))
	}
	panic(http.ErrAbortHandler)
}
