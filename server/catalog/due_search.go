package catalog

import (
	"context"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// How many of what a part of an offer's match finds are looked at: as many in each of two orders, so that neither what is
// new nor what was rarely used is missed; and of whose list it is more.
const (
	lookedAt    = 32
	lookedAtOwn = 16

	lookedAtClosed = 100
)

// question is a search that is asked once, however many offers it is for.
type dueQuestion struct {
	key   string
	query Query
	ids   []AssetID
	asked bool
}

// part is what one part of an offer's match finds.
type duePart struct {
	*dueQuestion
	searched, named bool
	closed          bool // it finds what is not cleared now: of that only what opens
}

// questions collects searches, each once.
type questions map[string]*dueQuestion

// add asks for what a search finds, in an order.
func (qs questions) add(q Query) *dueQuestion {
	var b strings.Builder
	b.WriteString(string(q.Sort) + "\x00" + q.Text)
	for _, f := range Filters() {
		if values := q.Filters[f]; len(values) > 0 {
			b.WriteString("\x00" + string(f) + "\x01" + strings.Join(values, "\x01"))
		}
	}
	for _, t := range []time.Time{q.RecordedFrom, q.RecordedTo, q.PostedBefore} {
		b.WriteString("\x00" + t.String())
	}
	if q.NeverPosted {
		b.WriteString("\x00never")
	}
	key := b.String()
	if qs[key] == nil {
		qs[key] = &dueQuestion{key: key, query: q}
	}
	return qs[key]
}

// of asks for what suits an offer on a channel, and what of that is the own of the library whose list it is.
// Where something opens later, what words find is asked for among what is closed, too.
func (qs questions) of(w Wanted, own LibraryID, zone *time.Location, opens bool) (out []duePart) {
	m := w.Occurrence.Offer.Match
	words := func(q Query) []duePart {
		parts := qs.part(q, w, own)
		if opens {
			q := narrowed(q, ByClearance, ClearanceNotCleared)
			q.Sort, q.Limit = SortNewest, lookedAtClosed
			parts = append(parts, duePart{dueQuestion: qs.add(q), closed: true})
		}
		return parts
	}
	by := func(f Filter, values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, qs.part(Query{Filters: map[Filter][]string{f: {v}}}, w, own)...)
			}
		}
	}
	by(BySeries, m.Series.ID)
	for _, b := range m.Books {
		by(ByBook, string(b.ID))
	}
	by(ByTag, m.Tags...)
	if q, ok := savedQuery(m.Query, zone); ok {
		for _, p := range words(q) {
			p.searched = true
			out = append(out, p)
		}
	}
	if len(out) == 0 && len(w.Occurrence.Offer.Favourites) == 0 {
		for _, p := range words(Query{Text: w.Occurrence.Offer.Name + " "}) {
			p.named = true
			out = append(out, p)
		}
	}
	return out
}

// part asks for one part in its orders: what is cleared for the channel today. What opens later is found by its embargo.
func (qs questions) part(q Query, w Wanted, own LibraryID) (out []duePart) {
	orders := []Sort{SortNewest, SortLeastUsed}
	if q.Text != "" {
		orders = []Sort{SortRelevance, SortLeastUsed}
	}
	for _, sort := range orders {
		q := narrowed(q, ByClearedFor, string(w.Account.Channel))
		q.Sort, q.Limit = sort, lookedAt
		out = append(out, duePart{dueQuestion: qs.add(q)})
	}
	if own != "" {
		q := narrowed(narrowed(q, ByClearedFor, string(w.Account.Channel)), ByLibrary, string(own))
		q.Sort, q.Limit = SortLeastUsed, lookedAtOwn
		out = append(out, duePart{dueQuestion: qs.add(q)})
	}
	return out
}

// narrowed is a query with a filter more; one that it has already narrows further and is left.
func narrowed(q Query, f Filter, values ...string) Query {
	filters := make(map[Filter][]string, len(q.Filters)+1)
	for had, v := range q.Filters {
		filters[had] = v
	}
	if _, had := filters[f]; !had {
		filters[f] = values
	}
	q.Filters = filters
	return q
}

// savedQuery reads a search as it stands in the address bar. What of it means nothing is passed over; false when nothing is
// left.
func savedQuery(saved string, zone *time.Location) (Query, bool) {
	saved = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(saved), "/"), "?")
	values, err := url.ParseQuery(saved)
	if err != nil || saved == "" {
		return Query{}, false
	}
	day := func(name string, more int) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, values.Get(name), zone)
		if err != nil {
			return time.Time{}
		}
		return t.AddDate(0, 0, more)
	}
	q := Query{Text: values.Get("q"), RecordedFrom: day("recorded_from", 0), RecordedTo: day("recorded_to", 1), PostedBefore: day("posted_before", 0),
		NeverPosted: values.Get("never_posted") == "true", Filters: map[Filter][]string{}, Zone: zone}
	for _, f := range Facets() {
		if v := slices.DeleteFunc(slices.Clone(values[string(f)]), func(s string) bool { return s == "" }); len(v) > 0 {
			q.Filters[f] = v
		}
	}
	if len(q.Text) > 500 {
		return Query{}, false
	}
	return q, q.Text != "" || len(q.Filters) > 0 || q.NeverPosted || !q.RecordedFrom.IsZero() || !q.RecordedTo.IsZero() || !q.PostedBefore.IsZero()
}

// ask asks all of them, some at once. Saved searches may name libraries by their slugs.
func (qs questions) ask(ctx context.Context, hands int, index SearchIndex, refs ReferenceStore, scope Scope) error {
	all := make([]*dueQuestion, 0, len(qs))
	var keys []string
	for _, q := range qs {
		if q.asked {
			continue
		}
		all = append(all, q)
		keys = append(keys, q.query.Filters[ByLibrary]...)
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(keys)
	libraries, err := refs.LibraryRefs(ctx, slices.Compact(keys))
	if err != nil {
		return err
	}
	for _, q := range all {
		for i, key := range q.query.Filters[ByLibrary] {
			if l, ok := libraries[key]; ok {
				q.query.Filters[ByLibrary][i] = string(l.ID)
			}
		}
	}
	return atOnce(len(all), hands, func(i int) error {
		hits, err := index.Search(ctx, all[i].query, scope)
		all[i].ids = hits.IDs
		return err
	})
}

// hands is how much is done at once for a list.
func (f DueFilter) hands() int {
	if f.alone {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// atOnce does n things, as many at once as there are hands, and returns the first error.
func atOnce(n, hands int, do func(i int) error) error {
	var next, stopped atomic.Int64
	var once sync.Once
	var failure error
	var wait sync.WaitGroup
	for range min(n, hands) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && stopped.Load() == 0; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					once.Do(func() { failure = err })
					stopped.Store(1)
				}
			}
		})
	}
	wait.Wait()
	return failure
}
