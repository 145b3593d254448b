package collection

import (
	"fmt"
	"strings"
)

// words is how many different words texts are made of.
const words = 20_000

// Word is word number i, the most frequent first: of the first 400 people have heard, the others are made up.
func Word(i int) string {
	stem := stems[i%len(stems)]
	if known := len(stems) * len(ends); i < known {
		return stem + ends[i/len(stems)]
	}
	return fmt.Sprintf("%s%c%c%c", stem, 'a'+i/20%26, 'a'+i/520%26, 'a'+i/13520%26)
}

// text is n words.
func (w writer) text(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = Word(w.rank(words))
	}
	return strings.Join(out, " ")
}

// The lists are values of variables because Go has no constant lists; nothing changes them.
var (
	stems = []string{"bok", "lese", "film", "barn", "krim", "sommer", "høst", "kafé", "fortelling", "ungdom", "musikk", "språk", "strikke",
		"hage", "sjø", "fjell", "natt", "dikt", "eventyr", "spill"}
	ends = []string{"", "kveld", "klubb", "tips", "dag", "stund", "treff", "rom", "hylle", "liste", "vår", "en", "er", "ene", "lag", "sirkel",
		"prat", "bad", "fest", "uke"}

	placeStarts = []string{"Nord", "Sør", "Øst", "Vest", "Stor", "Lille", "Ås", "Berg", "Bjørn", "Eike", "Fugle", "Grane", "Haug", "Kirke",
		"Lauv", "Myr", "Odd", "Ring", "Stein", "Ulv"}
	placeEnds = []string{"vik", "nes", "dal", "øy", "strand", "fjord", "heim", "land", "stad", "sund", "voll", "moen", "lia", "bø", "seter", "hamn",
		"foss", "rud", "åsen", "tun"}

	firstNames = []string{"Ingrid", "Per", "Kari", "Ola", "Åse", "Mariam", "Torgeir", "Solveig", "Jonas", "Kjersti", "Amir", "Gunnvor", "Silje",
		"Bjarte", "Line", "Oddny", "Håkon", "Yusuf", "Eli", "Sindre"}
	lastStarts = []string{"Nord", "Vest", "Lund", "Haug", "Eike", "Berg", "Røg", "Mo", "Sol", "Fjell"}
	lastEnds   = []string{"heim", "bø", "land", "tveit", "vik", "nes", "rud", "dal", "stad", "set"}
)
