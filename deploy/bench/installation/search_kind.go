package main

import (
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// answer is what a search answers, as far as it is looked at here.
type answer struct {
	Total  int                `json:"total"`
	Items  []item             `json:"items"`
	Facets map[string][]value `json:"facets"`
}

type item struct {
	ID string `json:"id"`
}

// value is a value of a facet and how many assets have it.
type value struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// search is a kind of search: other words or values for every i.
type search struct {
	name, bar string
	path      func(i int) string
}

// searches are the rows of the table. What they filter by is read off the facets of the front page.
func searches(front answer) []search {
	pick := func(facet string, i int) string {
		values := front.Facets[facet]
		return values[i%len(values)].Value
	}
	text := func(sort string, words func(i int) string) func(int) string {
		return func(i int) string { return page("q", words(i), "sort", sort) }
	}
	oneWord := func(i int) string { return topics[i%len(topics)] + " " }
	twoWords := func(i int) string {
		return activities[i%len(activities)] + " " + municipalities[i%len(municipalities)] + " "
	}
	return []search{
		{"front page, newest", "p50 < 20 ms", func(int) string { return page() }},
		{"one library, newest", "", func(i int) string { return page("library", pick("library", i)) }},
		{"one content type, newest", "", func(i int) string { return page("content_type", pick("content_type", i)) }},
		{"one word, relevance", "", text("relevance", oneWord)},
		{"one word, newest", "", text("newest", oneWord)},
		{"two words, relevance", "", text("relevance", twoWords)},
		{"two words, newest", "", text("newest", twoWords)},
		{"four filters, newest", "", func(i int) string {
			return page("library", pick("library", i), "content_type", pick("content_type", 0), "kind", "photo", "recorded_from", "2018-01-01")
		}},
		{"prefix of three letters, relevance", "", text("relevance", func(i int) string { return prefix(topics[i%len(topics)]) })},
		{"completion of three letters, no facets", "", func(i int) string {
			return "/api/v1/suggest?q=" + url.QueryEscape(prefix(topics[i%len(topics)]))
		}},
	}
}

func prefix(word string) string { return string([]rune(word)[:3]) }

// page is the address of the first page with its five facets, narrowed by names and values.
func page(narrowed ...string) string {
	var b strings.Builder
	b.WriteString(program.FrontPage)
	for i := 0; i < len(narrowed); i += 2 {
		b.WriteString("&" + narrowed[i] + "=" + url.QueryEscape(narrowed[i+1]))
	}
	return b.String()
}
