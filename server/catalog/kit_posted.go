package catalog

import (
	"context"
	"time"
)

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
