package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// SearchView is the search page: what was asked for, what was found and how to narrow it.
type SearchView struct {
	Frame
	Total        int
	Cards        []Card
	Facets       []Facet
	Times        Timeline
	Chips        []Chip
	Loosened     []Loosened // without hits: what would give some
	Hints        []catalog.Reason
	Sorts        []Option
	RecordedFrom string // 2025-10-20
	RecordedTo   string
	ClearURL     string
	FirstURL     string // this search from its first page
	MoreURL      string
	DidYouMean   Chip
	Narrowed     bool // something was asked for
	Waiting      int  // planned posts that wait for the reader; told where nothing is asked for
	FollowUps    int  // posts of which something is due; told where nothing is asked for
	TakeDowns    int  // posts that the reader has to take down; told where nothing is asked for
	MayDescribe  bool
	BulkURL      string // describes all that is found together
	TableURL     string // or in a table
	AssessURL    string // says of all of it who is shown
	Ending       int    // consents that end soon; told on the start page to who keeps them
}

// Chip is a part of a search with the address of the search without it.
type Chip struct{ Label, URL string }

// search is GET /.
func (p *Pages) search(c *gin.Context) error {
	l, all := p.localizer(c), c.Request.URL.Query()
	r := newReader(all, l)
	if err := p.libraryIDs(c, r.asked["library"]); err != nil {
		return err
	}
	q, found, err := p.find(c, r, shownBefore(all.Get("shown")))
	if isBuilding(err) {
		return p.building(c, err)
	}
	if err != nil {
		return err
	}
	view, err := p.searchView(c, l, r, q, found)
	if err != nil {
		return err
	}
	if !view.Narrowed {
		if view.Ending, err = p.Signings.EndingSoon(c.Request.Context(), edge.Actor(c), ""); err != nil {
			return err
		}
	}
	return p.show(c, http.StatusOK, "search", view)
}

// find asks for what was read. What the catalogue refuses of an address is told as a hint and left out, so that nothing
// that people type or keep is an error.
func (p *Pages) find(c *gin.Context, r *reader, limit int) (catalog.Query, catalog.Found, error) {
	ask := func() (q catalog.Query, found catalog.Found, err error) {
		q = r.query()
		q.Limit = limit
		found, err = paged(q.Cursor, func(cursor string) (catalog.Found, error) {
			q.Cursor = cursor
			return p.Assets.Find(c.Request.Context(), edge.Actor(c), q)
		})
		return q, found, err
	}
	q, found, err := ask()
	var e *catalog.Error
	if errors.As(err, &e) && e.Code == catalog.Invalid && r.drop(e.Fields) {
		return ask()
	}
	return q, found, err
}

func (p *Pages) searchView(c *gin.Context, l *locale.Localizer, r *reader, q catalog.Query, found catalog.Found) (SearchView, error) {
	asked := r.asked
	view := SearchView{Frame: p.frame(c, "search", "search.title"), Total: found.Total, Sorts: sorts(l, q),
		RecordedFrom: asked.Get("recorded_from"), RecordedTo: asked.Get("recorded_to"), ClearURL: "/",
		MayDescribe: catalog.MayUpload(edge.Actor(c)) == nil}
	view.Query, view.LiveSearch, view.FirstURL = q.Text, true, firstPage(asked)
	all := selected{all: true, from: view.FirstURL}
	view.BulkURL, view.TableURL, view.AssessURL = bulkPath(all), tablePath(all), assessPath(asked)
	for _, a := range found.Items {
		view.Cards = append(view.Cards, p.card(l, a, view.MayDescribe))
	}
	if err := p.markSeen(c, view.Cards); err != nil {
		return view, err
	}
	labels, err := p.filterLabels(c, l, q, found.Facets)
	if err != nil {
		return view, err
	}
	view.Facets, view.Times = r.facets(q, found.Facets, labels), timeline(l, asked, q, found.Histogram)
	view.Chips = r.chips(labels)
	if view.Narrowed = len(view.Chips) > 0; !view.Narrowed {
		if view.FollowUps, err = p.Posts.CountFollowUps(c.Request.Context(), edge.Actor(c), false); err != nil {
			return view, err
		}
		if view.Waiting, err = p.Plan.CountWaiting(c.Request.Context(), edge.Actor(c)); err != nil {
			return view, err
		}
		if view.TakeDowns, err = p.TakeDowns.Open(c.Request.Context(), edge.Actor(c)); err != nil {
			return view, err
		}
	}
	for _, h := range append(r.hints, found.Hints...) {
		view.Hints = append(view.Hints, h.Say())
	}
	if found.Next != "" {
		view.MoreURL = with(asked, "cursor", found.Next)
	}
	if found.DidYouMean != "" {
		view.DidYouMean = Chip{Label: found.DidYouMean, URL: with(asked, "q", found.DidYouMean)}
	}
	if found.Total == 0 {
		view.Loosened, err = p.loosen(c, l, view.Chips)
	}
	return view, err
}

// shownBefore is how many assets a page opens with that had shown more than its first ones: never fewer than usual, at
// most as many as one search gives.
func shownBefore(asked string) int {
	const usual, most = 24, 200
	n, err := strconv.Atoi(asked)
	if err != nil {
		return usual
	}
	return min(max(n, usual), most)
}

func sorts(l *locale.Localizer, q catalog.Query) []Option {
	var out []Option
	usual := catalog.SortNewest
	if q.Text != "" {
		usual = catalog.SortRelevance
	}
	for _, s := range catalog.Sorts() {
		o := Option{Value: string(s), Label: l.T("sort."+string(s), nil), Chosen: s == q.Sort}
		switch {
		case s == usual: // stands for itself in the address when nothing does, also when words are added later
			o.Value, o.Chosen = "", q.Sort == "" || q.Sort == usual
		case s == catalog.SortRelevance:
			continue
		}
		out = append(out, o)
	}
	return out
}

// chips shows every part of a search that can be taken away.
func (r *reader) chips(labels map[catalog.Filter]map[string]string) []Chip {
	asked, l := r.asked, r.l
	var out []Chip
	if text := asked.Get("q"); text != "" {
		out = append(out, Chip{Label: "«" + text + "»", URL: without(asked, "q", text)})
	}
	for _, f := range catalog.Filters() {
		for _, v := range asked[string(f)] {
			out = append(out, Chip{Label: labels[f][v], URL: without(asked, string(f), v)})
		}
	}
	names := []string{"recorded_from", "recorded_to", "posted_before"}
	if first, last, ok := r.days(); ok {
		out = append(out, Chip{Label: recordedName(r.l, first, last), URL: recordedWithin(asked, "", "")})
		names = names[2:]
	}
	for _, name := range names {
		if v := asked.Get(name); v != "" {
			out = append(out, Chip{Label: l.T("chip."+name, map[string]any{"date": l.Day(v)}), URL: without(asked, name, v)})
		}
	}
	if asked.Get(neverPosted) != "" {
		out = append(out, Chip{Label: l.T("used.never", nil), URL: without(asked, neverPosted, asked.Get(neverPosted))})
	}
	return out
}
