package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const (
	basePath = "/api/v1"
	// maxBody bounds a JSON body, in bytes, unless its operation says otherwise.
	maxBody = 1 << 20
	// bodyTimeout bounds how long a JSON body may take to come.
	bodyTimeout = 30 * time.Second
)

// routes mounts operations on a router and describes them in the OpenAPI document.
type routes struct {
	*API
	huma huma.API
}

func newRoutes(a *API, router gin.IRouter) *routes {
	config := huma.Config{
		OpenAPI:       newDocument(a.cfg),
		Formats:       map[string]huma.Format{"application/json": jsonFormat(), "json": jsonFormat()},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{problems},
	}
	return &routes{API: a, huma: huma.NewAPI(config, adapter{router})}
}

// adapter mounts huma's operations on a gin group.
type adapter struct{ router gin.IRouter }

func (a adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	a.router.Handle(op.Method, ginPath(op.Path), func(c *gin.Context) {
		defer hangUp(c)
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), ginKey{}, c))
		handler(humagin.NewContext(op, c))
	})
}

// ServeHTTP is never called: requests come in through gin.
func (a adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

func ginPath(path string) string { return strings.NewReplacer("{", ":", "}", "").Replace(path) }

// hangUp keeps huma's panic over a reader who has gone from being taken for a mistake of ours.
func hangUp(c *gin.Context) {
	if v := recover(); v != nil {
		if c.Request.Context().Err() != nil {
			panic(http.ErrAbortHandler)
		}
		panic(v)
	}
}

type ginKey struct{}

// call is who calls, and how they are to be answered.
type call struct {
	gin   *gin.Context
	actor catalog.Actor
}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(ginKey{}).(*gin.Context)
	return call{gin: c, actor: edge.Actor(c)}
}

// reasons says why something is not cleared, in the reader's language. It is never nil.
func (c call) reasons(list []catalog.Reason) []string {
	return append([]string{}, edge.Reasons(c.gin, list)...)
}

// describe begins the description of an operation. Status is that of success.
func describe(tag, method, path, id, summary string, status int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}, DefaultStatus: status}
}

// handle mounts an operation with its typed handler.
func handle[I, O any](r *routes, op huma.Operation, h func(context.Context, call, *I) (*O, error)) {
	if op.BodyReadTimeout = bodyTimeout; op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = r.problem()
	huma.Register(r.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		// The time for the body is over with the body: what follows may take longer. A writer without deadlines has none.
		_ = huma.SetReadDeadline(c.gin.Writer, time.Time{})
		out, err := h(ctx, c, in)
		if err != nil {
			return nil, &failure{err}
		}
		return out, nil
	})
}

func (r *routes) registry() huma.Registry { return r.huma.OpenAPI().Components.Schemas }

func (r *routes) problem() *huma.Response {
	schema := r.registry().Schema(reflect.TypeFor[edge.Problem](), true, "Problem")
	return &huma.Response{Description: "What went wrong, as RFC 9457 tells it.",
		Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
}

// none is the input or output of operations that have none.
type none struct{}

// byID is the input of operations on one thing.
type byID struct {
	ID string `path:"id"`
}

// answer is an output with nothing but a body.
type answer[B any] struct{ Body B }

func answerWith[B any](body B) *answer[B] { return &answer[B]{Body: body} }

// list is one page of a list.
type list[B any] struct {
	Items      []B     `json:"items"`
	NextCursor *string `json:"next_cursor" doc:"Give it as cursor for the following page; null on the last."`
}

func listOf[T, B any](page catalog.Page[T], body func(T) B) *answer[list[B]] {
	out := list[B]{Items: make([]B, 0, len(page.Items)), NextCursor: orNull(page.Next)}
	for _, item := range page.Items {
		out.Items = append(out.Items, body(item))
	}
	return answerWith(out)
}

// listInput is the input of every list.
type listInput struct {
	Q      string `query:"q" doc:"Only entries whose name holds this."`
	Limit  int    `query:"limit" doc:"Entries on a page, 1 to 1000; 100 unless told."`
	Cursor string `query:"cursor" doc:"next_cursor of the page before."`
}

func (in listInput) filter() (catalog.ListFilter, error) {
	if in.Limit < 0 || in.Limit > 1000 {
		return catalog.ListFilter{}, refuseField("limit", catalog.KeyOutOfRange, catalog.Args{"min": 1, "max": 1000})
	}
	return catalog.ListFilter{Text: in.Q, Cursor: in.Cursor, Limit: in.Limit}, nil
}

// orNull is nil for the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
