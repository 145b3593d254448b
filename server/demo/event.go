package demo

import (
	"fmt"
	"time"
	"unicode"
)

// event happens once, at a place and a time.
type event struct {
	library, date, clock, place, headline, body string
	contentType                                 string
	tags                                        []string
}

func (d *desk) events() {
	for _, e := range []event{
		{"tysvar", "2026-03-26", "19.00", "Tysvær bibliotek", "Påskekrim med quiz", "Ta med en venn, gjett morderen og vinn en bokpakke. Gratis inngang.", literature, []string{"påskekrim", "quiz"}},
		{"stavanger", "2026-04-23", "18.00", "Stavanger bibliotek", "Bli med på bokbytte", "Verdens bokdag: ta med en bok du er glad i, og gå hjem med en du ikke har lest.", relations, []string{"verdens bokdag", "bokbytte"}},
		{"haugesund", "2025-11-10", "19.00", "Haugesund folkebibliotek", "Skumringstime", "Nordisk litteraturuke: vi tenner lys, slår av telefonene og leser høyt for voksne.", literature, []string{"nordisk litteraturuke", "høytlesing"}},
		{"sandnes", "2026-09-17", "18.30", "Sandnes bibliotek", "Spillkveld for ungdom", "Brettspill, konsoll og pizza. Fra 13 år, ingen påmelding.", relations, []string{"spill", "ungdom"}},
		{"karmoy", "2025-05-08", "18.00", "Karmøy folkebibliotek", "Strikkekafé med lydbok", "Vi hører en novelle sammen mens pinnene går. Garn kan kjøpes på stedet.", relations, []string{"strikkekafé", "lydbok"}},
		{"ha", "2026-10-13", "19.00", "Hå folkebibliotek", "Slektsgransking for nybegynnere", "Lær å finne oldemor i kirkebøkene. Ta gjerne med egen PC.", serviceInfo, []string{"slektsgransking", "kurs"}},
		{"time", "2026-01-25", "15.00", "Time bibliotek", "Garborg for utolmodige", "Ein time med dei beste sidene, lesne høgt. Kaffi og kanelbollar etterpå.", literature, []string{"Garborg", "høgtlesing"}},
		{"suldal", "2025-12-02", "17.30", "Ryfylkebiblioteket Suldal", "Juleverkstad", "Lag stjerner av kasserte bøker. Saks og lim står klart, du tek med tålmodet.", relations, []string{"jul", "verkstad", "barn"}},
		{"klepp", "2026-05-28", "18.00", "Klepp bibliotek", "Forfattarmøte med lesesirkelen", "Tre lesarar, éi bok og ein forfattar som svarar på alt. Inngang gratis.", literature, []string{"forfattarmøte", "lesesirkel"}},
		{"eigersund", "2025-02-21", "12.00", "Eigersund bibliotek", "Morsmålsdagen", "Hør samme eventyr på seks språk. Barn og voksne leser, alle forstår.", relations, []string{"morsmålsdagen", "barn", "inkludering"}},
		{"sokndal", "2026-10-30", "17.00", "Sokndal folkebibliotek", "Grøss i reolene", "Lommelykt og skumle historier for barn fra 8 år. Utkledd er bra, redd er lov.", relations, []string{"halloween", "barn"}},
	} {
		d.event(e)
	}
}

func (d *desk) event(e event) {
	day := date(e.date)
	a := Asset{Title: e.headline, ContentType: e.contentType, Libraries: []string{e.library}, Tags: append([]string{"arrangement"}, e.tags...),
		RecordedAt: day.AddDate(0, 0, -20), Language: d.libraries[e.library].Language}
	month := monthName(day.Month())
	a.Description = fmt.Sprintf("%s, %s %d. %s %d kl. %s. %s", e.place, a.weekday(day.Weekday()), day.Day(), month, day.Year(), e.clock, e.body)
	d.add(a, card{
		layout: calendar, label: "Arrangement", headline: e.headline, body: e.body,
		by:   capital(a.weekday(day.Weekday())) + " kl. " + e.clock + "\n" + e.place,
		rows: []row{{fmt.Sprint(day.Day()), month}},
	})
}

// monthName is the same in both written standards.
func monthName(m time.Month) string {
	return [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}[m-1]
}

func (a Asset) weekday(w time.Weekday) string {
	nb := [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
	nn := [...]string{"søndag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"}
	return a.word(nb[w], nn[w])
}

func capital(s string) string {
	r := []rune(s)
	return string(append([]rune{unicode.ToUpper(r[0])}, r[1:]...))
}
