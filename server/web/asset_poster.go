package web

import (
	"errors"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// pose fills in who chose the still that stands for a clip, and the form for choosing it.
func (p *Pages) pose(l *locale.Localizer, may bool, view *AssetView) {
	a := view.Asset
	view.PosterOrder = a.Order(catalog.PosterName)
	if a.PosterAt != nil {
		view.PosterClock = l.Moment(*a.PosterAt)
	}
	if view.MayPose = may; may {
		view.PosterForm = posterForm(l, a)
	}
}

// posterForm chooses the moment of a clip whose still stands for it.
func posterForm(l *locale.Localizer, a catalog.Asset) Form {
	field := Field{Kind: "text", Name: "poster_at", Label: "poster.at", Hint: "moment.hint"}
	if a.PosterAt != nil {
		field.Value = l.Moment(*a.PosterAt)
	}
	return Form{Action: assetPath(a.ID) + "/poster", Fields: []Field{field}}
}

// setPoster is POST /assets/:id/poster. Without a moment, or when asked to, the program chooses.
func (p *Pages) setPoster(c *gin.Context) error {
	id := catalog.AssetID(c.Param("id"))
	at, err := readPoster(c)
	if err == nil {
		_, err = p.Assets.Edit(c.Request.Context(), edge.Actor(c), id, 0, catalog.AssetPatch{PosterAt: &at})
	}
	if err != nil {
		return p.refuseOnAsset(c, inMoments(p.localizer(c), err), func(view *AssetView) *Form { return &view.PosterForm })
	}
	return done(c, assetPath(id), "saved")
}

func readPoster(c *gin.Context) (*time.Duration, error) {
	said := c.PostForm("poster_at")
	if strings.TrimSpace(said) == "" || c.PostForm("choose") == "program" {
		return nil, nil
	}
	at, ok := locale.ReadMoment(said)
	if !ok {
		return nil, invalid([]catalog.FieldError{{Location: "poster_at", Key: "field.bad_moment"}})
	}
	return &at, nil
}

// inMoments says a refusal of moments, which the catalogue tells in seconds, as the forms write them.
func inMoments(l *locale.Localizer, err error) error {
	var e *catalog.Error
	if !errors.As(err, &e) || e.Code != catalog.Invalid {
		return err
	}
	said := *e
	said.Fields = nil
	for _, f := range e.Fields {
		if max, ok := f.Args["max"].(float64); ok && f.Key == catalog.KeyOutOfRange {
			f = catalog.FieldError{Location: f.Location, Key: "field.beyond_clip", Args: catalog.Args{"length": l.Moment(time.Duration(max * float64(time.Second)))}}
		}
		said.Fields = append(said.Fields, f)
	}
	return &said
}
