package edge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// statusClientGone stands in the log for a sender that hung up; nobody reads it.
const statusClientGone = 499

// Handle makes a gin handler of one that returns its error.
func Handle(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			Fail(c, err)
		}
	}
}

// Fail ends a request with an error: a page where pages are shown, else a problem. Once the answer has begun only the
// log learns of it.
func Fail(c *gin.Context, err error) {
	c.Abort()
	p := Refuse(c, err)
	switch {
	case c.Writer.Written():
		return
	case errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil:
		c.Status(statusClientGone)
		return
	}
	if pages := of(c).pages; pages != nil && wantsPage(c.Request) && pages(c, p) == nil {
		return
	}
	WriteProblem(c.Writer, p)
}

// Refuse notes for the log why a request failed, sets the headers that belong to the error and says it as a problem.
// Writing it is left to the caller.
func Refuse(c *gin.Context, err error) Problem {
	of(c).err = err
	p := ProblemOf(c, err)
	if !c.Writer.Written() {
		p.headers(c.Writer.Header(), err)
	}
	return p
}

// WriteProblem writes a problem as application/problem+json.
func WriteProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	// The reader may be gone: nobody is left to be told.
	_ = json.NewEncoder(w).Encode(p)
}

// ErrorPages makes a group of routes answer errors with pages instead of problems.
func ErrorPages(render PageRenderer) gin.HandlerFunc {
	return func(c *gin.Context) { of(c).pages = render }
}

// wantsPage reports whether a person looks at the answer. What lies under /api is never a page.
func wantsPage(r *http.Request) bool {
	if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
		return false
	}
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*")
}

// NoRoute answers for addresses that do not exist.
func NoRoute(*gin.Context) error {
	return catalog.Missing("page")
}

// NoMethod answers for addresses that do not take the method; gin has set Allow.
func NoMethod(*gin.Context) error {
	return catalog.NewError(MethodNotAllowed, catalog.KeyMethodNotAllowed, nil)
}

// RequireActor refuses strangers.
func RequireActor() gin.HandlerFunc {
	return Handle(func(c *gin.Context) error {
		if !Actor(c).Known() {
			return catalog.NewError(catalog.Unauthenticated, catalog.KeyUnauthenticated, nil)
		}
		return nil
	})
}
