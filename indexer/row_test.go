package indexer

import (
	"bytes"
	"testing"
	"time"
)

func TestRowKeepsNumbersAndTitle(t *testing.T) {
	at := time.Date(2024, 5, 17, 12, 30, 15, int(250*time.Millisecond), time.UTC)
	tests := map[string]Document{
		"empty":   {},
		"all":     {Title: "Høytlesing på lørdag", RecordedAt: at, CreatedAt: at.AddDate(0, 1, 0), LastPostedAt: at.AddDate(1, 0, 0), Used: 7, Vetted: true},
		"ancient": {RecordedAt: time.Date(1805, 1, 1, 0, 0, 0, 0, time.UTC), Used: 1 << 40},
		"posted":  {LastPostedAt: at, Used: -3},
	}
	for name, d := range tests {
		want := rowOf(&d)
		got, err := decodeRow(want.encode())
		if err != nil || got.recorded != want.recorded || got.created != want.created || got.posted != want.posted ||
			got.used != want.used || got.vetted != want.vetted || got.titleHash != want.titleHash || !bytes.Equal(got.title, want.title) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
		if got.recorded != millis(d.RecordedAt) || string(got.title) != d.Title || got.used < 0 {
			t.Errorf("%s: %+v is not what was given", name, got)
		}
	}
}

func FuzzDecodeRow(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0xff, 1, 2, 3})
	f.Add(rowOf(&Document{Title: "Krim", RecordedAt: time.Unix(1e9, 0), Used: 2}).encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := decodeRow(b)
		if err != nil {
			return
		}
		if again, err := decodeRow(r.encode()); err != nil || again.used != r.used || !bytes.Equal(again.title, r.title) {
			t.Errorf("got %+v, %v of %+v, which was read from %x", again, err, r, b)
		}
	})
}
