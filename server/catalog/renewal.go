package catalog

import (
	"context"
	"net/mail"
	"time"
)

// Renewal is a question to renew a consent that ends.
type Renewal struct {
	Token  string // of the personal link, for who hands it over
	Mailed bool   // a letter is on its way
}

// AskAgain asks who gave a consent to renew it: by a letter where letters are sent and their e-mail address is known, and in
// any case by a link that can be handed over.
func (s *Signings) AskAgain(ctx context.Context, actor Actor, id ConsentID) (Renewal, error) {
	if _, err := s.Consents.Get(ctx, actor, id); err != nil {
		return Renewal{}, err
	}
	c, p, err := s.given(ctx, id)
	if err != nil {
		return Renewal{}, err
	}
	if c.Withdrawn() {
		return Renewal{}, NewError(Conflict, KeyConsentOver, nil)
	}
	l := s.newLink(id, actor.ID)
	l.AskedAt = l.CreatedAt
	var letter *Letter
	if s.Mail && isEmail(p.Contact) {
		letter = s.letter(LetterRenewal, p.Contact, c.Language, l.ID)
	}
	if err := s.Store.Ask(ctx, l, letter); err != nil {
		return Renewal{}, err
	}
	return Renewal{Token: consentToken(s.Key, l.ID), Mailed: letter != nil}, nil
}

func isEmail(contact string) bool {
	a, err := mail.ParseAddress(contact)
	return err == nil && a.Address == contact
}

// Ending is a consent that ends, as who keeps the record sees it.
type Ending struct {
	Consent  Consent
	AskedAt  time.Time // zero: nobody has asked again
	Email    bool      // the person can be written to
	Reminded bool      // somebody wanted to be reminded of it by now
}

// Ending lists the consents that end within days, or that somebody wanted to be reminded of by now, and that nothing later
// replaces, the first to end first, of those whose records the actor keeps.
func (s *Signings) Ending(ctx context.Context, actor Actor, days int) ([]Ending, error) {
	if err := MayKeepPerson(actor, actor.Library); err != nil {
		return nil, err
	}
	now := s.Consents.now()
	found, err := s.Endings.Ending(ctx, actor.Library, now, now.AddDate(0, 0, days), mostEnding)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids, people := make([]ConsentID, len(found)), make([]PersonID, len(found))
	for i, c := range found {
		ids[i], people[i] = c.Consent, PersonID(c.Person.ID)
	}
	asked, err := s.Store.Asked(ctx, ids)
	if err != nil {
		return nil, err
	}
	contacts := map[PersonID]string{}
	if s.Mail {
		if contacts, err = s.Endings.Contacts(ctx, distinct(people)); err != nil {
			return nil, err
		}
	}
	out := make([]Ending, len(found))
	for i, c := range found {
		out[i] = Ending{Consent: c, AskedAt: asked[c.Consent], Email: isEmail(contacts[people[i]]), Reminded: !c.RemindAt.IsZero() && !now.Before(c.RemindAt)}
	}
	return out, nil
}

// EndingSoon tells whoever keeps records how many of their consents end within the longest of WarnDays, or are to be reminded
// of: those given for a recording day, or all when day is empty. It is 0 for everybody else.
func (s *Signings) EndingSoon(ctx context.Context, actor Actor, day string) (int, error) {
	if MayKeepPerson(actor, actor.Library) != nil {
		return 0, nil
	}
	now := s.Consents.now()
	return s.Endings.CountEnding(ctx, actor.Library, day, now, now.AddDate(0, 0, WarnDays()[0]))
}

// mostEnding bounds how many consents that end are listed at once; the first to end come first.
const mostEnding = 500

// message is a letter with all that stands in it. NotFound or Withheld when nobody is to be written to any more.
func (s *Signings) message(ctx context.Context, l Letter) (Message, error) {
	if l.Link == "" {
		return Message{Letter: l, Path: "/consents/ending"}, nil
	}
	link, err := s.Store.LinkOf(ctx, l.Link)
	if err != nil {
		return Message{}, err
	}
	c, _, err := s.given(ctx, link.Consent)
	if err != nil {
		return Message{}, err
	}
	if l.Kind == LetterRenewal && (c.Withdrawn() || !link.Asked()) {
		return Message{}, NewError(Withheld, KeyConsentOver, nil)
	}
	o := OwnConsent{Consent: c}
	if err := s.read(ctx, &o); err != nil {
		return Message{}, err
	}
	return Message{Letter: l, Path: "/consent/" + consentToken(s.Key, link.ID), Consent: c, Text: o.Text.Blocks(o.Places)}, nil
}
