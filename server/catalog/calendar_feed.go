package catalog

import (
	"context"
	"time"
)

// CalendarFeedID names a calendar feed.
type CalendarFeedID string

// CalendarFeed is a private address by which a calendar follows the plan.
type CalendarFeed struct {
	ID        CalendarFeedID
	Hash      string     // HashSecret of the token in the address
	Owner     string     // an Actor's ID
	Library   LibraryRef // whose plan it is; zero: what the owner has to do
	CreatedAt time.Time
	RevokedAt time.Time // zero: not revoked
	// OwnerName, OwnerLanguage and OwnerRole are filled on reading. No role means that the owner may come in no more.
	OwnerName     string
	OwnerLanguage string
	OwnerRole     Role
}

// Live reports whether the feed opens anything.
func (f CalendarFeed) Live() bool { return f.RevokedAt.IsZero() && f.OwnerRole != "" }

// CalendarFeedStore keeps the calendar feeds.
type CalendarFeedStore interface {
	// Create stores a feed. Invalid when there is no such library.
	Create(ctx context.Context, f CalendarFeed) error
	// ByHash finds a feed by the hash of its token, live or not. NotFound when there is none.
	ByHash(ctx context.Context, hash string) (CalendarFeed, error)
	// List lists the feeds of an owner that are not revoked, the oldest first.
	List(ctx context.Context, owner string) ([]CalendarFeed, error)
	// Revoke ends a feed of an owner. NotFound when they have none of that id.
	Revoke(ctx context.Context, owner string, id CalendarFeedID, at time.Time) error
}

// What a calendar feed tells: how far back, how far ahead, and how much at most.
const (
	feedPast  = 60 * 24 * time.Hour
	feedAhead = 400 * 24 * time.Hour
	mostFeeds = 50
)

// CalendarFeeds is the service over the calendar feeds.
type CalendarFeeds struct {
	store CalendarFeedStore
	plan  *PlanItems
	refs  ReferenceStore
	key   []byte
	now   Clock
	newID IDSource
}

// NewCalendarFeeds makes the service over the calendar feeds. The tokens in the addresses are derived from the feeds' ids with
// key (at least 32 secret bytes), so that an address can be shown again although only its hash is stored.
func NewCalendarFeeds(store CalendarFeedStore, plan *PlanItems, refs ReferenceStore, key []byte, now Clock, newID IDSource) *CalendarFeeds {
	return &CalendarFeeds{store, plan, refs, key, now, newID}
}

// Token gives the token that stands in a feed's address, or "" when it was made under another key.
func (s *CalendarFeeds) Token(f CalendarFeed) string {
	t := s.token(f.ID)
	if HashSecret(t) != f.Hash {
		return ""
	}
	return t
}

func (s *CalendarFeeds) token(id CalendarFeedID) string {
	return deriveToken(s.key, "calendar feed", string(id), 18)
}

// Issue makes a feed of what the actor has to do, or of a library's plan, by its id or slug. There is one of each: whoever
// asks again gets the one that there is.
func (s *CalendarFeeds) Issue(ctx context.Context, actor Actor, library string) (CalendarFeed, error) {
	had, err := s.List(ctx, actor)
	if err != nil {
		return CalendarFeed{}, err
	}
	f := CalendarFeed{ID: CalendarFeedID(s.newID()), Owner: actor.ID, CreatedAt: s.now()}
	if library != "" {
		found, err := s.refs.LibraryRefs(ctx, []string{library})
		if err != nil {
			return CalendarFeed{}, err
		}
		var ok bool
		if f.Library, ok = found[library]; !ok {
			return CalendarFeed{}, invalidFields([]FieldError{{Location: "library", Key: KeyUnknownRef, Args: Args{"value": library}}})
		}
	}
	for _, old := range had {
		if old.Library.ID == f.Library.ID && s.Token(old) != "" {
			return old, nil
		}
	}
	if len(had) >= mostFeeds {
		return CalendarFeed{}, invalidFields([]FieldError{{Location: "library", Key: KeyOutOfRange, Args: Args{"min": 0, "max": mostFeeds}}})
	}
	f.Hash = HashSecret(s.token(f.ID))
	return f, s.store.Create(ctx, f)
}

// List lists the actor's own feeds.
func (s *CalendarFeeds) List(ctx context.Context, actor Actor) ([]CalendarFeed, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	return s.store.List(ctx, actor.ID)
}

// Revoke ends one of the actor's own feeds at once.
func (s *CalendarFeeds) Revoke(ctx context.Context, actor Actor, id CalendarFeedID) error {
	if err := known(actor); err != nil {
		return err
	}
	return s.store.Revoke(ctx, actor.ID, id, s.now())
}

// Open finds what the token of an address opens: the feed with the planned posts of the last two months and of more than a
// year ahead. NotFound when there is none; Withheld when it was revoked, or its owner may come in no more.
func (s *CalendarFeeds) Open(ctx context.Context, token string) (CalendarFeed, []PlanItem, error) {
	f, err := s.store.ByHash(ctx, HashSecret(token))
	if err != nil {
		return CalendarFeed{}, nil, err
	}
	if !f.Live() {
		return CalendarFeed{}, nil, NewError(Withheld, KeyLinkGone, nil)
	}
	now := s.now()
	filter := PlanFilter{ListFilter: ListFilter{Limit: 1000}, From: now.Add(-feedPast), To: now.Add(feedAhead), Library: f.Library.ID}
	if f.Library.ID == "" {
		filter.Person = f.Owner
	}
	// An address may be read by others than its owner, such as the maker of the calendar: it tells what everybody may see.
	page, err := s.plan.List(ctx, Actor{Kind: Person, ID: f.Owner, Role: Reader}, filter)
	return f, page.Items, err
}
