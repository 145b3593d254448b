package norwegian

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold leads every spelling of a word to one: lower case, å and aa to a, æ and ae to a, ø and oe to o, accents off. Both
// ways of writing Norwegian letters without a Norwegian keyboard (aase, ase) meet in it.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	prev := rune(0) // the source letter before, which may take an a or e with it
	for _, r := range strings.ToLower(norm.NFC.String(s)) {
		if (prev == 'a' && (r == 'a' || r == 'e')) || (prev == 'o' && r == 'e') {
			prev = 0
			continue
		}
		prev = r
		foldRune(&b, r)
	}
	return b.String()
}

// plain tells that folding changes nothing.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 || (c >= 'A' && c <= 'Z') {
			return false
		}
		if i > 0 && ((s[i-1] == 'a' && (c == 'a' || c == 'e')) || (s[i-1] == 'o' && c == 'e')) {
			return false
		}
	}
	return true
}

func foldRune(b *strings.Builder, r rune) {
	if r < 0x80 {
		b.WriteRune(r)
		return
	}
	switch r {
	case 'æ':
		b.WriteByte('a')
	case 'ø', 'œ':
		b.WriteByte('o')
	case 'đ', 'ð':
		b.WriteByte('d')
	case 'ŋ':
		b.WriteByte('n')
	case 'ŧ':
		b.WriteByte('t')
	case 'þ':
		b.WriteString("th")
	case 'ß':
		b.WriteString("ss")
	case 'ł':
		b.WriteByte('l')
	default:
		for _, d := range norm.NFKD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(unicode.ToLower(d))
			}
		}
	}
}
