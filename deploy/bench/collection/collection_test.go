package collection_test

import (
	"math/bits"
	"reflect"
	"testing"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

func TestTheSameForTheSameSeed(t *testing.T) {
	if a, b := collection.At(1, 7), collection.At(1, 7); !reflect.DeepEqual(a, b) {
		t.Errorf("record 7 is %+v and %+v", a, b)
	}
	if a, b := collection.At(1, 7), collection.At(2, 7); a.Description == b.Description {
		t.Errorf("two seeds make the same record: %+v", a)
	}
}

func TestEntriesAreDistinct(t *testing.T) {
	for _, l := range []struct {
		name string
		n    int
		of   func(int) collection.Ref
	}{
		{"libraries", collection.Libraries, collection.Library},
		{"presenters", collection.Presenters, collection.Presenter},
		{"books", collection.Books, collection.Book},
		{"series", collection.Series, collection.SeriesAt},
		{"tags", collection.Tags, collection.Tag},
	} {
		seen := map[string]int{}
		for i := range l.n {
			name := l.of(i).Name
			if first, ok := seen[name]; ok {
				t.Fatalf("%s: %d and %d are both called %s", l.name, first, i, name)
			}
			seen[name] = i
		}
	}
}

func TestProfile(t *testing.T) {
	const n = 5000
	libraries, books, copies := map[string]int{}, 0, 0
	first := map[uint64]bool{}
	for i := range n {
		r := collection.At(1, i)
		libraries[r.Library.ID]++
		if r.Book.ID != "" {
			books++
		}
		if r.Tags[0] == r.Tags[1] {
			t.Fatalf("record %d has the tag %v twice", i, r.Tags[0])
		}
		for p := range first {
			if bits.OnesCount64(p^r.Prints[0]) <= 4 {
				copies++
				break
			}
		}
		first[r.Prints[0]] = true
	}
	if most, late := libraries[collection.Library(0).ID], libraries[collection.Library(300).ID]; most < 20*late || most < n/20 {
		t.Errorf("the first library has %d records and number 300 %d, want a steep fall", most, late)
	}
	if books < n/4 || books > n/2 {
		t.Errorf("%d of %d records are about a book, want a third", books, n)
	}
	if copies < n/40 || copies > n/10 {
		t.Errorf("%d of %d records show what an earlier one shows, want one in twenty", copies, n)
	}
}
