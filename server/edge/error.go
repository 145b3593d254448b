package edge

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Problem is an error as RFC 9457 tells it, in the reader's language.
type Problem struct {
	Type        string         `json:"type"`
	Title       string         `json:"title"`
	Status      int            `json:"status"`
	Detail      string         `json:"detail"`
	Code        string         `json:"code"`
	RequestID   string         `json:"request_id"`
	Errors      []ProblemField `json:"errors,omitempty"`
	DuplicateOf string         `json:"duplicate_of,omitempty"`
	Reasons     []string       `json:"reasons,omitempty"`
}

// ProblemField is one field that was refused: its path in the request, and what to do about it.
type ProblemField struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// MethodNotAllowed is the one failure that HTTP knows and the domain does not.
const MethodNotAllowed catalog.Code = "method_not_allowed"

// Status is the HTTP status of an error code.
func Status(code catalog.Code) int {
	switch code {
	case catalog.Invalid:
		return http.StatusUnprocessableEntity
	case catalog.Malformed:
		return http.StatusBadRequest
	case catalog.Unauthenticated:
		return http.StatusUnauthorized
	case catalog.Forbidden:
		return http.StatusForbidden
	case catalog.NotFound:
		return http.StatusNotFound
	case MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case catalog.Conflict:
		return http.StatusConflict
	case catalog.Stale:
		return http.StatusPreconditionFailed
	case catalog.Withheld:
		return http.StatusGone
	case catalog.TooLarge:
		return http.StatusRequestEntityTooLarge
	case catalog.UnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case catalog.TooMany:
		return http.StatusTooManyRequests
	case catalog.Unavailable:
		return http.StatusServiceUnavailable
	case catalog.Full:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// ArgRetryAfter in the Args of a TooMany or Unavailable error is a time.Duration: when to try again.
const ArgRetryAfter = catalog.ArgRetryAfter

// ProblemOf says an error to the reader of a request. What is not an Error of the catalogue is told as internal,
// with nothing but the request id.
func ProblemOf(c *gin.Context, err error) Problem {
	e := explain(err)
	p := Problem{Type: "about:blank", Status: Status(e.Code), Code: string(e.Code), RequestID: RequestID(c), DuplicateOf: string(e.DuplicateOf)}
	switch e.Code {
	case catalog.Malformed:
		p.Code = string(catalog.Invalid)
	case catalog.Internal:
		e.Args = catalog.Args{"id": p.RequestID}
	}
	p.Title, p.Detail = Text(c, "error.title."+p.Code, nil), Text(c, e.Key, e.Args)
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: f.Location, Message: Text(c, f.Key, f.Args)})
	}
	p.Reasons = Reasons(c, e.Reasons)
	return p
}

// Reasons says why something is withheld, one sentence each.
func Reasons(c *gin.Context, reasons []catalog.Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, Text(c, r.Key, r.Args))
	}
	return out
}

// explain finds what may be told of an error.
func explain(err error) catalog.Error {
	var (
		known *catalog.Error
		body  *http.MaxBytesError
	)
	switch {
	case errors.As(err, &known) && known.Code != catalog.Internal:
		return *known
	case errors.As(err, &body):
		return catalog.Error{Code: catalog.TooLarge, Key: catalog.KeyBodyTooLarge, Args: catalog.Args{"max": body.Limit}}
	case errors.Is(err, context.DeadlineExceeded):
		return catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyUnavailable}
	}
	return catalog.Error{Code: catalog.Internal, Key: catalog.KeyInternal}
}

// headers sets what a status must come with.
func (p Problem) headers(h http.Header, err error) {
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="Fellesmappa"`)
	}
	var e *catalog.Error
	if !errors.As(err, &e) {
		return
	}
	if wait, ok := e.Args[ArgRetryAfter].(time.Duration); ok {
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
}

// StatusOf is the HTTP status that an error is answered with.
func StatusOf(err error) int { return Status(explain(err).Code) }
