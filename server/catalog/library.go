package catalog

import (
	"fmt"
	"regexp"
	"slices"
)

// Library is an organisation: a public library, a branch or a county library.
type Library struct {
	Entry
	Slug         string // stands in addresses; lower-case letters, digits and hyphens
	Name         string
	Municipality string // name
	// MunicipalityNumber is kept apart from Number: the number inside a library number is a historic one.
	MunicipalityNumber string // four digits, or empty
	Number             string // biblioteknummer, seven digits, or empty
	ISIL               string // such as NO-2114600 or DK-710100, or empty
	Language           string // of what the library writes: nb, nn, …
	Instagram          string // handle without @
	Facebook           string
	Parent             Ref // zero: none
	Aliases            []string
	Closed             bool
	// ExcludedChannels are those on which its own policy lets nothing of it be posted; PolicyURL is where that can be read.
	ExcludedChannels []Channel
	PolicyURL        string
}

// Excludes reports whether the library's policy excludes a channel.
func (l Library) Excludes(ch Channel) bool { return slices.Contains(l.ExcludedChannels, ch) }

// Libraries is the service over the libraries.
type Libraries = Register[Library, *Library]

var (
	slugPattern          = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	libraryNumberPattern = regexp.MustCompile(`^[0-8]\d{6}$`)
	isilPattern          = regexp.MustCompile(`^[A-Z]{2}-[A-Za-z0-9:/-]{1,11}$`)
	fourDigits           = regexp.MustCompile(`^\d{4}$`)
	handlePattern        = regexp.MustCompile(`^[A-Za-z0-9._]{1,60}$`)
)

func (l *Library) entry() *Entry { return &l.Entry }
func (l *Library) kind() Kind    { return KindLibrary }

func (l *Library) check(c *checker) {
	c.required("name", &l.Name, 120)
	if l.Slug == "" {
		l.Slug = Slug(l.Name)
	}
	c.line("slug", &l.Slug, 80)
	c.match("slug", l.Slug, slugPattern, KeyBadSlug)
	c.line("municipality", &l.Municipality, 80)
	c.match("municipality_number", l.MunicipalityNumber, fourDigits, KeyBadLibraryNumber)
	l.Number = CleanLibraryNumber(l.Number)
	c.match("number", l.Number, libraryNumberPattern, KeyBadLibraryNumber)
	if l.ISIL == "" && l.Number != "" {
		l.ISIL = "NO-" + l.Number
	}
	c.match("isil", l.ISIL, isilPattern, KeyBadISIL)
	c.language("language", &l.Language)
	l.Instagram, l.Facebook = cleanHandle(l.Instagram), cleanHandle(l.Facebook)
	c.match("instagram", l.Instagram, handlePattern, KeyControlCharacters)
	c.line("facebook", &l.Facebook, 120)
	c.words("aliases", &l.Aliases, 50, 120)
	if l.Parent.ID != "" && l.Parent.ID == l.ID {
		c.refuse("parent", KeyLoop, nil)
	}
	for i := range l.ExcludedChannels {
		oneOf(c, fmt.Sprintf("excluded_channels[%d]", i), &l.ExcludedChannels[i], Channels()...)
	}
	slices.Sort(l.ExcludedChannels)
	l.ExcludedChannels = slices.Compact(l.ExcludedChannels)
	c.address("policy_url", &l.PolicyURL)
}
