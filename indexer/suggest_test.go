package indexer_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

func TestSuggest(t *testing.T) {
	x := open(t, shelfDocuments(t)...)
	tests := []struct {
		typed, want string // the first suggestion
	}{
		{"na", "presenter nana-rise-lynum Nana Rise-Lynum 4"},
		{"rise", "presenter nana-rise-lynum Nana Rise-Lynum 4"},
		{"LYN", "presenter nana-rise-lynum Nana Rise-Lynum 4"},
		{"aase", "presenter åse-haugland Åse Haugland 1"},
		{"bienes hi", "book bienes-historie Bienes historie 2"},
		{"nesbo", "author jo-nesbø Jo Nesbø 2"},
		{"fredags", "series fredagsboka Fredagsboka 3"},
		{"stavanger b", "library stavanger Stavanger bibliotek 8"},
		{"handar", "tag handarbeid handarbeid 1"},
		{"bak di", "title a31 Bak disken: en dag på jobb 1"},
	}
	for _, tt := range tests {
		got, err := x.Suggest(t.Context(), tt.typed, []string{"all"}, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 || fmt.Sprint(got[0].Kind, " ", got[0].ID, " ", got[0].Text, " ", got[0].Count) != tt.want {
			t.Errorf("suggestions for %q are %v, want first %q", tt.typed, got, tt.want)
		}
	}
	for _, none := range []string{"", " ", "-", "xyzzy", "nana xyzzy"} {
		if got, err := x.Suggest(t.Context(), none, []string{"all"}, 5); err != nil || len(got) != 0 {
			t.Errorf("suggestions for %q are %v, %v", none, got, err)
		}
	}
}

// TestSuggestFollowsRenames: after all documents have the new name, the old one is not suggested.
func TestSuggestFollowsRenames(t *testing.T) {
	doc := func(id, name string) indexer.Document {
		return indexer.Document{ID: id, Title: "t" + id, Presenters: []indexer.Ref{{ID: "p1", Name: name}}, Visibility: []string{"all"}}
	}
	x := open(t, doc("a", "Nora Gammelnavn"), doc("b", "Nora Gammelnavn"))
	apply(t, x, indexer.Batch{Seq: 9, Upserts: []indexer.Document{doc("a", "Nora Nynavn"), doc("b", "Nora Nynavn")}})
	got, err := x.Suggest(t.Context(), "nora", []string{"all"}, 5)
	want := []indexer.Suggestion{{Text: "Nora Nynavn", Kind: indexer.FieldPresenter, ID: "p1", Count: 2}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("suggestions are %v, %v, want %v", got, err, want)
	}
}
