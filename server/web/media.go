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

// Card is one asset in a grid or list.
type Card struct {
	ID          catalog.AssetID
	Kind        catalog.MediaKind
	Title       string
	State       catalog.AssetState
	Thumb       Picture
	Alt         string
	Placeholder string // blurhash
	Clock       string // length of a clip
	Stills      string // address of a clip's stills for scrubbing, or empty
	Byline      string
	Clearance   ClearanceView
	Pickable    bool
	Picked      bool   // an editor has chosen it
	Stale       bool   // it says something that counts no longer
	Seen        string // which audiences were shown it, and when; empty: none, or nobody asked
}

func (p *Pages) picture(a catalog.Asset, name string) Picture {
	r, ok := a.Rendition(name)
	if !ok {
		return Picture{}
	}
	return Picture{URL: p.RenditionURL(a, name), Width: r.Width, Height: r.Height}
}

// preview is the picture that the page of an asset shows.
func (p *Pages) preview(a catalog.Asset) Picture {
	for _, name := range []string{"w1280", "w2048", "w640"} {
		if shown := p.picture(a, name); shown.URL != "" {
			return shown
		}
	}
	return p.picture(a, "w320")
}

func (p *Pages) card(l *locale.Localizer, a catalog.Asset, pickable bool) Card {
	card := Card{ID: a.ID, Kind: a.Kind, Title: a.ShownTitle(), State: a.ShownState(), Thumb: p.picture(a, "w320"), Alt: a.AltText,
		Placeholder: a.Placeholder, Byline: byline(l, a), Clearance: p.clearance(l, a), Pickable: pickable, Picked: a.EditorsPick,
		Stale: a.ShelfLife(p.Now().In(l.Zone())).Over()}
	if a.Original.Duration > 0 {
		card.Clock = l.Clock(a.Original.Duration.Seconds())
	}
	card.Stills = p.stills(a)
	return card
}

// stills is the address of the WebVTT that finds a clip's stills, or empty while there are none.
func (p *Pages) stills(a catalog.Asset) string {
	if _, ok := a.Rendition("sprite.vtt"); !ok {
		return ""
	}
	return p.RenditionURL(a, "sprite.vtt")
}

// Work is what is being made of an asset. Text is a translation key; Percent is 0 when it is not known.
type Work struct {
	Text    string
	Percent int
}

// workOn tells what processing does at the moment, or nil when it is over. What is made of a clip comes in a fixed order.
func workOn(a catalog.Asset) *Work {
	switch {
	case a.State == catalog.Pending:
		return &Work{Text: "work.waiting"}
	case a.State != catalog.Processing:
		return nil
	case a.Kind == catalog.Photo:
		return &Work{Text: "work.pictures"}
	}
	steps := []string{"poster", "preview", "web", "sprite"}
	if a.Kind == catalog.Audio {
		steps = []string{"poster", "web"}
	}
	for _, step := range steps {
		if _, made := a.Rendition(step); !made {
			return &Work{Text: "work." + string(a.Kind) + "." + step, Percent: a.Progress}
		}
	}
	return &Work{Text: "work.pictures"}
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
