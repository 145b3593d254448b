package catalog

import (
	"context"
	"crypto/subtle"
	"time"
)

// DueReader is how somebody follows the due list without coming by: by a weekly letter, and by a page of their own that opens
// without signing in.
type DueReader struct {
	User    UserID
	Library LibraryRef // whose list; zero: the county's
	// Weekday is the day on which a letter is written, from 1, Monday, to 7; 0: none is.
	Weekday int
	Link    string // names the page's address; empty: there is none, or it was revoked
	Hash    string // HashSecret of the token in the address; empty without one
	// WrittenOn is the day of the last letter, or that on which letters were asked for.
	WrittenOn string
}

// DueReaderStore keeps who follows the due list.
type DueReaderStore interface {
	// Get finds how a user follows. NotFound when they do not.
	Get(ctx context.Context, user UserID) (DueReader, error)
	// ByHash finds whose page an address is, by the hash of its token. NotFound when it is nobody's.
	ByHash(ctx context.Context, hash string) (DueReader, error)
	// Put stores how a user follows. Invalid when there is no such library or user.
	Put(ctx context.Context, r DueReader) error
	// Unwritten lists who is written to on a weekday, and was not on a day or later.
	Unwritten(ctx context.Context, weekday int, day string, limit int) ([]DueReader, error)
	// Write notes that somebody was written to on a day, and stores the letter that does so, unless they were already.
	Write(ctx context.Context, user UserID, day string, letter Letter) error
}

// DueReaderDeps are what following the due list needs. Tokens are derived with Key, at least 32 secret bytes.
type DueReaderDeps struct {
	Store DueReaderStore
	Users UserStore
	Due   *Due
	Key   []byte
	Mail  bool // letters are sent
	NewID IDSource
}

// DueReaders is the service over who follows the due list.
type DueReaders struct{ DueReaderDeps }

// NewDueReaders makes the service.
func NewDueReaders(deps DueReaderDeps) *DueReaders { return &DueReaders{deps} }

// Mine tells how the actor follows the due list; the zero way when they do not.
func (s *DueReaders) Mine(ctx context.Context, actor Actor) (DueReader, error) {
	if err := known(actor); err != nil {
		return DueReader{}, err
	}
	r, err := s.Store.Get(ctx, UserID(actor.ID))
	if Is(err, NotFound) {
		return DueReader{User: UserID(actor.ID)}, nil
	}
	return r, err
}

// DueReaderTerms are how somebody wants to follow. NewPage gives the page another address, so that the one before opens
// nothing any more.
type DueReaderTerms struct {
	Library string // id or slug; empty: the county's
	Weekday int
	Page    bool
	NewPage bool
}

// Set changes how the actor follows the due list. Only people do.
func (s *DueReaders) Set(ctx context.Context, actor Actor, t DueReaderTerms) (DueReader, error) {
	r, err := s.Mine(ctx, actor)
	if err != nil {
		return r, err
	}
	if err := PeopleOnly(actor); err != nil {
		return r, err
	}
	f, list := DueFilter{Library: t.Library}, DueList{}
	if _, err := s.Due.resolve(ctx, &f, &list); err != nil {
		return r, err
	}
	var c checker
	if t.Weekday < 0 || t.Weekday > 7 {
		c.refuse("weekday", KeyOutOfRange, Args{"min": 0, "max": 7})
	}
	if err := c.err(); err != nil {
		return r, err
	}
	if r.Weekday != t.Weekday {
		r.WrittenOn = s.today()
	}
	r.Library, r.Weekday = list.Library, t.Weekday
	switch {
	case !t.Page:
		r.Link, r.Hash = "", ""
	case t.NewPage, s.Token(r) == "":
		r.Link = s.NewID()
		r.Hash = HashSecret(s.token(r.Link))
	}
	return r, s.Store.Put(ctx, r)
}

func (s *DueReaders) today() string { return s.Due.Now().In(s.Due.Zone).Format(time.DateOnly) }

func (s *DueReaders) token(link string) string { return deriveToken(s.Key, "due page", link, 18) }

// Token gives the token that stands in the page's address, or "" when there is none.
func (s *DueReaders) Token(r DueReader) string {
	if r.Link == "" || HashSecret(s.token(r.Link)) != r.Hash {
		return ""
	}
	return s.token(r.Link)
}

// enter finds who an address belongs to. Withheld when that is nobody, or nobody who may come in any more.
func (s *DueReaders) enter(ctx context.Context, token string) (DueReader, User, error) {
	gone := NewError(Withheld, KeyLinkGone, nil)
	r, err := s.Store.ByHash(ctx, HashSecret(token))
	if Is(err, NotFound) {
		return r, User{}, gone
	}
	if err != nil {
		return r, User{}, err
	}
	u, err := s.Users.Get(ctx, r.User)
	if Is(err, NotFound) || err == nil && !u.Active {
		return r, u, gone
	}
	return r, u, err
}

// Picture is where the thumbnail of a proposal stands; empty when there is none. It opens that one alone, for as long as it
// is cleared and the page's address holds.
func (w DueWeek) Picture(i DueItem, p Proposal) string {
	r, ok := p.Asset.Rendition(dueRendition)
	path := w.Path()
	if !ok || path == "" {
		return ""
	}
	return path + "/" + string(p.Asset.ID) + "/" + w.service.seal(w.Link, string(p.Asset.ID), i.Account.ID) + "-" + i.Account.ID + "." + r.Ext
}

// dueRendition is what is shown of an asset to who comes by an address.
const dueRendition = "w320"

// seal makes an address of a thumbnail that nobody can make for another asset or account.
func (s *DueReaders) seal(link, asset, account string) string {
	return deriveToken(s.Key, "due picture", link+" "+asset+" "+account, 12)
}

// OpenPicture gives leave to open a thumbnail by its address: when it is one that was given out, and the asset is cleared now
// for the account. Withheld otherwise.
func (s *DueReaders) OpenPicture(ctx context.Context, token string, asset AssetID, seal, account string) (Cleared, error) {
	gone := NewError(Withheld, KeyLinkGone, nil)
	r, u, err := s.enter(ctx, token)
	if err != nil {
		return Cleared{}, err
	}
	if subtle.ConstantTimeCompare([]byte(seal), []byte(s.seal(r.Link, string(asset), account))) != 1 {
		return Cleared{}, gone
	}
	use := Use{Channel: Instagram}
	if account != "" {
		a, err := s.Due.Accounts.Get(ctx, account)
		if err != nil {
			return Cleared{}, goneFor(err)
		}
		use = Use{Channel: a.Channel, Library: LibraryID(a.Library.ID)}
	}
	a, err := s.Due.Assets.store.Get(ctx, asset)
	if err != nil {
		return Cleared{}, goneFor(err)
	}
	if !ScopeOf(u.Actor()).Sees(a) || !Clear(a, use, s.Due.Now()).Cleared {
		return Cleared{}, gone
	}
	return Cleared{asset: a, public: true, renditions: map[string]bool{dueRendition: true}, filled: true}, nil
}

// goneFor tells strangers no more of what is not there than of what they may not see.
func goneFor(err error) error {
	if Is(err, NotFound) {
		return NewError(Withheld, KeyLinkGone, nil)
	}
	return err
}
