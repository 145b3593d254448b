package indexer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// shelf is a small collection as a county's libraries would have it. Each line: title | description | library |
// presenters | book, author | series | tags | content type | kind | language | recorded.
const shelf = `
Høytlesing på lørdag|Vi leser eventyr for de minste hver lørdag klokka 11|Stavanger|Åse Haugland||Lørdagslesing|barn, høytlesing|service_info|video|nb|2024-09-14
Høgtlesing for born|Kvar laurdag les vi for borna|Gjesdal|Tor Egil Li||Lørdagslesing|barn|service_info|video|nn|2024-10-05
Fredagsboka: Nord og ned|Ukens lesetips er en mørk krim fra Finnmark|Sandnes|Nana Rise-Lynum|Nord og ned, Ingebjørg Berg Holm|Fredagsboka|krim|literature|video|nb|2024-11-01
Fredagsboka: Brødrene Løvehjerte|En klassiker om mot og død|Sandnes|Nana Rise-Lynum|Brødrene Løvehjerte, Astrid Lindgren|Fredagsboka|barnebok, klassiker|literature|video|nb|2024-11-08
Fredagsboka: Tante Ulrikkes vei|Om to gutter på Stovner|Sandnes|Kari Moi|Tante Ulrikkes vei, Zeshan Shakar|Fredagsboka|roman|literature|video|nb|2024-11-15
Åpningstider i sommerferien|Biblioteket holder åpent fra 10 til 15 hele juli|Sola|||||service_info|photo|nb|2024-06-20
Opningstider i haustferien|Biblioteket har ope kvar dag i veke 41|Time|||||service_info|photo|nn|2024-09-30
Meråpent bibliotek|Slik låser du deg inn med lånekortet når vi ikke er her|Klepp||||meråpent|service_info|video|nb|2024-02-11
Meirope bibliotek på Bryne|Kom og les når det passar deg|Time||||meirope|service_info|video|nn|2024-03-01
Sommerbibliotek på stranda|Bokbussen står på Orrestranda hele uka|Klepp|Marit Orre|||sommerles|service_info|photo|nb|2025-07-07
Sommarbibliotek i parken|Kom innom og lån ei bok|Hå|||||service_info|photo|nn|2025-07-14
Hundvågbiblioteket åpner igjen|Nye rom og ny kaffemaskin|Stavanger|||||service_info|photo|nb|2025-01-20
Pappatreff siste tirsdag|Kaffe, lek og prat for pappaer i permisjon|Randaberg|Ola Nes||Pappatreff|pappa, baby|relations|photo|nb|2024-04-30
Pappatreff tysdag|Kom på treff med babyen din|Strand|Ola Nes||Pappatreff|pappa|relations|video|nn|2024-05-28
Babysang|Sang og rim for de aller minste|Randaberg|||Babysang|baby, sang|service_info|video|nb|2024-03-12
Lesetips: påskekrim|Tre bøker til hytta|Eigersund|Liv Grete Tveit|Mordene i Kongo, Jørgen Jæger||påskekrim, krim|literature|photo|nb|2025-04-10
Påskekrim for unge lesarar|Spenning til påskeferien|Bjerkreim|Liv Grete Tveit|Skuggen, Maja Lunde||påskekrim|literature|video|nn|2025-04-11
Verdens bokdag|Gratis rose til alle som låner bok|Stavanger||||bokdag|relations|photo|nb|2025-04-23
Verdas bokdag|Me feirar med kake|Suldal||||bokdag|relations|photo|nn|2025-04-23
Språkkafé hver onsdag|Øv norsk over en kopp kaffe|Sandnes|Fatima Ali||Språkkafé|språkkafé|service_info|photo|nb|2024-08-21
Språkkafé på ukrainsk|Treff andre som lærer norsk|Haugesund|Olena Koval||Språkkafé|språkkafé, ukrainsk|service_info|video|nb|2024-10-02
Strikkekafé|Ta med strikketøyet|Tysvær|Borghild Aksdal||Strikkekafé|strikking, håndarbeid|relations|photo|nb|2024-10-24
Handarbeidskveld|Vi strikkar og heklar|Vindafjord|Borghild Aksdal|||handarbeid|relations|photo|nn|2024-11-21
Bokbad med forfatteren|Zeshan Shakar snakker om oppveksten|Stavanger|Kari Moi|Gul bok, Zeshan Shakar|Bokbad|forfatterbesøk|literature|video|nb|2025-02-06
Forfattarbesøk i Sauda|Maja Lunde fortel om klimaromanane|Sauda|Jon Sandvik|Bienes historie, Maja Lunde||forfattarbesøk|literature|video|nn|2025-03-18
Bienes historie på ett minutt|Hvorfor du bør lese den|Egersund|Nana Rise-Lynum|Bienes historie, Maja Lunde||roman|literature|video|nb|2025-03-20
Slik låner du e-bok|Last ned appen og logg inn|Stavanger|Per Ås|||ebok, digital|service_info|video|nb|2024-01-15
Slik låner du lydbok|Lydbøker rett på mobilen|Stavanger|Per Ås|||lydbok, digital|service_info|video|nb|2024-01-22
Bibliotekaren anbefaler|Dikt til en grå dag|Lund|Inger Marie Moen|Dikt i samling, Olav H. Hauge||dikt|literature|video|nb|2025-01-09
Det er den draumen|Bibliotekaren les Hauge|Lund|Inger Marie Moen|Dropar i austavind, Olav H. Hauge||dikt|literature|video|nn|2025-01-16
Bak disken: en dag på jobb|Hva gjør egentlig en bibliotekar?|Sokndal|Mona Årstad|||ansatte|relations|video|nb|2024-12-02
Vi pynter til jul|Nissen bor på biblioteket|Sokndal|Mona Årstad|||jul|relations|photo|nb|2024-12-09
Vi pyntar til jol|Nissen bur på biblioteket|Utsira||||jol|relations|photo|nn|2024-12-10
Julekalender luke 1|Et boktips hver dag til jul|Bokn|Siri Vea|Snøsøsteren, Maja Lunde|Julekalender|jul, boktips|literature|photo|nb|2024-12-01
Julekalender luke 2|Et boktips til|Bokn|Siri Vea|Doktor Proktors prompepulver, Jo Nesbø|Julekalender|jul, boktips|literature|photo|nb|2024-12-02
Jo Nesbø i hyllene|Alle bøkene om Harry Hole|Karmøy|Rune Vik|Flaggermusmannen, Jo Nesbø||krim|literature|photo|nb|2025-05-02
Lån et verktøy|Vi låner ut drill, sag og hekksaks|Karmøy|Rune Vik|||utlån, bærekraft|service_info|video|nb|2025-05-09
Frøbibliotek|Ta med frø hjem og lever tilbake til høsten|Kvitsøy||||frø, hage|service_info|photo|nb|2025-04-01
Skattkiste for barn|Finn skatten i hylla|Hjelmeland|Anne Berit Tjøstheim|||barn|relations|video|nb|2024-08-30
Skulebesøk|Tredje klasse ved Hjelmeland skule på omvising|Hjelmeland|Anne Berit Tjøstheim|||skule|relations|photo|nn|2024-09-06
Leksehjelp|Gratis hjelp med leksene|Sandnes|Fatima Ali|||skole, ungdom|service_info|photo|nb|2024-09-10
Spillkveld for ungdom|Konsoll, brettspill og pizza|Sandnes|Eirik Bø||Spillkveld|spill, ungdom|relations|video|nb|2024-09-27
Sjakk på biblioteket|Sjakkbrett til alle|Strand|||||relations|photo|nb|2025-01-30
Filmkveld|Norsk film med popkorn|Haugesund|Olena Koval|||film|relations|photo|nb|2025-02-20
Krimkveld med Jørgen Jæger|Forfatteren forteller om Ole Vik|Haugesund|Rune Vik|Monster, Jørgen Jæger|Krimkveld|krim, forfatterbesøk|literature|video|nb|2025-03-06
Konsert i biblioteket|Kammermusikk blant bøkene|Stavanger|||||relations|video|nb|2025-05-16
Lokalhistorisk kveld|Gamle bilder fra Egersund|Eigersund|Liv Grete Tveit|||lokalhistorie|relations|photo|nb|2024-11-28
Gamle bilete frå Sauda|Lokalhistorie frå industristaden|Sauda|Jon Sandvik|||lokalhistorie|relations|photo|nn|2024-10-30
Innspillingsdag i Sandnes|Bak kamera med alle formidlerne|Sandnes|Nana Rise-Lynum, Kari Moi|||innspilling|relations|photo|nb|2025-10-20
Innspelingsdag på Jæren|Formidlarane øver seg|Time|Tor Egil Li|||innspeling|relations|photo|nn|2025-10-27
Teikneseriar vi likar|Fem teikneseriar for ungdom|Suldal|Jon Sandvik|||teikneserie|literature|photo|nn|2025-06-03
Tegneserier på hylla|Nye tegneserier inn nå|Sola|Eirik Bø|||tegneserie|literature|photo|nb|2025-06-04
Samisk nasjonaldag|Bøker på nordsamisk|Stavanger||||samisk|literature|photo|se|2025-02-06
Fortellerstund|Eventyr om troll og prinsesser|Gjesdal|Tor Egil Li||Fortellerstund|barn, eventyr|service_info|video|nb|2024-05-04
Forteljarstund i lesekroken|Eventyr om Oskeladden|Vindafjord|||Fortellerstund|barn|service_info|video|nn|2024-05-11
Kodeklubb|Lær å programmere med Scratch|Sola|Eirik Bø||Kodeklubb|koding, barn|service_info|video|nb|2024-09-18
Datahjelp for eldre|Hjelp med mobil og nettbrett|Klepp|Marit Orre|||digital, senior|service_info|photo|nb|2024-02-27
Bokbussen kommer|Se ruten for uke 12|Gjesdal|||||service_info|photo|nb|2025-03-17
Biblioteket på fergen|Bøker til Utsira og Kvitsøy|Utsira|||||relations|photo|nb|2025-08-08
Bli kjent med Mona|Favorittboka mi som barn|Sokndal|Mona Årstad|||ansatte|relations|video|nb|2025-08-20
Sommerles er i gang|Les bøker og få premier|Strand|Siri Vea||Sommerles|sommerles, barn|service_info|video|nb|2025-06-10
Sommarles avslutning|Fest for alle som las i sommar|Suldal|||Sommerles|sommerles, barn|relations|photo|nn|2025-08-25
Sensommer|Stemningsbilde fra havna|Kvitsøy|||||relations|photo|nb|2023-08-30
17. mai på biblioteket|Hurra|Haugesund|||||relations|photo|nb|2025-05-17
`

// slug makes an id of a name.
func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func refs(names string) []indexer.Ref {
	var out []indexer.Ref
	for n := range strings.SplitSeq(names, ",") {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, indexer.Ref{ID: slug(n), Name: n})
		}
	}
	return out
}

// shelfDocuments reads the shelf; ids are a01, a02, …
func shelfDocuments(t testing.TB) []indexer.Document {
	t.Helper()
	var docs []indexer.Document
	for line := range strings.Lines(strings.TrimSpace(shelf)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 11 {
			t.Fatalf("shelf line has %d fields: %s", len(f), line)
		}
		at, err := time.Parse(time.DateOnly, f[10])
		if err != nil {
			t.Fatal(err)
		}
		d := indexer.Document{ID: fmt.Sprintf("a%02d", len(docs)+1), Title: f[0], Description: f[1], Libraries: refs(f[2]),
			Presenters: refs(f[3]), Series: refs(f[5]), Tags: refs(f[6]), ContentType: f[7], Kind: f[8], Language: f[9],
			State: "ready", Visibility: []string{"all"}, RecordedAt: at, CreatedAt: at.AddDate(0, 0, 3)}
		for i := range d.Libraries {
			d.Libraries[i].Name += " bibliotek"
		}
		if title, author, ok := strings.Cut(f[4], ", "); ok {
			d.Books = []indexer.Ref{{ID: slug(title), Name: title, Also: []string{fmt.Sprintf("978-82-02-%05d-1", len(docs))}}}
			d.Authors = refs(author)
		}
		docs = append(docs, d)
	}
	return docs
}

// open opens an index in a temporary folder with some documents.
func open(t testing.TB, docs ...indexer.Document) *indexer.Index {
	t.Helper()
	x, err := indexer.Open(config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	if len(docs) > 0 {
		apply(t, x, indexer.Batch{Upserts: docs, Seq: int64(len(docs))})
	}
	return x
}

func config(dir string) indexer.Config {
	cfg := indexer.DefaultConfig()
	cfg.Dir = dir
	cfg.Codes = map[indexer.Field]map[string]string{
		indexer.FieldKind:        {"film": "video", "klipp": "video", "bilde": "photo", "bilete": "photo"},
		indexer.FieldContentType: {"tilbud": "service_info", "litteratur": "literature", "relasjon": "relations"},
		indexer.FieldLanguage:    {"nynorsk": "nn", "bokmål": "nb"},
	}
	return cfg
}

func apply(t testing.TB, x *indexer.Index, b indexer.Batch) {
	t.Helper()
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, x *indexer.Index, q indexer.Query) indexer.Result {
	t.Helper()
	if q.Visibility == nil {
		q.Visibility = []string{"all"}
	}
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}
