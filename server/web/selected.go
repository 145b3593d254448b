package web

import (
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// largestBatch bounds how many assets one page names and shows.
const largestBatch = 500

// selected is what a page is about: some assets that were chosen, or all that a search finds.
type selected struct {
	ids    []string
	all    bool
	from   string // the search that they were chosen in, or empty
	assets []catalog.Asset
	// total counts all of it; of more than largestBatch assets none are read, but facets tells what they hold.
	total  int
	facets map[catalog.Filter][]catalog.FacetValue
}

// readSelected reads what a page is about from its address or its form, and looks it up.
func (p *Pages) readSelected(c *gin.Context, sent url.Values) (selected, error) {
	s := selected{ids: sent["id"], all: sent.Get("all") != "", from: sent.Get("from")}
	if s.all {
		return s, p.searchSelected(c, &s)
	}
	if len(s.ids) > largestBatch {
		return s, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 1, "max": largestBatch}}
	}
	var err error
	s.assets, err = p.Assets.Some(c.Request.Context(), edge.Actor(c), assetIDs(s.ids))
	s.total = len(s.assets)
	return s, err
}

// query is the search whose hits are all meant; nil when they were chosen.
func (p *Pages) query(c *gin.Context, s selected) (*catalog.Query, error) {
	if !s.all {
		return nil, nil
	}
	u, err := url.Parse(searchOf(s.from))
	if err != nil {
		return nil, malformed(err)
	}
	r := newReader(u.Query(), p.localizer(c))
	if err := p.libraryIDs(c, r.asked["library"]); err != nil {
		return nil, err
	}
	q := r.query()
	q.Facets, q.Histogram, q.Cursor = nil, "", ""
	return &q, nil
}

// searchSelected counts what a search finds, and reads it unless it is too much.
func (p *Pages) searchSelected(c *gin.Context, s *selected) error {
	q, err := p.query(c, *s)
	if err != nil {
		return err
	}
	first := *q
	for _, f := range facetNames() {
		first.Facets = append(first.Facets, catalog.FacetRequest{By: f, Size: 200})
	}
	first.Limit = 1
	found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), first)
	if err != nil {
		return err
	}
	if s.total, s.facets = found.Total, found.Facets; s.total > largestBatch {
		return nil
	}
	s.assets, _, err = p.firstFound(c, *q, largestBatch)
	return err
}

// firstFound reads the first assets that a search finds, and where it goes on.
func (p *Pages) firstFound(c *gin.Context, q catalog.Query, most int) (assets []catalog.Asset, next string, err error) {
	for len(assets) < most {
		q.Limit = min(most-len(assets), 200)
		found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), q)
		if err != nil {
			return nil, "", err
		}
		assets = append(assets, found.Items...)
		if q.Cursor = found.Next; q.Cursor == "" {
			break
		}
	}
	return assets, q.Cursor, nil
}

// hidden are the fields by which a form says what it is about.
func (s selected) hidden() []Option {
	var out []Option
	add := func(name, value string) {
		if value != "" {
			out = append(out, Option{Label: name, Value: value})
		}
	}
	if add("from", s.from); s.all {
		add("all", "1")
		add("count", strconv.Itoa(s.total))
		return out
	}
	for _, a := range s.assets {
		add("id", string(a.ID))
	}
	return out
}

// searchOf is the search at an address, and never anything but a search; without one it is what was added last.
func searchOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return "/?sort=" + string(catalog.SortRecentlyAdded)
	}
	return firstPage(askedFor(u.Query()))
}

func assetIDs(raw []string) []catalog.AssetID {
	out := make([]catalog.AssetID, len(raw))
	for i, id := range raw {
		out[i] = catalog.AssetID(id)
	}
	return out
}
