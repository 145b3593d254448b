package catalog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// SigningDeps are what the signing of consents works with.
type SigningDeps struct {
	Store       SigningStore
	Endings     EndingStore
	Invitations InvitationStore
	Days        RegisterStore[RecordingDay]
	Consents    *Consents
	Texts       *ConsentTexts
	Documents   *Documents
	ReuseLinks  *ReuseLinks
	Records     RecordStore
	TakeDowns   TakeDownStore
	Key         []byte // at least 32 secret bytes, of which the addresses of personal links are made
	Controller  string // who answers for the personal data; empty: the libraries of the recording day
	Mail        bool   // letters are sent
	NewID       IDSource
}

// Signings is the service by which people agree themselves to be shown, on the spot or by their personal link.
type Signings struct {
	SigningDeps
	settling *sync.Mutex // no signature is moved twice
}

// NewSignings makes the service.
func NewSignings(deps SigningDeps) *Signings { return &Signings{deps, &sync.Mutex{}} }

// Mails reports whether letters are sent. Where they are not, nothing is promised.
func (s *Signings) Mails() bool { return s.Mail }

// Terms are what the installation has settled.
func (s *Signings) Terms() ConsentTerms { return s.Consents.terms }

// places fills the text for a recording day.
func (s *Signings) places(d RecordingDay, language string) TextPlaces {
	var names []string
	for _, l := range d.Libraries {
		names = append(names, l.Name)
	}
	if len(names) == 0 && d.Place.Name != "" {
		names = []string{d.Place.Name}
	}
	p := TextPlaces{Library: strings.Join(names, ", "), Controller: s.Controller, Years: s.Consents.terms.Years, OwnAge: s.Consents.terms.OwnAge}
	if p.Library == "" {
		if p.Library = map[string]string{"nb": "Biblioteket", "nn": "Biblioteket"}[language]; p.Library == "" {
			p.Library = "The library"
		}
	}
	if p.Controller == "" {
		p.Controller = p.Library
	}
	return p
}

// Asked is what somebody is asked on the spot.
type Asked struct {
	Day    RecordingDay
	Text   ConsentText
	Places TextPlaces
}

// Ask tells a guest what they are asked. Refused like the sending of files once the invitation takes nothing more.
func (s *Signings) Ask(ctx context.Context, actor Actor, language string) (Asked, error) {
	i, day, err := s.invited(ctx, actor)
	if err != nil {
		return Asked{}, err
	}
	if err := i.signs(s.Consents.now()); err != nil {
		return Asked{}, err
	}
	text, err := s.Texts.Current(ctx, language)
	return Asked{Day: day, Text: text, Places: s.places(day, language)}, err
}

// Paper gives the text for a form on paper: of a recording day, or of none when day is empty.
func (s *Signings) Paper(ctx context.Context, actor Actor, day, language string) (a Asked, err error) {
	if err := MaySeePeople(actor); err != nil {
		return a, err
	}
	if day != "" {
		if a.Day, err = s.Days.Get(ctx, day); err != nil {
			return a, err
		}
	}
	a.Text, err = s.Texts.Current(ctx, language)
	a.Places = s.places(a.Day, language)
	return a, err
}

// signs says why an invitation takes no signatures by its time; how many have signed is counted by the store.
func (i Invitation) signs(now time.Time) error {
	if err := i.Refusal(now); Is(err, Withheld) {
		return err
	}
	return nil
}

func (s *Signings) invited(ctx context.Context, actor Actor) (Invitation, RecordingDay, error) {
	id, ok := actor.invited()
	if !ok {
		return Invitation{}, RecordingDay{}, refuse()
	}
	i, err := s.Invitations.Get(ctx, id)
	if Is(err, NotFound) {
		err = NewError(NotFound, KeyInvitationUnknown, nil)
	}
	if err != nil {
		return Invitation{}, RecordingDay{}, err
	}
	d, err := s.Days.Get(ctx, string(i.Day))
	return i, d, err
}

// Sign stores what a guest has agreed to, puts them among the people of the day, and gives the token of their personal
// link. A form that comes again, as by a double tap or after a crash, gives the same token and stores nothing more.
func (s *Signings) Sign(ctx context.Context, actor Actor, f Signing) (token string, err error) {
	i, day, err := s.invited(ctx, actor)
	if err != nil {
		return "", err
	}
	now := s.Consents.now()
	if err := i.signs(now); err != nil {
		return "", err
	}
	drawn, err := s.check(ctx, &f, false)
	if err != nil {
		return "", err
	}
	keeper := keeperOf(day)
	p := PersonShown{Entry: Entry{ID: s.NewID(), Version: 1, CreatedAt: now, UpdatedAt: now}, DisplayName: f.Name, Category: f.Category, Born: f.Born,
		Library: keeper, Contact: f.Email}
	if err := checkPerson(&p); err != nil {
		return "", err
	}
	c := f.consent(f.Category, now)
	c.Day, c.Library = day.ID, LibraryID(keeper.ID)
	n := NewSigning{By: actor.ID, Person: &p, Day: day.ID, Signed: Signed{Invitation: i.ID, Places: s.places(day, f.Language), Signature: drawn}}
	return s.store(ctx, n, c, p, f)
}

// keeperOf is which library keeps the records of those who sign on a day.
func keeperOf(d RecordingDay) Ref {
	if d.Place.ID == "" && len(d.Libraries) > 0 {
		return Ref{ID: string(d.Libraries[0].ID), Name: d.Libraries[0].Name}
	}
	return d.Place
}

// check checks what was filled in, and that the text which was read is the one that counts now.
func (s *Signings) check(ctx context.Context, f *Signing, renewal bool) ([]byte, error) {
	drawn, err := f.check(s.Consents.terms, s.Consents.now().In(s.Consents.zone), renewal)
	if err != nil {
		return nil, err
	}
	text, err := s.Texts.Current(ctx, f.Language)
	if err == nil && text.Version != f.TextVersion {
		err = NewError(Conflict, KeyTextChanged, nil)
	}
	return drawn, err
}

// store completes a signing, stores it, and gives the token of the link that leads to it. A signature that was drawn lies
// with the consent from then on; it is moved to the documents at once, or, when that fails, by the next Settle.
func (s *Signings) store(ctx context.Context, n NewSigning, c Consent, p PersonShown, f Signing) (string, error) {
	now := s.Consents.now()
	c.Person = Ref{ID: p.ID}
	if err := s.Consents.complete(&c, p, now); err != nil {
		return "", err
	}
	c.Entry = Entry{ID: s.NewID(), Version: 1, CreatedAt: now, UpdatedAt: now}
	c.Consent, c.RecordedBy = ConsentID(c.ID), n.By
	n.Consent = c
	n.Signed.Consent, n.Signed.KeyHash, n.Signed.SignedName = c.Consent, HashSecret("signing "+f.Key), f.SignedName
	if n.Link.ID == "" {
		n.Link = s.newLink(c.Consent, n.By)
	}
	if s.Mail && f.Email != "" {
		n.Letter = s.letter(LetterCopy, f.Email, f.Language, n.Link.ID)
	}
	link, err := s.Store.Sign(ctx, n)
	if err != nil {
		return "", err
	}
	if n.Signed.Signature != nil {
		_ = s.Settle(ctx) // tried again by the clock
	}
	return consentToken(s.Key, link.ID), nil
}

func (s *Signings) newLink(consent ConsentID, by string) ConsentLink {
	id := ConsentLinkID(s.NewID())
	return ConsentLink{ID: id, Hash: HashSecret(consentToken(s.Key, id)), Consent: consent, CreatedAt: s.Consents.now(), CreatedBy: by}
}

func (s *Signings) letter(kind, to, language string, link ConsentLinkID) *Letter {
	return &Letter{ID: LetterID(s.NewID()), Kind: kind, To: to, Language: language, Link: link, DueAt: s.Consents.now()}
}

// Settle moves signatures that were drawn to the documents.
func (s *Signings) Settle(ctx context.Context) error {
	s.settling.Lock()
	defer s.settling.Unlock()
	waiting, err := s.Store.Drawings(ctx, lettersAtOnce)
	for _, d := range waiting {
		err = errors.Join(err, s.settle(ctx, d))
	}
	return err
}

func (s *Signings) settle(ctx context.Context, d Signed) error {
	c, _, err := s.given(ctx, d.Consent)
	if err == nil && !c.has(DocumentSignature) {
		_, err = s.Documents.add(ctx, c.RecordedBy, d.Consent, DocumentSignature, "signature.png", bytes.NewReader(d.Signature))
		if Is(err, Stale) {
			return nil // another node has stored it, or the next time will do
		}
		return err
	}
	if err != nil && !Is(err, Withheld) { // which they are when the person was erased meanwhile
		return err
	}
	return s.Store.Drawn(ctx, d.Consent)
}

// has reports whether a document of a kind lies with the consent.
func (c Consent) has(purpose string) bool {
	return slices.ContainsFunc(c.Documents, func(d Document) bool { return d.Purpose == purpose })
}

// Picture keeps a picture that a signer has taken of themselves, for people to know them by, until they are found. Only one
// is kept; it comes right after signing, by the link that Sign gave.
func (s *Signings) Picture(ctx context.Context, actor Actor, token, fileName string, r io.Reader) error {
	l, err := s.Store.Link(ctx, HashSecret(token))
	if err != nil {
		return err
	}
	if l.CreatedBy != actor.ID || s.Consents.now().Sub(l.CreatedAt) > time.Hour {
		return refuse()
	}
	c, err := s.Consents.store.Get(ctx, l.Consent)
	if err != nil || c.has(DocumentPicture) {
		return err
	}
	_, err = s.Documents.add(ctx, actor.ID, l.Consent, DocumentPicture, CleanFileName(fileName), r)
	return err
}
