package indexer_test

import (
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// TestRenameUnderWay: while a new name spreads, an entity has two. It is one value all the same, and each document is found
// by the name it bears.
func TestRenameUnderWay(t *testing.T) {
	doc := func(id, name string) indexer.Document {
		return indexer.Document{ID: id, Visibility: []string{"all"}, Libraries: []indexer.Ref{{ID: "l1", Name: name}}}
	}
	x := open(t, doc("a", "Gamlebyen bibliotek"), doc("b", "Gamlebyen bibliotek"), doc("c", "Gamlebyen bibliotek"))
	apply(t, x, indexer.Batch{Upserts: []indexer.Document{doc("b", "Nybyen bibliotek")}})

	facets := []indexer.FacetRequest{{Field: indexer.FieldLibrary}}
	filter := map[indexer.Field][]string{indexer.FieldLibrary: {"l1"}}
	tests := []struct {
		query indexer.Query
		want  []string
	}{
		{indexer.Query{Filters: filter}, []string{"a", "b", "c"}},
		{indexer.Query{Text: "gamlebyen "}, []string{"a", "c"}},
		{indexer.Query{Text: "nybyen "}, []string{"b"}},
		{indexer.Query{Text: `bibliotek:"nybyen bibliotek"`}, []string{"b"}},
		{indexer.Query{Text: `"bibliotek nybyen"`}, nil},
	}
	for _, tt := range tests {
		tt.query.Facets = facets
		got := find(t, x, tt.query)
		slices.Sort(got.IDs)
		if !slices.Equal(got.IDs, tt.want) {
			t.Errorf("%q %v finds %v, want %v", tt.query.Text, tt.query.Filters, got.IDs, tt.want)
		}
		want := len(tt.want)
		if tt.query.Filters != nil {
			want = 3 // without the filter
		}
		if counts := got.Facets[indexer.FieldLibrary]; want > 0 && (len(counts) != 1 || counts[0].Value != "l1" || counts[0].Count != want) {
			t.Errorf("%q %v counts %v, want l1 %d times", tt.query.Text, tt.query.Filters, counts, want)
		}
	}

	apply(t, x, indexer.Batch{Upserts: []indexer.Document{doc("a", "Nybyen bibliotek")}, Deletes: []string{"c"}})
	if got := find(t, x, indexer.Query{Text: "gamlebyen "}); got.Total != 0 {
		t.Errorf("a name that nobody bears any more finds %v", got.IDs)
	}
}

// TestPhraseKeepsToItsField: words that stand in a row only across two fields are no phrase.
func TestPhraseKeepsToItsField(t *testing.T) {
	x := open(t, indexer.Document{ID: "a", Title: "Sommer i parken", Description: "Lån bøker ute", Visibility: []string{"all"},
		Presenters: []indexer.Ref{{ID: "p1", Name: "Kari Moi", Also: []string{"@kari_les"}}}})
	for text, want := range map[string]int{`"i parken"`: 1, `"parken lån"`: 0, `"lån bøker ute"`: 1, `"bøker lån"`: 0, `"ute kari"`: 0,
		`"kari moi"`: 1, `"moi kari"`: 0, `"kari les"`: 1, `title:"sommer i"`: 1, `title:"lån bøker"`: 0} {
		if got := find(t, x, indexer.Query{Text: text}).Total; got != want {
			t.Errorf("%s finds %d, want %d", text, got, want)
		}
	}
}
