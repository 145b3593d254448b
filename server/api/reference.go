package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var (
	//go:embed templates/reference.html
	referenceTemplate string
	//go:embed templates/reference.css
	referenceStyle []byte
)

// referenceView is what the documentation page shows.
type referenceView struct {
	Title, Version, Introduction, Base string
	Groups                             []groupView
	Schemas                            []schemaView
}

type groupView struct {
	Name, Anchor string
	Operations   []operationView
}

type operationView struct {
	ID, Method, Path, Summary, About string
	Params                           []memberView
	Body                             []bodyView
	Status                           string // of success
	Answer                           []bodyView
}

type bodyView struct {
	MediaType string
	Type      typeView
	Members   []memberView // of an object without a name
}

type schemaView struct {
	Name    string
	Members []memberView
}

type memberView struct {
	Name, In, About string
	Type            typeView
	Required        bool
	Values          []string
}

// typeView is a type in words; Ref names the schema that it is or holds.
type typeView struct{ Text, Ref string }

// renderReference makes the documentation page of an OpenAPI document.
func renderReference(doc *huma.OpenAPI) ([]byte, error) {
	t, err := template.New("reference").Parse(referenceTemplate)
	if err != nil {
		return nil, fmt.Errorf("read template of the documentation: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, referenceOfDocument(doc)); err != nil {
		return nil, fmt.Errorf("render documentation: %w", err)
	}
	return b.Bytes(), nil
}

func referenceOfDocument(doc *huma.OpenAPI) referenceView {
	v := referenceView{Title: doc.Info.Title, Version: doc.Info.Version, Introduction: doc.Info.Description, Base: doc.Servers[0].URL}
	byTag := map[string][]operationView{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Delete} {
			if op != nil {
				byTag[op.Tags[0]] = append(byTag[op.Tags[0]], operationViewOf(op))
			}
		}
	}
	for _, tag := range doc.Tags {
		anchor := strings.ReplaceAll(strings.ToLower(tag.Name), " ", "-")
		v.Groups = append(v.Groups, groupView{Name: tag.Name, Anchor: anchor, Operations: byTag[tag.Name]})
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		v.Schemas = append(v.Schemas, schemaView{Name: name, Members: membersOf(schemas[name])})
	}
	return v
}

func operationViewOf(op *huma.Operation) operationView {
	v := operationView{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, About: op.Description}
	for _, p := range op.Parameters {
		v.Params = append(v.Params, memberView{Name: p.Name, In: p.In, About: p.Description, Type: typeOf(p.Schema), Required: p.Required, Values: valuesOf(p.Schema)})
	}
	if op.RequestBody != nil {
		v.Body = bodiesOf(op.RequestBody.Content)
	}
	for status, response := range op.Responses {
		if strings.HasPrefix(status, "2") {
			code := op.DefaultStatus
			v.Status, v.Answer = fmt.Sprintf("%d %s", code, http.StatusText(code)), bodiesOf(response.Content)
		}
	}
	return v
}

func bodiesOf(content map[string]*huma.MediaType) []bodyView {
	var out []bodyView
	for _, mediaType := range slices.Sorted(maps.Keys(content)) {
		s := content[mediaType].Schema
		out = append(out, bodyView{MediaType: mediaType, Type: typeOf(s), Members: membersOf(s)})
	}
	return out
}

func membersOf(s *huma.Schema) []memberView {
	var out []memberView
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		out = append(out, memberView{Name: name, About: p.Description, Type: typeOf(p), Required: slices.Contains(s.Required, name), Values: valuesOf(p)})
	}
	return out
}

func typeOf(s *huma.Schema) typeView {
	switch {
	case s == nil:
		return typeView{}
	case s.Ref != "":
		return typeView{Text: schemaName(s.Ref), Ref: schemaName(s.Ref)}
	case s.Type == huma.TypeArray:
		item := typeOf(s.Items)
		return typeView{Text: "list of " + item.Text, Ref: item.Ref}
	case len(s.AnyOf) > 0:
		return eitherOf(s.AnyOf)
	}
	text := cmp.Or(s.Type, "value")
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	if s.Nullable {
		text += " or null"
	}
	if inner, ok := s.AdditionalProperties.(*huma.Schema); ok {
		item := typeOf(inner)
		return typeView{Text: "map of " + item.Text, Ref: item.Ref}
	}
	return typeView{Text: text}
}

func eitherOf(schemas []*huma.Schema) typeView {
	var either typeView
	for i, s := range schemas {
		one := typeOf(s)
		if i > 0 {
			either.Text += " or "
		}
		either.Text += one.Text
		either.Ref += one.Ref
	}
	return either
}

func valuesOf(s *huma.Schema) []string {
	return each(s.Enum, func(v any) string { return fmt.Sprint(v) })
}
