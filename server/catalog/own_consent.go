package catalog

import (
	"context"
	"slices"
	"time"
)

// OwnConsent is a consent as the one who gave it sees it.
type OwnConsent struct {
	Consent Consent
	Link    ConsentLink
	Text    ConsentText // that was read; its Body is empty when it is not known
	Places  TextPlaces
	Signed  bool         // by the person, so that Text and Places are what they read
	Shown   []ShownAt    // where the person is shown now
	Posted  []PostedAt   // where recordings of them were posted, the last first
	Renew   *ConsentText // what is asked when it may be renewed now; nil: it may not
	Anew    TextPlaces   // of Renew
	As      string       // the category that signs then
}

// renewable is how long before its end a consent can be renewed without being asked.
const renewable = 90 * 24 * time.Hour

// Own finds the consent that a personal link leads to. NotFound when there is no such link; Withheld when the person's data
// are gone.
func (s *Signings) Own(ctx context.Context, token, language string) (OwnConsent, error) {
	l, c, p, err := s.own(ctx, token)
	if err != nil {
		return OwnConsent{}, err
	}
	out := OwnConsent{Consent: c, Link: l}
	out.Consent.Person.Name = p.DisplayName
	if err := s.read(ctx, &out); err != nil {
		return OwnConsent{}, err
	}
	if out.Shown, err = s.shown(ctx, PersonID(p.ID)); err != nil {
		return OwnConsent{}, err
	}
	if out.Posted, err = s.posted(ctx, PersonID(p.ID)); err != nil {
		return OwnConsent{}, err
	}
	out.As = s.signsAs(p)
	if !s.mayRenew(l, c, p) {
		return out, nil
	}
	text, err := s.Texts.Current(ctx, language)
	if err != nil {
		return OwnConsent{}, err
	}
	day, err := s.dayOf(ctx, c)
	out.Renew, out.Anew = &text, s.places(day, language)
	return out, err
}

// ShownAt is one place where somebody is shown now.
type ShownAt struct {
	Channel Channel
	Title   string // of what shows them; empty without a Token
	Token   string // of a page that everybody may open; empty: there is none
}

// shown tells where somebody is shown by what opens at this moment.
func (s *Signings) shown(ctx context.Context, person PersonID) ([]ShownAt, error) {
	links, err := s.Store.Shown(ctx, person, s.Consents.now())
	if err != nil {
		return nil, err
	}
	open, err := s.ReuseLinks.opening(ctx, links)
	if err != nil {
		return nil, err
	}
	var out []ShownAt
	for _, l := range open {
		token := s.ReuseLinks.Token(l)
		if token == "" {
			continue
		}
		one := ShownAt{Channel: l.use().Channel}
		if one.Channel == Website {
			one.Title, one.Token = l.AssetTitle, token
		}
		out = append(out, one)
	}
	return out, nil
}

// PostedAt is a post with recordings of somebody. What they are called, and who else is in them, is not told.
type PostedAt struct {
	Account   string
	Channel   Channel
	At        time.Time
	Permalink string        // may be empty
	Task      TakeDownState // of taking them out of it; empty: nobody was asked to
	RemovedAt time.Time     // zero: it may still be seen
}

// mostTold bounds how many posts somebody is told of.
const mostTold = 200

// posted tells where recordings of somebody were posted, the last first.
func (s *Signings) posted(ctx context.Context, person PersonID) ([]PostedAt, error) {
	posts, err := s.Records.Posts(ctx, person)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	shows, err := s.Records.Showing(ctx, person)
	if err != nil {
		return nil, err
	}
	tasks, err := s.TakeDowns.List(ctx, TakeDownFilter{Person: person, ListFilter: ListFilter{Limit: 1000}})
	if err != nil {
		return nil, err
	}
	var out []PostedAt
	for _, p := range posts[:min(len(posts), mostTold)] {
		out = append(out, postedAt(p, shows, tasks.Items))
	}
	return out, nil
}

// postedAt is what somebody is told of a post, who is on some assets and of whom there are some tasks.
func postedAt(p Post, shows []AssetID, tasks []TakeDown) PostedAt {
	out := PostedAt{Account: p.Account.Name, Channel: p.Channel, At: p.PostedAt, Permalink: p.Permalink}
	shows = slices.Clone(shows)
	for _, t := range tasks {
		if t.Post != PostID(p.ID) {
			continue
		}
		shows = append(shows, t.Asset) // also when it is deleted
		if out.Task != TakeDownOpen {
			out.Task = t.State
		}
	}
	for _, a := range p.Assets {
		switch {
		case !slices.Contains(shows, a.ID):
		case a.RemovedAt.IsZero():
			out.RemovedAt = time.Time{}
			return out
		case a.RemovedAt.After(out.RemovedAt):
			out.RemovedAt = a.RemovedAt
		}
	}
	return out
}

// mayRenew reports whether a consent may be renewed now: what guardians have agreed to ends when the child may decide
// alone, and is not made longer by agreeing to it again.
func (s *Signings) mayRenew(l ConsentLink, c Consent, p PersonShown) bool {
	if c.Withdrawn() || !l.Asked() && c.ValidUntil.After(s.Consents.now().Add(renewable)) {
		return false
	}
	end := s.Consents.guardiansEnd(p)
	return s.signsAs(p) != CategoryChild || end.IsZero() || c.ValidUntil.Before(end)
}

// signsAs is the category of a person who signs now: who was a child may have come of the age to decide alone.
func (s *Signings) signsAs(p PersonShown) string {
	if end := s.Consents.guardiansEnd(p); p.Category == CategoryChild && !end.IsZero() && !s.Consents.now().Before(end) {
		return CategoryYouth
	}
	return p.Category
}

func (s *Signings) dayOf(ctx context.Context, c Consent) (RecordingDay, error) {
	if c.Day == "" {
		return RecordingDay{Place: Ref{ID: string(c.Library), Name: c.LibraryName}}, nil
	}
	return s.Days.Get(ctx, c.Day)
}

func (s *Signings) own(ctx context.Context, token string) (ConsentLink, Consent, PersonShown, error) {
	l, err := s.Store.Link(ctx, HashSecret(token))
	if Is(err, NotFound) {
		err = NewError(NotFound, KeyNotFound, Args{"what": "page"})
	}
	if err != nil {
		return l, Consent{}, PersonShown{}, err
	}
	c, p, err := s.given(ctx, l.Consent)
	return l, c, p, err
}

// given finds a consent and who gave it. Withheld when their data are gone.
func (s *Signings) given(ctx context.Context, id ConsentID) (Consent, PersonShown, error) {
	c, err := s.Consents.store.Get(ctx, id)
	if err != nil {
		return c, PersonShown{}, err
	}
	p, err := s.Consents.people.Get(ctx, c.Person.ID)
	if err == nil && p.Erased() {
		err = NewError(Withheld, KeyConsentOver, nil)
	}
	return c, p, err
}

// read finds the text that was read.
func (s *Signings) read(ctx context.Context, o *OwnConsent) error {
	kept, err := s.Store.Signed(ctx, o.Consent.Consent)
	if err != nil && !Is(err, NotFound) {
		return err
	}
	if o.Signed = err == nil; o.Signed {
		o.Places = kept.Places
	} else {
		day, err := s.dayOf(ctx, o.Consent)
		if err != nil {
			return err
		}
		o.Places = s.places(day, o.Consent.Language)
	}
	text, err := s.Texts.Get(ctx, o.Consent.TextVersion, o.Consent.Language)
	if err != nil && !Is(err, NotFound) {
		return err
	}
	o.Text = text
	return nil
}

// TakeBack withdraws the consent that a personal link leads to, at once. One that is withdrawn stays as it was.
func (s *Signings) TakeBack(ctx context.Context, token string) error {
	_, c, _, err := s.own(ctx, token)
	if err != nil {
		return err
	}
	_, err = s.Consents.withdraw(ctx, WithdrawnByPerson, c.Consent, WithdrawnByPerson, "")
	return err
}

// Decline answers a question to renew with no. The consent ends as it would have.
func (s *Signings) Decline(ctx context.Context, token string) error {
	l, _, _, err := s.own(ctx, token)
	if err != nil {
		return err
	}
	return s.Store.Answer(ctx, l.ID, s.Consents.now())
}

// Renew stores a new consent in the place of one that ends. The link leads to it from then on.
func (s *Signings) Renew(ctx context.Context, token string, f Signing) error {
	l, c, p, err := s.own(ctx, token)
	if err != nil {
		return err
	}
	f.Category, f.Name, f.Email = s.signsAs(p), p.DisplayName, ""
	drawn, err := s.check(ctx, &f, true)
	if err != nil {
		return err
	}
	if kept, err := s.Store.Signed(ctx, c.Consent); err == nil && kept.KeyHash == HashSecret("signing "+f.Key) {
		return nil // the same form again
	}
	if !s.mayRenew(l, c, p) {
		return NewError(Withheld, KeyConsentOver, nil)
	}
	day, err := s.dayOf(ctx, c)
	if err != nil {
		return err
	}
	next := f.consent(f.Category, s.Consents.now())
	next.Day, next.Library, next.Given = c.Day, c.Library, GivenForm
	l.AnsweredAt = s.Consents.now()
	n := NewSigning{By: WithdrawnByPerson, Link: l, Signed: Signed{Renews: c.Consent, Places: s.places(day, f.Language), Signature: drawn}}
	_, err = s.store(ctx, n, next, p, f)
	return err
}
