package indexer_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

var marks = []string{"all", "sandnes", "sola", "editors"}

// randomDocument makes a document that collides with others often.
func randomDocument(r *rand.Rand, id string) indexer.Document {
	words := []string{"bok", "film", "barn", "sommerbibliotek", "krim", "høytlesing", "veke", "kafé", "åpen", "Nana"}
	text := func(n int) (s string) {
		for range n {
			s += words[r.IntN(len(words))] + " "
		}
		return s
	}
	ref := func(kind string, n, most int) (out []indexer.Ref) {
		for range r.IntN(most + 1) {
			i := r.IntN(n)
			out = append(out, indexer.Ref{ID: fmt.Sprint(kind, i), Name: fmt.Sprint(kind, " ", words[i%len(words)], i)})
		}
		return out
	}
	at := func() time.Time {
		if r.IntN(5) == 0 {
			return time.Time{}
		}
		return time.Date(2024, 1, 1+r.IntN(30), 0, 0, 0, 0, time.UTC)
	}
	d := indexer.Document{ID: id, Title: text(1 + r.IntN(3)), Description: text(r.IntN(8)), Libraries: ref("lib", 8, 2),
		Presenters: ref("pres", 12, 2), Tags: ref("tag", 15, 3), Books: ref("book", 10, 1),
		Kind: []string{"photo", "video"}[r.IntN(2)], ContentType: []string{"service_info", "literature", "relations"}[r.IntN(3)],
		RecordedAt: at(), CreatedAt: at(), LastPostedAt: at(), Used: r.IntN(4), Vetted: r.IntN(2) == 0}
	for range r.IntN(3) {
		d.Prints = append(d.Prints, uint64(1+r.IntN(5))*0x0123456789abcdef)
	}
	for _, m := range marks {
		if r.IntN(3) == 0 {
			d.Visibility = append(d.Visibility, m)
		}
	}
	return d
}

// truth is the collection as a plain map, to count by brute force.
type truth map[string]indexer.Document

func (c truth) change(r *rand.Rand, seq int64) indexer.Batch {
	b := indexer.Batch{Seq: seq}
	for range 1 + r.IntN(60) {
		id := fmt.Sprintf("d%03d", r.IntN(400))
		if r.IntN(4) == 0 {
			b.Deletes = append(b.Deletes, id)
			continue
		}
		b.Upserts = append(b.Upserts, randomDocument(r, id))
	}
	for _, d := range b.Upserts {
		c[d.ID] = d
	}
	for _, id := range b.Deletes {
		delete(c, id)
	}
	return b
}

func values(d indexer.Document, f indexer.Field) []string {
	ids := func(refs []indexer.Ref) (out []string) {
		for _, r := range refs {
			out = append(out, r.ID)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	switch f {
	case indexer.FieldLibrary:
		return ids(d.Libraries)
	case indexer.FieldPresenter:
		return ids(d.Presenters)
	case indexer.FieldTag:
		return ids(d.Tags)
	case indexer.FieldBook:
		return ids(d.Books)
	case indexer.FieldKind:
		return []string{d.Kind}
	case indexer.FieldContentType:
		return []string{d.ContentType}
	}
	panic("no such field in this test")
}

func anyOf(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// fits tells whether a document fits all of a query but its text and the filter on skip.
func fits(d indexer.Document, q indexer.Query, skip indexer.Field) bool {
	for f, vs := range q.Filters {
		if f != skip && len(vs) > 0 && !anyOf(values(d, f), vs) {
			return false
		}
	}
	if (!q.RecordedFrom.IsZero() || !q.RecordedTo.IsZero()) && (d.RecordedAt.IsZero() || d.RecordedAt.Before(q.RecordedFrom) ||
		!q.RecordedTo.IsZero() && !d.RecordedAt.Before(q.RecordedTo)) {
		return false
	}
	return anyOf(d.Visibility, q.Visibility) && (!q.NeverPosted || d.LastPostedAt.IsZero()) &&
		(q.PostedBefore.IsZero() || d.LastPostedAt.Before(q.PostedBefore))
}

var counted = []indexer.Field{indexer.FieldLibrary, indexer.FieldPresenter, indexer.FieldTag, indexer.FieldBook,
	indexer.FieldKind, indexer.FieldContentType}

func randomQuery(r *rand.Rand) indexer.Query {
	q := indexer.Query{Filters: map[indexer.Field][]string{}, Limit: indexer.MaxLimit,
		Visibility: marks[:1+r.IntN(len(marks))],
		Sort:       []indexer.Sort{"", indexer.SortNewest, indexer.SortOldest, indexer.SortRecentlyAdded, indexer.SortLeastUsed}[r.IntN(5)]}
	if r.IntN(2) == 0 {
		q.Filters[indexer.FieldLibrary] = []string{fmt.Sprint("lib", r.IntN(8)), fmt.Sprint("lib", r.IntN(8))}
	}
	if r.IntN(3) == 0 {
		q.Filters[indexer.FieldKind] = []string{"video"}
	}
	if r.IntN(4) == 0 {
		q.Filters[indexer.FieldTag] = []string{fmt.Sprint("tag", r.IntN(15))}
	}
	if r.IntN(4) == 0 {
		q.RecordedFrom = time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
	}
	if r.IntN(4) == 0 {
		q.RecordedTo = time.Date(2024, 1, 20, 0, 0, 0, 0, time.UTC)
	}
	q.NeverPosted = r.IntN(6) == 0
	if r.IntN(6) == 0 {
		q.PostedBefore = time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC)
	}
	for _, f := range counted {
		q.Facets = append(q.Facets, indexer.FacetRequest{Field: f, Size: indexer.MaxFacetSize})
	}
	return q
}

// recount compares an answer without text with the truth.
func recount(t *testing.T, c truth, q indexer.Query, r indexer.Result) {
	t.Helper()
	var want []string
	counts := map[indexer.Field]map[string]int{}
	for id, d := range c {
		if fits(d, q, "") {
			want = append(want, id)
		}
		for _, f := range counted {
			if counts[f] == nil {
				counts[f] = map[string]int{}
			}
			if fits(d, q, f) {
				for _, v := range values(d, f) {
					counts[f][v]++
				}
			}
		}
	}
	got := slices.Clone(r.IDs)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || r.Total != len(want) {
		t.Fatalf("query %+v: total %d, ids %v, want %v", q, r.Total, got, want)
	}
	for f, vs := range r.Facets {
		if len(vs) != len(counts[f]) {
			t.Fatalf("query %+v: %d values of %s, want %d", q, len(vs), f, len(counts[f]))
		}
		for _, v := range vs {
			if counts[f][v.Value] != v.Count {
				t.Fatalf("query %+v: %s %s is %d, want %d", q, f, v.Value, v.Count, counts[f][v.Value])
			}
		}
		if !slices.IsSortedFunc(vs, func(a, b indexer.FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		}) {
			t.Fatalf("facet %s is not in order: %v", f, vs)
		}
	}
}

func TestFacetsEqualRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, c := open(t), truth{}
	for step := range 40 {
		apply(t, x, c.change(r, int64(step+1)))
		for range 15 {
			q := randomQuery(r)
			recount(t, c, q, find(t, x, q))
		}
	}
}

// TestNothingOutsideVisibility asks with text of every kind and checks every id and every count.
func TestNothingOutsideVisibility(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x, c := open(t), truth{}
	for step := range 12 {
		apply(t, x, c.change(r, int64(step+1)))
	}
	texts := []string{"bok", "-bok", "bo", "krm", "høytlesng", `"bok film"`, "bok OR film", "tag:krim", "-kind:video",
		"-recorded:2023", "recorded:2024", "bibliotek", "nana -kafé", "library:lib OR -presenter:pres", ""}
	for _, text := range texts {
		for range 10 {
			q := randomQuery(r)
			q.Text = text
			res := find(t, x, q)
			counts := map[string]int{}
			for _, id := range res.IDs {
				if !fits(c[id], q, "") {
					t.Fatalf("query %+v finds %s, which it may not", q, id)
				}
				for _, v := range values(c[id], indexer.FieldPresenter) {
					counts[v]++
				}
			}
			for _, v := range res.Facets[indexer.FieldPresenter] { // never filtered on, so it counts the hits
				if counts[v.Value] != v.Count {
					t.Fatalf("query %+v: presenter %s is %d, want %d", q, v.Value, v.Count, counts[v.Value])
				}
			}
		}
	}
	for _, none := range [][]string{{}, {""}, {"nobody"}} {
		if r, err := x.Search(t.Context(), indexer.Query{Visibility: none, Facets: randomQuery(r).Facets}); err != nil ||
			r.Total != 0 || len(r.IDs) != 0 || len(r.Facets[indexer.FieldKind]) != 0 {
			t.Errorf("visibility %q finds %+v, %v", none, r, err)
		}
		if s, err := x.Suggest(t.Context(), "b", none, 10); err != nil || len(s) != 0 {
			t.Errorf("visibility %q suggests %v, %v", none, s, err)
		}
	}
}

// TestNothingInvisibleIsHinted asks by what else documents can come to light than by searching: suggestions, search within
// a facet, histograms, likeness.
func TestNothingInvisibleIsHinted(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	x, c := open(t), truth{}
	for step := range 12 {
		apply(t, x, c.change(r, int64(step+1)))
		set := []string{marks[r.IntN(len(marks))]}
		visible := truth{}
		for id, d := range c {
			if anyOf(d.Visibility, set) {
				visible[id] = d
			}
		}
		for _, typed := range []string{"b", "n", "lib", "pres", "tag 1", "krim"} {
			checkSuggestions(t, x, visible, typed, set)
		}
		checkCounts(t, x, visible, set)
		checkLikeness(t, x, c, visible, set)
	}
}

func checkSuggestions(t *testing.T, x *indexer.Index, visible truth, typed string, set []string) {
	t.Helper()
	all, err := x.Suggest(t.Context(), typed, set, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		n := 0
		for _, d := range visible {
			if s.Kind == indexer.FieldTitle && d.ID == s.ID || s.Kind != indexer.FieldTitle && slices.Contains(values(d, s.Kind), s.ID) {
				n++
			}
		}
		if n == 0 || s.Kind != indexer.FieldTitle && n != s.Count {
			t.Fatalf("typed %q with %v: suggestion %+v, of %d visible documents", typed, set, s, n)
		}
	}
}

// checkCounts compares a facet searched within, and a histogram, with the visible documents.
func checkCounts(t *testing.T, x *indexer.Index, visible truth, set []string) {
	t.Helper()
	res := find(t, x, indexer.Query{Visibility: set, Histogram: indexer.IntervalYear,
		Facets: []indexer.FacetRequest{{Field: indexer.FieldPresenter, Size: indexer.MaxFacetSize, Containing: "kr"}}})
	dated, bearers := 0, 0
	for _, d := range visible {
		if !d.RecordedAt.IsZero() {
			dated++
		}
		seen := map[string]bool{}
		for _, p := range d.Presenters {
			if strings.Contains(p.Name, " kr") && !seen[p.ID] {
				seen[p.ID] = true
				bearers++
			}
		}
	}
	for _, b := range res.Histogram {
		dated -= b.Count
	}
	for _, v := range res.Facets[indexer.FieldPresenter] {
		bearers -= v.Count
	}
	if dated != 0 || bearers != 0 {
		t.Fatalf("with %v: histogram %v is %d short, presenters %v are %d short", set, res.Histogram, dated, res.Facets, bearers)
	}
}

func checkLikeness(t *testing.T, x *indexer.Index, c, visible truth, set []string) {
	t.Helper()
	for id, d := range c {
		alike, err := x.Similar(t.Context(), id, set, 100)
		if _, ok := visible[id]; ok != (err == nil) || !ok && !errors.Is(err, indexer.ErrNotFound) {
			t.Fatalf("similar to %s with %v gives %v", id, set, err)
		}
		near, err := x.Near(t.Context(), d.Prints, set, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range alike {
			near = append(near, indexer.Nearness{ID: l.ID})
		}
		for _, n := range near {
			if _, ok := visible[n.ID]; !ok {
				t.Fatalf("what is like %s with %v is %s, which they may not see", id, set, n.ID)
			}
		}
	}
}

func TestPagingVisitsAllOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	x, c := open(t), truth{}
	for step := range 30 {
		apply(t, x, c.change(r, int64(step+1)))
	}
	sorts := []indexer.Sort{indexer.SortRelevance, indexer.SortNewest, indexer.SortOldest, indexer.SortRecentlyAdded, indexer.SortLeastUsed}
	for _, s := range sorts {
		for _, text := range []string{"", "bok OR film OR barn OR krim", "bok sommer", "bok OR -film krim", "nothinglikethis"} {
			q := indexer.Query{Text: text, Sort: s, Limit: indexer.MaxLimit, Visibility: marks}
			want := find(t, x, q).IDs
			for _, limit := range []int{1, 7, 50} {
				var got []string
				q.Limit, q.Cursor = limit, ""
				for page := 0; page == 0 || q.Cursor != ""; page++ {
					res := find(t, x, q)
					got, q.Cursor = append(got, res.IDs...), res.NextCursor
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s %q by %d: pages give %d ids, want %d in the same order", s, text, limit, len(got), len(want))
				}
			}
			checkOrder(t, c, s, want)
		}
	}
	for _, bad := range []string{"x", "!!", "cmFuZG9t", find(t, x, indexer.Query{Sort: indexer.SortNewest, Limit: 1, Visibility: marks}).NextCursor} {
		if _, err := x.Search(t.Context(), indexer.Query{Sort: indexer.SortOldest, Cursor: bad, Visibility: marks}); err == nil {
			t.Errorf("cursor %q of another order is taken", bad)
		}
	}
}

func checkOrder(t *testing.T, c truth, s indexer.Sort, ids []string) {
	t.Helper()
	unknownLast := func(d indexer.Document) int64 {
		if d.RecordedAt.IsZero() {
			return 1 << 62
		}
		return d.RecordedAt.Unix()
	}
	for i := 1; i < len(ids); i++ {
		a, b := c[ids[i-1]], c[ids[i]]
		by := 0
		switch s {
		case indexer.SortNewest:
			by = b.RecordedAt.Compare(a.RecordedAt)
		case indexer.SortOldest:
			by = cmp.Compare(unknownLast(a), unknownLast(b))
		case indexer.SortRecentlyAdded:
			by = b.CreatedAt.Compare(a.CreatedAt)
		case indexer.SortLeastUsed:
			by = cmp.Or(cmp.Compare(a.Used, b.Used), a.LastPostedAt.Compare(b.LastPostedAt))
		case indexer.SortRelevance:
			continue
		}
		if by > 0 || by == 0 && a.ID >= b.ID {
			t.Fatalf("%s: %s stands before %s", s, a.ID, b.ID)
		}
	}
}

// TestCountsAgreeWhileChanging searches while documents change: every answer must be true of some one state, which shows
// in a facet that every document has exactly once.
func TestCountsAgreeWhileChanging(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	x, c := open(t), truth{}
	apply(t, x, c.change(r, 1))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				res, err := x.Search(t.Context(), indexer.Query{Visibility: marks, Limit: indexer.MaxLimit,
					Facets: []indexer.FacetRequest{{Field: indexer.FieldKind}, {Field: indexer.FieldUsed}}})
				if err != nil {
					t.Error(err)
					return
				}
				for f, vs := range res.Facets {
					sum := 0
					for _, v := range vs {
						sum += v.Count
					}
					if sum != res.Total || len(res.IDs) != res.Total {
						t.Errorf("facet %s sums to %d, %d ids, total %d", f, sum, len(res.IDs), res.Total)
						return
					}
				}
			}
		})
	}
	for step := range 60 {
		apply(t, x, c.change(r, int64(step+2)))
	}
	close(stop)
	wg.Wait()
}

// FuzzSearch: nothing that can be typed is an error, and nothing invisible is found.
func FuzzSearch(f *testing.F) {
	docs := append(shelfDocuments(f), indexer.Document{ID: "hidden", Title: "Hemmelig krim", Visibility: []string{"secret"}})
	x := open(f, docs...)
	for _, s := range []string{"krim", `"nord og ned"`, "-krim OR -bok", "recorded:..", "formidler:n*", "Hemelig", "\x00", "type:tilbud dato:2024.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		r, err := x.Search(t.Context(), indexer.Query{Text: text, Visibility: []string{"all"}, Limit: indexer.MaxLimit})
		if err != nil || r.Total != len(r.IDs) || slices.Contains(r.IDs, "hidden") {
			t.Fatalf("search %q: %+v, %v", text, r, err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Fatalf("search %q took %v", text, took)
		}
		if _, err := x.Suggest(t.Context(), text, []string{"all"}, 10); err != nil {
			t.Fatalf("suggest %q: %v", text, err)
		}
	})
}
