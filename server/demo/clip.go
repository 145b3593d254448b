package demo

// chords are soft triads in Hz, for clips that should not be silent.
func chords() [][]float64 {
	return [][]float64{{220, 277.18, 329.63}, {196, 246.94, 293.66}, {174.61, 220, 261.63}}
}

func (d *desk) clips() {
	for i, t := range []bookTip{
		{"tante-ulrikke", "tysvar", "Ingunn Sandvik Lode", aMinute, "To stemmer, én drabantblokk. Les den høyt, så hører du hvor godt han skriver.", []string{"ungdom"}},
		{"stargate", "haugesund", "Per Håkon Vestrheim", aMinute, "Rekker du bare én bok før jul, så rekker du denne.", []string{"jul"}},
		{"fuglane", "vindafjord", "Gunnvor Tveit Ersland", aMinute, "Rugda flyg over taket, og alt er annleis etterpå.", []string{"nynorsk"}},
		{"fred", "time", "Torgeir Aarre", aMinute, "Vil du forstå Jæren, må du gjennom denne. Han er ikkje lang.", []string{"lokallitteratur"}},
		{"havboka", "ha", "Solveig Kvia", aMinute, "Du får lyst til å kjøpe båt, og litt mindre lyst til å bade.", []string{"sakprosa", "hav"}},
	} {
		a := Asset{Kind: Video, Day: []string{tysvarDay, timeDay}[i/3], PeopleStatus: "not_assessed", Editing: []string{"edited", "raw"}[i%2]}
		a.Shot = shotOf(t.book)
		d.bookTip(t, a, d.film(i, 4))
	}
	for i, n := range []notice{
		{"karmoy", "Lån noe nytt", "Sykler, telt og symaskiner", "Spør i skranken, eller bestill på nettsiden.", []string{"utstyr", "bærekraft"}, ""},
		{"sandnes", "Fra i dag", "Åpent til elleve om kvelden", "Selvbetjent med lånekort og kode.", []string{"meråpent"}, ""},
		{"gjesdal", "Snart", "Sommerles begynner 1. juni", "Les, samle poeng og hent premie i skranken.", []string{"sommerles", "barn", "sommer"}, "2026-05-26"},
		{"klepp", "Kvar torsdag", "Babysong i barnekroken", "Klokka elleve. Ta med eit teppe og ei røyst.", []string{"småbarn"}, ""},
	} {
		c := d.film(i+5, 3+float64(i%3))
		c.layout, c.label, c.headline, c.body = statement, n.label, n.headline, n.body
		a := Asset{Kind: Video, Title: n.headline, Description: n.body, ContentType: serviceInfo, Libraries: []string{n.library}, Tags: n.tags}
		if n.date != "" {
			a.RecordedAt = date(n.date)
		}
		d.add(a, c)
	}
}

// shotOf finds the planned clip about a book.
func shotOf(book string) string {
	for _, d := range days() {
		for _, s := range d.Shots {
			if s.Book == book {
				return s.Title
			}
		}
	}
	return ""
}

// film is the part of the i-th clip's card that makes it move and sound.
func (d *desk) film(i int, seconds float64) card {
	all := chords()
	return card{format: story, motif: motifs()[i%len(motifs())], seconds: seconds, tones: all[i%len(all)]}
}
