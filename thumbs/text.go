package thumbs

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxText     = 8 << 10 // bytes
	maxKeyword  = 200
	maxKeywords = 200
)

// clean makes all text fit to be stored and shown as text.
func (m *Metadata) clean() {
	for _, field := range []*string{
		&m.Title, &m.Description, &m.AltText, &m.Creator, &m.CreditLine, &m.UsageTerms, &m.CameraMake, &m.CameraModel,
	} {
		*field = cleanText(*field, maxText)
	}
	var keywords []string
	for _, word := range m.Keywords {
		word = cleanText(word, maxKeyword)
		if word != "" && !slices.Contains(keywords, word) && len(keywords) < maxKeywords {
			keywords = append(keywords, word)
		}
	}
	m.Keywords = keywords
}

// cleanText drops what is not text: invalid UTF-8, control characters but line feeds and tabs, and the overrides that
// turn the direction of what follows. It trims, and cuts between characters at most bytes.
func cleanText(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimSpace(s[:most])
}
