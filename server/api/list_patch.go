package api

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// listPatch is a list in a merge patch: the whole of it, or what is to be added to it and removed from it.
type listPatch struct {
	whole []string
	edit  *catalog.ListEdit
	wrong []catalog.FieldError // located within the list
}

// UnmarshalJSON tells the two by what they begin with.
func (p *listPatch) UnmarshalJSON(b []byte) (err error) {
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		p.whole, err = p.words("", b)
		return err
	}
	var edit struct {
		Add    json.RawMessage `json:"add"`
		Remove json.RawMessage `json:"remove"`
	}
	if err := json.Unmarshal(b, &edit); err != nil {
		return err
	}
	p.edit = &catalog.ListEdit{}
	if p.edit.Add, err = p.words(".add", edit.Add); err != nil {
		return err
	}
	p.edit.Remove, err = p.words(".remove", edit.Remove)
	return err
}

// words reads a list of words. Huma tells of a member with two schemas only that it is neither, so that what is no word is
// told here.
func (p *listPatch) words(at string, b []byte) ([]string, error) {
	if len(b) == 0 {
		return nil, nil
	}
	var raw []any
	err := json.Unmarshal(b, &raw)
	out := make([]string, len(raw))
	for i, v := range raw {
		var ok bool
		if out[i], ok = v.(string); !ok {
			p.wrong = append(p.wrong, catalog.FieldError{Location: fmt.Sprintf("%s[%d]", at, i), Key: catalog.KeyWrongType, Args: catalog.Args{"expected": "string"}})
		}
	}
	return out, err
}

// Schema describes both.
func (listPatch) Schema(huma.Registry) *huma.Schema {
	words := func(doc string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Description: "A word or an id."}, Description: doc}
	}
	return &huma.Schema{Description: "A list, or {add: […], remove: […]} to change the one that is there.", AnyOf: []*huma.Schema{
		words(""), {Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{
			"add": words("What comes last, unless it is there."), "remove": words("What goes.")}},
	}}
}

// listsOf reads the lists of a patch.
type listsOf struct{ wrong []catalog.FieldError }

// read gives the catalogue's two ways to change a list; neither when nothing was sent.
func (l *listsOf) read(at string, o optional[listPatch]) (*[]string, *catalog.ListEdit) {
	for _, w := range o.value.wrong {
		w.Location = at + w.Location
		l.wrong = append(l.wrong, w)
	}
	switch {
	case !o.sent:
		return nil, nil
	case o.value.edit != nil:
		return nil, o.value.edit
	}
	return &o.value.whole, nil
}
