package web

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// trimForm says from where to where a part of a clip is cut out.
func trimForm(a catalog.Asset) Form {
	return Form{Action: assetPath(a.ID) + "/trim", Fields: []Field{
		{Kind: "text", Name: "from", Label: "trim.from", Hint: "moment.hint", Required: true},
		{Kind: "text", Name: "to", Label: "trim.to", Hint: "moment.hint", Required: true},
	}}
}

// trim is POST /assets/:id/trim: a part of a clip becomes an asset of its own.
func (p *Pages) trim(c *gin.Context) error {
	from, to, err := readTrim(c)
	var cut catalog.Asset
	if err == nil {
		cut, err = p.Assets.Trim(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")), from, to)
	}
	if err != nil {
		return p.refuseOnAsset(c, inMoments(p.localizer(c), err), func(view *AssetView) *Form { return &view.TrimForm })
	}
	return done(c, assetPath(cut.ID), "trimmed")
}

func readTrim(c *gin.Context) (from, to time.Duration, err error) {
	var wrong []catalog.FieldError
	read := func(name string) time.Duration {
		at, ok := locale.ReadMoment(c.PostForm(name))
		if !ok {
			wrong = append(wrong, catalog.FieldError{Location: name, Key: "field.bad_moment"})
		}
		return at
	}
	return read("from"), read("to"), invalid(wrong)
}

// cuts fills in what a clip was cut from and what was cut from it.
func (p *Pages) cuts(c *gin.Context, l *locale.Localizer, view *AssetView) error {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if source := view.Asset.DerivedFrom; source != "" {
		from, err := p.Assets.Get(ctx, actor, source)
		said := Chip{Label: l.T("trim.source_gone", nil)}
		switch {
		case err == nil:
			said = Chip{Label: from.ShownTitle(), URL: assetPath(from.ID)}
		case !catalog.Is(err, catalog.NotFound):
			return err
		}
		view.Facts = append([]Fact{{Label: "trim.cut_from", Values: []Chip{said}}}, view.Facts...)
	}
	found, err := p.Assets.Cuts(ctx, actor, view.Asset.ID)
	for _, a := range found {
		view.Cuts = append(view.Cuts, p.card(l, a, false))
	}
	return err
}
