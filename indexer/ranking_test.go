package indexer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// TestRanking: the title comes first, then names, topics, texts and parts of words; vetted and then newer ones first among
// equals, and the id decides the rest.
func TestRanking(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2025, 1, n, 12, 0, 0, 0, time.UTC) }
	all := []string{"all"}
	want := []string{"whole", "title", "bent", "name", "book", "head", "new", "vetted", "old-a", "old-b", "part"}
	x := open(t,
		indexer.Document{ID: "old-b", Description: "skogen", RecordedAt: day(1), Visibility: all},
		indexer.Document{ID: "old-a", Description: "skogen", RecordedAt: day(1), Visibility: all},
		indexer.Document{ID: "new", Description: "skogen", RecordedAt: day(2), Vetted: true, Visibility: all},
		indexer.Document{ID: "vetted", Description: "skogen", RecordedAt: day(1), Vetted: true, Visibility: all},
		indexer.Document{ID: "part", Description: "furuskog", RecordedAt: day(9), Visibility: all},
		indexer.Document{ID: "head", Title: "Furuskog", RecordedAt: day(9), Visibility: all},
		indexer.Document{ID: "book", Books: []indexer.Ref{{ID: "b", Name: "Skogen om vinteren"}}, RecordedAt: day(9), Visibility: all},
		indexer.Document{ID: "name", Presenters: []indexer.Ref{{ID: "p", Name: "Ola Skogen"}}, RecordedAt: day(9), Visibility: all},
		indexer.Document{ID: "bent", Title: "Ut i skog og mark", RecordedAt: day(9), Visibility: all},
		indexer.Document{ID: "title", Title: "Ut i skogen", RecordedAt: day(1), Visibility: all},
		indexer.Document{ID: "whole", Title: "Skogen", RecordedAt: day(1), Visibility: all},
		indexer.Document{ID: "other", Title: "Havet", Visibility: all})
	for range 3 {
		if got := find(t, x, indexer.Query{Text: "skogen "}).IDs; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// TestExactBeforeTyping: a guess at a mistyped word never stands before a document that has the word.
func TestExactBeforeTyping(t *testing.T) {
	x := open(t,
		indexer.Document{ID: "exact", Description: "om strikking", Visibility: []string{"all"}},
		indexer.Document{ID: "near", Title: "strikkinga strikkin", Vetted: true, Visibility: []string{"all"}},
		indexer.Document{ID: "guess", Title: "Trikking", Visibility: []string{"all"}},
		indexer.Document{ID: "typo", Title: "Stricking", Vetted: true, Visibility: []string{"all"}})
	got := find(t, x, indexer.Query{Text: "strikking "}).IDs
	if len(got) < 2 || slices.Index(got, "exact") > slices.Index(got, "typo") || slices.Index(got, "typo") < 0 {
		t.Errorf("got %v, want exact before typo, and both", got)
	}
}

// TestDidYouMean: what is offered finds something, and nothing is offered for what is found or to be kept secret.
func TestDidYouMean(t *testing.T) {
	x := open(t, append(shelfDocuments(t),
		indexer.Document{ID: "hidden", Title: "Hemmelighet", Visibility: []string{"secret"}})...)
	for typed, want := range map[string]string{
		"høytlesng barn": "høytlesing barn", "strikekafe": "strikkekafé", "høytlesing": "", "Hemelighet": "", "xyzzyq": "",
		"jonfosse": "jon fosse", "verdens nobelpriser": "", "bokmrke verksted": "bokmerke verksted",
		"sommer les i gang": "", "tuss mørkekino": "tussmørkekino", "strikk OR kodeklub ": "strikk OR kodeklubb ", "pappatreff": "",
		"høytlesng fosse": "",
	} {
		got := find(t, x, indexer.Query{Text: typed}).DidYouMean
		if got != want {
			t.Errorf("did you mean for %q is %q, want %q", typed, got, want)
		}
		if got != "" && find(t, x, indexer.Query{Text: got}).Total == 0 {
			t.Errorf("%q is offered for %q and finds nothing", got, typed)
		}
	}
}

func TestHints(t *testing.T) {
	x := open(t, shelfDocuments(t)...)
	tests := []struct {
		text string
		want []indexer.Hint
	}{
		{"krim", nil},
		{"kl 12:30 http://a.no", nil},
		{"farge:rød krim", []indexer.Hint{{Kind: indexer.HintUnknownField, Text: "farge:rød"}}},
		{"type:klip", []indexer.Hint{{Kind: indexer.HintUnknownValue, Text: "type:klip"}}},
		{"type:litteratur type:literature brukt:many", nil},
		{"type:klip farge:rød", []indexer.Hint{{Kind: indexer.HintUnknownValue, Text: "type:klip"}, {Kind: indexer.HintUnknownField, Text: "farge:rød"}}},
		{"dato:2024-13 krim", []indexer.Hint{{Kind: indexer.HintBadDate, Text: "dato:2024-13"}}},
		{`krim "siste tirsdag`, []indexer.Hint{{Kind: indexer.HintOpenQuote, Text: `"siste tirsdag`}}},
		{strings.Repeat("krim ", 33), []indexer.Hint{{Kind: indexer.HintTooLong, Text: "krim"}}},
	}
	for _, tt := range tests {
		if got := find(t, x, indexer.Query{Text: tt.text}).Hints; !slices.Equal(got, tt.want) {
			t.Errorf("hints for %q are %q, want %q", tt.text, got, tt.want)
		}
	}
	r := find(t, x, indexer.Query{Text: strings.Repeat("krim", 300)})
	if len(r.Hints) != 1 || r.Hints[0].Kind != indexer.HintTooLong || len(r.Hints[0].Text) > 100 {
		t.Errorf("hints for a long text are %v", r.Hints)
	}
}

// TestZone: a typed day begins at midnight where the searcher is.
func TestZone(t *testing.T) {
	oslo := time.FixedZone("CEST", 2*60*60)
	x := open(t, indexer.Document{ID: "late", RecordedAt: time.Date(2025, 5, 16, 22, 30, 0, 0, time.UTC), Visibility: []string{"all"}})
	for text, want := range map[string]int{"dato:2025-05-17": 1, "dato:17.05.2025": 1, "17.5.2025": 1, "dato:2025-05-16": 0} {
		if got := find(t, x, indexer.Query{Text: text, Zone: oslo}).Total; got != want {
			t.Errorf("%s finds %d, want %d", text, got, want)
		}
		if got := find(t, x, indexer.Query{Text: text}).Total; got != 1-want {
			t.Errorf("%s in UTC finds %d, want %d", text, got, 1-want)
		}
	}
}
