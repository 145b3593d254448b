package demo

// question lets readers take sides in the comments.
type question struct{ library, headline, one, other string }

// remark is something overheard or learnt at the counter.
type remark struct{ library, presenter, text, day string }

// talk adds what has no other aim than to be together: questions, remarks, greetings.
func (d *desk) talk() {
	for _, q := range []question{
		{"sandnes", "Hvordan leser du best på bussen?", "Papirbok", "Lydbok"},
		{"stavanger", "Hva gjør du med en bok du ikke liker?", "Slutter", "Fullfører"},
		{"klepp", "Korleis merkjer du sida du er på?", "Bokmerke", "Eseløyre"},
		{"sola", "Når leser du?", "Morgen", "Kveld"},
		{"sauda", "Kva tek du med på hytta?", "Krim", "Kryssord"},
	} {
		a := Asset{Title: q.headline, Description: q.one + " eller " + q.other + "? Svar i kommentarfeltet.",
			ContentType: relations, Libraries: []string{q.library}, Tags: []string{"avstemming"}, Language: d.libraries[q.library].Language}
		d.add(a, card{layout: choice, label: a.word("Hva sier du?", "Kva seier du?"), headline: q.headline, rows: []row{{q.one, q.other}}})
	}
	for _, r := range []remark{
		{"karmoy", "Kjersti Nordbø", "Han leverte boka tre måneder for sent, med en unnskyldning på vers.", tysvarDay},
		{"haugesund", "Per Håkon Vestrheim", "En gutt på seks spurte om vi hadde bøker med lukt. Det har vi. Spør etter dem!", tysvarDay},
		{"vindafjord", "Gunnvor Tveit Ersland", "Ho sa ho berre skulle vente på bussen. No leiar ho lesesirkelen vår.", tysvarDay},
		{"ha", "Solveig Kvia", "Det vanligste bokmerket vi finner? Handlelapper. Det fineste? Et kjærlighetsbrev fra 1974.", timeDay},
		{"time", "Torgeir Aarre", "Når det bles som verst på Jæren, er det fullt her inne.", timeDay},
	} {
		a := Asset{Title: behind + ": " + r.presenter, Description: r.text, ContentType: relations, Libraries: []string{r.library},
			Presenters: []string{r.presenter}, Series: behind, Day: r.day, Tags: []string{"skranken"}, PeopleStatus: "not_assessed"}
		d.add(a, card{layout: saying, label: behind, body: r.text, by: r.presenter + ", " + d.libraries[r.library].Name})
	}
	for _, n := range []notice{
		{"tysvar", "", "God påske!", "Appelsin, kvikk krim og lange kvelder. Vi er tilbake tirsdag.", []string{"påske"}, "2026-03-31"},
		{"bokn", "", "Gratulerer med dagen!", "I dag går vi i tog. I morgon er døra open igjen.", []string{"17. mai"}, "2025-05-16"},
		{county, "", "Takk for lånet", "Et år med bøker, møter og meninger. God jul fra bibliotekene i Rogaland.", []string{"jul"}, "2025-12-19"},
		{"utsira", "", "Vi fyller år!", "Kom innom på kake. Det er plass til hele øya.", []string{"jubileum"}, ""},
		{"strand", "", "Hva skal vi kjøpe inn?", "Skriv tittelen på boka du savner i kommentarfeltet. Vi leser alle forslag.", []string{"innkjøp", "medvirkning"}, ""},
	} {
		d.notice(n, relations)
	}
}
