package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
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
