package catalog

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// PersonID names a person shown.
type PersonID string

// Categories of persons shown: of each, consent is asked in its own way.
const (
	CategoryStaff = "staff"
	CategoryGuest = "guest" // an author or presenter from outside
	CategoryAdult = "adult"
	CategoryYouth = "youth" // decides alone, but is not of age: 15 to 17 years unless the installation says otherwise
	CategoryChild = "child" // guardians decide, and the child was asked
)

// PersonShown is anyone who can be recognised on what was recorded. Nothing tells who somebody is beyond what is needed to
// ask them again: there is no field for a national identity number, and texts that hold one are refused.
type PersonShown struct {
	Entry
	DisplayName string // or an alias; empty when erased
	Category    string
	Born        string // a class of years of birth, "2009-2012", of at least three years; or empty. Never a date
	Presenter   Ref    // who they are as a presenter; zero: none
	Library     Ref    // which keeps the record; zero: the county
	Contact     string // an e-mail address or a telephone number
	Note        string
	ErasedAt    time.Time // zero: not erased. An erased person stays as an id, so that nobody is shown for want of a record
}

// Erased reports whether the person's data are gone.
func (p PersonShown) Erased() bool { return !p.ErasedAt.IsZero() }

func (p *PersonShown) entry() *Entry { return &p.Entry }
func (p *PersonShown) kind() Kind    { return KindPerson }

var bornPattern = regexp.MustCompile(`^(\d{4})-(\d{4})$`)

func (p *PersonShown) check(c *checker) {
	c.required("display_name", &p.DisplayName, 120)
	if p.Category == "" {
		p.Category = CategoryAdult
	}
	oneOf(c, "category", &p.Category, PersonCategories()...)
	c.born("born", &p.Born)
	c.line("contact", &p.Contact, 254)
	c.text("note", &p.Note, 2_000)
	c.noIdentityNumber("display_name", p.DisplayName)
	c.noIdentityNumber("contact", p.Contact)
	c.noIdentityNumber("note", p.Note)
}

// ShownPerson is a person as an asset shows them, with all that their clearance rests on.
type ShownPerson struct {
	ID       PersonID
	Name     string // empty when erased
	Category string
	Erased   bool
	// Permissions are all that were ever given, newest first, withdrawn ones too.
	Permissions []Permission
}

func (p ShownPerson) key() string { return string(p.ID) }

// born tidies and checks a class of years of birth: so wide that it does not single anybody out.
func (c *checker) born(at string, s *string) {
	*s = strings.NewReplacer("–", "-", " ", "").Replace(*s)
	if *s == "" {
		return
	}
	if from, to, ok := bornYears(*s); !ok || from < 1900 || to-from < 2 || to > 2100 {
		c.refuse(at, KeyBadBorn, Args{"value": *s})
	}
}

func bornYears(s string) (from, to int, ok bool) {
	m := bornPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	from, _ = strconv.Atoi(m[1])
	to, _ = strconv.Atoi(m[2])
	return from, to, true
}

// bornFrom is the first year of the class of years of birth.
func (p PersonShown) bornFrom() (year int, ok bool) {
	year, _, ok = bornYears(p.Born)
	return year, ok
}
