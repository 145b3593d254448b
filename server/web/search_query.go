package web

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

const (
	neverPosted = "never_posted"
	facetText   = "facet_q." // begins the names of what is searched for within facets
	moreOf      = "more"     // names the facets of which more is shown
)

// reader reads a search from an address, and collects what of it means nothing.
type reader struct {
	l     *locale.Localizer
	asked url.Values // what belongs to the search
	aside url.Values // what belongs only to how it is shown
	hints []catalog.Hint
}

func newReader(all url.Values, l *locale.Localizer) *reader {
	r := &reader{l: l, asked: askedFor(all), aside: url.Values{moreOf: all[moreOf]}}
	for _, f := range facetNames() {
		if text := all.Get(facetText + string(f)); text != "" {
			r.aside.Set(facetText+string(f), text)
		}
	}
	for _, name := range []string{"recorded_from", "recorded_to", "posted_before"} {
		if v := r.asked.Get(name); v != "" && r.day(name).IsZero() {
			r.asked.Del(name)
			r.hints = append(r.hints, catalog.Hint{Code: catalog.HintBadDate, Text: v})
		}
	}
	if !slices.Contains(catalog.Sorts(), catalog.Sort(r.asked.Get("sort"))) { // better the usual order than none
		r.asked.Del("sort")
	}
	return r
}

// askedFor keeps what belongs to a search of an address's parameters, without empty ones.
func askedFor(all url.Values) url.Values {
	known := []string{"q", "sort", "cursor", "recorded_from", "recorded_to", "posted_before", neverPosted}
	for _, f := range catalog.Filters() {
		known = append(known, string(f))
	}
	asked := url.Values{}
	for _, name := range known {
		for _, v := range all[name] {
			if v != "" && !slices.Contains(asked[name], v) {
				asked.Add(name, v)
			}
		}
	}
	return asked
}

// day is the midnight with which a day begins, or the zero time.
func (r *reader) day(name string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, r.asked.Get(name), r.l.Zone())
	if err != nil {
		return time.Time{}
	}
	return t
}

// days are the first and the last day that a search is narrowed to, when it is on both sides.
func (r *reader) days() (first, last time.Time, ok bool) {
	first, last = r.day("recorded_from"), r.day("recorded_to")
	return first, last, !first.IsZero() && !last.IsZero()
}

// query is the search. Days begin and end at midnight where the reader is.
func (r *reader) query() catalog.Query {
	q := catalog.Query{Text: r.asked.Get("q"), Sort: catalog.Sort(r.asked.Get("sort")), Cursor: r.asked.Get("cursor"), Zone: r.l.Zone(),
		NeverPosted: r.asked.Get(neverPosted) == "true", Filters: map[catalog.Filter][]string{}, Facets: r.facetRequests(),
		RecordedFrom: r.day("recorded_from"), RecordedTo: r.day("recorded_to"), PostedBefore: r.day("posted_before"),
		CodeName: func(f catalog.Filter, code string) string { return filterLabel(r.l, f, code, code) }}
	if !q.RecordedTo.IsZero() {
		q.RecordedTo = q.RecordedTo.AddDate(0, 0, 1)
	}
	q.Histogram = interval(q)
	for _, f := range catalog.Filters() {
		if v := r.asked[string(f)]; len(v) > 0 {
			q.Filters[f] = v
		}
	}
	return q
}

// drop leaves out what was refused, and reports whether that was anything.
func (r *reader) drop(refused []catalog.FieldError) bool {
	dropped := false
	for _, f := range refused {
		value, _ := f.Args["value"].(string)
		i := slices.Index(r.asked[f.Location], value)
		switch {
		case i >= 0:
			r.asked[f.Location] = slices.Delete(r.asked[f.Location], i, i+1)
			r.hints = append(r.hints, catalog.Hint{Code: catalog.HintUnknownValue, Text: f.Location + ":" + value})
		case r.asked.Has(f.Location), r.aside.Has(f.Location):
			r.asked.Del(f.Location)
			r.aside.Del(f.Location)
		default:
			continue
		}
		dropped = true
	}
	return dropped
}

// outsideBin leaves out what lies in the bin unless a state was asked for: some may see it, but nobody looks for it.
func outsideBin(q catalog.Query) catalog.Query {
	if len(q.Filters[catalog.ByState]) > 0 {
		return q
	}
	q.Filters = maps.Clone(q.Filters)
	for _, s := range []catalog.AssetState{catalog.Pending, catalog.Processing, catalog.Ready, catalog.Failed} {
		q.Filters[catalog.ByState] = append(q.Filters[catalog.ByState], string(s))
	}
	return q
}

// libraryIDs puts the ids of libraries in the place of their short names.
func (p *Pages) libraryIDs(c *gin.Context, keys []string) error {
	for i, key := range keys {
		e, err := p.Libraries.Get(c.Request.Context(), edge.Actor(c), key)
		switch {
		case err == nil:
			keys[i] = e.ID
		case !catalog.Is(err, catalog.NotFound):
			return err
		}
	}
	return nil
}

// with is the address of a search with one parameter set; any but the cursor starts from the first page.
func with(asked url.Values, name, value string) string {
	q := url.Values{}
	maps.Copy(q, asked)
	q.Del("cursor")
	q.Set(name, value)
	return searchPath(q)
}

// searchPath is the address of a search.
func searchPath(q url.Values) string {
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// firstPage is the address of the first page of a search.
func firstPage(asked url.Values) string { return without(asked, "cursor", "") }

// paged asks for a page of a list, and for the first one when the list has changed so that the cursor in the address
// means nothing any more.
func paged[T any](cursor string, ask func(cursor string) (T, error)) (T, error) {
	found, err := ask(cursor)
	var e *catalog.Error
	if cursor != "" && errors.As(err, &e) && slices.ContainsFunc(e.Fields, func(f catalog.FieldError) bool { return f.Key == catalog.KeyBadCursor }) {
		return ask("")
	}
	return found, err
}

// without is the address of a search with one value of a parameter taken away, from the first page.
func without(asked url.Values, name, value string) string {
	q := url.Values{}
	for k, values := range asked {
		for _, v := range values {
			if k != "cursor" && (k != name || v != value) {
				q.Add(k, v)
			}
		}
	}
	return searchPath(q)
}

// filterLabels names every value that was counted or chosen: codes by translation, ids by what they stand for.
func (p *Pages) filterLabels(c *gin.Context, l *locale.Localizer, q catalog.Query, counted map[catalog.Filter][]catalog.FacetValue) (map[catalog.Filter]map[string]string, error) {
	labels := map[catalog.Filter]map[string]string{}
	for _, f := range catalog.Filters() {
		labels[f] = map[string]string{}
		for _, v := range counted[f] {
			labels[f][v.Value] = filterLabel(l, f, v.Value, v.Label)
		}
		for _, v := range q.Filters[f] {
			if labels[f][v] != "" {
				continue
			}
			name, err := p.nameOf(c, f, v)
			if err != nil {
				return nil, err
			}
			labels[f][v] = filterLabel(l, f, v, name)
		}
	}
	return labels, nil
}

func filterLabel(l *locale.Localizer, f catalog.Filter, value, name string) string {
	if key := string(f) + "." + value; l.Has(key) {
		return l.T(key, nil)
	}
	if f == catalog.ByRecordingDay {
		return dayName(l, name)
	}
	return name
}

// nameOf looks up what a chosen id stands for that no facet counted. What does not exist keeps its id.
func (p *Pages) nameOf(c *gin.Context, f catalog.Filter, id string) (string, error) {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	name := id
	var err error
	switch f {
	case catalog.ByLibrary:
		var e catalog.Library
		if e, err = p.Libraries.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByPresenter:
		var e catalog.Presenter
		if e, err = p.Presenters.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByBook:
		var e catalog.Book
		if e, err = p.Books.Get(ctx, actor, id); err == nil {
			name = e.Title
		}
	case catalog.BySeries:
		var e catalog.Series
		if e, err = p.Series.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByRecordingDay:
		var e catalog.RecordingDay
		if e, err = p.RecordingDays.Get(ctx, actor, id); err == nil {
			name = e.Name()
		}
	}
	if catalog.Is(err, catalog.NotFound) {
		err = nil
	}
	return name, err
}
