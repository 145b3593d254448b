package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ConsentID names a consent.
type ConsentID string

// Bases for publishing a picture of somebody: their consent, or what åndsverkloven § 104 allows without it.
const (
	BasisConsent       = "consent"
	BasisNewsworthy    = "newsworthy" // § 104 a: of topical and general interest
	BasisMinor         = "minor"      // § 104 b: the person is less important than the main content
	BasisEvent         = "event"      // § 104 c: gatherings and events of general interest
	BasisUnrecognised  = "unrecognisable"
	LegalConsent       = "consent"             // GDPR article 6 (1) a
	LegalContract      = "contract"            // b
	LegalPublicTask    = "public_task"         // e
	LegalInterest      = "legitimate_interest" // f
	GivenForm          = "form"
	GivenPaper         = "paper"
	GivenQR            = "qr" // signed on a phone on the spot
	GivenEmail         = "email"
	GivenOral          = "oral" // with a witness
	WithdrawnByPerson  = "person"
	WithdrawnRecorded  = "recorded" // told to somebody who has recorded it
	WithdrawnByErasure = "erasure"
)

// PublishingBases lists the bases for publishing, the plain one first.
func PublishingBases() []string {
	return []string{BasisConsent, BasisNewsworthy, BasisMinor, BasisEvent, BasisUnrecognised}
}

// LegalBases lists the bases for processing personal data.
func LegalBases() []string {
	return []string{LegalConsent, LegalContract, LegalPublicTask, LegalInterest}
}

// WaysGiven lists how a consent can have been given.
func WaysGiven() []string { return []string{GivenForm, GivenPaper, GivenQR, GivenEmail, GivenOral} }

// Purposes lists what pictures are published for: the content types.
func Purposes() []ContentType { return []ContentType{ServiceInfo, Literature, Relations} }

// Permission is what a person allows. Clearance rests on nothing else.
type Permission struct {
	Consent       ConsentID
	Library       LibraryID // for which it was given; empty: for any that the asset belongs to
	Day           string    // only for what was recorded on this recording day; empty: for everything
	Purposes      []ContentType
	Channels      []Channel
	ReuseByOthers bool // by libraries that the asset does not belong to
	NameShown     bool
	Tagging       bool
	Voice         bool
	Adaptation    bool // cut, translated or otherwise changed
	// ValidFrom and ValidUntil are the first moment at which it holds and the first at which it no longer does. ValidUntil is
	// never zero.
	ValidFrom, ValidUntil time.Time
	GivenAt               time.Time
	WithdrawnAt           time.Time // zero: not withdrawn
}

// Withdrawn reports whether it was taken back.
func (p Permission) Withdrawn() bool { return !p.WithdrawnAt.IsZero() }

// Consent is a person's permission, with all that documents it.
type Consent struct {
	Entry
	Permission
	Person      Ref
	LibraryName string // filled on reading
	DayName     string // filled on reading
	Category    string // of the person, when it was given
	Basis       string
	LegalBasis  string
	TextVersion string // of the text that the person read
	Language    string // in which they read it
	Given       string
	Guardians   []string // names; for a child
	ChildAsked  bool     // and did not say no
	Witness     string   // of an oral consent
	Note        string
	RecordedBy  string    // an Actor's ID
	RemindAt    time.Time // besides the usual times before the end; zero: only those
	// WithdrawnBy is an Actor's ID, or "person" for who withdrew by their own link; WithdrawnHow is one of the constants.
	WithdrawnBy, WithdrawnHow string
	Documents                 []Document
}

// GivenOn is when a consent was given of which somebody tells the day, and so nothing of the hour. The day that is known keeps
// its hour; the day on which it is recorded is the moment of that, so that it is newer than what was taken back earlier on the
// same day, and never lies ahead.
func (c Consent) GivenOn(day, now time.Time) time.Time {
	recorded := c.CreatedAt
	if recorded.IsZero() {
		recorded = now
	}
	for _, known := range []time.Time{c.GivenAt, recorded} {
		if !known.Before(day) && known.Before(day.AddDate(0, 0, 1)) {
			return known
		}
	}
	return day
}

// StateAt tells at a time how it stands with a consent.
func (c Consent) StateAt(now time.Time) ConsentState {
	switch {
	case c.Withdrawn():
		return ConsentWithdrawn
	case !now.Before(c.ValidUntil):
		return ConsentExpired
	case now.Before(c.ValidFrom):
		return ConsentNotYet
	}
	return ConsentGiven
}

func (c *Consent) check(k *checker) {
	c.defaults()
	oneOf(k, "category", &c.Category, PersonCategories()...)
	oneOf(k, "basis", &c.Basis, PublishingBases()...)
	oneOf(k, "legal_basis", &c.LegalBasis, LegalBases()...)
	oneOf(k, "given", &c.Given, WaysGiven()...)
	k.language("language", &c.Language)
	for i := range c.Purposes {
		oneOf(k, fmt.Sprintf("purposes[%d]", i), &c.Purposes[i], Purposes()...)
	}
	for i := range c.Channels {
		oneOf(k, fmt.Sprintf("channels[%d]", i), &c.Channels[i], Channels()...)
	}
	if len(c.Channels) == 0 {
		k.refuse("channels", KeyRequired, nil)
	}
	if !c.ValidFrom.Before(c.ValidUntil) {
		k.refuse("valid_until", KeyEndsBeforeStart, nil)
	}
	k.line("witness", &c.Witness, 120)
	k.line("text_version", &c.TextVersion, 40)
	k.text("note", &c.Note, 2_000)
	k.words("guardians", &c.Guardians, 4, 120)
	k.noIdentityNumber("witness", c.Witness)
	k.noIdentityNumber("text_version", c.TextVersion)
	k.noIdentityNumber("note", c.Note)
	k.noIdentityNumber("guardians", strings.Join(c.Guardians, "\n"))
	c.checkConsenting(k)
}

// defaults fills in what goes without saying.
func (c *Consent) defaults() {
	for _, d := range []struct {
		to    *string
		value string
	}{{&c.Basis, BasisConsent}, {&c.Given, GivenForm}, {&c.Language, "nb"}} {
		if *d.to == "" {
			*d.to = d.value
		}
	}
	if c.LegalBasis == "" {
		if c.LegalBasis = LegalConsent; c.Category == CategoryStaff {
			c.LegalBasis = LegalPublicTask // between employer and employed consent is hardly voluntary (Datatilsynet)
		}
	}
	slices.Sort(c.Purposes)
	c.Purposes = slices.Compact(c.Purposes)
	c.Channels = inChannelOrder(c.Channels)
}

// checkConsenting makes sure that the one who agreed could.
func (c *Consent) checkConsenting(k *checker) {
	if c.Basis != BasisConsent {
		return
	}
	if c.Category == CategoryChild {
		if len(c.Guardians) == 0 {
			k.refuse("guardians", KeyGuardianNeeded, nil)
		}
		if !c.ChildAsked {
			k.refuse("child_asked", KeyChildNotAsked, nil)
		}
	}
	if c.Given == GivenOral && c.Witness == "" {
		k.refuse("witness", KeyWitnessNeeded, nil)
	}
}

// inChannelOrder sorts channels as Channels lists them, each once; unknown ones stay, at the end.
func inChannelOrder(list []Channel) []Channel {
	var out []Channel
	for _, known := range Channels() {
		if slices.Contains(list, known) {
			out = append(out, known)
		}
	}
	for _, ch := range list {
		if !slices.Contains(out, ch) {
			out = append(out, ch)
		}
	}
	return out
}
