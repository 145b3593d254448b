package main

import (
	"context"
	"regexp"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

// question is a search as every engine is asked it: a page of 24 ids, the total, and the ten most frequent values of five
// facets (library, presenter, content type, series, tag), each without regard to the facet's own filter. All parts must hold.
type question struct {
	words       []string // best match first; without words newest first
	beginning   bool     // the last word is the beginning of one
	library     int      // number + 1; 0 for all
	contentType string
	kind        string
	year        int
	behind      *collection.Record // the page behind this one, without total and facets
}

const pageSize, facetSize = 24, 10

// span is when what the question asks for was recorded.
func (q question) span() (from, to time.Time) {
	if q.year == 0 {
		return from, to
	}
	return time.Date(q.year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(q.year+1, 1, 1, 0, 0, 0, 0, time.UTC)
}

// row is a kind of search that all engines are asked: another one for every i.
type row struct {
	name  string
	bar   float64 // how many times quicker than the quicker peer we are to be; 0: no bar
	about func(i int) question
	// within is what our p50 and p99 are to stay under by number of documents, in milliseconds: the figures of arrays of
	// facet values beside bleve, from before there was an index.
	within map[int][2]float64
}

// act is the row as an engine is asked it.
func (r row) act(e engine) act {
	return act{r.name, func(ctx context.Context, i int) (int, error) { return e.ask(ctx, r.about(i)) }}
}

// rows are the searches that all can answer. The last, asked when there are enough results, is asked with cursors, of
// which every engine has its own kind.
func rows(behind *collection.Record) []row {
	const small, large = 100_000, 1_000_000
	out := []row{
		{"front page: everything, newest", 200, func(int) question { return question{} },
			map[int][2]float64{small: {0.27, 4.4}, large: {0.34, 0.53}}},
		{"one library, newest", 20, func(i int) question { return question{library: 1 + i%40} },
			map[int][2]float64{small: {0.25, 6.4}, large: {2.8, 7.7}}},
		{"one content type, newest", 100, func(int) question { return question{contentType: "service_info"} },
			map[int][2]float64{small: {2.3, 7}, large: {23.6, 33}}},
		{"one word, best match", 5, func(i int) question { return question{words: []string{frequent(i)}} }, nil},
		{"two words, best match", 5, func(i int) question { return question{words: []string{frequent(i), collection.Word(i % 37)}} },
			map[int][2]float64{small: {0.43, 9.1}, large: {4.7, 87}}},
		{"library + type + kind + year, newest", 5, func(i int) question {
			return question{library: 1 + i%40, contentType: "service_info", kind: "video", year: 2016 + i%9}
		}, map[int][2]float64{small: {0.13, 0.45}, large: {0.35, 1.7}}},
		{"beginning of 3–5 letters, best match", 5, func(i int) question {
			return question{words: []string{letters(frequent(i), 3+i%3)}, beginning: true}
		}, nil},
	}
	if behind != nil {
		out = append(out, row{"page after 10,000 results, no facets", 0, func(int) question { return question{behind: behind} },
			map[int][2]float64{small: {0.02, 0.05}}})
	}
	return out
}

// frequent is one of the 200 most frequent words.
func frequent(i int) string { return collection.Word(i * 7 % 200) }

func letters(word string, n int) string {
	r := []rune(word)
	return string(r[:min(n, len(r))])
}

func filtered[T any](all []T, chosen *regexp.Regexp, name func(T) string) []T {
	var out []T
	for _, one := range all {
		if chosen.MatchString(name(one)) {
			out = append(out, one)
		}
	}
	return out
}
