package indexer_test

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

const (
	leastGain   = 0.90 // nDCG@10 over all queries
	leastRecall = 0.98 // in every group
	goldenDepth = 10
)

//go:embed testdata/golden.txt
var goldenText string

// golden is what a librarian typed, and what it was meant to find.
type golden struct {
	group, query string
	first        int            // hits that count for recall
	grades       map[string]int // document → 3 (what was meant), 2 or 1
	never        []string       // documents that must not be found
}

// goldens reads the queries. Documents are named there by the beginnings of their titles, of which each must fit one.
func goldens(t *testing.T, docs []indexer.Document) []golden {
	t.Helper()
	named := func(titles string) (ids []string) {
		for title := range strings.SplitSeq(titles, ";") {
			if title = strings.TrimSpace(title); title == "" {
				continue
			}
			fits := slices.Collect(func(yield func(string) bool) {
				for _, d := range docs {
					if strings.HasPrefix(d.Title, title) && !yield(d.ID) {
						return
					}
				}
			})
			if len(fits) != 1 {
				t.Fatalf("%d titles begin with %q", len(fits), title)
			}
			ids = append(ids, fits[0])
		}
		return ids
	}
	var out []golden
	for line := range strings.Lines(goldenText) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if strings.HasPrefix(line, "# ") {
			continue
		}
		first, err := strconv.Atoi(f[2])
		if err != nil || len(f) != 4 {
			t.Fatalf("not a query with its titles: %q", line)
		}
		wanted, never, _ := strings.Cut(f[3], "!")
		g := golden{group: f[0], query: f[1], first: first, grades: map[string]int{}, never: named(never)}
		for i, grade := range strings.Split(wanted, ">") {
			for _, id := range named(grade) {
				g.grades[id] = 3 - i
			}
		}
		out = append(out, g)
	}
	return out
}

// gain is the nDCG@10 of an answer: 1 when the best grades stand first.
func (g golden) gain(ids []string) float64 {
	var got, ideal float64
	for i, id := range ids[:min(len(ids), goldenDepth)] {
		got += float64(g.grades[id]) / math.Log2(float64(i+2))
	}
	var grades []int
	for _, n := range g.grades {
		grades = append(grades, n)
	}
	slices.Sort(grades)
	slices.Reverse(grades)
	for i, n := range grades[:min(len(grades), goldenDepth)] {
		ideal += float64(n) / math.Log2(float64(i+2))
	}
	return got / ideal
}

// recall is how many of the wanted documents are among the first hits.
func (g golden) recall(ids []string) (found int) {
	for _, id := range ids[:min(len(ids), g.first)] {
		if g.grades[id] > 0 {
			found++
		}
	}
	return found
}

// tally adds up what the queries of a group have reached.
type tally struct {
	queries, graded, found, wanted int
	gain                           float64
}

func (y *tally) add(o tally) {
	y.queries, y.graded, y.found, y.wanted, y.gain = y.queries+o.queries, y.graded+o.graded, y.found+o.found, y.wanted+o.wanted, y.gain+o.gain
}

func (y tally) recall() float64 { return float64(y.found) / float64(max(y.wanted, 1)) }

func (y tally) ndcg() float64 { return y.gain / float64(max(y.graded, 1)) }

func (y tally) String() string {
	return fmt.Sprintf("%3d queries, nDCG@10 %.3f, recall %.3f (%d of %d)", y.queries, y.ndcg(), y.recall(), y.found, y.wanted)
}

// TestGolden measures how well the index finds what librarians mean. What must not be found fails at once.
func TestGolden(t *testing.T) {
	docs := shelfDocuments(t)
	titles := map[string]string{}
	for _, d := range docs {
		titles[d.ID] = d.Title
	}
	x := open(t, docs...)
	var all tally
	groups := map[string]tally{}
	for _, g := range goldens(t, docs) {
		ids := find(t, x, indexer.Query{Text: g.query}).IDs
		shown := func() (out []string) {
			for _, id := range ids[:min(len(ids), goldenDepth)] {
				out = append(out, titles[id])
			}
			return out
		}
		for _, id := range g.never {
			if slices.Contains(ids, id) {
				t.Errorf("%s: %q finds %q", g.group, g.query, titles[id])
			}
		}
		one := tally{queries: 1}
		switch {
		case len(g.grades) > 0:
			one = tally{1, 1, g.recall(ids), min(len(g.grades), g.first), g.gain(ids)}
			if one.found < one.wanted || one.gain < leastGain {
				t.Logf("%s: %q: %v: %q", g.group, g.query, one, shown())
			}
		case len(g.never) == 0 && len(ids) > 0:
			t.Errorf("%s: %q finds %q, want nothing", g.group, g.query, shown())
		}
		sum := groups[g.group]
		sum.add(one)
		groups[g.group] = sum
		all.add(one)
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		sum := groups[name]
		t.Logf("%-9s %v", name, sum)
		if sum.recall() < leastRecall {
			t.Errorf("recall of group %s is %.3f, want %.2f", name, sum.recall(), leastRecall)
		}
	}
	t.Logf("%-9s %v", "all", all)
	if all.queries < 350 || len(docs) < 150 {
		t.Errorf("%d queries over %d documents are too few", all.queries, len(docs))
	}
	if all.ndcg() < leastGain {
		t.Errorf("nDCG@10 is %.3f, want %.2f", all.ndcg(), leastGain)
	}
}
