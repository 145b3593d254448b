package web

import (
	"net/http"
	"net/url"
	"slices"
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
	Chips        []Chip
	Sorts        []Option
	RecordedFrom string // 2025-10-20
	RecordedTo   string
	ClearURL     string
	FirstURL     string // this search from its first page
	MoreURL      string
	DidYouMean   Chip
	Narrowed     bool // something was asked for
	MayDescribe  bool
}

// Facet is one way to narrow a search.
type Facet struct {
	Name    string
	Label   string // translation key
	Open    bool
	Options []Option
}

// Chip is a part of a search with the address of the search without it.
type Chip struct{ Label, URL string }

// search is GET /.
func (p *Pages) search(c *gin.Context) error {
	l, actor := p.localizer(c), edge.Actor(c)
	asked := askedFor(c.Request.URL.Query())
	if err := p.libraryIDs(c, asked["library"]); err != nil {
		return err
	}
	q, err := readQuery(asked, l.Zone())
	if err != nil {
		return err
	}
	q.Limit = shownBefore(c.Query("shown"))
	found, err := paged(q.Cursor, func(cursor string) (catalog.Found, error) {
		q.Cursor = cursor
		return p.Assets.Find(c.Request.Context(), actor, outsideBin(q))
	})
	if err != nil {
		return err
	}
	view := SearchView{Frame: p.frame(c, "search", "search.title"), Total: found.Total, Sorts: sorts(l, q),
		RecordedFrom: asked.Get("recorded_from"), RecordedTo: asked.Get("recorded_to"), ClearURL: "/",
		MayDescribe: catalog.MayUpload(actor) == nil}
	view.Query, view.LiveSearch, view.FirstURL = q.Text, true, firstPage(asked)
	for _, a := range found.Items {
		view.Cards = append(view.Cards, p.card(l, a, view.MayDescribe))
	}
	labels, err := p.filterLabels(c, l, q, found.Facets)
	if err != nil {
		return err
	}
	view.Facets = facets(q, found.Facets, labels)
	view.Chips = chips(l, asked, labels)
	view.Narrowed = len(view.Chips) > 0
	if found.Next != "" {
		view.MoreURL = with(asked, "cursor", found.Next)
	}
	if found.DidYouMean != "" {
		view.DidYouMean = Chip{Label: found.DidYouMean, URL: with(asked, "q", found.DidYouMean)}
	}
	return p.show(c, http.StatusOK, "search", view)
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

// facetNames lists the facets in the order of the page.
func facetNames() []catalog.Filter {
	return []catalog.Filter{catalog.ByContentType, catalog.ByLibrary, catalog.ByPresenter, catalog.ByKind, catalog.ByBook, catalog.ByAuthor,
		catalog.BySeries, catalog.ByRecordingDay, catalog.ByTag, catalog.ByClearance, catalog.ByOrientation, catalog.ByLanguage,
		catalog.ByUsed, catalog.ByState}
}

// openFacets is how many facets stand open before anything is chosen.
const openFacets = 4

func facets(q catalog.Query, counted map[catalog.Filter][]catalog.FacetValue, labels map[catalog.Filter]map[string]string) []Facet {
	var out []Facet
	for i, name := range facetNames() {
		f := Facet{Name: string(name), Label: "facet." + string(name), Open: i < openFacets || len(q.Filters[name]) > 0}
		for _, v := range counted[name] {
			f.Options = append(f.Options, Option{Value: v.Value, Label: labels[name][v.Value], Count: v.Count, Chosen: slices.Contains(q.Filters[name], v.Value)})
		}
		for _, v := range q.Filters[name] {
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v }) {
				f.Options = append(f.Options, Option{Value: v, Label: labels[name][v], Chosen: true})
			}
		}
		if len(f.Options) > 0 {
			out = append(out, f)
		}
	}
	recorded := Facet{Name: "recorded", Label: "facet.recorded", Open: !q.RecordedFrom.IsZero() || !q.RecordedTo.IsZero()}
	return append(out, recorded)
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
func chips(l *locale.Localizer, asked url.Values, labels map[catalog.Filter]map[string]string) []Chip {
	var out []Chip
	if text := asked.Get("q"); text != "" {
		out = append(out, Chip{Label: "«" + text + "»", URL: without(asked, "q", text)})
	}
	for _, f := range catalog.Filters() {
		for _, v := range asked[string(f)] {
			out = append(out, Chip{Label: labels[f][v], URL: without(asked, string(f), v)})
		}
	}
	for _, name := range []string{"recorded_from", "recorded_to", "posted_before"} {
		if v := asked.Get(name); v != "" {
			out = append(out, Chip{Label: l.T("chip."+name, map[string]any{"date": l.Day(v)}), URL: without(asked, name, v)})
		}
	}
	if asked.Get(neverPosted) != "" {
		out = append(out, Chip{Label: l.T("used.never", nil), URL: without(asked, neverPosted, asked.Get(neverPosted))})
	}
	return out
}
