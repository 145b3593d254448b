package web

import (
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// Picture is an image as a page shows it; Width and Height are in pixels. Without a URL there is none.
type Picture struct {
	URL           string
	Width, Height int
}

// ClearanceView tells in a line whether something may be shown; Reason says why not.
type ClearanceView struct {
	Cleared bool
	Reason  *catalog.Reason
}

// Card is one asset in a grid or list.
type Card struct {
	ID          catalog.AssetID
	Title       string
	State       catalog.AssetState
	Thumb       Picture
	Alt         string
	Placeholder string // blurhash
	Clock       string // length of a clip
	Byline      string
	Clearance   ClearanceView
	Pickable    bool
}

func (p *Pages) picture(a catalog.Asset, name string) Picture {
	r, ok := a.Rendition(name)
	if !ok {
		return Picture{}
	}
	return Picture{URL: p.RenditionURL(a, name), Width: r.Width, Height: r.Height}
}

func (p *Pages) clearance(a catalog.Asset) ClearanceView {
	c := catalog.Clear(a, catalog.Use{}, p.Now())
	v := ClearanceView{Cleared: c.Cleared}
	if len(c.Reasons) > 0 {
		v.Reason = &c.Reasons[0]
	}
	return v
}

func (p *Pages) card(l *locale.Localizer, a catalog.Asset, pickable bool) Card {
	card := Card{ID: a.ID, Title: a.ShownTitle(), State: a.ShownState(), Thumb: p.picture(a, "w320"), Alt: a.AltText,
		Placeholder: a.Placeholder, Byline: byline(l, a), Clearance: p.clearance(a), Pickable: pickable}
	if a.Original.Duration > 0 {
		card.Clock = l.Clock(a.Original.Duration.Seconds())
	}
	return card
}

// byline names whom an asset shows or belongs to, and when it was recorded.
func byline(l *locale.Localizer, a catalog.Asset) string {
	var parts []string
	switch {
	case len(a.Presenters) > 0:
		parts = append(parts, a.Presenters[0].Name)
	case len(a.Libraries) > 0:
		parts = append(parts, a.Libraries[0].Name)
	}
	if !a.RecordedAt.IsZero() {
		parts = append(parts, l.Date(a.RecordedAt))
	}
	return strings.Join(parts, " · ")
}

// dayName tells a recording day's name with its date as people write it.
func dayName(l *locale.Localizer, name string) string {
	day, place, found := strings.Cut(name, " ")
	if !found {
		return l.Day(name)
	}
	return l.Day(day) + ", " + place
}
