package bookfinder

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// What the register takes, in characters.
const (
	longestTitle = 300
	longestName  = 120
	mostAuthors  = 20
)

// tidy makes one line of what a catalogue says: without control characters and marks that turn the direction of writing,
// with single spaces, at most max characters.
func tidy(s string, max int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff', r == '\ufffd':
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(s, "")))
	s = strings.Join(strings.Fields(s), " ")
	if rs := []rune(s); len(rs) > max {
		s = strings.TrimSpace(string(rs[:max-1])) + "…"
	}
	return s
}

// bare is a text without the punctuation that cataloguing rules put around it.
func bare(s string) string { return strings.Trim(strings.TrimSpace(s), " /:;,=[]") }

// title joins a title and its subtitle.
func title(main, sub string) string {
	main, sub = strings.ReplaceAll(bare(tidy(main, 1000)), " : ", ": "), bare(tidy(sub, 1000))
	if sub != "" && main != "" && !strings.Contains(strings.ToLower(main), strings.ToLower(sub)) {
		main += ": " + sub
	}
	return tidy(main, longestTitle)
}

var (
	lifeDates = regexp.MustCompile(`^(\pL{1,3}\.)?[^\pL]*\d{3,4}[^\pL]*$`)
	suffix    = regexp.MustCompile(`(?i)^(jr|sr|inc|ltd|llc|gmbh|as|asa|ab|[ivx]+)\.?$`)
)

// displayName turns a name as it is filed ("Nordmann, Kari, 1950-") into the name as it is shown.
func displayName(s string) string {
	var parts []string
	for _, part := range strings.Split(tidy(s, 1000), ",") {
		if part = strings.TrimSpace(part); part != "" && !lifeDates.MatchString(part) {
			parts = append(parts, part)
		}
	}
	switch {
	case len(parts) == 2 && suffix.MatchString(parts[1]):
		return tidy(parts[0]+" "+parts[1], longestName)
	case len(parts) == 2:
		return tidy(parts[1]+" "+parts[0], longestName)
	case len(parts) == 3 && suffix.MatchString(parts[2]):
		return tidy(parts[1]+" "+parts[0]+" "+parts[2], longestName)
	}
	return tidy(strings.Join(parts, ", "), longestName)
}

// authors shows names, each once.
func authors(names []string) (out []string) {
	seen := map[string]bool{}
	for _, name := range names {
		name = displayName(name)
		if key := strings.ToLower(name); name != "" && !seen[key] && len(out) < mostAuthors {
			seen[key] = true
			out = append(out, name)
		}
	}
	return out
}

func publisher(s string) string { return tidy(bare(tidy(s, 1000)), longestName) }

var digitRuns = regexp.MustCompile(`\d+`)

// year finds the year in what catalogues write for it: "2019", "[2019]", "cop. 2019", "2019-05-01", "May 2019".
func year(s string) string {
	for _, digits := range digitRuns.FindAllString(s[:min(len(s), 200)], -1) {
		if len(digits) == 8 { // 20190501
			digits = digits[:4]
		}
		if len(digits) == 4 && digits >= "1450" && digits < "2100" {
			return digits
		}
	}
	return ""
}

// carries reports whether one of the numbers that a record bears is that of the book. They may stand with words:
// "8203365132 (ib.)".
func carries(isbn catalog.ISBN, numbers ...string) bool {
	for _, n := range numbers {
		if got, err := catalog.ParseISBN(number(n)); err == nil && got == isbn {
			return true
		}
	}
	return false
}

// number is the beginning of a text that an ISBN may be written with.
func number(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "urn:isbn:")
	if i := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789xX- \u2010\u2011\u2013", r) }); i >= 0 {
		s = s[:i]
	}
	return s
}

func book(t string, names []string, by, at string) catalog.FoundBook {
	return catalog.FoundBook{Title: t, Authors: authors(names), Publisher: publisher(by), Published: year(at)}
}
