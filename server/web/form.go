package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Kinds of field beside the types of HTML inputs (text, date, email, password, url, number).
const (
	areaField     = "area"
	selectField   = "select"
	choicesField  = "choices"
	pickerField   = "picker"
	checkboxField = "checkbox"
	checksField   = "checks" // any of some options
	passwordField = "password"
	fileField     = "file"
)

// boxShown ends the name of the field by which a form says that it has a box, which says nothing while it is empty.
const boxShown = "_shown"

// Field is one field of a form with its value and what is wrong with it.
type Field struct {
	Kind  string
	Name  string // in the form, and the location in the catalogue's field errors
	ID    string // on the page, where several forms have a field of the same name; empty for Name
	Label string // translation key
	Hint  string // translation key, or empty
	Value string // for a picker: what was typed and not understood
	// Options are the values to choose from. In a picker the chosen ones are listed, the others are suggested.
	Options      []Option
	Today        string   // what the field holds now, in words
	How          []Option // what is to be done with what is filled in
	Rows         int
	Required     bool
	Free         bool     // a picker that takes words of its own
	Single       bool     // a picker for one thing
	Source       string   // address of an API list that a picker may search
	Lookup       bool     // a picker of books, which are looked up by ISBN and added on the spot
	List         []string // suggestions for a field of text
	Autocomplete string
	Inputmode    string
	Accept       string // what a field for a file takes
	Adds         bool   // a picker of persons, who are registered on the spot
	Heading      string // translation key: begins a group of fields
	Inherited    bool   // it holds what the recording day says
	Problems     []catalog.Reason
}

// Option is one value to choose. Label and Hint are words, not keys.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
	Count              int
	ISBNs              []catalog.ISBN // of a book: it may be typed by any of them
}

// Form is what a page with fields shows. Problem is what is wrong with the whole.
type Form struct {
	Action  string
	Fields  []Field
	Problem *catalog.Reason
	Version int
}

// Field finds a field by name; a template that asks for one that is not there stops with the error.
func (f Form) Field(name string) (Field, error) {
	for _, field := range f.Fields {
		if field.Name == name {
			return field, nil
		}
	}
	return Field{}, errors.New("find form field " + name)
}

// Refused lists the fields that were refused, for the summary.
func (f Form) Refused() []Field {
	var out []Field
	for _, field := range f.Fields {
		if len(field.Problems) > 0 {
			out = append(out, field)
		}
	}
	return out
}

// refuse puts the catalogue's refusal beside the fields it names; what it says about no field shown stands in the
// summary. It reports whether the error is one that the reader can mend: anything else is for the edge.
func (f *Form) refuse(err error) bool {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case catalog.Invalid, catalog.Conflict, catalog.Stale, catalog.TooLarge, catalog.UnsupportedMedia, catalog.Full, catalog.TooMany, catalog.Unavailable:
	default:
		return false
	}
	placed := len(e.Fields) > 0
	for _, wrong := range e.Fields {
		placed = f.place(wrong) && placed
	}
	if !placed {
		f.Problem = &catalog.Reason{Key: e.Key, Args: e.Args}
	}
	return true
}

// place puts one refusal beside its field. "libraries[1]" and "focal_point.x" belong to the field before the bracket or dot,
// unless there is one of just that name.
func (f *Form) place(wrong catalog.FieldError) bool {
	name := wrong.Location
	for !slices.ContainsFunc(f.Fields, func(field Field) bool { return field.Name == name }) {
		i := strings.LastIndexAny(name, "[.")
		if i < 0 {
			return false
		}
		name = name[:i]
	}
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			f.Fields[i].Problems = append(f.Fields[i].Problems, catalog.Reason{Key: wrong.Key, Args: wrong.Args})
			return true
		}
	}
	return false
}

// splitWords splits what was typed into one box: by commas, semicolons and lines.
func splitWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// fill puts back what was sent into the fields, so that a refused form loses nothing that was typed. name says what an
// id stands for that a picker does not know.
func (f *Form) fill(sent map[string][]string, name func(field, id string) string) {
	for i := range f.Fields {
		field := &f.Fields[i]
		values := sent[field.Name]
		field.How = chosenOf(field.How, first(sent[field.Name+"_how"]))
		switch field.Kind {
		case pickerField:
			field.refill(values, name)
			field.Value = first(sent[field.Name+"_add"])
		case selectField, choicesField:
			field.Options = chosenOf(field.Options, first(values))
		case checksField:
			for j := range field.Options {
				field.Options[j].Chosen = slices.Contains(values, field.Options[j].Value)
			}
		case passwordField, fileField:
		case checkboxField:
			field.Value = truth(first(values) == "true")
		default:
			field.Value = first(values)
		}
	}
}

// chosenOf marks one of some options.
func chosenOf(options []Option, value string) []Option {
	options = slices.Clone(options)
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}

func (field *Field) refill(values []string, name func(field, id string) string) {
	field.Options = slices.Clone(field.Options)
	for i := range field.Options {
		field.Options[i].Chosen = false
	}
	for _, v := range values {
		field.Options = pick(field.Options, Option{Value: v, Label: name(field.Name, v)})
	}
}

// said tells what a field holds in words, for comparing.
func (field Field) said() string {
	switch {
	case field.Kind == checkboxField && field.Value == "true":
		return "✓"
	case field.Kind == checkboxField:
		return ""
	case len(field.Options) == 0:
		return field.Value
	}
	var chosen []string
	for _, o := range field.Options {
		if o.Chosen && o.Value != "" {
			chosen = append(chosen, o.Label)
		}
	}
	return strings.Join(chosen, ", ")
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// lines writes a list into a box of several lines.
func lines(list []string) string { return strings.Join(list, "\n") }

// splitLines reads what lines writes.
func splitLines(s string) []string {
	var out []string
	for _, w := range strings.Split(s, "\n") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func truth(b bool) string { return strconv.FormatBool(b) }
