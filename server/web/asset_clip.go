package web

import (
	"slices"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// ClipView is what the page of a clip or sound has beside that of a photo.
type ClipView struct {
	Player      string // address of what plays in every browser, or empty
	PlayerType  string
	Poster      string
	Stills      string // address of the stills for scrubbing, or empty
	Captions    []CaptionRow
	CaptionForm Form
	MayCaption  bool
	PosterForm  Form
	PosterClock string         // the moment that somebody chose
	PosterOrder *catalog.Order // a new poster that is being made, or could not be
	MayPose     bool
	TrimForm    Form
	MayCut      bool
	Cuts        []Card
	Reframes    []Reframe
}

// clip fills in what the page of a clip or sound has beside that of a photo.
func (p *Pages) clip(c *gin.Context, l *locale.Localizer, view *AssetView) error {
	a := view.Asset
	if r, ok := a.Rendition("web"); ok {
		view.Player, view.PlayerType, view.Poster = p.RenditionURL(a, "web"), r.MediaType, view.Preview.URL
	}
	view.Stills = p.stills(a)
	view.Captions = captionRows(l, a)
	if view.MayCaption = view.MayEdit && !a.Binned(); view.MayCaption {
		view.CaptionForm = captionForm(l, a)
	}
	ready := view.MayEdit && !a.Binned() && a.State == catalog.Ready
	if view.MayCut = ready && catalog.MayUpload(edge.Actor(c)) == nil; view.MayCut {
		view.TrimForm = trimForm(a)
	}
	if a.Kind == catalog.Video {
		view.Reframes = p.reframes(l, a)
		p.pose(l, ready, view)
	}
	return p.cuts(c, l, view)
}

// Making reports whether something that people have asked for is being made.
func (v ClipView) Making() bool {
	return v.NewPoster() || slices.ContainsFunc(v.Reframes, func(r Reframe) bool { return r.Making })
}

// NewPoster reports whether another poster is being made.
func (v ClipView) NewPoster() bool { return v.PosterOrder != nil && v.PosterOrder.Failure.Key == "" }

// Reframe is a clip cut to a shape, as film: made, being made, or to be ordered. When another one is being made, URL is
// still that of the old one.
type Reframe struct {
	Name, Label string
	URL         string // empty until it is made
	Size        string
	Making      bool
	Percent     int
	Failure     *catalog.Reason
}

// reframes lists the shapes that a clip can be cut to. There are none before the clip is ready.
func (p *Pages) reframes(l *locale.Localizer, a catalog.Asset) []Reframe {
	if a.State != catalog.Ready || a.Binned() {
		return nil
	}
	var out []Reframe
	for _, name := range catalog.ClipCrops() {
		f := Reframe{Name: name, Label: l.T("rendition."+name, nil)}
		if r, made := a.Rendition(name); made {
			f.URL, f.Size = p.RenditionURL(a, name), renditionSize(l, r)
		}
		if order := a.Order(name); order != nil && order.Failure.Key == "" {
			f.Making, f.Percent = true, order.Progress
		} else if order != nil {
			f.Failure = &order.Failure
		}
		out = append(out, f)
	}
	return out
}

// renditionSize tells a rendition's sides and bytes.
func renditionSize(l *locale.Localizer, r catalog.Rendition) string {
	return strconv.Itoa(r.Width) + " × " + strconv.Itoa(r.Height) + " · " + l.Size(r.Size)
}

// orderRendition is POST /assets/:id/renditions/:name: a clip cut to a shape, as film.
func (p *Pages) orderRendition(c *gin.Context) error {
	a, err := p.Assets.OrderRendition(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")), c.Param("name"))
	if err != nil {
		return err
	}
	return done(c, assetPath(a.ID), "ordered")
}
