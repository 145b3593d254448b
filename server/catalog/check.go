package catalog

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// checker collects the fields that are refused while it tidies the others in place.
type checker struct{ fields []FieldError }

func (c *checker) refuse(at, key string, args Args) {
	c.fields = append(c.fields, FieldError{Location: at, Key: key, Args: args})
}

// text tidies a text of several lines, at most max characters.
func (c *checker) text(at string, s *string, max int) { c.tidy(at, s, max, true) }

// line tidies a text of one line.
func (c *checker) line(at string, s *string, max int) { c.tidy(at, s, max, false) }

func (c *checker) tidy(at string, s *string, max int, lines bool) {
	if s == nil {
		return
	}
	if !utf8.ValidString(*s) {
		c.refuse(at, KeyControlCharacters, nil)
		return
	}
	t := norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")))
	for _, r := range t {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) {
			c.refuse(at, KeyControlCharacters, nil)
			return
		}
	}
	if utf8.RuneCountInString(t) > max {
		c.refuse(at, KeyTooLong, Args{"max": max, "length": utf8.RuneCountInString(t)})
		return
	}
	*s = t
}

// required is a line that must not be empty.
func (c *checker) required(at string, s *string, max int) {
	c.line(at, s, max)
	if strings.TrimSpace(*s) == "" {
		c.refuse(at, KeyRequired, nil)
	}
}

// words tidies a list of short lines: doubles and empty ones go, the order stays.
func (c *checker) words(at string, list *[]string, count, max int) {
	if list == nil {
		return
	}
	var out []string
	seen := map[string]bool{}
	for i, w := range *list {
		c.line(fmt.Sprintf("%s[%d]", at, i), &w, max)
		if key := strings.ToLower(w); w != "" && !seen[key] {
			seen[key] = true
			out = append(out, w)
		}
	}
	c.most(at, len(out), count)
	*list = out
}

// most refuses a list with more than max entries.
func (c *checker) most(at string, length, max int) {
	if length > max {
		c.refuse(at, KeyOutOfRange, Args{"min": 0, "max": max})
	}
}

// language tidies a language tag: no becomes nb; empty is allowed.
func (c *checker) language(at string, s *string) {
	if s == nil || *s == "" {
		return
	}
	tag, err := language.Parse(strings.TrimSpace(*s))
	if err != nil {
		c.refuse(at, KeyBadLanguage, Args{"value": *s})
		return
	}
	base, _ := tag.Base()
	if *s = base.String(); *s == "no" {
		*s = "nb"
	}
}

// stretch refuses a time that ends before it starts; either end may be open.
func (c *checker) stretch(from, to time.Time) {
	if !from.IsZero() && !to.IsZero() && !to.After(from) {
		c.refuse("to", KeyEndsBeforeStart, nil)
	}
}

func (c *checker) fraction(at string, f float64) {
	if !(f >= 0 && f <= 1) {
		c.refuse(at, KeyOutOfRange, Args{"min": 0, "max": 1})
	}
}

// moment refuses what lies outside a clip. One of unknown length, 0, takes any moment.
func (c *checker) moment(at string, moment, length time.Duration) {
	switch {
	case moment < 0, length > 0 && moment >= length:
		c.refuse(at, KeyOutOfRange, Args{"min": 0, "max": length.Seconds()})
	}
}

func (c *checker) match(at, value string, pattern *regexp.Regexp, key string) {
	if value != "" && !pattern.MatchString(value) {
		c.refuse(at, key, Args{"value": value})
	}
}

func (c *checker) email(at string, s *string) {
	*s = strings.ToLower(strings.TrimSpace(*s))
	if a, err := mail.ParseAddress(*s); err != nil || a.Address != *s || len(*s) > 254 {
		c.refuse(at, KeyBadEmail, Args{"value": *s})
	}
}

// address tidies an address of the web; empty is allowed.
func (c *checker) address(at string, s *string) {
	c.line(at, s, 2_000)
	if u, err := url.Parse(*s); *s != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		c.refuse(at, KeyBadAddress, Args{"value": *s})
	}
}

func (c *checker) err() error { return invalidFields(c.fields) }

func oneOf[T ~string](c *checker, at string, v *T, allowed ...T) {
	if v == nil {
		return
	}
	names := make([]string, 0, len(allowed))
	for _, a := range allowed {
		if *v == a {
			return
		}
		if a != "" {
			names = append(names, string(a))
		}
	}
	key := KeyUnknownValue
	if *v == "" {
		key = KeyChoose
	}
	c.refuse(at, key, Args{"value": string(*v), "allowed": strings.Join(names, ", ")})
}

// CleanFileName makes a name that people gave a file safe to show, to hand out and to log: without folders,
// control characters and marks that turn the direction of writing, at most 200 characters with its extension.
func CleanFileName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return -1
		}
		return r
	}, name))
	if rs := []rune(name); len(rs) > 200 {
		ext := []rune("." + fileExt(name))
		if len(ext) == 1 || len(ext) > 10 {
			ext = nil
		}
		name = string(rs[:200-len(ext)]) + string(ext)
	}
	if name == "" || name == "." || name == ".." {
		return "uten-navn"
	}
	return name
}

// fileExt is a name's extension in lower case, without the dot.
func fileExt(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return ""
	}
	return strings.ToLower(name[i+1:])
}

// titleFrom makes a first title from a file name.
func titleFrom(name string) string {
	t := strings.TrimSuffix(name, name[len(name)-len(fileExt(name)):])
	t = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '_' {
			return ' '
		}
		return r
	}, strings.TrimSuffix(t, ".")))
	if rs := []rune(t); len(rs) > 200 {
		t = string(rs[:200])
	}
	return t
}
