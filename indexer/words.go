package indexer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxWords     = 20_000 // of one field; a caption file of three hours has about that many
	maxWordBytes = 80     // of one word before folding; nothing longer is a word
)

// span is a word of a text: its bytes are text[from:to].
type span struct{ from, to int }

// words finds the runs of letters and digits. Hyphens split, except inside long numbers (an ISBN is one word).
func words(text string) []span {
	var out []span
	for i := 0; i < len(text) && len(out) < maxWords; {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			i += n
			continue
		}
		if end := longNumber(text[i:]); end > 0 {
			out = append(out, span{i, i + end})
			i += end
			continue
		}
		end := i + n
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if !isWordRune(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			end += n
		}
		out = append(out, span{i, end})
		i = end
	}
	return out
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// longNumber is the length of a number of at least ten digits, possibly hyphenated, at the start of s; else 0.
func longNumber(s string) int {
	digits, end := 0, 0
	for end < len(s) {
		c := s[end]
		switch {
		case c >= '0' && c <= '9', (c == 'X' || c == 'x') && digits == 9:
			digits++
		case c == '-' && end > 0 && s[end-1] != '-':
		default:
			c = 0
		}
		if c == 0 {
			break
		}
		end++
	}
	end = len(strings.TrimRight(s[:end], "-"))
	if digits < 10 || end < len(s) && isWordRune(firstRune(s[end:])) {
		return 0
	}
	return end
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// surface is the folded form of one word as found by words.
func surface(word string) string {
	if len(word) > maxWordBytes {
		word = strings.ToValidUTF8(word[:maxWordBytes], "")
	}
	if strings.IndexByte(word, '-') >= 0 {
		word = strings.ReplaceAll(word, "-", "")
	}
	return fold(word)
}

// surfaces are the folded words of a text.
func surfaces(text string) []string {
	spans := words(text)
	out := make([]string, 0, len(spans))
	for _, s := range spans {
		if w := surface(text[s.from:s.to]); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// wholeKey is the form in which whole titles and names are compared.
func wholeKey(text string) string {
	return strings.Join(surfaces(text), " ")
}
