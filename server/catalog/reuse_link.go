package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// ReuseLink is a revocable public address of one asset for one purpose, and the record of that use.
type ReuseLink struct {
	ID           ReuseLinkID
	Asset        AssetID
	AssetTitle   string // filled on reading
	Hash         string // HashSecret of the token in the address
	Purpose      string
	Library      LibraryRef // whom it is for; zero: none
	Channel      Channel    // where; empty: any
	Renditions   []string   // what may be opened; empty: every rendition
	ExpiresAt    time.Time  // zero: never
	CreatedBy    string
	CreatedAt    time.Time
	RevokedAt    time.Time // zero: not revoked
	RevokedBy    string
	Opens        int
	LastOpenedAt time.Time
}

// Live reports whether the link is neither revoked nor expired.
func (l ReuseLink) Live(now time.Time) bool {
	return l.RevokedAt.IsZero() && (l.ExpiresAt.IsZero() || now.Before(l.ExpiresAt))
}

// use is what the link is for. An address is on the web, so that a link for any channel must be cleared for websites.
func (l ReuseLink) use() Use {
	u := Use{Channel: l.Channel, Library: l.Library.ID}
	if u.Channel == "" {
		u.Channel = Website
	}
	return u
}

// ReuseLinkFilter narrows a list of reuse links.
type ReuseLinkFilter struct {
	ListFilter
	Asset     AssetID // empty: of all assets
	CreatedBy string  // empty: by anybody
	Library   LibraryID
	Live      bool // only those that are neither revoked nor expired at Now
	Now       time.Time
}

// ReuseLinkStore keeps the reuse links. Creating and revoking one is a change of its asset.
type ReuseLinkStore interface {
	Create(ctx context.Context, by string, l ReuseLink) error
	Get(ctx context.Context, id ReuseLinkID) (ReuseLink, error)
	// ByHash finds a link by the hash of its token, live or not. NotFound when there is none.
	ByHash(ctx context.Context, hash string) (ReuseLink, error)
	// List lists links, newest first.
	List(ctx context.Context, f ReuseLinkFilter) (Page[ReuseLink], error)
	// OfAssets lists all links of each of some assets, newest first, by few questions however many there are.
	OfAssets(ctx context.Context, assets []AssetID) (map[AssetID][]ReuseLink, error)
	// Revoke marks a link as revoked; one that is revoked already stays as it was.
	Revoke(ctx context.Context, by string, id ReuseLinkID, at time.Time) error
	// Count adds openings to links.
	Count(ctx context.Context, opens map[ReuseLinkID]int, at time.Time) error
}

// ReuseLinks is the service over the reuse links.
type ReuseLinks struct {
	store  ReuseLinkStore
	assets AssetStore
	refs   ReferenceStore
	key    []byte
	now    Clock
	newID  IDSource
}

// NewReuseLinks makes the service over the reuse links. The tokens in the addresses are derived from the links' ids
// with key (at least 32 secret bytes), so that an address can be shown again although only its hash is stored.
func NewReuseLinks(store ReuseLinkStore, assets AssetStore, refs ReferenceStore, key []byte, now Clock, newID IDSource) *ReuseLinks {
	return &ReuseLinks{store, assets, refs, key, now, newID}
}

// Token gives the token that stands in a link's address, or "" when it was made under another key.
func (s *ReuseLinks) Token(l ReuseLink) string {
	t := s.token(l.ID)
	if HashSecret(t) != l.Hash {
		return ""
	}
	return t
}

func (s *ReuseLinks) token(id ReuseLinkID) string {
	return deriveToken(s.key, "reuse link", string(id), 18)
}

// Issue makes a link for an asset, or refuses with Conflict and the reasons while the asset is not cleared for the
// channel and library.
func (s *ReuseLinks) Issue(ctx context.Context, actor Actor, asset AssetID, l ReuseLink) (ReuseLink, error) {
	if err := MayShare(actor); err != nil {
		return ReuseLink{}, err
	}
	a, err := s.assets.Get(ctx, asset)
	if err == nil && !ScopeOf(actor).Sees(a) {
		err = Missing("asset")
	}
	if err != nil {
		return ReuseLink{}, err
	}
	now := s.now()
	if err := s.check(ctx, &l, a, now); err != nil {
		return ReuseLink{}, err
	}
	if c := Clear(a, l.use(), now).For(actor); !c.Cleared {
		return ReuseLink{}, &Error{Code: Conflict, Key: KeyNotCleared, Reasons: c.Reasons}
	}
	l.ID, l.Asset, l.AssetTitle, l.CreatedBy, l.CreatedAt = ReuseLinkID(s.newID()), asset, a.ShownTitle(), actor.ID, now
	l.Hash = HashSecret(s.token(l.ID))
	return l, s.store.Create(ctx, actor.ID, l)
}

func (s *ReuseLinks) check(ctx context.Context, l *ReuseLink, a Asset, now time.Time) error {
	var c checker
	c.line("purpose", &l.Purpose, 300)
	oneOf(&c, "channel", &l.Channel, append(Channels(), "")...)
	if !l.ExpiresAt.IsZero() && !l.ExpiresAt.After(now) {
		c.refuse("expires_at", KeyDatePast, nil)
	}
	for i, n := range l.Renditions {
		if !a.offers(n) {
			c.refuse(fmt.Sprintf("renditions[%d]", i), KeyNoRendition, Args{"name": n})
		}
	}
	if key := string(l.Library.ID); key != "" {
		found, err := s.refs.LibraryRefs(ctx, []string{key})
		if err != nil {
			return err
		}
		var ok bool
		if l.Library, ok = found[key]; !ok {
			c.refuse("library", KeyUnknownRef, Args{"value": key})
		}
	}
	return c.err()
}

// List lists links, newest first: for readers of the list only their own, for editors all.
func (s *ReuseLinks) List(ctx context.Context, actor Actor, f ReuseLinkFilter) (Page[ReuseLink], error) {
	if err := known(actor); err != nil {
		return Page[ReuseLink]{}, err
	}
	if actor.Role == Reader || actor.Role == Contributor {
		f.CreatedBy = actor.ID
	}
	f.Now = s.now()
	page, err := s.store.List(ctx, f)
	if err != nil {
		return page, err
	}
	return page, s.onlySeen(ctx, actor, page.Items)
}

// onlySeen leaves out the titles of assets that the actor does not see.
func (s *ReuseLinks) onlySeen(ctx context.Context, actor Actor, links []ReuseLink) error {
	if ScopeOf(actor).Everything {
		return nil
	}
	var ids []AssetID
	for _, l := range links {
		ids = append(ids, l.Asset)
	}
	slices.Sort(ids)
	seen, err := s.assets.Shown(ctx, slices.Compact(ids), ScopeOf(actor))
	if err != nil {
		return err
	}
	for i := range links {
		if !slices.ContainsFunc(seen, func(a Asset) bool { return a.ID == links[i].Asset }) {
			links[i].AssetTitle = ""
		}
	}
	return nil
}

// Revoke ends a link at once, on every address under it.
func (s *ReuseLinks) Revoke(ctx context.Context, actor Actor, id ReuseLinkID) error {
	l, err := s.store.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := MayRevoke(actor, l); err != nil {
		return err
	}
	return s.store.Revoke(ctx, actor.ID, id, s.now())
}

// Open finds what a token of an address opens. NotFound when there is no such link; Withheld when it was revoked,
// has expired, or its asset may no longer be shown. It is asked anew on every request.
func (s *ReuseLinks) Open(ctx context.Context, token string) (ReuseLink, Cleared, error) {
	l, err := s.store.ByHash(ctx, HashSecret(token))
	if err != nil {
		return ReuseLink{}, Cleared{}, err
	}
	a, err := s.assets.Get(ctx, l.Asset)
	if err != nil {
		if Is(err, NotFound) {
			err = NewError(Withheld, KeyLinkGone, nil)
		}
		return ReuseLink{}, Cleared{}, err
	}
	cleared, err := clearPublic(a, l, s.now())
	return l, cleared, err
}

// opening are those of some links that open their assets now.
func (s *ReuseLinks) opening(ctx context.Context, links []ReuseLink) ([]ReuseLink, error) {
	ids := make([]AssetID, len(links))
	for i, l := range links {
		ids[i] = l.Asset
	}
	found, err := s.assets.ByIDs(ctx, distinct(ids), WholeScope())
	if err != nil {
		return nil, err
	}
	assets, now := map[AssetID]Asset{}, s.now()
	for _, a := range found {
		assets[a.ID] = a
	}
	return slices.DeleteFunc(slices.Clone(links), func(l ReuseLink) bool {
		a, there := assets[l.Asset]
		_, err := clearPublic(a, l, now)
		return !there || err != nil
	}), nil
}

// Count adds openings to links.
func (s *ReuseLinks) Count(ctx context.Context, opens map[ReuseLinkID]int) error {
	return s.store.Count(ctx, opens, s.now())
}
