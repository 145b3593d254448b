package indexer_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// generator makes documents as a country's libraries would have them: 400 libraries, 2,000 presenters, 20,000 books, 200
// series, 3,000 tags, all of very uneven use.
type generator struct{ r *rand.Rand }

func (g generator) pick(n int) int { // the first are frequent
	return min(int(math.Pow(float64(n), g.r.Float64()))-1, n-1)
}

func (g generator) word(i int) string {
	a := []string{"bok", "lese", "film", "barn", "krim", "sommer", "høst", "kafé", "fortelling", "ungdom", "musikk", "språk", "strikke", "hage", "sjø", "fjell", "natt", "dikt", "eventyr", "spill"}
	b := []string{"", "kveld", "klubb", "tips", "dag", "stund", "treff", "rom", "hylle", "liste", "vår", "en", "er", "ene", "lag", "sirkel", "prat", "bad", "fest", "uke"}
	if i < 400 {
		return a[i%20] + b[i/20]
	}
	return fmt.Sprintf("%s%c%c%c", a[i%20], 'a'+i/20%26, 'a'+i/520%26, 'a'+i/13520%26)
}

func (g generator) text(n int) (s string) {
	for range n {
		s += g.word(g.pick(20_000)) + " "
	}
	return s
}

func (g generator) document(id string) indexer.Document {
	ref := func(kind string, n int) []indexer.Ref {
		i := g.pick(n)
		return []indexer.Ref{{ID: fmt.Sprint(kind, i), Name: g.word(i) + " " + g.word(i/3)}}
	}
	at := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(g.r.Int64N(int64(87_000 * time.Hour))))
	d := indexer.Document{ID: id, Title: g.text(4), Description: g.text(20), Libraries: ref("lib", 400), Presenters: ref("pres", 2000),
		Series: ref("series", 200), Tags: append(ref("tag", 3000), ref("tag", 3000)...), RecordedAt: at, CreatedAt: at,
		ContentType: []string{"service_info", "literature", "relations"}[g.pick(3)], Kind: []string{"photo", "video"}[g.r.IntN(2)],
		Language: []string{"nb", "nn"}[g.pick(2)], State: "ready", Visibility: []string{"all"}}
	if g.r.IntN(3) == 0 {
		d.Books = ref("book", 20_000)
	}
	return d
}

var fiveFacets = []indexer.FacetRequest{{Field: indexer.FieldLibrary}, {Field: indexer.FieldContentType}, {Field: indexer.FieldPresenter},
	{Field: indexer.FieldSeries}, {Field: indexer.FieldTag}}

// BenchmarkSearch measures the rows of the front page, filters, text and deep pages at two sizes, beside bleve's own
// collector and facets on a lean mapping of the same documents.
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkSize(b, n) })
	}
}

func benchmarkSize(b *testing.B, n int) {
	x, own := open(b), openBleve(b)
	g := generator{rand.New(rand.NewPCG(1, uint64(n)))}
	var ours time.Duration
	for from := 0; from < n; from += 2000 {
		var docs []indexer.Document
		for i := range 2000 {
			docs = append(docs, g.document(fmt.Sprintf("a%07d", from+i)))
		}
		start := time.Now()
		apply(b, x, indexer.Batch{Upserts: docs, Seq: int64(from)})
		ours += time.Since(start)
		own.add(b, docs)
	}
	b.Logf("%d documents: %.0f documents/s", n, float64(n)/ours.Seconds())
	newest := indexer.Query{Facets: fiveFacets}
	lib := func(i int) map[indexer.Field][]string {
		return map[indexer.Field][]string{indexer.FieldLibrary: {fmt.Sprint("lib", i%40)}}
	}
	deep := indexer.Query{Limit: 1000}
	for range 10 {
		deep.Cursor = find(b, x, deep).NextCursor
	}
	deep.Limit = 24
	rows := []struct {
		name  string
		query func(i int) indexer.Query
		own   func(i int) query.Query
	}{
		{"front page", func(int) indexer.Query { return newest }, func(int) query.Query { return bleve.NewMatchAllQuery() }},
		{"library", func(i int) indexer.Query { return indexer.Query{Facets: fiveFacets, Filters: lib(i)} },
			func(i int) query.Query { return term("library", fmt.Sprint("lib", i%40)) }},
		{"content type", func(int) indexer.Query {
			return indexer.Query{Facets: fiveFacets, Filters: map[indexer.Field][]string{indexer.FieldContentType: {"service_info"}}}
		}, func(int) query.Query { return term("content_type", "service_info") }},
		{"two words", func(i int) indexer.Query {
			return indexer.Query{Facets: fiveFacets, Text: g.word(i%200) + " " + g.word(i%37) + " "}
		}, func(i int) query.Query {
			return bleve.NewConjunctionQuery(match(g.word(i%200)), match(g.word(i%37)))
		}},
		{"four filters", func(i int) indexer.Query {
			f := lib(i)
			f[indexer.FieldContentType], f[indexer.FieldKind] = []string{"service_info"}, []string{"video"}
			return indexer.Query{Facets: fiveFacets, Filters: f, RecordedFrom: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
				RecordedTo: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}
		}, nil},
		{"after 10000", func(int) indexer.Query { return deep }, nil},
		{"typing error", func(i int) indexer.Query {
			return indexer.Query{Text: "x" + g.word(i % 200)[1:] + "q ", Facets: fiveFacets}
		}, nil},
		{"prefix", func(i int) indexer.Query { return indexer.Query{Text: g.word(i % 200)[:3], Facets: fiveFacets} }, nil},
	}
	for _, row := range rows {
		b.Run(row.name, func(b *testing.B) {
			quantiles(b, func(i int) { find(b, x, row.query(i)) })
		})
		if row.own != nil {
			b.Run(row.name+" bleve", func(b *testing.B) {
				quantiles(b, func(i int) { own.search(b, row.own(i)) })
			})
		}
	}
	b.Run("suggest", func(b *testing.B) {
		quantiles(b, func(i int) {
			if _, err := x.Suggest(b.Context(), g.word(i % 200)[:2+i%3], []string{"all"}, 10); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("change to found", func(b *testing.B) {
		quantiles(b, func(i int) {
			id := fmt.Sprintf("a%07d", i%n)
			apply(b, x, indexer.Batch{Upserts: []indexer.Document{g.document(id)}})
			find(b, x, newest)
		})
	})
}

// quantiles runs f b.N times and reports the median and the 99th percentile.
func quantiles(b *testing.B, f func(i int)) {
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		f(i)
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	ms := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
}

// ownFacets is a plain bleve index with bleve's own facets.
type ownFacets struct{ idx bleve.Index }

func openBleve(b *testing.B) ownFacets {
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	for _, f := range []string{"library", "content_type", "presenter", "series", "tag", "recorded"} {
		k := bleve.NewKeywordFieldMapping()
		k.Store, k.IncludeTermVectors, k.IncludeInAll = false, false, false
		doc.AddFieldMappingsAt(f, k)
	}
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeTermVectors, text.IncludeInAll, text.DocValues = false, false, false, false
	doc.AddFieldMappingsAt("text", text)
	m.DefaultMapping = doc
	idx, err := bleve.NewUsing(b.TempDir()+"/own", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = idx.Close() })
	return ownFacets{idx}
}

func (o ownFacets) add(b *testing.B, docs []indexer.Document) {
	batch := o.idx.NewBatch()
	for _, d := range docs {
		err := batch.Index(d.ID, map[string]any{"library": d.Libraries[0].ID, "content_type": d.ContentType, "presenter": d.Presenters[0].ID,
			"series": d.Series[0].ID, "tag": []string{d.Tags[0].ID, d.Tags[1].ID}, "text": d.Title + " " + d.Description,
			"recorded": d.RecordedAt.Format("20060102150405")})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := o.idx.Batch(batch); err != nil {
		b.Fatal(err)
	}
}

func (o ownFacets) search(b *testing.B, q query.Query) {
	r := bleve.NewSearchRequestOptions(q, 24, 0, false)
	r.SortBy([]string{"-recorded"})
	for _, f := range fiveFacets {
		r.AddFacet(string(f.Field), bleve.NewFacetRequest(string(f.Field), 10))
	}
	if _, err := o.idx.Search(r); err != nil {
		b.Fatal(err)
	}
}

func term(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

func match(word string) query.Query {
	q := bleve.NewMatchQuery(word)
	q.SetField("text")
	return q
}
