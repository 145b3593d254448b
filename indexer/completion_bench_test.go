package indexer_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

var (
	benchDocuments = flag.Int("documents", 100_000, "documents that BenchmarkCompletion searches")
	benchIndex     = flag.String("index", "", "folder of an index that BenchmarkCompletion made before, or makes now")
)

// openBench opens the index of BenchmarkCompletion and fills it when it is empty.
func openBench(b *testing.B, g generator) *indexer.Index {
	dir := *benchIndex
	if dir == "" {
		dir = b.TempDir()
	}
	x, err := indexer.Open(config(dir))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = x.Close() })
	for from := int(x.Seq()); from < *benchDocuments; from += 2000 {
		var docs []indexer.Document
		for i := range 2000 {
			docs = append(docs, g.document(fmt.Sprintf("a%07d", from+i)))
		}
		apply(b, x, indexer.Batch{Upserts: docs, Seq: int64(from + 2000)})
	}
	runtime.GC()
	return x
}

// BenchmarkCompletion measures what answers while a person types and clicks: suggestions, alone and beside 50 changes a
// second, search within a facet, and the histogram.
func BenchmarkCompletion(b *testing.B) {
	g := generator{rand.New(rand.NewPCG(1, 2))}
	x := openBench(b, g)
	word := func(i, letters int) string {
		w := []rune(g.word(i % 200))
		return string(w[:min(letters, len(w))])
	}
	typed := []struct {
		name string
		text func(i int) string
	}{
		{"one letter", func(i int) string { return word(i, 1) }},
		{"two letters", func(i int) string { return word(i, 2) }},
		{"three letters", func(i int) string { return word(i, 3) }},
		{"six letters", func(i int) string { return word(i, 6) }},
		{"word and letter", func(i int) string { return g.word(i%200) + " " + word(i*7, 1) }},
		{"two single letters", func(i int) string { return word(i, 1) + " " + word(i*7, 1) }},
		{"three beginnings", func(i int) string { return word(i, 2) + " " + word(i*7, 1) + " " + word(i*3, 3) }},
		{"two rare words", func(i int) string { return g.word(3000+i%5000) + " " + g.word(400+i%900) }},
		{"nothing like this", func(i int) string { return word(i, 2) + " xyz" }},
	}
	suggest := func(b *testing.B, typed string) {
		if _, err := x.Suggest(b.Context(), typed, []string{"all"}, 10); err != nil {
			b.Fatal(err)
		}
	}
	for _, row := range typed {
		b.Run("suggest "+row.name, func(b *testing.B) { quantiles(b, func(i int) { suggest(b, row.text(i)) }) })
	}
	service := map[indexer.Field][]string{indexer.FieldContentType: {"service_info"}}
	books := func(i int) []indexer.FacetRequest {
		return []indexer.FacetRequest{{Field: indexer.FieldBook, Containing: word(i, 1+i%3)}}
	}
	queries := []struct {
		name  string
		query func(i int) indexer.Query
	}{
		{"nothing else", func(int) indexer.Query { return indexer.Query{} }},
		{"books containing", func(i int) indexer.Query { return indexer.Query{Facets: books(i)} }},
		{"days", func(int) indexer.Query { return indexer.Query{Histogram: indexer.IntervalDay} }},
		{"years", func(int) indexer.Query { return indexer.Query{Histogram: indexer.IntervalYear} }},
		{"one type", func(int) indexer.Query { return indexer.Query{Filters: service} }},
		{"one type, books containing", func(i int) indexer.Query { return indexer.Query{Facets: books(i), Filters: service} }},
		{"one type, months", func(int) indexer.Query { return indexer.Query{Histogram: indexer.IntervalMonth, Filters: service} }},
		{"one word", func(i int) indexer.Query { return indexer.Query{Text: g.word(i%200) + " "} }},
		{"one word, months", func(i int) indexer.Query {
			return indexer.Query{Text: g.word(i%200) + " ", Histogram: indexer.IntervalMonth}
		}},
	}
	for _, row := range queries {
		b.Run(row.name, func(b *testing.B) { quantiles(b, func(i int) { find(b, x, row.query(i)) }) })
	}
	stop := make(chan struct{})
	var changes sync.WaitGroup
	changes.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				d := g.document(fmt.Sprintf("a%07d", i*101%*benchDocuments))
				apply(b, x, indexer.Batch{Upserts: []indexer.Document{d}, Seq: int64(*benchDocuments)})
			}
		}
	})
	for _, row := range typed {
		b.Run("changing, suggest "+row.name, func(b *testing.B) { quantiles(b, func(i int) { suggest(b, row.text(i)) }) })
	}
	close(stop)
	changes.Wait()
}
