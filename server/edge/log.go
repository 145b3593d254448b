package edge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// access writes the one line of a request. The route's pattern stands for its path, which may hold a secret.
func (s *Seam) access(c *gin.Context, st *state, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("request_id", st.id), slog.String("method", c.Request.Method), slog.String("route", c.FullPath()),
		slog.Int("status", c.Writer.Status()), slog.Int64("duration_ms", took.Milliseconds()), slog.Int("bytes", max(c.Writer.Size(), 0)),
	}
	if st.actor.ID != "" {
		attrs = append(attrs, slog.String("actor_id", st.actor.ID))
	}
	if st.err != nil {
		attrs = append(attrs, slog.String("code", string(explain(st.err).Code)))
	}
	ctx := c.Request.Context()
	s.deps.Log.LogAttrs(ctx, slog.LevelInfo, "request", attrs...)
	s.cause(ctx, st)
}

// cause tells the operator why a request failed through no fault of its sender.
func (s *Seam) cause(ctx context.Context, st *state) {
	if st.err == nil || errors.Is(st.err, context.Canceled) && ctx.Err() != nil {
		return
	}
	level := slog.LevelWarn
	switch explain(st.err).Code {
	case catalog.Internal:
		level = slog.LevelError
	case catalog.Unavailable, catalog.Full:
	default:
		return
	}
	s.deps.Log.LogAttrs(ctx, level, "request failed", slog.String("request_id", st.id), slog.String("error", st.err.Error()))
}

// recover answers for a handler that panicked. http.ErrAbortHandler is passed on, and an answer that has begun is cut
// off, so that the reader does not take half of it for the whole.
func (s *Seam) recover(c *gin.Context, st *state) {
	v := recover()
	switch {
	case v == nil:
		return
	case v == http.ErrAbortHandler:
		panic(v)
	}
	st.err = fmt.Errorf("handler panicked: %v\n%s", v, debug.Stack())
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	Fail(c, st.err)
}
