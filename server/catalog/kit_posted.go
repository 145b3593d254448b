package catalog

import (
	"context"
	"strings"
	"time"
)

// Posted writes down that a planned post is out: where it can be seen, and when. Without a time that is now. Who says it again, or
// at the same time as somebody else, gets the post that is written down already; an address that is told later is added to it.
// Conflict when it has another address.
func (s *Kits) Posted(ctx context.Context, actor Actor, id PlanItemID, permalink string, at time.Time) (Post, error) {
	item, err := s.Plan.Get(ctx, actor, id)
	if err != nil {
		return Post{}, err
	}
	if item.Channel == "" {
		return Post{}, NewError(Conflict, KeyKitNoAccount, nil)
	}
	if err := MayChangePlanItem(actor, item); err != nil { // before there is a post
		return Post{}, err
	}
	post, err := s.write(ctx, actor, item, strings.TrimSpace(permalink), at)
	if err == nil && item.Post != PostID(post.ID) {
		_, err = s.Plan.Publish(ctx, actor, id, PostID(post.ID))
	}
	return post, err
}

// write finds or writes down the post that a planned one has become. It has the id of the planned one, so that there is never a
// second.
func (s *Kits) write(ctx context.Context, actor Actor, item PlanItem, permalink string, at time.Time) (Post, error) {
	had, err := s.written(ctx, actor, item)
	if err != nil {
		return Post{}, err
	}
	if had.ID != "" {
		return s.addressed(ctx, actor, had, permalink)
	}
	post, err := s.postOf(ctx, actor, item, permalink, at)
	if err != nil {
		return Post{}, err
	}
	made, err := s.Posts.add(ctx, actor, post, item.ID, WholeScope())
	if !Is(err, Conflict) {
		return made, err
	}
	if had, missing := s.written(ctx, actor, item); missing == nil && had.ID != "" { // somebody else was faster
		return s.addressed(ctx, actor, had, permalink)
	}
	return Post{}, err
}

// addressed adds an address to a post that has none.
func (s *Kits) addressed(ctx context.Context, actor Actor, post Post, permalink string) (Post, error) {
	switch {
	case permalink == "" || permalink == post.Permalink:
		return post, nil
	case post.Permalink != "":
		return Post{}, NewError(Conflict, KeyPostedBefore, nil)
	}
	return s.Posts.Edit(ctx, actor, PostID(post.ID), 0, func(p *Post) { p.Permalink = permalink })
}

// written finds the post that was written down of a planned one, which need not know of it since something broke in between; or
// the zero one.
func (s *Kits) written(ctx context.Context, actor Actor, item PlanItem) (Post, error) {
	if item.Post != "" {
		post, err := s.Posts.Get(ctx, actor, item.Post)
		if !Is(err, NotFound) { // else it was removed again
			return post, err
		}
	}
	page, err := s.Posts.List(ctx, actor, PostFilter{Plan: PlanItemID(item.ID), ListFilter: ListFilter{Limit: 1}})
	if err != nil || len(page.Items) == 0 {
		return Post{}, err
	}
	return page.Items[0], nil
}

// postOf is the post that a planned one has become: in the language and shape that its kit has. What has been posted although
// there is no kit of it any more has happened all the same, and whoever says so need not see all that was on it.
func (s *Kits) postOf(ctx context.Context, actor Actor, item PlanItem, permalink string, at time.Time) (Post, error) {
	post := Post{Account: item.Account, PostedAt: at, Permalink: permalink, Offer: item.Offer, Day: item.Day, Plan: PlanItemID(item.ID),
		ContentType: item.ContentType, Language: item.Language, Format: item.Format, FollowUp: item.FollowUp}
	if kit, err := s.gather(ctx, actor, PlanItemID(item.ID), ""); err == nil {
		post.Language, post.Format = kit.Language, kit.Format
	}
	if post.Format == FormatOriginal {
		post.Format = ""
	}
	ids := make([]AssetID, len(item.Assets))
	for i, a := range item.Assets {
		ids[i] = a.ID
	}
	found, err := s.Assets.ByIDs(ctx, ids, WholeScope())
	if err != nil {
		return Post{}, err
	}
	for _, a := range found {
		post.Assets = append(post.Assets, PostedAsset{ID: a.ID})
	}
	if len(post.Assets) == 0 {
		return Post{}, NewError(Conflict, FindingNoAssets, nil)
	}
	return post, nil
}
