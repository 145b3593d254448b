package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Limits and defaults of a search.
const (
	defaultFound     = 24
	mostFound        = 200
	defaultFacetSize = 50
	mostFacetSize    = 200
	longestFacetText = 200 // characters
)

// query refuses what a search cannot mean, and sets the defaults of the rest. The query given keeps its filters.
func (c *checker) query(q *Query) {
	oneOf(c, "sort", &q.Sort, append(Sorts(), "")...)
	oneOf(c, "histogram", &q.Histogram, append(Intervals(), "")...)
	if q.Limit < 0 || q.Limit > mostFound {
		c.refuse("limit", KeyOutOfRange, Args{"min": 1, "max": mostFound})
	}
	if q.Limit == 0 {
		q.Limit = defaultFound
	}
	if q.Sort == "" {
		q.Sort = SortNewest
		if q.Text != "" {
			q.Sort = SortRelevance
		}
	}
	c.facets(q)
	c.filters(q)
}

func (c *checker) facets(q *Query) {
	q.Facets = slices.Clone(q.Facets)
	for i := range q.Facets {
		f := &q.Facets[i]
		oneOf(c, fmt.Sprintf("facets[%d]", i), &f.By, Facets()...)
		if f.Size < 0 || f.Size > mostFacetSize {
			c.refuse("facet_size", KeyOutOfRange, Args{"min": 1, "max": mostFacetSize})
		}
		if f.Size == 0 {
			f.Size = defaultFacetSize
		}
		c.line("facet_q."+string(f.By), &f.Text, longestFacetText)
	}
}

// filters refuses codes that do not exist. Ids may be of what is no more, and find nothing.
func (c *checker) filters(q *Query) {
	filters := make(map[Filter][]string, len(q.Filters))
	for f, values := range q.Filters {
		values = slices.Clone(values)
		for i := range values {
			c.filter(f, &values[i])
		}
		filters[f] = values
	}
	q.Filters = filters
}

func (c *checker) filter(f Filter, value *string) {
	switch codes := f.Codes(); {
	case f == ByLanguage:
		c.language(string(f), value)
	case codes != nil && !slices.Contains(codes, *value):
		c.refuse(string(f), KeyUnknownValue, Args{"value": *value, "allowed": strings.Join(codes, ", ")})
	}
}
