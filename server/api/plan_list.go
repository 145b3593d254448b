package api

import (
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// plannedAssets are the assets of a planned post as people send them: ids, or objects where more is to be said.
type plannedAssets struct {
	assets []catalog.PlannedAsset
	wrong  []catalog.FieldError // located within the list
}

// UnmarshalJSON reads both.
func (p *plannedAssets) UnmarshalJSON(b []byte) (err error) {
	p.wrong, err = readList(b, func(id string) {
		p.assets = append(p.assets, catalog.PlannedAsset{ID: catalog.AssetID(id)})
	}, func(b []byte) error {
		var one struct {
			ID         string   `json:"id"`
			FocalPoint *point   `json:"focal_point"`
			From       float64  `json:"from"`
			To         float64  `json:"to"`
			CoverAt    *float64 `json:"cover_at"`
		}
		err := json.Unmarshal(b, &one)
		a := catalog.PlannedAsset{ID: catalog.AssetID(one.ID), From: duration(one.From), To: duration(one.To)}
		if f := one.FocalPoint; f != nil {
			a.FocalPoint = &catalog.Point{X: f.X, Y: f.Y}
		}
		if one.CoverAt != nil {
			at := duration(*one.CoverAt)
			a.CoverAt = &at
		}
		p.assets = append(p.assets, a)
		return err
	})
	return err
}

// Schema describes both.
func (plannedAssets) Schema(huma.Registry) *huma.Schema {
	return eitherList("An id, or {id, focal_point {x, y}, from, to, cover_at}; times of a clip are seconds.")
}

// askedCollaborators are libraries that are asked to appear as authors: ids or slugs, or objects with what they answered.
type askedCollaborators struct {
	asked []catalog.Collaborator
	wrong []catalog.FieldError
}

// UnmarshalJSON reads both.
func (p *askedCollaborators) UnmarshalJSON(b []byte) (err error) {
	add := func(library, status string) {
		p.asked = append(p.asked, catalog.Collaborator{Library: catalog.LibraryRef{ID: catalog.LibraryID(library)}, Status: catalog.CollaboratorStatus(status)})
	}
	p.wrong, err = readList(b, func(id string) { add(id, "") }, func(b []byte) error {
		var one struct{ Library, Status string }
		err := json.Unmarshal(b, &one)
		add(one.Library, one.Status)
		return err
	})
	return err
}

// Schema describes both.
func (askedCollaborators) Schema(huma.Registry) *huma.Schema {
	return eitherList("A library's id or slug, or {library, status}; status is pending, accepted or declined.")
}

// readList reads a list whose members are words or objects. What is neither is refused in its place.
func readList(b []byte, word func(string), object func([]byte) error) (wrong []catalog.FieldError, err error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, err
	}
	for i, one := range raw {
		var s string
		if json.Unmarshal(one, &s) == nil && string(one) != "null" {
			word(s)
		} else if len(one) == 0 || one[0] != '{' || object(one) != nil {
			wrong = append(wrong, catalog.FieldError{Location: fmt.Sprintf("[%d]", i), Key: catalog.KeyWrongType, Args: catalog.Args{"expected": "string"}})
		}
	}
	return wrong, nil
}

func eitherList(doc string) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Description: doc}, Description: doc}
}
