package catalog

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var renew = flag.Bool("renew", false, "write the goldens anew")

// TestKitTextGoldens holds what is posted, in every language, to texts that somebody has read.
func TestKitTextGoldens(t *testing.T) {
	starts := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	vesaas, fosse := BookRef{Title: "Is-slottet", Authors: []string{"Tarjei Vesaas"}}, BookRef{Title: "Morgon og kveld", Authors: []string{"Jon Fosse"}}
	bare := func(p *kitParts, a Asset) {
		a.ID, p.item.Link, p.item.Hashtags = "a1", "", nil
		p.assets = []Asset{a}
	}
	cases := []struct {
		name   string
		change func(*kitParts)
	}{
		{"a photo with all there is", func(*kitParts) {}},
		{"a clip with two books and three presenters", func(p *kitParts) {
			p.assets[0].Kind, p.assets[0].CreditLine, p.assets[0].Creator = Video, "", "Nina Berg"
			p.assets[0].Presenters = append(p.assets[0].Presenters, Ref{ID: "p3", Name: "Nina"})
			p.assets[0].Books = []BookRef{vesaas, fosse}
		}},
		{"one presenter, and a book of two", func(p *kitParts) {
			p.assets[0].Presenters, p.assets[0].Books = p.assets[0].Presenters[:1], []BookRef{{Title: "Rødhette", Authors: []string{"Jacob Grimm", "Wilhelm Grimm"}}}
		}},
		{"a book without an author", func(p *kitParts) { p.assets[0].Books = []BookRef{{Title: "Håvamål"}} }},
		{"a book that nobody is said to recommend", func(p *kitParts) { p.assets[0].Presenters = nil }},
		{"no series, nobody, and no book", func(p *kitParts) { bare(p, Asset{Kind: Photo, Title: "Nye bøker på hylla"}) }},
		{"nothing known", func(p *kitParts) { bare(p, Asset{Kind: Photo}); p.item.Offer = Ref{}; p.item.Day = "" }},
		{"an offer with its time", func(p *kitParts) { p.item.ContentType, p.occurrence = ServiceInfo, &Occurrence{StartsAt: starts} }},
		{"an offer that lasts all day", func(p *kitParts) {
			p.item.ContentType, p.occurrence = Relations, &Occurrence{StartsAt: starts, AllDay: true}
		}},
		{"an offer of another library", func(p *kitParts) {
			p.item.ContentType, p.occurrence = ServiceInfo, &Occurrence{StartsAt: starts, Offer: Offer{Libraries: []LibraryRef{{ID: "lund", Name: "Lund folkebibliotek"}}}}
		}},
		{"an offer of two other libraries, in a text that has no place for them", func(p *kitParts) {
			p.item.ContentType, p.item.Library = Relations, LibraryRef{}
			p.occurrence = &Occurrence{StartsAt: starts, Offer: Offer{Libraries: []LibraryRef{{ID: "lund", Name: "Lund folkebibliotek"}, {ID: "sola", Name: "Sola bibliotek"}}}}
		}},
		{"an offer of its own and others", func(p *kitParts) {
			p.item.ContentType, p.occurrence = ServiceInfo, &Occurrence{StartsAt: starts, Offer: Offer{Libraries: []LibraryRef{{ID: "lund", Name: "Lund folkebibliotek"}, p.item.Library}}}
		}},
		{"a template of the series", func(p *kitParts) {
			p.series = Series{Name: "Fredagsboka", PostText: PostTexts{NB: "{konsept} fra {sted}, {opptaksdag}: {tittel}", NN: "{konsept} frå {stad}, {opptaksdag}: {tittel}", EN: "{series} from {place}, {recorded}: {title}"}}
			p.day = RecordingDay{Date: "2025-10-20", Place: Ref{Name: "Tysvær bibliotek"}}
		}},
		{"a very long title", func(p *kitParts) { bare(p, Asset{Kind: Photo, Title: strings.Repeat("Langt ", 33) + "slutt"}) }},
		{"quotes, markup and places in a title", func(p *kitParts) {
			bare(p, Asset{Kind: Photo, Title: `«Ja», sa "hun" & <b>smilte</b> {link}`, Creator: `O'Hara <o@example.org>`})
		}},
		{"emoji", func(p *kitParts) {
			bare(p, Asset{Kind: Video, Title: "Pappatreff 👨‍👧‍👦❤️", Description: "Kom! 🎉", Creator: "Bo"})
			p.item.Hashtags = []string{"pappa", "PAPPA", "blåbær", "æøå", "pappa👨"}
		}},
		{"several files by several people", func(p *kitParts) {
			p.assets = []Asset{{ID: "a1", Kind: Photo, Title: "Høst i hagen", Creator: "Nina"}, {ID: "a2", Kind: Video, Title: "Vinter", Creator: "Ola", InspiredBy: "@stavangerbib"},
				{ID: "a3", Kind: Audio, Creator: "Nina"}, {ID: "a4", Kind: Photo, Creator: "Nina", InspiredBy: "Deichman"}}
			p.item.Link, p.item.Hashtags, p.item.Assets = "", nil, []PlannedAsset{{ID: "a1"}, {ID: "a2"}, {ID: "a3"}, {ID: "a4"}}
		}},
		{"own words that credit already", func(p *kitParts) {
			p.item.Caption = "Is-slottet i dag! Isbjørner i morgen.\n📷 Nina\ninspirert av @grunnbiblioteket #Bibliotek"
			p.assets[0].CreditLine, p.assets[0].Creator = "", "Nina"
		}},
		{"own words that name without crediting", func(p *kitParts) {
			p.item.Caption = "Nina leser for Vida i @grunnbiblioteket_2. Isbjørn!"
			p.assets[0].CreditLine, p.assets[0].Creator, p.assets[0].Books = "", "Nina", []BookRef{{Title: "Is"}}
		}},
	}
	var b strings.Builder
	for _, tt := range cases {
		for _, language := range PostLanguages() {
			p := testParts(t)
			tt.change(&p)
			p.language = language
			b.WriteString("=== " + tt.name + " (" + language + ")\n" + p.assemble().Text + "\n")
		}
	}
	path := filepath.Join("testdata", "kit_texts.txt")
	if *renew {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, had := strings.Split(b.String(), "=== "), strings.Split(string(want), "=== ")
	for i := range max(len(got), len(had)) {
		if i >= len(got) || i >= len(had) || got[i] != had[i] {
			t.Fatalf("got:\n%s\nwant:\n%s", strings.Join(got[min(i, len(got)):min(i+1, len(got))], ""), strings.Join(had[min(i, len(had)):min(i+1, len(had))], ""))
		}
	}
}
