package catalog

import (
	"errors"
	"strings"
)

// ISBN is an International Standard Book Number in its canonical form of 13 digits.
type ISBN string

// Why a text is no ISBN.
var (
	ErrISBNShape      = errors.New("an ISBN has 10 or 13 digits")
	ErrISBNCheckDigit = errors.New("the check digit of the ISBN is wrong")
)

func isbnKey(err error) string {
	if errors.Is(err, ErrISBNCheckDigit) {
		return KeyBadISBNCheckDigit
	}
	return KeyBadISBN
}

// ParseISBN reads an ISBN-10 or ISBN-13 with or without hyphens and spaces, checks its check digit (ISO 2108) and
// gives the 13-digit form.
func ParseISBN(s string) (ISBN, error) {
	d := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == 'X':
			return r
		case r == 'x':
			return 'X'
		case r == '-', r == ' ', r == '\u00a0', r == '\u2010', r == '\u2011', r == '\u2013':
			return -1
		}
		return '?'
	}, strings.TrimSpace(s))
	switch {
	case strings.Contains(d, "?"):
		return "", ErrISBNShape
	case len(d) == 10 && !strings.Contains(d[:9], "X"):
		if isbn10Check(d[:9]) != d[9] {
			return "", ErrISBNCheckDigit
		}
		body := "978" + d[:9]
		return ISBN(body + string(isbn13Check(body))), nil
	case len(d) == 13 && !strings.Contains(d, "X") && (strings.HasPrefix(d, "978") || strings.HasPrefix(d, "979")):
		if isbn13Check(d[:12]) != d[12] {
			return "", ErrISBNCheckDigit
		}
		return ISBN(d), nil
	}
	return "", ErrISBNShape
}

// Ten gives the number in the form of 10 digits that books bore before 2007, or "" when it has none.
func (i ISBN) Ten() string {
	if len(i) != 13 || i[:3] != "978" {
		return ""
	}
	return string(i[3:12]) + string(isbn10Check(string(i[3:12])))
}

func isbn10Check(nine string) byte {
	sum := 0
	for i := range 9 {
		sum += (10 - i) * int(nine[i]-'0')
	}
	if c := (11 - sum%11) % 11; c < 10 {
		return byte('0' + c)
	}
	return 'X'
}

func isbn13Check(twelve string) byte {
	sum := 0
	for i := range 12 {
		sum += (1 + 2*(i%2)) * int(twelve[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// norwegianRegistrants gives the length of the registrant in 978-82 by the first seven digits after it, from the
// range message of the International ISBN Agency.
var norwegianRegistrants = [...]struct {
	upTo   string
	length int
}{{"1999999", 2}, {"6899999", 3}, {"6999999", 6}, {"8999999", 4}, {"9899999", 5}, {"9999999", 6}}

// Hyphenated shows the number with hyphens where the group is Norwegian (978-82), else as it is.
func (i ISBN) Hyphenated() string {
	s := string(i)
	if len(s) != 13 || !strings.HasPrefix(s, "97882") {
		return s
	}
	rest := s[5:12]
	for _, r := range norwegianRegistrants {
		if rest <= r.upTo {
			return "978-82-" + rest[:r.length] + "-" + rest[r.length:] + "-" + s[12:]
		}
	}
	return s
}
