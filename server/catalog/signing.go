package catalog

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Signing is what somebody fills in to agree to be shown.
type Signing struct {
	Key          string // made with the form: 22 to 128 letters, digits, hyphens and underscores
	Name         string // of who is shown; a renewal keeps it
	Category     string // adult, youth or child; a renewal keeps it
	Born         string // of a child
	Guardians    []string
	ChildAsked   bool
	Purposes     []ContentType
	Channels     []Channel
	Reuse        bool // by other libraries
	NameShown    bool
	Tagging      bool
	Email        string // empty: none is given
	TextVersion  string
	Language     string
	Signature    string // a drawing as a data: address; empty: none
	SignedName   string // typed as a signature
	PictureComes bool   // a picture of themselves follows
}

var signingKey = regexp.MustCompile(`^[A-Za-z0-9_-]{22,128}$`)

// SigningCategories lists as whom people sign on the spot.
func SigningCategories() []string { return []string{CategoryAdult, CategoryYouth, CategoryChild} }

// BirthClasses lists the classes of years of birth that a child may be of, the oldest first, each three years wide; the year is
// that of now.
func (t ConsentTerms) BirthClasses(now time.Time) []string {
	var out []string
	for from := now.Year() - t.OwnAge + 1; from <= now.Year(); from += 3 {
		out = append(out, strconv.Itoa(from)+"-"+strconv.Itoa(from+2))
	}
	return out
}

// check tidies what was filled in and refuses, field by field, what cannot be. The picture of the signature comes back.
func (f *Signing) check(terms ConsentTerms, now time.Time, renewal bool) ([]byte, error) {
	var k checker
	if !signingKey.MatchString(f.Key) {
		return nil, NewError(Invalid, KeyVisitor, nil)
	}
	if !renewal {
		f.checkPerson(&k, terms, now)
	}
	if f.Category == CategoryChild {
		if k.words("guardians", &f.Guardians, 2, 120); len(f.Guardians) == 0 {
			k.refuse("guardians", KeyGuardianNeeded, nil)
		}
		k.noIdentityNumber("guardians", strings.Join(f.Guardians, "\n"))
		if !f.ChildAsked {
			k.refuse("child_asked", KeyChildNotAsked, nil)
		}
	} else {
		f.Guardians, f.ChildAsked = nil, false
	}
	f.checkChoices(&k)
	if f.Email != "" {
		k.email("email", &f.Email)
	}
	drawn, err := readSignature(f.Signature)
	if err != nil {
		k.refuse("signature", KeyBadSignature, nil)
	}
	k.noIdentityNumber("signed_name", f.SignedName)
	if k.line("signed_name", &f.SignedName, 120); f.SignedName == "" && drawn == nil {
		k.refuse("signed_name", KeyUnsigned, nil)
	}
	return drawn, k.err()
}

func (f *Signing) checkPerson(k *checker, terms ConsentTerms, now time.Time) {
	k.required("name", &f.Name, 120)
	k.noIdentityNumber("name", f.Name)
	if f.Category == "" {
		k.refuse("category", KeyRequired, nil)
	} else {
		oneOf(k, "category", &f.Category, SigningCategories()...)
	}
	if f.Category != CategoryChild {
		f.Born = ""
		return
	}
	if f.Born == "" {
		k.refuse("born", KeyRequired, nil)
		return
	}
	oneOf(k, "born", &f.Born, terms.BirthClasses(now)...)
}

// checkChoices makes sure that somebody has agreed to something: nothing is agreed to by saying nothing.
func (f *Signing) checkChoices(k *checker) {
	if len(f.Purposes) == 0 {
		k.refuse("purposes", KeyRequired, nil)
	}
	for i := range f.Purposes {
		oneOf(k, "purposes", &f.Purposes[i], Purposes()...)
	}
	if len(f.Channels) == 0 {
		k.refuse("channels", KeyRequired, nil)
	}
	for i := range f.Channels {
		oneOf(k, "channels", &f.Channels[i], Channels()...)
	}
}

// consent is what was agreed to. The text says that voices are recorded and that recordings are cut and translated.
func (f Signing) consent(category string, now time.Time) Consent {
	return Consent{Category: category, Basis: BasisConsent, LegalBasis: LegalConsent, TextVersion: f.TextVersion, Language: f.Language, Given: GivenQR,
		Guardians: f.Guardians, ChildAsked: f.ChildAsked,
		Permission: Permission{Purposes: f.Purposes, Channels: f.Channels, ReuseByOthers: f.Reuse, NameShown: f.NameShown, Tagging: f.Tagging,
			Voice: true, Adaptation: true, GivenAt: now, ValidFrom: now}}
}
