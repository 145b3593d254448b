package main

import (
	"fmt"
	"strings"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

// dialect is what differs between the two databases' SQL.
type dialect struct {
	place string // how arguments are numbered: ? or $
	// text selects n and score (least first) of the rows whose texts match; it takes the number of its argument.
	text func(beginning bool, place string) string
	// match is that argument.
	match func(words []string, beginning bool) string
}

// statement puts a question in one statement: its lines are a name (total, page or a facet), a value, and a count.
type statement struct {
	dialect dialect
	args    []any
	with    []string
	arms    []string
}

// facets with the table that joins them to assets; those without one are columns of assets.
var facets = [...]struct{ name, table string }{
	{"library", "asset_libraries"}, {"presenter", "asset_presenters"}, {"content_type", ""}, {"series", ""}, {"tag", "asset_tags"}}

// put writes the question. What matches is found once, as narrow rows, and counted five times; nothing but the index of a
// facet is read where everything matches. A facet that is filtered by is counted over what the other filters leave.
func (d dialect) put(q question) (string, []any) {
	s := &statement{dialect: d}
	if q.behind != nil {
		s.page("assets", fmt.Sprintf("WHERE (recorded, n) < (%s, %s)", s.arg(q.behind.RecordedAt.Unix()), s.arg(number(q.behind.ID))), "recorded DESC, n DESC")
		return s.text()
	}
	order := "recorded DESC, n DESC"
	if len(q.words) > 0 {
		order = "score, n DESC"
	}
	all := s.matching("hits", q)
	s.arms = append(s.arms, "SELECT 'total', 0, count(*) FROM "+all)
	s.page(all, "", order)
	for _, f := range facets {
		from, others := all, q
		switch {
		case f.name == "library" && q.library > 0:
			others.library = 0
			from = s.matching("hits_library", others)
		case f.name == "content_type" && q.contentType != "":
			others.contentType = ""
			from = s.matching("hits_content_type", others)
		}
		s.facet(f.name, f.table, from)
	}
	return s.text()
}

func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprint(s.dialect.place, len(s.args))
}

// matching names the rows that match: assets itself when everything does.
func (s *statement) matching(name string, q question) string {
	var where []string
	from, score := "assets a", "0"
	if q.library > 0 {
		where = append(where, "a.n IN (SELECT asset FROM asset_libraries WHERE library = "+s.arg(q.library-1)+")")
	}
	if q.contentType != "" {
		where = append(where, "a.content_type = "+s.arg(code(q.contentType)))
	}
	if q.kind != "" {
		where = append(where, "a.kind = "+s.arg(code(q.kind)))
	}
	if from, to := q.span(); !from.IsZero() {
		where = append(where, "a.recorded >= "+s.arg(from.Unix()), "a.recorded < "+s.arg(to.Unix()))
	}
	if len(q.words) > 0 {
		from += " JOIN (" + s.dialect.text(q.beginning, s.arg(s.dialect.match(q.words, q.beginning))) + ") t ON t.n = a.n"
		score = "t.score"
	}
	if len(where) == 0 && len(q.words) == 0 {
		return "assets"
	}
	query := "SELECT a.n, a.recorded, a.content_type, a.series, " + score + " AS score FROM " + from
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	s.with = append(s.with, name+" AS MATERIALIZED ("+query+")")
	return name
}

func (s *statement) page(from, where, order string) {
	s.arms = append(s.arms, fmt.Sprintf("SELECT * FROM (SELECT 'page', n, 0 FROM %s %s ORDER BY %s LIMIT %d) AS page", from, where, order, pageSize))
}

func (s *statement) facet(name, table, from string) {
	query := fmt.Sprintf("SELECT '%s', %s, count(*) FROM %s GROUP BY 2", name, name, from)
	switch {
	case table != "" && from == "assets":
		query = fmt.Sprintf("SELECT '%s', %s, count(*) FROM %s GROUP BY 2", name, name, table)
	case table != "":
		query = fmt.Sprintf("SELECT '%s', j.%s, count(*) FROM %s h JOIN %s j ON j.asset = h.n GROUP BY 2", name, name, from, table)
	case name == "series":
		query = fmt.Sprintf("SELECT 'series', series, count(*) FROM %s WHERE series IS NOT NULL GROUP BY 2", from)
	}
	s.arms = append(s.arms, fmt.Sprintf("SELECT * FROM (%s ORDER BY 3 DESC, 2 LIMIT %d) AS %s", query, facetSize, name))
}

func (s *statement) text() (string, []any) {
	out := strings.Join(s.arms, "\nUNION ALL ")
	if len(s.with) > 0 {
		out = "WITH " + strings.Join(s.with, ",\n") + "\n" + out
	}
	return out, s.args
}

// code is the number that stands for a content type, a kind or a language.
func code(word string) int {
	return strings.Index(" service_info literature relations photo video nb nn ", " "+word+" ")
}

// number is the number in the id of a record or of an entry.
func number(id string) int {
	var n int
	if _, err := fmt.Sscanf(strings.TrimLeft(id, "abcdefghijklmnopqrstuvwxyz"), "%d", &n); err != nil {
		return -1 // no such entry
	}
	return n
}

// names are all names that stand on a record, to be searched.
func names(r collection.Record) string {
	return strings.Join([]string{r.Library.Name, r.Presenter.Name, r.Series.Name, r.Book.Name, r.Author, r.Tags[0].Name, r.Tags[1].Name}, " ")
}
