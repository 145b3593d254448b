package demo

import "fmt"

// books returns well-known Norwegian works, older and newer. The last few have no ISBN, as old
// editions have none.
func books() []Book {
	all := []Book{
		{Key: "sult", Title: "Sult", Authors: []string{"Knut Hamsun"}},
		{Key: "kransen", Title: "Kristin Lavransdatter: Kransen", Authors: []string{"Sigrid Undset"}},
		{Key: "fuglane", Title: "Fuglane", Authors: []string{"Tarjei Vesaas"}},
		{Key: "is-slottet", Title: "Is-slottet", Authors: []string{"Tarjei Vesaas"}},
		{Key: "naiv-super", Title: "Naiv. Super.", Authors: []string{"Erlend Loe"}},
		{Key: "doppler", Title: "Doppler", Authors: []string{"Erlend Loe"}},
		{Key: "hester", Title: "Ut og stjæle hester", Authors: []string{"Per Petterson"}},
		{Key: "snomannen", Title: "Snømannen", Authors: []string{"Jo Nesbø"}},
		{Key: "rodstrupe", Title: "Rødstrupe", Authors: []string{"Jo Nesbø"}},
		{Key: "arv-og-miljo", Title: "Arv og miljø", Authors: []string{"Vigdis Hjorth"}},
		{Key: "er-mor-dod", Title: "Er mor død", Authors: []string{"Vigdis Hjorth"}},
		{Key: "bienes-historie", Title: "Bienes historie", Authors: []string{"Maja Lunde"}},
		{Key: "beatles", Title: "Beatles", Authors: []string{"Lars Saabye Christensen"}},
		{Key: "halvbroren", Title: "Halvbroren", Authors: []string{"Lars Saabye Christensen"}},
		{Key: "yngve", Title: "Mannen som elsket Yngve", Authors: []string{"Tore Renberg"}},
		{Key: "tollak", Title: "Tollak til Ingeborg", Authors: []string{"Tore Renberg"}},
		{Key: "berlinerpoplene", Title: "Berlinerpoplene", Authors: []string{"Anne B. Ragde"}},
		{Key: "de-urolige", Title: "De urolige", Authors: []string{"Linn Ullmann"}},
		{Key: "morgon-og-kveld", Title: "Morgon og kveld", Authors: []string{"Jon Fosse"}},
		{Key: "trilogien", Title: "Trilogien", Authors: []string{"Jon Fosse"}},
		{Key: "tante-ulrikke", Title: "Tante Ulrikkes vei", Authors: []string{"Zeshan Shakar"}},
		{Key: "for-jeg-brenner-ned", Title: "Før jeg brenner ned", Authors: []string{"Gaute Heivoll"}},
		{Key: "vaffelhjarte", Title: "Vaffelhjarte", Authors: []string{"Maria Parr"}},
		{Key: "keeperen", Title: "Keeperen og havet", Authors: []string{"Maria Parr"}},
		{Key: "sovjetistan", Title: "Sovjetistan", Authors: []string{"Erika Fatland"}},
		{Key: "havboka", Title: "Havboka", Authors: []string{"Morten A. Strøksnes"}},
		{Key: "vinternoveller", Title: "Vinternoveller", Authors: []string{"Ingvild H. Rishøi"}},
		{Key: "stargate", Title: "Stargate", Authors: []string{"Ingvild H. Rishøi"}},
		{Key: "jakthundene", Title: "Jakthundene", Authors: []string{"Jørn Lier Horst"}},
		{Key: "lillelord", Title: "Lillelord", Authors: []string{"Johan Borgen"}},
		{Key: "garman-worse", Title: "Garman & Worse", Authors: []string{"Alexander L. Kielland"}},
		{Key: "fred", Title: "Fred", Authors: []string{"Arne Garborg"}},
		{Key: "haugtussa", Title: "Haugtussa", Authors: []string{"Arne Garborg"}},
		{Key: "jernvognen", Title: "Jernvognen", Authors: []string{"Stein Riverton"}},
	}
	const withoutISBN = 3
	for i := range all[:len(all)-withoutISBN] {
		all[i].ISBNs = []string{syntheticISBN(i + 1)}
	}
	return all
}

// syntheticISBN returns the n-th ISBN-13 (0 ≤ n < 1000) of 978-82-9999xx, the last of Norway's
// six-digit publishers. The check digit is right; no edition is meant.
func syntheticISBN(n int) string {
	digits := fmt.Sprintf("978829999%03d", n)
	sum := 0
	for i, r := range digits {
		weight := 1 + 2*(i%2)
		sum += weight * int(r-'0')
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}
