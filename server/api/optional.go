package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// optional is a member of a merge patch (RFC 7396), which tells what was not sent from what was sent as null.
type optional[T any] struct {
	sent  bool
	value T // zero for null
}

// UnmarshalJSON is only called for members that were sent.
func (o *optional[T]) UnmarshalJSON(b []byte) error {
	o.sent = true
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	return json.Unmarshal(b, &o.value)
}

// Schema describes the member as the value that it takes.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	s := r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = s.Ref == ""
	return s
}

// or gives the value that was sent, zero for null, else the one given.
func (o optional[T]) or(v T) T {
	if o.sent {
		return o.value
	}
	return v
}

// pointer gives what was sent, or nil.
func (o optional[T]) pointer() *T {
	if !o.sent {
		return nil
	}
	return &o.value
}

// set puts what was sent in a place.
func (o optional[T]) set(to *T) { *to = o.or(*to) }

// nullable is an object, or null for the zero value.
type nullable[T any] struct{ value *T }

// MarshalJSON writes the object or null.
func (n nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.value) }

// Schema describes both.
func (nullable[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}
