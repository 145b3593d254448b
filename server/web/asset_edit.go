package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// AssetEditView is the page on which an asset is described.
type AssetEditView struct {
	Frame
	Asset       Card
	Preview     Picture
	Form        Form
	Differences []Difference // between what was sent and what somebody else saved meanwhile

	asset catalog.Asset
}

// Difference is one field in which two descriptions differ.
type Difference struct{ Label, Theirs, Yours string }

// editAsset is GET /assets/:id/edit.
func (p *Pages) editAsset(c *gin.Context) error {
	view, _, err := p.assetEditView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "asset_edit", view)
}

// saveAsset is POST /assets/:id/edit.
func (p *Pages) saveAsset(c *gin.Context) error {
	view, registers, err := p.assetEditView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	patch, err := readPatch(p.localizer(c), unchangedOut(view.Form, sent), registers, false)
	err = p.checkPatch(c.Request.Context(), patch, err)
	if err == nil {
		if patch.People != nil && slices.Equal(*patch.People, optionValues(personOptions(view.asset))) {
			patch.People = nil // those whose data are gone stay, though no form shows them
		}
		if patch = patch.Unsaid(view.asset); patch.Shot != nil && *patch.Shot == view.asset.Shot.ID {
			patch.Shot = nil // it goes with its day when that is another now
		}
		_, err = p.Assets.Edit(c.Request.Context(), edge.Actor(c), view.Asset.ID, readVersion(sent), patch)
	}
	if err == nil {
		return done(c, assetPath(view.Asset.ID), "saved")
	}
	theirs := view.Form
	view.Form.Fields = append([]Field(nil), theirs.Fields...)
	view.Form.fill(sent, p.namer(c))
	if !view.Form.refuse(err) {
		return err
	}
	if catalog.Is(err, catalog.Stale) {
		view.Differences = differences(theirs, view.Form)
	} else {
		view.Form.Version = readVersion(sent)
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "asset_edit", view)
}

// coarseFields are those whose written form holds less than what is stored.
func coarseFields() []string {
	return []string{"recorded_at", "focal_point", "embargo_until", "rights_until"}
}

// unchangedOut leaves out the fields whose written form is coarser than what is stored, unless they were changed.
func unchangedOut(shown Form, sent url.Values) url.Values {
	out := url.Values{}
	for name, values := range sent {
		out[name] = values
	}
	for _, field := range shown.Fields {
		if coarse := slices.Contains(coarseFields(), field.Name); coarse && sent.Get(field.Name) == field.Value {
			out.Del(field.Name)
		}
	}
	return out
}

func (p *Pages) assetEditView(c *gin.Context) (AssetEditView, registersOf, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	a, err := p.Assets.Get(ctx, actor, catalog.AssetID(c.Param("id")))
	if err == nil {
		err = catalog.MayAssessPeople(actor, a)
	}
	if err != nil {
		return AssetEditView{}, registersOf{}, err
	}
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return AssetEditView{}, registersOf{}, err
	}
	form := assetForm(l, a, registers)
	if a.RecordingDay.ID != "" {
		day, err := p.RecordingDays.Get(ctx, actor, a.RecordingDay.ID)
		if err != nil && !catalog.Is(err, catalog.NotFound) {
			return AssetEditView{}, registersOf{}, err
		}
		form.Fields = withShots(form.Fields, day, a.Shot.ID, l.T("form.none", nil))
	}
	if catalog.MayReview(actor, a) == nil {
		form.Fields = behind(form.Fields, "editing", pickField(a))
	} else if catalog.MayEdit(actor, a) != nil {
		form.Fields = peopleFields(l, a, registers)
	}
	form.Action = assetPath(a.ID) + "/edit"
	view := AssetEditView{Frame: p.frame(c, "search", "asset.edit.title"), Asset: p.card(l, a, false), Form: form, Preview: p.picture(a, "w640"), asset: a}
	return view, registers, nil
}

// differences compares two forms of the same asset field by field.
func differences(theirs, yours Form) []Difference {
	var out []Difference
	for i, field := range theirs.Fields {
		if t, y := field.said(), yours.Fields[i].said(); t != y {
			out = append(out, Difference{Label: field.Label, Theirs: t, Yours: y})
		}
	}
	return out
}

// namer says what ids in a picker stand for; what cannot be found is shown as its id.
func (p *Pages) namer(c *gin.Context) func(field, id string) string {
	filters := map[string]catalog.Filter{"libraries": catalog.ByLibrary, "presenters": catalog.ByPresenter, "books": catalog.ByBook,
		"series": catalog.BySeries, "people": catalog.ByPerson, "library": catalog.ByLibrary, "parent": catalog.ByLibrary, "place": catalog.ByLibrary}
	return func(field, id string) string {
		name, err := p.nameOf(c, filters[field], id)
		if err != nil {
			return id
		}
		return name
	}
}

// malformed is the refusal of a form that cannot be read.
func malformed(err error) error {
	return &catalog.Error{Code: catalog.Malformed, Key: catalog.KeyMalformed, Err: err}
}
