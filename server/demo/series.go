package demo

// The fixed concepts. Their names are what readers see on the cards.
const (
	fridayBook = "Fredagsboka"
	bookList   = "Boklista"
	monthly    = "Månedens anbefaling"
	aMinute    = "Ett minutt om ei bok"
	localShelf = "Fra lokalhylla"
	behind     = "Bak skranken"
)

func series() []Series {
	text := map[string]string{
		"nb": "Fredag betyr ny bok. {formidlere} anbefaler {bøker}.\n\n{beskrivelse}\n\nReserver den på biblioteket ditt.",
		"nn": "Fredag tyder ny bok. {formidlarar} tilrår {bøker}.\n\n{skildring}\n\nReserver ho på biblioteket ditt.",
		"en": "Friday means a new book. {presenters} recommend {books}.\n\n{description}\n\nReserve it at your library.",
	}
	return []Series{{fridayBook, text}, {Name: bookList}, {Name: monthly}, {Name: aMinute}, {Name: localShelf}, {Name: behind}}
}

const (
	tysvarDay = "2025-10-20"
	timeDay   = "2026-03-16"
)

func days() []Day {
	return []Day{
		{
			Date: tysvarDay, Place: "tysvar",
			Libraries:   []string{"tysvar", "haugesund", "karmoy", "bokn", "vindafjord", county},
			Presenters:  []string{"Ingunn Sandvik Lode", "Per Håkon Vestrheim", "Kjersti Nordbø", "Gunnvor Tveit Ersland", "Line Fjelde Horpestad"},
			ContentType: literature,
			CreditLine:  "Innspillingsdag på Tysvær bibliotek 20. oktober 2025. Foto: Rogaland fylkesbibliotek",
			Shots: []Shot{
				{"Ett minutt om Tante Ulrikkes vei", "Ingunn Sandvik Lode", "tante-ulrikke", literature, "", "planned"},
				{"Ett minutt om Stargate", "Per Håkon Vestrheim", "stargate", literature, "Med genser. Klippes til jul.", "planned"},
				{"Eitt minutt om Fuglane", "Gunnvor Tveit Ersland", "fuglane", literature, "", "planned"},
				{"Slik låner du en sykkel", "Kjersti Nordbø", "", serviceInfo, "Ute ved inngangen, mens det er lyst", "filmed"},
				{"Hva leser du nå? Fem raske", "", "", relations, "Alle formidlerne etter tur", "planned"},
			},
			People: []Person{{"Ingunn Sandvik Lode", "staff"}, {"Per Håkon Vestrheim", "staff"}, {"Besøkende i barnekroken", "child"}},
		},
		{
			Date: timeDay, Place: "time",
			Libraries:   []string{"time", "klepp", "ha", "gjesdal", "sandnes", county},
			Presenters:  []string{"Torgeir Aarre", "Bjarte Heggland", "Solveig Kvia", "Jonas Bru Eikeland", "Line Fjelde Horpestad"},
			ContentType: relations,
			CreditLine:  "Innspelingsdag på Time bibliotek 16. mars 2026. Foto: Rogaland fylkesbibliotek",
			Shots: []Shot{
				{"Eitt minutt om Fred", "Torgeir Aarre", "fred", literature, "", "planned"},
				{"Ett minutt om Havboka", "Solveig Kvia", "havboka", literature, "", "planned"},
				{"Ein tur i magasinet", "Bjarte Heggland", "", relations, "", "planned"},
			},
			People: []Person{{"Torgeir Aarre", "staff"}, {"Jonas Bru Eikeland", "staff"}},
		},
	}
}
