package norwegian_test

import (
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"Åse", "åse", "Aase", "aase", "ase", "A\u030ase"},
		{"høytlesing", "hoytlesing", "hoeytlesing", "HØYTLESING", "höytlesing"},
		{"lærer", "laerer", "lærer", "larer"},
		{"idé", "ide", "ide\u0301"},
		{"Sápmi", "sapmi"},
	} {
		want := norwegian.Fold(same[0])
		for _, s := range same[1:] {
			if got := norwegian.Fold(s); got != want {
				t.Errorf("Fold(%q) = %q, want %q as of %q", s, got, want, same[0])
			}
		}
	}
	if norwegian.Fold("bok") == norwegian.Fold("bak") {
		t.Error("fold leads bok and bak together")
	}
}

func TestCanonicalMeets(t *testing.T) {
	lex := norwegian.Shipped()
	for _, same := range [][]string{
		{"bok", "boka", "boken", "bøker", "bøkene"},
		{"uke", "uka", "uker", "veke", "veker", "vekene"},
		{"bilde", "bilder", "bilete"}, {"barn", "barna", "born", "borna"}, {"jul", "jol", "julen"},
		{"sommer", "sommar", "sommeren", "sommaren"}, {"høytlesing", "høgtlesing"}, {"lørdag", "laurdag"},
		{"tirsdag", "tysdag"}, {"mandag", "måndag"}, {"forfatter", "forfattar", "forfattere", "forfattaren"},
		{"formidler", "formidlar", "formidleren"}, {"leser", "lesar"}, {"åpen", "open"},
		{"åpningstid", "opningstid", "åpningstider", "opningstider"}, {"meråpent", "meirope"},
		{"fortelling", "forteljing", "fortellinger", "forteljinga"}, {"innspilling", "innspeling", "innspelinga"},
		{"anledning", "høve"}, {"tilbud", "tilbod"}, {"innhold", "innhald"}, {"skole", "skule", "skolen", "skular"},
		{"kirke", "kyrkje", "kyrkja"}, {"sommerbibliotek", "sommarbibliotek", "sommerbiblioteket"},
		{"film", "filmen", "filmer"}, {"rom", "rommet"}, {"hva", "kva"}, {"ikke", "ikkje"},
		{"innspillingsdag", "innspelingsdag", "innspillingsdagen"},
	} {
		want := lex.Form(norwegian.Fold(same[0]), nil).Canonical
		for _, w := range same[1:] {
			if got := lex.Form(norwegian.Fold(w), nil).Canonical; got != want {
				t.Errorf("canonical form of %s is %q, want %q as of %s", w, got, want, same[0])
			}
		}
	}
}

func TestCompoundParts(t *testing.T) {
	lex := norwegian.Shipped()
	learned := lex.Learn([]string{"hundvag", "madla"})
	tests := []struct {
		word string
		want []string
	}{
		{"sommerbibliotek", []string{"sommer", "bibliotek"}},
		{"sommarbiblioteket", []string{"sommer", "bibliotek"}},
		{"innspillingsdag", []string{"innspilling", "dag"}},
		{"fredagsboka", []string{"fredag", "bok"}},
		{"hundvågbiblioteket", []string{"hundvag", "bibliotek"}},
		{"barnebokfjomp", nil}, // fjomp is not known: no blind split
		{"bibliotek", nil},
		{"forfatter", nil},
		{"stavanger", nil},
	}
	for _, tt := range tests {
		got := lex.Form(norwegian.Fold(tt.word), learned).Parts
		for i, p := range tt.want {
			tt.want[i] = lex.Form(norwegian.Fold(p), nil).Canonical
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("parts of %s are %v, want %v", tt.word, got, tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"«Fredagsboka» – nr. 12!", []string{"fredagsboka", "nr", "12"}},
		{"ISBN 978-82-02-12345-6", []string{"isbn", "9788202123456"}},
		{"barne- og ungdomsbok", []string{"barne", "og", "ungdomsbok"}},
		{"2024-05-17", []string{"2024", "05", "17"}},
		{"", []string{}},
		{"\xff\xfe a", []string{"a"}},
	}
	for _, tt := range tests {
		if got := norwegian.Surfaces(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("Surfaces(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
