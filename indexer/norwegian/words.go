package norwegian

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxWords     = 20_000 // of one text; a caption file of three hours has about that many
	maxWordBytes = 80     // of one word before folding; nothing longer is a word
	firstSymbol  = 0x2600 // where the pictures of Unicode begin; before them stand signs of letters and frames
)

// Span is a word of a text: its bytes are text[From:To].
type Span struct{ From, To int }

// Words finds the runs of letters and digits, the first 20,000 of them. Hyphens split, except inside long numbers (an
// ISBN is one word). A symbol like an emoji is a word by itself.
func Words(text string) []Span {
	if text == "" {
		return nil
	}
	out := make([]Span, 0, len(text)/6+1)
	for i := 0; i < len(text) && len(out) < maxWords; {
		r, n := utf8.DecodeRuneInString(text[i:])
		if symbol(r) {
			out = append(out, Span{i, i + n})
		}
		if !isWordRune(r) {
			i += n
			continue
		}
		if end := longNumber(text[i:]); end > 0 {
			out = append(out, Span{i, i + end})
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
		out = append(out, Span{i, end})
		i = end
	}
	return out
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// symbol tells whether r is a picture that people may look for: an emoji, a star, a musical note.
func symbol(r rune) bool { return r >= firstSymbol && r != utf8.RuneError && unicode.Is(unicode.So, r) }

// longNumber is the length of a number of at least ten digits, possibly hyphenated, at the start of s; else 0.
func longNumber(s string) int {
	if s[0] < '0' || s[0] > '9' {
		return 0
	}
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

// Surface is the folded form of one word as found by Words. It may be empty.
func Surface(word string) string {
	if len(word) > maxWordBytes {
		word = strings.ToValidUTF8(word[:maxWordBytes], "")
	}
	if strings.IndexByte(word, '-') >= 0 {
		word = strings.ReplaceAll(word, "-", "")
	}
	return Fold(word)
}

// Surfaces are the folded words of a text.
func Surfaces(text string) []string {
	spans := Words(text)
	out := make([]string, 0, len(spans))
	for _, s := range spans {
		if w := Surface(text[s.From:s.To]); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Key is the form in which whole titles and names are compared: their folded words with spaces between.
func Key(text string) string {
	return strings.Join(Surfaces(text), " ")
}
