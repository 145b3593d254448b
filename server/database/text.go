package database

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes texts equal that differ only in case or in how their accents are coded.
func fold(texts ...string) string {
	return norm.NFC.String(strings.ToLower(strings.Join(texts, "\n")))
}

// sortKey orders names by the Norwegian alphabet, … z æ ø å, when it is compared byte by byte: the three last
// letters become the three characters after z, and other accents go.
func sortKey(name string) string {
	key := strings.NewReplacer("æ", "{", "ä", "{", "ø", "|", "ö", "|", "å", "}").Replace(fold(name))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(key))
}

// longestPattern is how much of a text is looked for, in bytes: SQLite takes no pattern of 50,000.
const longestPattern = 8_000

// within is the pattern of LIKE … ESCAPE '\' for texts that hold s.
func within(s string) string {
	if len(s) > longestPattern {
		s = strings.ToValidUTF8(s[:longestPattern], "")
	}
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(fold(strings.TrimSpace(s))) + "%"
}
