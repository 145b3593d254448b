package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

const (
	mostDayOffers = 60 // files that the page of a day offers at once
	mostDayStale  = 12 // outdated files that it shows
)

// DayView is the page of a recording day: what is still to be done, at a glance.
type DayView struct {
	Frame
	Day       catalog.RecordingDay
	Path      string
	Facts     []Fact
	Tiles     []Tile
	MayEdit   bool
	UploadURL string // empty for who may not upload
	FindURL   string
	Files     int
	Shots     []ShotRow
	Marked    int // shots that are in
	NewShots  Form
	Refused   Form // the one of the forms whose content was refused; empty when none was
	People    []catalog.PersonProgress
	NewPerson Form
	// SeesPeople lets the reader go from who was present to the register.
	SeesPeople bool
	Stale      StaleView
	Offers     []OfferCard
	OfferAll   int // files that are offered
	Offered    int // of those shown, the ones recorded on the day
	// Invitations are how people without an account send files; nil for who may not invite.
	Invitations *InvitationsPanel
	ConsentsURL string // empty for who does not keep the records of people
	PaperURL    string
	Ending      int // consents of the day that end soon
}

// DayAlikeView is how many files of a day look nearly the same.
type DayAlikeView struct {
	Frame
	Tile Tile
}

// Tile is one number of a day, with the files that it is about.
type Tile struct {
	Number string
	Label  string // words
	URL    string // empty where there is nothing to see
	Calm   bool   // nothing is to be done about it
}

// ShotRow is one planned clip with what has come of it.
type ShotRow struct {
	catalog.ShotProgress
	Presenter, Book string // names
	Cards           []Card
	FindURL         string
	Marks           []Option // the states of a shot, with the one it has
	Form            Form
	First, Last     bool
}

// StaleView offers to update files from a changed day.
type StaleView struct {
	Total  int
	Fields []Option // translated, with the number of files
	Cards  []Card
}

// OfferCard is a file that may be of the day.
type OfferCard struct {
	Card
	Taken bool
}

// notAssessedTile leads to where it is done.
const notAssessedTile = "day.tile.not_assessed"

// day is GET /recording-days/:id.
func (p *Pages) day(c *gin.Context) error {
	view, err := p.dayView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "day", view)
}

func (p *Pages) dayView(c *gin.Context) (DayView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	progress, err := p.Days.Progress(ctx, actor, c.Param("id"))
	if err != nil {
		return DayView{}, err
	}
	day := progress.Day
	view := DayView{Frame: p.frame(c, "recording-days", dayName(l, day.Name())), Day: day, Path: dayPath(day.ID), Facts: dayFacts(l, day),
		Tiles: dayTiles(l, progress), MayEdit: catalog.MayKeepRegisters(actor, catalog.KindRecordingDay, false) == nil, People: progress.People,
		FindURL: findURL(progress.Files), Files: progress.Files.Count, Marked: progress.In.Count}
	if catalog.MayUpload(actor) == nil {
		view.UploadURL = "/upload?recording_day=" + url.QueryEscape(day.ID)
	}
	view.NewShots, view.NewPerson = newShotsForm(), personForm(l)
	view.SeesPeople = catalog.MaySeePeople(actor) == nil
	if view.Shots, err = p.shotRows(c, progress, view.MayEdit); err != nil {
		return view, err
	}
	view.Stale = p.stale(l, progress.Outdated)
	if err := p.offers(c, &view); err != nil {
		return view, err
	}
	if view.MayEdit {
		panel, err := p.invitationsPanel(c, day.ID)
		if err != nil {
			return view, err
		}
		view.Invitations = &panel
	}
	if catalog.MaySeePeople(actor) == nil {
		view.PaperURL = "/consent-form?" + url.Values{"day": {day.ID}}.Encode()
	}
	if catalog.MayKeepPerson(actor, actor.Library) == nil {
		view.ConsentsURL = dayConsentsPath(day.ID)
	}
	if view.Ending, err = p.Signings.EndingSoon(ctx, actor, day.ID); err != nil {
		return view, err
	}
	return view, nil
}

// dayAlike is GET /recording-days/:id/alike: the number of pairs that wait for a decision, for the page to fetch when it
// stands.
func (p *Pages) dayAlike(c *gin.Context) error {
	n, err := p.Days.Alike(c.Request.Context(), edge.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	l := p.localizer(c)
	tile := Tile{Number: l.Number(int64(n)), Label: l.T("day.tile.alike", map[string]any{"count": n}), Calm: n == 0}
	if n > 0 {
		tile.URL = alikePath(nil, c.Param("id"))
	}
	return p.show(c, http.StatusOK, "day_alike", DayAlikeView{Frame: p.frame(c, "recording-days", "alike.title"), Tile: tile})
}

func dayPath(id string) string { return "/recording-days/" + url.PathEscape(id) }

// findURL is the search that finds the files of a number.
func findURL(n catalog.Number) string {
	q := url.Values{}
	for f, values := range n.Find {
		q[string(f)] = values
	}
	return searchPath(q)
}

func dayFacts(l *locale.Localizer, d catalog.RecordingDay) []Fact {
	var facts []Fact
	add := func(label string, values ...Chip) {
		if len(values) > 0 && values[0].Label != "" {
			facts = append(facts, Fact{Label: label, Values: values})
		}
	}
	chips := func(f catalog.Filter, options []Option) (out []Chip) {
		for _, o := range options {
			out = append(out, Chip{Label: o.Label, URL: with(nil, string(f), o.Value)})
		}
		return out
	}
	like := dayAsset(d)
	if d.Until != "" {
		add("day.dates", Chip{Label: l.Day(d.Date) + " – " + l.Day(d.Until)})
	}
	add("day.libraries", chips(catalog.ByLibrary, libraryOptions(like))...)
	add("asset.presenters", chips(catalog.ByPresenter, presenterOptions(like))...)
	add("asset.books", chips(catalog.ByBook, bookOptions(like))...)
	if d.ContentType != "" {
		add("facet.content_type", Chip{Label: l.T("content_type."+string(d.ContentType), nil)})
	}
	if d.Language != "" {
		add("facet.language", Chip{Label: l.T("language."+d.Language, nil)})
	}
	add("asset.credit_line", Chip{Label: d.CreditLine})
	add("day.notes", Chip{Label: d.Notes})
	return facts
}

// dayTiles tells what the librarian wants to know first. What there is nothing of is left out, but for the shots.
func dayTiles(l *locale.Localizer, p catalog.Progress) []Tile {
	var out []Tile
	tile := func(key string, n catalog.Number, of int, calm bool) {
		t := Tile{Number: l.Number(int64(n.Count)), Label: l.T(key, map[string]any{"count": n.Count}), Calm: calm}
		if of > 0 {
			t.Number = l.T("day.of", map[string]any{"count": n.Count, "of": of})
		}
		if n.Files > 0 {
			t.URL = findURL(n)
		}
		if key == notAssessedTile && t.URL != "" {
			t.URL = assessPath(url.Values{string(catalog.ByRecordingDay): {p.Day.ID}})
		}
		out = append(out, t)
	}
	if p.Planned > 0 {
		tile("day.tile.in", p.In, p.Planned, true)
		tile("day.tile.edited", p.Edited, p.Planned, true)
	}
	tile("day.tile.files", p.Files, 0, true)
	for _, some := range []struct {
		key string
		n   catalog.Number
	}{{"day.tile.waiting", p.Waiting}, {"day.tile.no_presenter", p.NoPresenter}, {"day.tile.unedited", p.Unedited},
		{notAssessedTile, p.NotAssessed}, {"day.tile.failed", p.Failed}} {
		if some.n.Count > 0 {
			tile(some.key, some.n, 0, false)
		}
	}
	for _, some := range []struct {
		key, at string
		count   int
	}{{"day.tile.no_consent", "#people", p.NoConsent}, {"day.tile.outdated", "#outdated", p.Outdated.Total}, {"day.tile.offered", "#offered", p.Offered}} {
		if some.count > 0 {
			out = append(out, Tile{Number: l.Number(int64(some.count)), Label: l.T(some.key, map[string]any{"count": some.count}), URL: some.at})
		}
	}
	return out
}

func (p *Pages) stale(l *locale.Localizer, o catalog.Outdated) StaleView {
	view := StaleView{Total: o.Total}
	labels := map[string]string{"title": "asset.title", "books": "asset.books", "presenters": "asset.presenters", "libraries": "asset.libraries",
		"content_type": "facet.content_type", "language": "facet.language", "credit_line": "asset.credit_line"}
	for name, count := range o.Fields {
		view.Fields = append(view.Fields, Option{Value: name, Label: l.T(labels[name], nil), Count: count})
	}
	slices.SortFunc(view.Fields, func(a, b Option) int {
		return slices.Index(heirNames(), a.Value) - slices.Index(heirNames(), b.Value)
	})
	for _, a := range o.Assets[:min(len(o.Assets), mostDayStale)] {
		view.Cards = append(view.Cards, p.card(l, a, false))
	}
	return view
}

// heirNames lists what files take over, in the order of the page.
func heirNames() []string {
	return []string{"title", "presenters", "books", "libraries", "content_type", "language", "credit_line"}
}

func (p *Pages) offers(c *gin.Context, view *DayView) error {
	offers, err := p.Days.Offered(c.Request.Context(), edge.Actor(c), view.Day.ID)
	if err != nil {
		return err
	}
	view.OfferAll = len(offers)
	slices.SortStableFunc(offers, func(a, b catalog.OfferedFile) int { // those of the day itself come first
		return len(truth(a.Taken)) - len(truth(b.Taken))
	})
	for _, o := range offers[:min(len(offers), mostDayOffers)] {
		view.Offers = append(view.Offers, OfferCard{Card: p.card(p.localizer(c), o.Asset, false), Taken: o.Taken})
		if o.Taken {
			view.Offered++
		}
	}
	return nil
}
