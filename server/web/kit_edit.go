package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// KitForm changes a planned post on the spot: how its files are cut, and what it says.
type KitForm struct {
	Form
	Assets []KitAssetForm
}

// Cuts reports whether a field stands with its asset.
func (KitForm) Cuts(name string) bool { return strings.HasPrefix(name, "assets[") }

// KitAssetForm are the fields of one asset, by their names in the form.
type KitAssetForm struct {
	Title   string
	Preview Picture
	Alt     string
	Player  string // of a clip; empty: a photo
	Focal   string
	Times   []string // of a clip
}

// kitForm is the form for changing a planned post on the spot.
func (p *Pages) kitForm(c *gin.Context, kit catalog.Kit) (KitForm, error) {
	l, item := p.localizer(c), kit.Item
	form := KitForm{Form: Form{Action: kitPath(item.ID) + "?language=" + kit.Language, Version: item.Version, Fields: []Field{
		{Kind: areaField, Name: "caption", Label: "kit.caption", Hint: "kit.caption.hint", Rows: 8, Value: kit.Caption},
		{Kind: "text", Name: "hashtags", Label: "kit.hashtags", Value: words(kit.Hashtags)},
		{Kind: "text", Name: "tags", Label: "kit.tag", Value: words(kit.Tags)},
		{Kind: selectField, Name: "language", Label: "kit.language", Options: coded(l, "language", "", catalog.PostLanguages(), kit.Language)},
		{Kind: selectField, Name: "format", Label: "kit.format", Options: coded(l, "rendition", "kit.format.usual", catalog.PlanFormats(), item.Format)},
	}}}
	ids := make([]catalog.AssetID, len(item.Assets))
	for i, a := range item.Assets {
		ids[i] = a.ID
	}
	assets, err := p.Assets.Some(c.Request.Context(), edge.Actor(c), ids)
	if err != nil {
		return form, err
	}
	for i, planned := range item.Assets {
		for _, a := range assets {
			if a.ID == planned.ID {
				form.cut(p, l, i, planned, a)
			}
		}
	}
	return form, nil
}

// cut adds the fields of one asset.
func (f *KitForm) cut(p *Pages, l *locale.Localizer, i int, planned catalog.PlannedAsset, a catalog.Asset) {
	at := fmt.Sprintf("assets[%d].", i)
	one := KitAssetForm{Title: a.ShownTitle(), Preview: p.preview(a), Alt: a.AltText, Focal: at + "focal_point"}
	add := func(name, label, hint, value string) {
		f.Fields = append(f.Fields, Field{Kind: "text", Name: name, ID: fieldID(name), Label: label, Hint: hint, Value: value})
	}
	add(one.Focal, "asset.focal_point", "kit.focal_point.hint", focalValue(planned.FocalPoint))
	if a.Kind == catalog.Video {
		if _, ok := a.Rendition("web"); ok {
			one.Player = p.RenditionURL(a, "web")
		}
		one.Times = []string{at + "from", at + "to", at + "cover_at"}
		moment := func(d time.Duration) string {
			if d == 0 {
				return ""
			}
			return l.Moment(d)
		}
		cover := ""
		if planned.CoverAt != nil {
			cover = l.Moment(*planned.CoverAt)
		}
		add(one.Times[0], "trim.from", "", moment(planned.From))
		add(one.Times[1], "trim.to", "", moment(planned.To))
		add(one.Times[2], "kit.cover_at", "", cover)
	}
	f.Assets = append(f.Assets, one)
}

// fieldID makes a name of the form into an id that an address may name.
func fieldID(name string) string {
	return strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(name)
}

// changeKit is POST /plan/:id/kit.
func (p *Pages) changeKit(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	view, status, err := p.kitView(c)
	if err != nil {
		return err
	}
	if view.Refused != nil {
		return p.show(c, status, "kit", view)
	}
	sent := c.Request.PostForm
	change, err := readKit(sent, view.Kit)
	if err == nil {
		_, err = p.Plan.Edit(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(c.Param("id")), readVersion(sent), change)
	}
	if err == nil {
		return done(c, kitPath(c.Param("id")), "saved")
	}
	view.EditForm.fill(sent, p.namer(c))
	if !view.EditForm.refuse(inMoments(p.localizer(c), err)) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "kit", view)
}

// readKit reads the form into a change. What the template has written is nobody's caption, so that it follows what the template
// is made of.
func readKit(sent url.Values, kit catalog.Kit) (func(*catalog.PlanItem), error) {
	caption := strings.TrimSpace(strings.ReplaceAll(sent.Get("caption"), "\r\n", "\n"))
	if !kit.Written && caption == kit.Caption {
		caption = ""
	}
	cuts := make([]catalog.PlannedAsset, len(kit.Item.Assets))
	var wrong []catalog.FieldError
	for i := range cuts {
		wrong = append(wrong, readCut(sent, fmt.Sprintf("assets[%d].", i), &cuts[i])...)
	}
	return func(item *catalog.PlanItem) {
		item.Caption, item.Language, item.Format = caption, sent.Get("language"), sent.Get("format")
		item.Hashtags, item.Tags = splitTags(sent.Get("hashtags")), splitTags(sent.Get("tags"))
		for i := range item.Assets {
			if i < len(cuts) && sent.Has(fmt.Sprintf("assets[%d].focal_point", i)) {
				a := &item.Assets[i]
				a.FocalPoint, a.From, a.To, a.CoverAt = cuts[i].FocalPoint, cuts[i].From, cuts[i].To, cuts[i].CoverAt
			}
		}
	}, invalid(wrong)
}

// readCut reads how one asset is cut.
func readCut(sent url.Values, at string, a *catalog.PlannedAsset) (wrong []catalog.FieldError) {
	var ok bool
	if a.FocalPoint, ok = readFocal(sent.Get(at + "focal_point")); !ok {
		wrong = append(wrong, catalog.FieldError{Location: at + "focal_point", Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 0, "max": 100}})
	}
	moment := func(name string) (d time.Duration, said bool) {
		text := strings.TrimSpace(sent.Get(at + name))
		if text == "" {
			return 0, false
		}
		d, ok := locale.ReadMoment(text)
		if !ok {
			wrong = append(wrong, catalog.FieldError{Location: at + name, Key: "field.bad_moment"})
		}
		return d, true
	}
	a.From, _ = moment("from")
	a.To, _ = moment("to")
	if cover, said := moment("cover_at"); said {
		a.CoverAt = &cover
	}
	return wrong
}

// words writes a list of words that hold no spaces into one line, as splitTags reads it.
func words(list []string) string { return strings.Join(list, " ") }

// splitTags reads hashtags or accounts: each begins after a space, a comma or a new line.
func splitTags(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\r' || r == '\t' || r == ';' })
}
