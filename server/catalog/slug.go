package catalog

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Slug makes an address part of a name: "Hå folkebibliotek" becomes "ha-folkebibliotek".
func Slug(name string) string {
	folded := strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "ß", "ss", "đ", "d", "ŋ", "n").Replace(strings.ToLower(name))
	var b strings.Builder
	for _, r := range norm.NFD.String(folded) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// CleanLibraryNumber takes a library number with or without NO- and spaces.
func CleanLibraryNumber(s string) string {
	return strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(s, " ", "")), "NO-")
}

func cleanHandle(s string) string { return strings.TrimPrefix(strings.TrimSpace(s), "@") }
