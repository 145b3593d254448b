package edge_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

func TestStatusOfEveryCode(t *testing.T) {
	tests := []struct {
		err    error
		status int
		code   string
	}{
		{catalog.NewError(catalog.Invalid, catalog.KeyInvalid, nil), 422, "invalid"},
		{catalog.NewError(catalog.Malformed, catalog.KeyMalformed, nil), 400, "invalid"},
		{catalog.NewError(catalog.Unauthenticated, catalog.KeyUnauthenticated, nil), 401, "unauthenticated"},
		{catalog.NewError(catalog.Forbidden, catalog.KeyForbidden, nil), 403, "forbidden"},
		{catalog.Missing("asset"), 404, "not_found"},
		{catalog.NewError(catalog.Conflict, catalog.KeyInUse, catalog.Args{"count": 2}), 409, "conflict"},
		{catalog.NewError(catalog.Stale, catalog.KeyStale, nil), 412, "stale"},
		{catalog.NewError(catalog.Withheld, catalog.KeyLinkGone, nil), 410, "withheld"},
		{catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": int64(1 << 30)}), 413, "too_large"},
		{catalog.NewError(catalog.UnsupportedMedia, catalog.KeyUnsupported, catalog.Args{"accepted": "JPEG"}), 415, "unsupported_media"},
		{catalog.NewError(catalog.TooMany, catalog.KeyTooMany, nil), 429, "too_many"},
		{catalog.NewError(catalog.Unavailable, catalog.KeyUnavailable, nil), 503, "unavailable"},
		{catalog.NewError(catalog.Full, catalog.KeyFull, nil), 507, "full"},
		{catalog.NewError(catalog.Internal, catalog.KeyInternal, nil), 500, "internal"},
		{&http.MaxBytesError{Limit: 1 << 20}, 413, "too_large"},
		{context.DeadlineExceeded, 503, "unavailable"},
		{errors.New("pq: password authentication failed for user hemmelig"), 500, "internal"},
		{fmt.Errorf("save asset: %w", catalog.Missing("book")), 404, "not_found"},
	}
	for _, tt := range tests {
		for _, lang := range edge.Languages() {
			d := newDesk(t)
			d.fails("/x", tt.err)
			w := d.do("GET", "/x", "Accept-Language", lang)
			p := d.problem(w)
			if w.Code != tt.status || p.Code != tt.code || edge.StatusOf(tt.err) != tt.status {
				t.Errorf("%v: %d %s (StatusOf %d), want %d %s", tt.err, w.Code, p.Code, edge.StatusOf(tt.err), tt.status, tt.code)
			}
			if strings.Contains(p.Title+p.Detail, "error.") || strings.Contains(p.Detail, "<no value>") || strings.Contains(w.Body.String(), "hemmelig") {
				t.Errorf("%v in %s: %q %q", tt.err, lang, p.Title, p.Detail)
			}
		}
	}
}

func TestProblemTellsAllThereIsToKnow(t *testing.T) {
	d := newDesk(t)
	d.fails("/x", &catalog.Error{Code: catalog.Conflict, Key: catalog.KeyNotCleared, DuplicateOf: "a1",
		Fields:  []catalog.FieldError{{Location: "libraries[1]", Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": "finnes-ikke"}}},
		Reasons: []catalog.Reason{{Key: catalog.ReasonNotAssessed}}})
	p := d.problem(d.do("GET", "/x", "Accept-Language", "en"))
	if p.DuplicateOf != "a1" || len(p.Errors) != 1 || p.Errors[0].Location != "libraries[1]" || !strings.Contains(p.Errors[0].Message, "finnes-ikke") {
		t.Errorf("problem: %+v", p)
	}
	if len(p.Reasons) != 1 || strings.HasPrefix(p.Reasons[0], "clearance.") {
		t.Errorf("reasons: %v", p.Reasons)
	}
}

func TestHeadersOfErrors(t *testing.T) {
	d := newDesk(t)
	d.fails("/late", catalog.NewError(catalog.TooMany, catalog.KeyTooMany, catalog.Args{edge.ArgRetryAfter: 61*time.Second + time.Millisecond}))
	d.fails("/stranger", catalog.NewError(catalog.Unauthenticated, catalog.KeyUnauthenticated, nil))
	if got := d.do("GET", "/late").Header().Get("Retry-After"); got != "62" {
		t.Errorf("Retry-After %q, want 62", got)
	}
	if got := d.do("GET", "/stranger").Header().Get("Www-Authenticate"); !strings.HasPrefix(got, "Bearer ") {
		t.Errorf("WWW-Authenticate %q", got)
	}
	if got := d.do("GET", "/stranger").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}

func TestWhatDoesNotExist(t *testing.T) {
	d := newDesk(t)
	d.engine.GET("/api/v1/assets", func(c *gin.Context) { c.Status(200) })
	if p := d.problem(d.do("GET", "/api/v1/nowhere")); p.Status != 404 || p.Code != "not_found" {
		t.Errorf("unknown address: %+v", p)
	}
	w := d.do("DELETE", "/api/v1/assets")
	if p := d.problem(w); p.Status != 405 || p.Code != "method_not_allowed" || w.Header().Get("Allow") != "GET" {
		t.Errorf("wrong method: %+v, Allow %q", p, w.Header().Get("Allow"))
	}
}

func TestPagesForPeople(t *testing.T) {
	d := newDesk(t)
	render := func(c *gin.Context, p edge.Problem) error {
		c.Data(p.Status, "text/html", []byte("<h1>"+p.Title+"</h1>"))
		return nil
	}
	broken := func(*gin.Context, edge.Problem) error { return errors.New("broken template") }
	missing := edge.Handle(func(*gin.Context) error { return catalog.Missing("asset") })
	d.engine.GET("/page", edge.ErrorPages(render), missing)
	d.engine.GET("/api/v1/x", edge.ErrorPages(render), missing)
	d.engine.GET("/broken", edge.ErrorPages(broken), missing)
	tests := []struct{ target, accept, want string }{
		{"/page", "", "text/html"},
		{"/page", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"},
		{"/page", "image/avif,*/*;q=0.8", "text/html"},
		{"/page", "application/json", "application/problem+json"},
		{"/api/v1/x", "text/html", "application/problem+json"},
		{"/broken", "text/html", "application/problem+json"},
	}
	for _, tt := range tests {
		w := d.do("GET", tt.target, "Accept", tt.accept)
		if w.Code != 404 || w.Header().Get("Content-Type") != tt.want {
			t.Errorf("%s for %q: %d %q, want %q", tt.target, tt.accept, w.Code, w.Header().Get("Content-Type"), tt.want)
		}
	}
}

func TestNothingIsAddedToAnAnswerThatHasBegun(t *testing.T) {
	d := newDesk(t)
	d.engine.GET("/x", edge.Handle(func(c *gin.Context) error {
		c.String(200, "half")
		return errors.New("broken pipe")
	}))
	if w := d.do("GET", "/x"); w.Code != 200 || w.Body.String() != "half" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if got := d.line("request failed"); got["error"] != "broken pipe" {
		t.Errorf("log: %v", got)
	}
}

func TestLaterHandlersDoNotRunAfterAFailure(t *testing.T) {
	d := newDesk(t)
	var ran []string
	d.engine.GET("/x", edge.RequireActor(), func(*gin.Context) { ran = append(ran, "handler") })
	if w := d.do("GET", "/x"); w.Code != 401 || slices.Contains(ran, "handler") {
		t.Errorf("a stranger: %d, ran %v", w.Code, ran)
	}
}
