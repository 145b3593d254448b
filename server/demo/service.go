package demo

// notice is a card with a headline and a sentence or two.
type notice struct {
	library, label, headline, body string
	tags                           []string
	date                           string // when it was made; empty for any day
}

func (d *desk) services() {
	for _, n := range []notice{
		{"haugesund", "Visste du at", "Lån verktøy, ikke bare bøker", "Drill, symaskin og teltplugger står klare i skranken. Du trenger bare lånekortet.", []string{"utstyr", "bærekraft"}, ""},
		{"stavanger", "Visste du at", "Du kan ta biblioteket med på bussen", "E-bøker og lydbøker lånes gratis i appen, like lenge som papirbøkene.", []string{"e-bøker", "lydbok"}, ""},
		{"sandnes", "Tilbud", "Leksehjelp i biblioteket", "Ta med boka du ikke forstår. Vi har saft, tid og noen som kan matte.", []string{"leksehjelp", "ungdom"}, ""},
		{"sola", "Visste du at", "Lånekortet koster ingenting", "Vis legitimasjon i skranken, så går du ut med bøker fem minutter senere.", []string{"lånekort"}, ""},
		{"tysvar", "Tilbud", "Pappatreff siste tirsdag i måneden", "Kaffe til de store, sang og bøker til de små. Bare møt opp.", []string{"pappatreff", "småbarn"}, ""},
		{"karmoy", "Tilbud", "Vi kommer hjem til deg", "Klarer du ikke trappene til biblioteket? Boka kommer med oss, helt gratis.", []string{"boka kommer"}, ""},
		{"eigersund", "Visste du at", "Skriv ut, skann og kopier", "Send fila på e-post, og hent arket ved skriveren. Vi hjelper deg i gang.", []string{"utskrift"}, ""},
		{"time", "Tilbod", "Sjølvbetent frå seks om morgonen", "Med meirope bibliotek kjem du inn før jobb. Éi registrering, så opnar kortet døra.", []string{"meirope"}, ""},
		{"klepp", "Visste du at", "Vi hentar boka for deg", "Finst ho i eit anna bibliotek i fylket, kjem ho med transporten i løpet av nokre dagar.", []string{"fjernlån"}, ""},
		{"suldal", "Tilbod", "Bokbussen er på veg", "Sjå etter oss ved skulen og butikken. Bestill på førehand, så har vi boka med.", []string{"bokbuss"}, ""},
		{"hjelmeland", "Visste du at", "Du kan låne eit rom", "Treng du ein stad å møtast? Grupperommet er gratis, og kaffien står på.", []string{"møterom"}, ""},
		{"sauda", "Tilbod", "Språkkafé kvar onsdag", "Øv på norsk, eller lær deg eit ord på tigrinja. Alle er velkomne.", []string{"språkkafé", "inkludering"}, ""},
		{"randaberg", "Sommer", "Sommerbibliotek i idrettshallen", "Hele juli flytter vi hengekøyer og tegneserier inn ved svømmebassenget.", []string{"sommerbibliotek", "sommer", "barn"}, "2026-06-15"},
		{"gjesdal", "Tilbud", "Frøbiblioteket er åpent", "Ta med en pose frø hjem nå, og lever tilbake noen fra hagen til høsten.", []string{"frøbibliotek", "vår"}, "2026-04-07"},
		{"vindafjord", "Sommar", "Sommarles er i gang", "Les, få premiar og finn ut kva som skjer i forteljinga. For alle frå 1. til 7. klasse.", []string{"sommarles", "sommar", "barn"}, "2025-06-02"},
	} {
		d.notice(n, serviceInfo)
	}
}

// notice adds a statement card of the given content type.
func (d *desk) notice(n notice, contentType string) {
	a := Asset{Title: n.headline, Description: n.body, ContentType: contentType, Libraries: []string{n.library}, Tags: n.tags}
	if n.date != "" {
		a.RecordedAt = date(n.date)
	}
	d.add(a, card{layout: statement, label: n.label, headline: n.headline, body: n.body})
}

// opening is a table of opening hours.
type opening struct {
	library, label, headline, description, date string
	rows                                        []row
	tags                                        []string
}

func (d *desk) hours() {
	for _, o := range []opening{
		{"sola", "Åpningstider", "Åpent i høstferien", "Åpningstidene i uke 41. Selvbetjent fra kl. 7 som vanlig.", "2026-09-28", []row{{"Mandag", "10–16"}, {"Tirsdag", "10–16"}, {"Onsdag", "10–16"}, {"Torsdag", "10–19"}, {"Fredag", "10–15"}}, []string{"åpningstider", "høstferie"}},
		{"haugesund", "Åpningstider", "Slik har vi åpent i jula", "Åpningstidene i romjula. Du kan levere i luka hele døgnet.", "2025-12-15", []row{{"Julaften", "stengt"}, {"Romjula", "11–15"}, {"Nyttårsaften", "stengt"}, {"2. januar", "10–18"}}, []string{"åpningstider", "jul"}},
		{"lund", "Åpningstider", "Sommertid i biblioteket", "Kortere dager i skranken fra 22. juni til 14. august.", "2026-06-10", []row{{"Mandag–fredag", "10–15"}, {"Lørdag", "11–14"}, {"Selvbetjent", "07–22"}}, []string{"åpningstider", "sommer"}},
		{"bjerkreim", "Opningstider", "Ope i vinterferien", "Opningstidene i veke 9. Torsdag er det brettspelkveld.", "2026-02-16", []row{{"Måndag", "10–16"}, {"Onsdag", "10–16"}, {"Torsdag", "10–20"}}, []string{"opningstider", "vinterferie"}},
		{"kvitsoy", "Åpningstider", "Nye tider fra september", "Vi følger ferja: nye åpningstider fra 1. september.", "2025-08-25", []row{{"Tirsdag", "12–17"}, {"Torsdag", "12–19"}, {"Lørdag", "11–14"}}, []string{"åpningstider"}},
	} {
		a := Asset{Title: o.headline, Description: o.description, ContentType: serviceInfo, Libraries: []string{o.library}, Tags: o.tags, RecordedAt: date(o.date)}
		d.add(a, card{layout: table, label: o.label, headline: o.headline, rows: o.rows})
	}
}
