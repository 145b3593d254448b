package web

import (
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// LikeView is the part of an asset's page that shows what is like it.
type LikeView struct {
	Similar []Like
	Near    []Like // nearly the same picture
	// Earlier is the oldest nearly equal picture that was there before this one.
	Earlier *Like
}

// Like is an asset that is like another, and in what.
type Like struct {
	Card
	Why string
}

const (
	similarShown = 8
	nearShown    = 8
	sharedTold   = 2 // how many things in common are told of each
)

// like shows what is like an asset. Without an index the page is no worse for lacking it.
func (p *Pages) like(c *gin.Context, l *locale.Localizer, a catalog.Asset) (LikeView, error) {
	var view LikeView
	if a.Binned() {
		return view, nil
	}
	ctx, actor := c.Request.Context(), edge.Actor(c)
	near, err := p.Assets.Duplicates(ctx, actor, a.ID, nearShown)
	if err != nil {
		return view, unlessUnavailable(err)
	}
	oldest, shown := a, map[catalog.AssetID]bool{}
	for _, n := range near {
		like := Like{Card: p.card(l, n.Asset, false), Why: l.T("like.added", map[string]any{"date": l.Date(n.Asset.CreatedAt)})}
		view.Near, shown[n.ID] = append(view.Near, like), true
		if n.Asset.CreatedAt.Before(oldest.CreatedAt) {
			oldest, view.Earlier = n.Asset, &like
		}
	}
	similar, err := p.Assets.Similar(ctx, actor, a.ID, similarShown+len(near))
	if err != nil {
		return view, unlessUnavailable(err)
	}
	for _, s := range similar {
		if !shown[s.ID] && len(view.Similar) < similarShown {
			view.Similar = append(view.Similar, Like{Card: p.card(l, s.Asset, false), Why: shared(l, s.Shared)})
		}
	}
	return view, nil
}

func unlessUnavailable(err error) error {
	if catalog.Is(err, catalog.Unavailable) {
		return nil
	}
	return err
}

// shared tells the most telling things that two assets have in common.
func shared(l *locale.Localizer, by []catalog.Filter) string {
	var said []string
	for _, f := range by {
		if key := "similar." + string(f); l.Has(key) && len(said) < sharedTold {
			said = append(said, l.T(key, nil))
		}
	}
	return strings.Join(said, ", ")
}
