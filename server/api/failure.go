package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const problemType = "application/problem+json"

// failure carries a handler's error through huma.
type failure struct{ err error }

func (f *failure) Error() string             { return f.err.Error() }
func (f *failure) Unwrap() error             { return f.err }
func (f *failure) GetStatus() int            { return edge.StatusOf(f.err) }
func (f *failure) ContentType(string) string { return problemType }

// problems makes edge's problem of every error before it is written: of ours, and of what huma itself refuses.
func problems(ctx huma.Context, _ string, v any) (any, error) {
	switch e := v.(type) {
	case *failure:
		return edge.Refuse(humagin.Unwrap(ctx), e.err), nil
	case *huma.ErrorModel:
		p := edge.Refuse(humagin.Unwrap(ctx), refusal(e, ctx.Operation().MaxBodyBytes))
		p.Status = e.Status
		return p, nil
	}
	return v, nil
}

// refusal says what huma refused in the catalogue's words; maxBody is what the operation takes at most.
func refusal(e *huma.ErrorModel, maxBody int64) error {
	switch e.Status {
	case http.StatusUnprocessableEntity:
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: refusedFields(e.Errors)}
	case http.StatusRequestEntityTooLarge:
		return catalog.NewError(catalog.TooLarge, catalog.KeyBodyTooLarge, catalog.Args{"max": maxBody})
	case http.StatusUnsupportedMediaType:
		return catalog.NewError(catalog.UnsupportedMedia, catalog.KeyContentType, catalog.Args{"accepted": "application/json"})
	case http.StatusBadRequest:
		return catalog.NewError(catalog.Malformed, catalog.KeyNotJSON, nil)
	case http.StatusInternalServerError:
		return errors.New(e.Error())
	}
	return catalog.NewError(catalog.Malformed, catalog.KeyMalformed, nil)
}

func refusedFields(details []*huma.ErrorDetail) []catalog.FieldError {
	fields := make([]catalog.FieldError, 0, len(details))
	for _, d := range details {
		fields = append(fields, refusedField(d))
	}
	return fields
}

// refusedField says one message of huma's validation in the catalogue's words.
func refusedField(d *huma.ErrorDetail) catalog.FieldError {
	at := location(d.Location)
	var missing string
	if field, ok := strings.CutPrefix(d.Message, msgNumberLarge); ok {
		return catalog.FieldError{Location: field, Key: catalog.KeyNumberLarge}
	}
	switch {
	case d.Message == validation.MsgUnexpectedProperty:
		return catalog.FieldError{Location: at, Key: catalog.KeyUnknownField, Args: catalog.Args{"field": at[strings.LastIndexByte(at, '.')+1:]}}
	case scan(d.Message, validation.MsgExpectedRequiredProperty, &missing):
		return catalog.FieldError{Location: strings.TrimPrefix(at+"."+missing, "."), Key: catalog.KeyRequired}
	case strings.HasPrefix(d.Message, "required ") && strings.HasSuffix(d.Message, " is missing"):
		return catalog.FieldError{Location: at, Key: catalog.KeyRequired}
	}
	if d.Message == validation.MsgExpectedRFC3339DateTime {
		return catalog.FieldError{Location: at, Key: catalog.KeyBadTime}
	}
	var most int
	if n, _ := fmt.Sscanf(d.Message, validation.MsgExpectedMaxItems, &most); n == 1 {
		return catalog.FieldError{Location: at, Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 0, "max": most}}
	}
	if d.Message == validation.MsgExpectedMatchAtLeastOneSchema { // a list, which is also taken as what to add and remove
		return catalog.FieldError{Location: at, Key: catalog.KeyWrongType, Args: catalog.Args{"expected": "array"}}
	}
	expected := strings.TrimPrefix(strings.TrimPrefix(d.Message, "expected "), "invalid ")
	return catalog.FieldError{Location: at, Key: catalog.KeyWrongType, Args: catalog.Args{"expected": expected}}
}

// scan finds the word that stands for %s in a message.
func scan(message, format string, word *string) bool {
	before, after, _ := strings.Cut(format, "%s")
	rest, ok := strings.CutPrefix(message, before)
	if ok {
		*word, ok = strings.CutSuffix(rest, after)
	}
	return ok
}

// location is a field's path as the sender knows it: without the part of the request that it stands in.
func location(at string) string {
	part, rest, found := strings.Cut(at, ".")
	switch part {
	case "body", "query", "path", "header":
		if found {
			return rest
		}
		return ""
	}
	return at
}

// refuseField is the refusal of one field.
func refuseField(at, key string, args catalog.Args) error {
	return refuseFields([]catalog.FieldError{{Location: at, Key: key, Args: args}})
}

// refuseFields makes one error of the refused fields, or nil when there are none.
func refuseFields(fields []catalog.FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: fields}
}

// within tells a refusal's fields with the path of the object they stand in. Those in own stand beside it.
func within(err error, path string, own ...string) error {
	var e *catalog.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := *e
	moved.Fields = slices.Clone(e.Fields)
	for i, f := range moved.Fields {
		if !slices.Contains(own, f.Location) {
			moved.Fields[i].Location = strings.TrimSuffix(path+"."+f.Location, ".")
		}
	}
	return &moved
}
