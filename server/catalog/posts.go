package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// mostPosted bounds the assets in one post.
const mostPosted = 20

// PostFilter narrows a list of posts. What is empty narrows nothing.
type PostFilter struct {
	ListFilter  // Text is matched inside addresses and outcomes
	Asset       AssetID
	Account     string
	Library     LibraryID // on accounts of this library
	Channel     Channel
	Offer       string
	Day         string // with Offer: for this occurrence
	Plan        PlanItemID
	ContentType ContentType
	Language    string
	By          string    // to be answered by this actor
	From, To    time.Time // posted from then on, and before then; zero: without an end
}

// Check tidies a filter and refuses what nothing can be found by.
func (f *PostFilter) Check() error {
	var c checker
	oneOf(&c, "channel", &f.Channel, append(Channels(), "")...)
	oneOf(&c, "content_type", &f.ContentType, "", ServiceInfo, Literature, Relations)
	c.language("language", &f.Language)
	c.day("day", f.Day)
	c.stretch(f.From, f.To)
	return c.err()
}

// PostStore keeps what was published. Creating, changing and removing a post is a change of its assets. With it goes the
// planned post that it was: it is published, followed up when nothing is left to do of the post, and open again when the post
// is removed.
type PostStore interface {
	// Create stores a post, with the tasks that its assets give as they are then. Invalid when the account does not exist,
	// Conflict when the planned post was posted on that account before.
	Create(ctx context.Context, by string, p Post) error
	// Get finds a post. NotFound when there is none.
	Get(ctx context.Context, id PostID) (Post, error)
	// List lists posts, newest first.
	List(ctx context.Context, f PostFilter) (Page[Post], error)
	// Update loads the post under a lock, lets change alter it and stores it when change returns nil; its assets stay, its
	// responses do not.
	Update(ctx context.Context, by string, id PostID, change func(*Post) error) (Post, error)
	// ByIDs lists those of some posts that are there, in any order.
	ByIDs(ctx context.Context, ids []PostID) ([]Post, error)
	// UpdateAll loads those of some posts that are there and stores together what change alters of them and says that it has.
	UpdateAll(ctx context.Context, by string, ids []PostID, change func(*Post) bool) error
	// Planned finds the planned post that a post may be. NotFound when there is none.
	Planned(ctx context.Context, id PlanItemID) (PlanItem, error)
	// Delete removes a post that was written down by mistake. Conflict when it has tasks.
	Delete(ctx context.Context, by string, id PostID, at time.Time) error
	// Received tells of each asset how the newest of its posts that has a response was received. An asset without one is
	// missing from the answer, which costs a bounded number of questions.
	Received(ctx context.Context, ids []AssetID) (map[AssetID]Received, error)
	// FollowUps lists posts of which something is due at Now, the most urgent first.
	FollowUps(ctx context.Context, f FollowUpFilter) ([]Post, error)
	// CountFollowUps counts what FollowUps would list without its limit.
	CountFollowUps(ctx context.Context, f FollowUpFilter) (int, error)
	// Addresses lists what posts can be found by, of all that have an address, the newest first.
	Addresses(ctx context.Context, limit int) ([]PostAddress, error)
}

// Received is how a post of an asset was received when it was last looked at.
type Received struct {
	Post     PostID
	Account  Ref
	PostedAt time.Time
	Response Response
}

// Posts is the service over what was published.
type Posts struct {
	store    PostStore
	assets   AssetStore
	accounts RegisterStore[Account]
	now      Clock
	newID    IDSource
}

// NewPosts makes the service over what was published.
func NewPosts(store PostStore, assets AssetStore, accounts RegisterStore[Account], now Clock, newID IDSource) *Posts {
	return &Posts{store, assets, accounts, now, newID}
}

// Add writes down that something was posted. What was not cleared for the account's channel is written down too, since it
// has happened, and marked; where somebody on it has said no, it is at once a task to take it down.
func (s *Posts) Add(ctx context.Context, actor Actor, p Post) (Post, error) {
	return s.add(ctx, actor, p, s.newID(), ScopeOf(actor))
}

// add stores a post under an id; Conflict when there is one under it. Its assets are those that scope sees.
func (s *Posts) add(ctx context.Context, actor Actor, p Post, id string, scope Scope) (Post, error) {
	if err := MayPost(actor); err != nil {
		return Post{}, err
	}
	now := s.now()
	p.Entry = Entry{ID: id, Version: 1, CreatedAt: now, UpdatedAt: now}
	if p.PostedBy = actor.ID; p.PostedAt.IsZero() {
		p.PostedAt = now
	}
	var c checker
	p.check(&c, now)
	account, err := s.account(ctx, &c, p.Account.ID)
	if err != nil {
		return Post{}, err
	}
	p.Channel = account.Channel
	p.checkPlace(&c)
	if err := s.checkPlan(ctx, actor, &c, p.Plan); err != nil {
		return Post{}, err
	}
	if err := s.fill(ctx, scope, &c, &p, account); err != nil {
		return Post{}, err
	}
	if err := s.store.Create(ctx, actor.ID, p); err != nil {
		return Post{}, err
	}
	return s.Get(ctx, actor, PostID(p.ID))
}

func (s *Posts) account(ctx context.Context, c *checker, id string) (Account, error) {
	if id == "" {
		return Account{}, nil
	}
	a, err := s.accounts.Get(ctx, id)
	if Is(err, NotFound) {
		c.refuse("account", KeyUnknownRef, Args{"value": id})
		err = nil
	}
	return a, err
}

// checkPlan refuses a planned post that is none, or that the actor may not change: with the post, it is published.
func (s *Posts) checkPlan(ctx context.Context, actor Actor, c *checker, id PlanItemID) error {
	if id == "" {
		return nil
	}
	item, err := s.store.Planned(ctx, id)
	if Is(err, NotFound) {
		c.refuse("plan", KeyUnknownRef, Args{"value": string(id)})
		return nil
	}
	if err != nil {
		return err
	}
	return MayChangePlanItem(actor, item)
}

// fill finds the assets of a post and what has to be told of them.
func (s *Posts) fill(ctx context.Context, scope Scope, c *checker, p *Post, account Account) error {
	ids := make([]AssetID, 0, len(p.Assets))
	for _, a := range p.Assets {
		if !slices.Contains(ids, a.ID) {
			ids = append(ids, a.ID)
		}
	}
	switch {
	case len(ids) == 0:
		c.refuse("assets", KeyNoFilesChosen, nil)
		return c.err()
	case len(ids) > mostPosted:
		c.refuse("assets", KeyOutOfRange, Args{"min": 1, "max": mostPosted})
		return c.err()
	}
	found, err := s.assets.ByIDs(ctx, ids, scope)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if !slices.ContainsFunc(found, func(a Asset) bool { return a.ID == id }) {
			c.refuse(fmt.Sprintf("assets[%d]", i), KeyUnknownFile, Args{"value": string(id)})
		}
	}
	if err := c.err(); err != nil {
		return err
	}
	p.Assets = p.Assets[:0:0]
	if p.ContentType == "" {
		p.ContentType = contentTypeOf(found)
	}
	for _, a := range found {
		posted := PostedAsset{ID: a.ID, Title: a.ShownTitle(), Sources: a.Libraries}
		for _, r := range Clear(a, Use{Channel: account.Channel, Library: LibraryID(account.Library.ID)}, p.PostedAt).Reasons {
			r.Person, r.name = "", ""
			if !slices.ContainsFunc(posted.Refused, func(had Reason) bool { return had.Key == r.Key }) {
				posted.Refused = append(posted.Refused, r)
			}
		}
		p.Assets = append(p.Assets, posted)
	}
	return nil
}

// contentTypeOf is the content type of assets where all that have one agree.
func contentTypeOf(assets []Asset) (out ContentType) {
	for _, a := range assets {
		if a.ContentType == "" || a.ContentType == out {
			continue
		}
		if out != "" {
			return ""
		}
		out = a.ContentType
	}
	return out
}

// Get finds a post.
func (s *Posts) Get(ctx context.Context, actor Actor, id PostID) (Post, error) {
	if err := known(actor); err != nil {
		return Post{}, err
	}
	p, err := s.store.Get(ctx, id)
	if err != nil {
		return Post{}, err
	}
	return p, s.only(ctx, actor, []Post{p})
}

// List lists posts, newest first.
func (s *Posts) List(ctx context.Context, actor Actor, f PostFilter) (Page[Post], error) {
	if err := known(actor); err != nil {
		return Page[Post]{}, err
	}
	page, err := s.store.List(ctx, f)
	if err != nil {
		return page, err
	}
	return page, s.only(ctx, actor, page.Items)
}

// only leaves out the titles of assets that the actor does not see.
func (s *Posts) only(ctx context.Context, actor Actor, posts []Post) error {
	var ids []AssetID
	for _, p := range posts {
		for _, a := range p.Assets {
			ids = append(ids, a.ID)
		}
	}
	slices.Sort(ids)
	seen, err := s.assets.Shown(ctx, slices.Compact(ids), ScopeOf(actor))
	if err != nil {
		return err
	}
	for i := range posts {
		for j := range posts[i].Assets {
			if a := &posts[i].Assets[j]; !slices.ContainsFunc(seen, func(s Asset) bool { return s.ID == a.ID }) {
				a.Title = ""
			}
		}
	}
	return nil
}

// Edit lets change alter when a post was and what it was for, and what came of it. With a version other than 0, Stale comes
// back when the post has another. change may be called more than once.
func (s *Posts) Edit(ctx context.Context, actor Actor, id PostID, version int, change func(*Post)) (Post, error) {
	var c checker
	if err := s.checkOtherPlan(ctx, actor, &c, id, change); err != nil {
		return Post{}, err
	}
	p, err := s.store.Update(ctx, actor.ID, id, func(p *Post) error {
		if err := MayChangePost(actor, *p); err != nil {
			return err
		}
		if version != 0 && version != p.Version {
			return NewError(Stale, KeyStale, nil)
		}
		return p.alter(&c, change, s.now())
	})
	if err != nil {
		return Post{}, err
	}
	return p, s.only(ctx, actor, []Post{p})
}

// checkOtherPlan is checkPlan for a change that names another planned post.
func (s *Posts) checkOtherPlan(ctx context.Context, actor Actor, c *checker, id PostID, change func(*Post)) error {
	was, err := s.store.Get(ctx, id)
	if err != nil {
		return err
	}
	wished := was
	wished.Responses = slices.Clone(was.Responses)
	if change(&wished); wished.Plan == was.Plan || MayChangePost(actor, was) != nil {
		return nil
	}
	return s.checkPlan(ctx, actor, c, wished.Plan)
}

// alter lets change alter a post, and refuses what it cannot be. c holds what was refused before.
func (p *Post) alter(c *checker, change func(*Post), now time.Time) error {
	was := *p
	change(p)
	p.Entry, p.Account, p.Channel, p.Library, p.Assets, p.PostedBy = was.Entry, was.Account, was.Channel, was.Library, was.Assets, was.PostedBy
	refused := checker{fields: slices.Clone(c.fields)}
	p.check(&refused, now)
	if p.Permalink != was.Permalink {
		p.checkPlace(&refused)
	}
	if err := refused.err(); err != nil {
		return err
	}
	p.Version, p.UpdatedAt = p.Version+1, now
	return nil
}

// Remove removes a post that was written down by mistake.
func (s *Posts) Remove(ctx context.Context, actor Actor, id PostID) error {
	p, err := s.store.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := MayRemovePost(actor, p); err != nil {
		return err
	}
	return s.store.Delete(ctx, actor.ID, id, s.now())
}
