package edge_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// desk is an engine with the seam before it and its log.
type desk struct {
	t      *testing.T
	engine *gin.Engine
	log    bytes.Buffer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	gin.SetMode(gin.TestMode)
	words, err := locale.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, engine: gin.New()}
	seam, err := edge.New(edge.Deps{Translator: words, Log: slog.New(slog.NewJSONHandler(&d.log, nil)), Now: time.Now, NewID: func() string { return "made" }})
	if err != nil {
		t.Fatal(err)
	}
	d.engine.HandleMethodNotAllowed = true
	d.engine.Use(seam.Middleware())
	d.engine.NoRoute(edge.Handle(edge.NoRoute))
	d.engine.NoMethod(edge.Handle(edge.NoMethod))
	return d
}

// fails serves an error at a path.
func (d *desk) fails(path string, err error) {
	d.engine.GET(path, edge.Handle(func(*gin.Context) error { return err }))
}

// do sends a request; headers come in pairs.
func (d *desk) do(method, target string, headers ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	req := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return d.serve(req)
}

func (d *desk) serve(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.engine.ServeHTTP(w, req)
	return w
}

// problem reads a problem and checks what all of them have.
func (d *desk) problem(w *httptest.ResponseRecorder) edge.Problem {
	d.t.Helper()
	var p edge.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		d.t.Fatalf("not JSON: %v\n%s", err, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		d.t.Errorf("Content-Type %q", got)
	}
	if p.Type != "about:blank" || p.Title == "" || p.Detail == "" || p.RequestID == "" || p.Status != w.Code {
		d.t.Errorf("incomplete problem with status %d: %s", w.Code, w.Body)
	}
	return p
}

// line reads the last line of the log with a message.
func (d *desk) line(message string) map[string]any {
	d.t.Helper()
	var found map[string]any
	for _, raw := range bytes.Split(d.log.Bytes(), []byte("\n")) {
		var line map[string]any
		if json.Unmarshal(raw, &line) == nil && line["msg"] == message {
			found = line
		}
	}
	if found == nil {
		d.t.Fatalf("no line %q in the log:\n%s", message, d.log.String())
	}
	return found
}
