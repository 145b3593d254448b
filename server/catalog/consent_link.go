package catalog

import (
	"context"
	"time"
)

// ConsentLinkID names a personal link.
type ConsentLinkID string

// ConsentLink is the address at which somebody sees their own consent and takes it back, without an account. When it is
// renewed it leads to the new one.
type ConsentLink struct {
	ID         ConsentLinkID
	Hash       string // HashSecret of the token in the address
	Consent    ConsentID
	CreatedAt  time.Time
	CreatedBy  string    // an Actor's ID
	AskedAt    time.Time // zero: not asked to renew
	AnsweredAt time.Time // zero: not answered; set by yes and by no
}

// Asked reports whether an answer is waited for.
func (l ConsentLink) Asked() bool { return l.AskedAt.After(l.AnsweredAt) }

// consentToken derives the token that stands in a link's address from its id: 192 bits, so that it can be told again to
// whom it belongs although only its hash is kept.
func consentToken(key []byte, id ConsentLinkID) string {
	return deriveToken(key, "consent link", string(id), 24)
}

// Signed is what is kept beside a consent that somebody has signed themselves.
type Signed struct {
	Consent    ConsentID
	KeyHash    string // of the form's key
	Invitation InvitationID
	Renews     ConsentID  // empty: none
	Places     TextPlaces // as they stood in the text that was read
	SignedName string     // typed as a signature; of a guardian for a child
	Signature  []byte     // drawn, until it lies with the documents; nil: none
}

// NewSigning is all that a signature brings, stored at once or not at all.
type NewSigning struct {
	By      string       // an Actor's ID
	Person  *PersonShown // new; nil for a renewal
	Day     string       // whose people the person joins; empty for a renewal
	Consent Consent
	Signed  Signed
	Link    ConsentLink // new; for a renewal the one that was answered
	Letter  *Letter     // nil: none is wanted
}

// SigningStore keeps what people sign themselves.
type SigningStore interface {
	// Sign stores a signing in one transaction, with a change and a line of the audit, and counts it in its invitation. The
	// key of a form that has signed before stores nothing. The link that leads to the consent comes back. Withheld or
	// Conflict when the invitation takes nothing more.
	Sign(ctx context.Context, n NewSigning) (ConsentLink, error)
	// Signed finds what is kept beside a consent. NotFound when it was not signed so.
	Signed(ctx context.Context, id ConsentID) (Signed, error)
	// Drawings lists the signatures that do not lie with the documents yet.
	Drawings(ctx context.Context, limit int) ([]Signed, error)
	// Drawn forgets a signature that lies there.
	Drawn(ctx context.Context, id ConsentID) error
	// Link finds a personal link by its hash. NotFound when there is none.
	Link(ctx context.Context, hash string) (ConsentLink, error)
	// LinkOf finds a personal link by its id.
	LinkOf(ctx context.Context, id ConsentLinkID) (ConsentLink, error)
	// Ask stores a personal link that asks to renew, and a letter with it; nil: none.
	Ask(ctx context.Context, l ConsentLink, letter *Letter) error
	// Asked tells when people were last asked to renew consents, for those that were.
	Asked(ctx context.Context, ids []ConsentID) (map[ConsentID]time.Time, error)
	// Answer notes that a link was answered at a time.
	Answer(ctx context.Context, id ConsentLinkID, at time.Time) error
	// Shown gives the live reuse links of assets that show a person.
	Shown(ctx context.Context, person PersonID, now time.Time) ([]ReuseLink, error)
}
