package indexer_test

import (
	"errors"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

func TestSimilarFindsTheSeries(t *testing.T) {
	x := open(t, shelfDocuments(t)...)
	got, err := x.Similar(t.Context(), "a03", []string{"all"}, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range got {
		t.Log(l)
	}
	if len(got) < 2 || got[0].ID != "a04" || got[1].ID != "a05" {
		t.Errorf("got %v, want a04 and a05 first", got)
	}
	if _, err := x.Similar(t.Context(), "a03", []string{"none"}, 5); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}
