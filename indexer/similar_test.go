package indexer_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

func TestSimilarOnTheShelf(t *testing.T) {
	x := open(t, shelfDocuments(t)...)
	tests := []struct {
		id, about string
		first     []string
		shared    []indexer.Field // with the first
	}{
		{"a03", "Fredagsboka with the same presenter, then with another",
			[]string{"a04", "a05"}, []indexer.Field{indexer.FieldSeries, indexer.FieldPresenter}},
		{"a13", "the other Pappatreff is a clip of the same type", []string{"a14"},
			[]indexer.Field{indexer.FieldSeries}},
		{"a26", "the same book, though by another library", []string{"a25"}, []indexer.Field{indexer.FieldBook}},
	}
	for _, tt := range tests {
		got, err := x.Similar(t.Context(), tt.id, []string{"all"}, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) < len(tt.first) {
			t.Errorf("%s (%s): got %v, want %v first", tt.id, tt.about, got, tt.first)
			continue
		}
		for i, want := range tt.first {
			if got[i].ID != want {
				t.Errorf("%s (%s): place %d is %v, want %s", tt.id, tt.about, i+1, got[i], want)
			}
		}
		for _, f := range tt.shared {
			if !slices.Contains(got[0].Shared, f) {
				t.Errorf("%s (%s): shares %v with the first, want %s too", tt.id, tt.about, got[0].Shared, f)
			}
		}
	}
}

func TestSimilarOfWhatCannotBeSeen(t *testing.T) {
	x := open(t, shelfDocuments(t)...)
	for _, tt := range []struct {
		id    string
		marks []string
	}{{"a03", []string{"sola"}}, {"a03", nil}, {"a999", []string{"all"}}, {"", []string{"all"}}} {
		if got, err := x.Similar(t.Context(), tt.id, tt.marks, 5); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("similar to %q with marks %v: got %v, %v, want ErrNotFound", tt.id, tt.marks, got, err)
		}
	}
}

// kindred makes documents that share much. Their words are no Norwegian ones, so that each is its own canonical form.
func kindred(r *rand.Rand, id string) indexer.Document {
	d := randomDocument(r, id)
	d.Title, d.Description = "", ""
	for range r.IntN(3) {
		d.Title += fmt.Sprintf("%cogux%cax ", 'b'+r.IntN(5), 'b'+r.IntN(3))
	}
	d.RecordedAt = time.Date(2024, 1, 1+r.IntN(3), 0, 0, 0, 0, time.UTC)
	return d
}

var sharable = map[indexer.Field]float64{indexer.FieldBook: 10, indexer.FieldPresenter: 6, indexer.FieldTag: 4,
	indexer.FieldTitle: 3, indexer.FieldLibrary: 2}

func traits(d indexer.Document) map[string]float64 {
	out := map[string]float64{}
	for f, worth := range sharable {
		vs := strings.Fields(strings.ToLower(d.Title))
		if f != indexer.FieldTitle {
			vs = values(d, f)
		}
		for _, v := range vs {
			out[string(f)+" "+v] = worth
		}
	}
	return out
}

// likest ranks all documents by comparing each.
func likest(c truth, id string, marks []string) []indexer.Likeness {
	may := truth{}
	visible, having := 0, map[string]int{}
	for other, d := range c {
		if !anyOf(d.Visibility, marks) {
			continue
		}
		visible++
		if d.ContentType != c[id].ContentType {
			continue
		}
		may[other] = d
		for trait := range traits(d) {
			having[trait]++
		}
	}
	own, all := map[string]int64{}, int64(0)
	for trait, worth := range traits(c[id]) {
		own[trait] = int64(1000 * worth * math.Log(1+float64(visible)/float64(having[trait])))
		all += own[trait]
	}
	var out []indexer.Likeness
	scores := map[string]int64{}
	for other, d := range may {
		for trait := range traits(d) {
			scores[other] += own[trait]
		}
		if other != id && scores[other] > 0 {
			out = append(out, indexer.Likeness{ID: other, Score: float64(scores[other]) / float64(all)})
		}
	}
	slices.SortFunc(out, func(a, b indexer.Likeness) int {
		return cmp.Or(cmp.Compare(scores[b.ID], scores[a.ID]), c[b.ID].RecordedAt.Compare(c[a.ID].RecordedAt), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), 20)]
}

func TestSimilarEqualsComparingAll(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	x, c := open(t), truth{}
	for seq := range int64(5) {
		b := indexer.Batch{Seq: seq + 1, Deletes: []string{fmt.Sprintf("d%03d", r.IntN(150))}}
		for range 60 {
			b.Upserts = append(b.Upserts, kindred(r, fmt.Sprintf("d%03d", r.IntN(150))))
		}
		for _, d := range b.Upserts {
			c[d.ID] = d
		}
		delete(c, b.Deletes[0])
		apply(t, x, b)
	}
	found := 0
	for id, d := range c {
		see := marks[:1+r.IntN(len(marks))]
		got, err := x.Similar(t.Context(), id, see, 20)
		if !anyOf(d.Visibility, see) {
			if !errors.Is(err, indexer.ErrNotFound) {
				t.Fatalf("similar to the invisible %s: %v, want ErrNotFound", id, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		want := likest(c, id, see)
		found += len(want)
		for i := range got {
			if len(got[i].Shared) == 0 {
				t.Errorf("%s is like %s without anything shared", got[i].ID, id)
			}
			got[i].Shared = nil
		}
		if !slices.EqualFunc(got, want, func(a, b indexer.Likeness) bool { return a.ID == b.ID && a.Score == b.Score }) {
			t.Fatalf("similar to %s for %v: got %v, want %v", id, see, got, want)
		}
	}
	if found < 500 {
		t.Errorf("only %d documents are like another: the test says little", found)
	}
}

// TestWhatAllHaveIsNoLikeness: a library that has made nearly everything says nothing about two of its pictures.
func TestWhatAllHaveIsNoLikeness(t *testing.T) {
	all, rare := indexer.Ref{ID: "lib1", Name: "Alle"}, indexer.Ref{ID: "tag1", Name: "sjelden"}
	var docs []indexer.Document
	for i := range 1500 {
		d := indexer.Document{ID: fmt.Sprintf("d%04d", i), Libraries: []indexer.Ref{all}, Visibility: []string{"all"}}
		if i%500 == 0 {
			d.Tags = []indexer.Ref{rare}
		}
		docs = append(docs, d)
	}
	x := open(t, docs...)
	for id, want := range map[string]int{"d0001": 0, "d0500": 2} {
		got, err := x.Similar(t.Context(), id, []string{"all"}, 10)
		if err != nil || len(got) != want {
			t.Errorf("similar to %s: got %v, %v, want %d documents", id, got, err, want)
		}
	}
}
