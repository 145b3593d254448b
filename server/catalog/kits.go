package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// PlannedPosts is what kits need of the plan.
type PlannedPosts interface {
	Get(ctx context.Context, actor Actor, id PlanItemID) (PlanItem, error)
	// Publish notes that a planned post is out.
	Publish(ctx context.Context, actor Actor, id PlanItemID, post PostID) (PlanItem, error)
}

// Occurrences is what kits need of the offers.
type Occurrences interface {
	// Occurrence finds the occurrence of an offer that its rule has on a day. NotFound when there is none.
	Occurrence(ctx context.Context, actor Actor, offer OfferID, day string) (Occurrence, error)
}

// KitDeps are what kits are put together from. Times in texts are told in Zone.
type KitDeps struct {
	Plan          PlannedPosts
	Occurrences   Occurrences
	Assets        AssetStore
	Accounts      RegisterStore[Account]
	Libraries     RegisterStore[Library]
	Series        RegisterStore[Series]
	RecordingDays RegisterStore[RecordingDay]
	Posts         *Posts
	Maker         KitMaker
	Crops         []Rendition // the shapes that pictures and clips are cut to
	Words         Words
	Zone          *time.Location
	Now           Clock
}

// Kits is the service over the kits for posting.
type Kits struct {
	KitDeps
	limits []ChannelLimit
}

// NewKits makes the service over the kits for posting.
func NewKits(deps KitDeps) (*Kits, error) {
	limits, err := ChannelLimits()
	return &Kits{deps, limits}, err
}

// Limits is the table of what channels take.
func (s *Kits) Limits() []ChannelLimit { return s.limits }

// Get puts the kit of a planned post together, in the language it is planned in unless another is asked for. Files that take
// long are begun, and told as not ready. Withheld comes back when somebody who is shown has said no, Conflict with the reasons
// when an asset is not cleared for its channel and time for another reason, or the post has no channel yet.
func (s *Kits) Get(ctx context.Context, actor Actor, id PlanItemID, language string) (Kit, error) {
	kit, err := s.gather(ctx, actor, id, language)
	if err != nil {
		return Kit{}, err
	}
	for i := range kit.Files {
		f, e := &kit.Files[i], (*Error)(nil)
		if err := s.make(ctx, f, false); errors.As(err, &e) && e.Code != Internal {
			f.Failure = Reason{Key: e.Key, Args: e.Args} // the texts are of use all the same
		} else if err != nil {
			return Kit{}, err
		}
	}
	kit.check(kit.kitParts)
	return kit.Kit, nil
}

// Open puts a kit together with all of its files, waiting for them, and gives leave to open their bytes, in their order.
// Conflict with the reasons comes back while anything blocks it.
func (s *Kits) Open(ctx context.Context, actor Actor, id PlanItemID, language string) (Kit, []Cleared, error) {
	kit, err := s.gather(ctx, actor, id, language)
	if err != nil {
		return Kit{}, nil, err
	}
	if err := kit.unblocked(); err != nil { // before anybody waits
		return Kit{}, nil, err
	}
	for i := range kit.Files {
		if err := s.make(ctx, &kit.Files[i], true); err != nil {
			return Kit{}, nil, err
		}
	}
	if err := kit.unblocked(); err != nil {
		return Kit{}, nil, err
	}
	if kit.assets, err = s.cleared(ctx, actor, kit.Item); err != nil { // it may have taken a while
		return Kit{}, nil, err
	}
	var leave []Cleared
	for _, f := range kit.Files {
		leave = append(leave, Cleared{asset: kit.assets[f.Index], public: true, filled: true})
	}
	return kit.Kit, leave, nil
}

// File makes one file of a kit by its place, waiting for it, and gives leave to open its bytes.
func (s *Kits) File(ctx context.Context, actor Actor, id PlanItemID, place int) (KitFile, Cleared, error) {
	kit, err := s.gather(ctx, actor, id, "")
	if err != nil {
		return KitFile{}, Cleared{}, err
	}
	if place < 0 || place >= len(kit.Files) {
		return KitFile{}, Cleared{}, Missing("file")
	}
	f := &kit.Files[place]
	if err := s.make(ctx, f, true); err != nil {
		return KitFile{}, Cleared{}, err
	}
	if kit.assets, err = s.cleared(ctx, actor, kit.Item); err != nil {
		return KitFile{}, Cleared{}, err
	}
	return *f, Cleared{asset: kit.assets[f.Index], public: true, filled: true}, nil
}

// gathered is a kit with what it was put together from.
type gathered struct {
	Kit
	kitParts
}

// unblocked refuses a kit that cannot be posted as it is.
func (g *gathered) unblocked() error {
	g.check(g.kitParts)
	if blocked := g.Blocked(); len(blocked) > 0 {
		return &Error{Code: Conflict, Key: KeyKitBlocked, Reasons: blocked}
	}
	return nil
}

func (s *Kits) make(ctx context.Context, f *KitFile, wait bool) (err error) {
	if f.KitObject, err = s.Maker.Make(ctx, f.KitCut, wait); err != nil {
		return err
	}
	if f.Ready {
		f.Name += "." + f.Ext
	}
	return nil
}

// gather puts together all of a kit that needs no files.
func (s *Kits) gather(ctx context.Context, actor Actor, id PlanItemID, language string) (gathered, error) {
	item, err := s.Plan.Get(ctx, actor, id)
	if err != nil {
		return gathered{}, err
	}
	if item.Channel == "" {
		return gathered{}, NewError(Conflict, KeyKitNoAccount, nil)
	}
	p := kitParts{item: item, at: item.ShownAt(s.Now()), crops: s.Crops, limits: s.limits, words: s.Words, zone: s.Zone}
	if p.assets, err = s.cleared(ctx, actor, item); err != nil {
		return gathered{}, err
	}
	if err := s.load(ctx, actor, &p); err != nil {
		return gathered{}, err
	}
	p.language = p.languageOf(language)
	return gathered{p.assemble(), p}, nil
}

// assemble makes the kit of its parts.
func (p kitParts) assemble() Kit {
	format := cmp.Or(p.item.Format, usualFormat(p.item.Channel, p.assets))
	k := Kit{Item: p.item, At: p.at, Language: p.language, Format: format, Form: formOf(p.item.Channel, format, p.assets), Files: cuts(p.item, p.assets, format)}
	k.texts(p)
	k.people(p)
	return k
}

// people fills in who is tagged and asked, as they are called on the channel.
func (k *Kit) people(p kitParts) {
	for _, tag := range p.item.Tags {
		k.Tags = withWord(k.Tags, "@"+tag)
	}
	asked := slices.Clone(k.Tags)
	for _, c := range p.item.Collaborators {
		one := KitCollaborator{Collaborator: c, Handle: handleOn(p.item.Channel, p.libraries[c.Library.ID])}
		k.Collaborators, asked = append(k.Collaborators, one), append(asked, one.Handle)
	}
	for _, a := range p.assets {
		for _, l := range a.Libraries {
			handle := handleOn(p.item.Channel, p.libraries[l.ID])
			if l.ID != p.item.AccountLibrary.ID && !slices.Contains(asked, handle) {
				k.Suggested = withWord(k.Suggested, handle)
			}
		}
	}
}

// handleOn is what a library is called on a channel, with @; empty when it is not known.
func handleOn(ch Channel, l Library) string {
	name := l.Instagram
	if ch == Facebook {
		name = l.Facebook
	}
	if name == "" || ch != Instagram && ch != Facebook {
		return ""
	}
	return "@" + name
}

// cleared finds the assets of a planned post in its order, all of which may be shown there then: at its time, or now when
// that is over. It is asked anew every time.
func (s *Kits) cleared(ctx context.Context, actor Actor, item PlanItem) ([]Asset, error) {
	ids := make([]AssetID, len(item.Assets))
	for i, a := range item.Assets {
		ids[i] = a.ID
	}
	found, err := s.Assets.ByIDs(ctx, ids, ScopeOf(actor))
	if err != nil {
		return nil, err
	}
	out := make([]Asset, 0, len(ids))
	refused := &Error{Code: Conflict, Key: KeyKitUncleared}
	for i, id := range ids {
		at := slices.IndexFunc(found, func(a Asset) bool { return a.ID == id })
		if at < 0 { // withheld, binned or gone: whoever does not see it learns no more
			refused.withhold(i, true, Reason{Key: ReasonAssetGone})
			continue
		}
		out = append(out, found[at])
		c := Clear(found[at], item.Use(), item.ShownAt(s.Now()))
		gone := slices.ContainsFunc(c.Reasons, func(why Reason) bool { return gravity(why) == 0 })
		refused.withhold(i, gone, c.For(actor).Reasons...)
	}
	if len(refused.Reasons) > 0 {
		return nil, refused
	}
	return out, nil
}

// withhold adds why the asset at a place may not be shown. One that is gone, since somebody has said no, is to be had no more
// at all.
func (e *Error) withhold(place int, gone bool, reasons ...Reason) {
	if gone {
		e.Code, e.Key = Withheld, KeyKitWithheld
	}
	e.Reasons = addReasons(e.Reasons, reasons)
	for _, why := range reasons {
		e.Fields = append(e.Fields, FieldError{Location: fmt.Sprintf("assets[%d]", place), Key: why.Key, Args: why.Args})
	}
}

// load reads what the texts of a kit tell: one question for each kind of thing.
func (s *Kits) load(ctx context.Context, actor Actor, p *kitParts) error {
	ids, series, day := make([]AssetID, len(p.assets)), "", ""
	for i, a := range p.assets {
		ids[i], series, day = a.ID, cmp.Or(series, a.Series.ID), cmp.Or(day, a.RecordingDay.ID)
	}
	libraries, err := s.Libraries.List(ctx, ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	p.libraries = map[LibraryID]Library{}
	for _, l := range libraries.Items {
		p.libraries[LibraryID(l.ID)] = l
	}
	if p.overrides, err = s.Assets.Overrides(ctx, ids...); err != nil {
		return err
	}
	if p.series, err = ifThere(ctx, series, s.Series.Get); err != nil {
		return err
	}
	if p.day, err = ifThere(ctx, day, s.RecordingDays.Get); err != nil {
		return err
	}
	return s.occurrence(ctx, actor, p)
}

func (s *Kits) occurrence(ctx context.Context, actor Actor, p *kitParts) error {
	if p.item.Offer.ID == "" || p.item.Day == "" || s.Occurrences == nil {
		return nil
	}
	o, err := s.Occurrences.Occurrence(ctx, actor, OfferID(p.item.Offer.ID), p.item.Day)
	if Is(err, NotFound) { // the rule is another by now
		return nil
	}
	p.occurrence = &o
	return err
}

// ifThere finds what an id stands for; none gives the zero value, as does what is gone.
func ifThere[T any](ctx context.Context, id string, get func(context.Context, string) (T, error)) (T, error) {
	var none T
	if id == "" {
		return none, nil
	}
	found, err := get(ctx, id)
	if Is(err, NotFound) {
		return none, nil
	}
	return found, err
}

// Posted writes down that a planned post is out: where it can be seen, and when. Without a time that is now. Conflict when it was
// written down before.
func (s *Kits) Posted(ctx context.Context, actor Actor, id PlanItemID, permalink string, at time.Time) (Post, error) {
	item, err := s.Plan.Get(ctx, actor, id)
	if err != nil {
		return Post{}, err
	}
	switch {
	case item.Post != "":
		return Post{}, NewError(Conflict, KeyPostedBefore, nil)
	case item.Channel == "":
		return Post{}, NewError(Conflict, KeyKitNoAccount, nil)
	}
	if err := MayChangePlanItem(actor, item); err != nil { // before there is a post
		return Post{}, err
	}
	post, err := s.written(ctx, actor, item)
	if post.ID == "" && err == nil {
		post, err = s.Posts.Add(ctx, actor, s.postOf(ctx, actor, item, permalink, at))
	}
	if err != nil {
		return Post{}, err
	}
	_, err = s.Plan.Publish(ctx, actor, id, PostID(post.ID))
	return post, err
}

// written finds the post that was written down of a planned one which does not know of it, since something broke in between; or
// the zero one.
func (s *Kits) written(ctx context.Context, actor Actor, item PlanItem) (Post, error) {
	page, err := s.Posts.List(ctx, actor, PostFilter{Plan: PlanItemID(item.ID), ListFilter: ListFilter{Limit: 1}})
	if err != nil || len(page.Items) == 0 {
		return Post{}, err
	}
	return page.Items[0], nil
}

// postOf is the post that a planned one has become: in the language and shape that its kit has. What has been posted although
// there is no kit of it any more has happened all the same.
func (s *Kits) postOf(ctx context.Context, actor Actor, item PlanItem, permalink string, at time.Time) Post {
	post := Post{Account: item.Account, PostedAt: at, Permalink: permalink, Offer: item.Offer, Day: item.Day, Plan: PlanItemID(item.ID),
		ContentType: item.ContentType, Language: item.Language, Format: item.Format, FollowUp: item.FollowUp}
	if kit, err := s.gather(ctx, actor, PlanItemID(item.ID), ""); err == nil {
		post.Language, post.Format = kit.Language, kit.Format
	}
	for _, a := range item.Assets {
		post.Assets = append(post.Assets, PostedAsset{ID: a.ID})
	}
	return post
}
