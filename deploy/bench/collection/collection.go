// Package collection generates what the public libraries of a country would keep: registers and the records of clips and
// photos, of very uneven use, and the same for the same seed. What is measured on it can be measured again.
//
// It knows neither the index nor the catalogue: those who measure one of them make its documents or rows of the records.
package collection

import (
	"math"
	"math/rand/v2"
	"time"
)

// How many entries the registers have.
const (
	Libraries  = 400
	Presenters = 2_000
	Books      = 20_000
	Series     = 200
	Tags       = 3_000
)

// Ref is an entry of a register.
type Ref struct{ ID, Name string }

// Record is a clip or a photo as somebody has described it.
type Record struct {
	ID, Title, Description string
	Library, Presenter     Ref
	Series, Book           Ref    // zero: none
	Author                 string // of the book
	Tags                   []Ref  // two, different
	ContentType            string // service_info, literature or relations
	Kind                   string // photo or video
	Language               string // nb or nn
	RecordedAt             time.Time
	Prints                 []uint64 // perceptual hashes of the picture and of parts of it
}

// writer invents. Early entries of a list come up often and late ones seldom, as in real collections.
type writer struct{ *rand.Rand }

// newWriter invents the same for the same seed and number.
func newWriter(seed uint64, n int) writer { return writer{rand.New(rand.NewPCG(seed, uint64(n)))} }

// rank is a number below n; each is about as frequent as all that are ten times as high together.
func (w writer) rank(n int) int {
	return min(int(math.Pow(float64(n+1), w.Float64()))-1, n-1)
}

func (w writer) one(of ...string) string { return of[w.rank(len(of))] }

// years is how far apart the first and the last record lie.
const years = 10

// At is record number n of a collection.
func At(seed uint64, n int) Record {
	w := newWriter(seed, n)
	after := time.Duration(w.Int64N(int64(years * 365 * 24 * time.Hour)))
	r := Record{
		ID: assetID(n), Title: w.text(4), Description: w.text(20), Library: Library(w.rank(Libraries)), Presenter: Presenter(w.rank(Presenters)),
		ContentType: w.one("service_info", "literature", "relations"), Kind: []string{"photo", "video"}[w.IntN(2)],
		Language: w.one("nb", "nn"), RecordedAt: time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).Add(after).Truncate(time.Second),
		Prints: prints(seed, n),
	}
	first := w.rank(Tags)
	r.Tags = []Ref{Tag(first), Tag((first + 1 + w.rank(Tags-1)) % Tags)}
	if w.IntN(4) > 0 {
		r.Series = SeriesAt(w.rank(Series))
	}
	if w.IntN(3) == 0 {
		n := w.rank(Books)
		r.Book, r.Author = Book(n), Author(n)
	}
	return r
}

// printsOfOne is how many prints real photos have, nearly all of them.
const printsOfOne = 8

// copies is how many records in a hundred show what an earlier one shows, saved anew.
const copies = 5

// prints are those of a picture of its own or, now and then, those of an earlier record's with a few bits turned.
func prints(seed uint64, n int) []uint64 {
	w := newWriter(^seed, n)
	if n > 0 && w.IntN(100) < copies {
		out := prints(seed, w.IntN(n))
		for i := range out {
			for range 2 {
				out[i] ^= 1 << w.IntN(64)
			}
		}
		return out
	}
	out := make([]uint64, printsOfOne)
	for i := range out {
		out[i] = w.Uint64()
	}
	return out
}
