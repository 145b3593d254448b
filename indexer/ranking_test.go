package indexer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// TestRanking holds what librarians look for, and what must be among the first so many.
func TestRanking(t *testing.T) {
	tests := []struct {
		group, query string
		first        int
		want         string // titles, or beginnings of them
	}{
		{"title", "pappatreff", 2, "Pappatreff siste|Pappatreff tysdag"},
		{"title", "bokbad med forfatteren", 1, "Bokbad med"},
		{"title", "frøbibliotek", 1, "Frøbibliotek"},
		{"title", "babysang", 1, "Babysang"},
		{"title", "verdens bokdag", 2, "Verdens bokdag"},
		{"title", "kodeklubb", 1, "Kodeklubb"},
		{"name", "nana", 4, "Fredagsboka: Nord|Fredagsboka: Brød|Bienes historie på|Innspillingsdag i"},
		{"name", "kari moi", 3, "Fredagsboka: Tante|Bokbad med|Innspillingsdag i"},
		{"name", "jo nesbø", 2, "Jo Nesbø i|Julekalender luke 2"},
		{"name", "maja lunde", 4, "Forfattarbesøk|Bienes|Påskekrim for|Julekalender luke 1"},
		{"name", "hauge", 2, "Bibliotekaren anbefaler|Det er den"},
		{"name", "fredagsboka", 3, "Fredagsboka: Nord|Fredagsboka: Brød|Fredagsboka: Tante"},
		{"book", "bienes historie", 2, "Bienes historie|Forfattarbesøk"},
		{"book", "9788202000021", 1, "Fredagsboka: Nord"},
		{"book", "978-82-02-00002-1", 1, "Fredagsboka: Nord"},
		{"fold", "aase", 1, "Høytlesing på"},
		{"fold", "ase haugland", 1, "Høytlesing på"},
		{"fold", "hoytlesing", 2, "Høytlesing på|Høgtlesing"},
		{"fold", "hoeytlesing", 2, "Høytlesing på|Høgtlesing"},
		{"fold", "ARSTAD", 3, "Bak disken|Vi pynter|Bli kjent"},
		{"fold", "brodrene lovehjerte", 1, "Fredagsboka: Brød"},
		{"stem", "tegneserie", 2, "Tegneserier|Teikneseriar"},
		{"stem", "lydbøker", 1, "Slik låner du lydbok"},
		{"stem", "filmer", 1, "Filmkveld"},
		{"stem", "bibliotekene", 10, "Meråpent bibliotek"},
		{"stem", "formidler", 2, "Innspillingsdag i|Innspelingsdag"},
		{"synonym", "høytlesing barn", 2, "Høytlesing på|Høgtlesing"},
		{"synonym", "høgtlesing", 2, "Høytlesing på|Høgtlesing"},
		{"synonym", "lørdag", 3, "Høytlesing på|Høgtlesing"},
		{"synonym", "laurdag", 3, "Høytlesing på|Høgtlesing"},
		{"synonym", "tirsdag", 2, "Pappatreff siste|Pappatreff tysdag"},
		{"synonym", "jol", 5, "Vi pyntar|Vi pynter"},
		{"synonym", "bilder", 3, "Lokalhistorisk|Gamle bilete"},
		{"synonym", "gamle bilete", 2, "Lokalhistorisk|Gamle bilete"},
		{"synonym", "åpningstider", 2, "Åpningstider|Opningstider"},
		{"synonym", "opningstid", 2, "Åpningstider|Opningstider"},
		{"synonym", "meråpent", 2, "Meråpent|Meirope"},
		{"synonym", "sommarbibliotek", 2, "Sommarbibliotek|Sommerbibliotek"},
		{"synonym", "skole", 2, "Skulebesøk|Leksehjelp"},
		{"synonym", "forfattarbesøk", 3, "Forfattarbesøk|Bokbad|Krimkveld"},
		{"synonym", "innspeling", 2, "Innspelingsdag|Innspillingsdag"},
		{"synonym", "håndarbeid", 2, "Strikkekafé|Handarbeidskveld"},
		{"synonym", "fortellerstund", 2, "Fortellerstund|Forteljarstund"},
		{"compound", "innspilling", 2, "Innspillingsdag|Innspelingsdag"},
		{"compound", "kalender", 2, "Julekalender luke 1|Julekalender luke 2"},
		{"compound", "lesing", 2, "Høytlesing|Høgtlesing"},
		{"compound", "krim", 6, "Fredagsboka: Nord|Jo Nesbø|Krimkveld|Lesetips: påske|Påskekrim"},
		{"compound", "kafe", 3, "Språkkafé hver|Språkkafé på|Strikkekafé"},
		{"compound", "buss", 2, "Bokbussen|Sommerbibliotek"},
		{"typo", "pappatref", 2, "Pappatreff siste|Pappatreff tysdag"},
		{"typo", "høytlesning", 2, "Høytlesing|Høgtlesing"},
		{"typo", "frebibliotek", 1, "Frøbibliotek"},
		{"typo", "shakkar", 2, "Bokbad|Fredagsboka: Tante"},
		{"typo", "strikekafe", 1, "Strikkekafé"},
		{"typo", "nesboe", 2, "Jo Nesbø|Julekalender luke 2"},
		{"prefix", "pappat", 2, "Pappatreff siste|Pappatreff tysdag"},
		{"prefix", "høytl", 1, "Høytlesing"},
		{"prefix", "maja lu", 4, "Forfattarbesøk|Bienes|Påskekrim for|Julekalender luke 1"},
		{"number", "17. mai", 1, "17. mai"},
		{"number", "uke 12", 1, "Bokbussen kommer"},
		{"number", "luke 2", 1, "Julekalender luke 2"},
		{"number", "sommerles 2024", 0, ""},
		{"syntax", `"nord og ned"`, 1, "Fredagsboka: Nord"},
		{"syntax", `"ned og nord"`, 0, ""},
		{"syntax", "jul -kalender", 2, "Vi pynter|Vi pyntar"},
		{"syntax", "formidler:nana krim", 1, "Fredagsboka: Nord"},
		{"syntax", "bibliotek:utsira", 2, "Vi pyntar|Biblioteket på"},
		{"syntax", "type:litteratur kari", 2, "Bokbad|Fredagsboka: Tante"},
		{"syntax", "strikkekafé OR kodeklubb", 2, "Strikkekafé|Kodeklubb"},
		{"syntax", "recorded:2023", 1, "Sensommer"},
		{"syntax", "språkkafé dato:2024-09..2024-12", 1, "Språkkafé på"},
	}
	docs := shelfDocuments(t)
	if len(docs) < 60 || len(tests) < 40 {
		t.Fatalf("%d documents and %d queries are too few", len(docs), len(tests))
	}
	titles := map[string]string{}
	for _, d := range docs {
		titles[d.ID] = d.Title
	}
	x := open(t, docs...)
	found, wanted := map[string]int{}, map[string]int{}
	for _, tt := range tests {
		r := find(t, x, indexer.Query{Text: tt.query})
		var got []string
		for _, id := range r.IDs {
			got = append(got, titles[id])
		}
		if tt.want == "" {
			if len(got) > 0 {
				t.Errorf("%s: %s finds %q, want nothing", tt.group, tt.query, got)
			}
			continue
		}
		for w := range strings.SplitSeq(tt.want, "|") {
			wanted[tt.group]++
			if slices.ContainsFunc(got[:min(tt.first, len(got))], func(s string) bool { return strings.HasPrefix(s, w) }) {
				found[tt.group]++
				continue
			}
			t.Errorf("%s: %s: %q is not among the first %d of %q", tt.group, tt.query, w, tt.first, got)
		}
	}
	for g, n := range wanted {
		t.Logf("recall %-8s %d of %d", g, found[g], n)
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

func TestDidYouMean(t *testing.T) {
	x := open(t, append(shelfDocuments(t),
		indexer.Document{ID: "hidden", Title: "Hemmelighet", Visibility: []string{"secret"}})...)
	for typed, want := range map[string]string{
		"høytlesng barn": "høytlesing barn", "strikekafe": "strikkekafé", "høytlesing": "", "Hemelighet": "", "xyzzyq": "",
	} {
		if got := find(t, x, indexer.Query{Text: typed}).DidYouMean; got != want {
			t.Errorf("did you mean for %q is %q, want %q", typed, got, want)
		}
	}
}
