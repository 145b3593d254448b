package api

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type order struct {
	Name     string  `json:"name" doc:"A clip's crop, or poster while a new one is being made."`
	Progress int     `json:"progress" doc:"0 to 100."`
	Failure  *string `json:"failure" doc:"Why it could not be made, in the reader's language; order it again to try again."`
}

type orderInput struct {
	ID   string `path:"id"`
	Name string `path:"name" doc:"clip-square, clip-portrait or clip-story."`
}

// orderAnswer tells by its status whether something is still to be made.
type orderAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   asset
}

type trimInput struct {
	ID   string `path:"id"`
	Body struct {
		From float64 `json:"from" doc:"Seconds. Where it can, the cut begins at the key frame at or before it."`
		To   float64 `json:"to" doc:"Seconds; at least half a second after from."`
	}
}

func (r *routes) clips() {
	order := describe(assetsTag, http.MethodPost, "/assets/{id}/renditions/{name}", "order-rendition", "Have a crop of a clip made", 202)
	order.Responses = map[string]*huma.Response{"200": r.assetResponse(http.StatusOK)} // it is there already
	handle(r, order, r.orderRendition)
	handle(r, describe(assetsTag, http.MethodPost, "/assets/{id}/trim", "trim-asset", "Cut a part out of a clip, as an asset of its own", 201), r.trimAsset)
}

// orderRendition answers 200 when the rendition is there and 202 while it is being made.
func (r *routes) orderRendition(ctx context.Context, c call, in *orderInput) (*orderAnswer, error) {
	a, err := r.Assets.OrderRendition(ctx, c.actor, catalog.AssetID(in.ID), in.Name)
	if err != nil {
		return nil, err
	}
	out := &orderAnswer{Status: http.StatusOK, ETag: tagOf(a.Version), Body: r.asset(c, a)}
	if a.Order(in.Name) != nil {
		out.Status = http.StatusAccepted
	}
	return out, nil
}

func (r *routes) trimAsset(ctx context.Context, c call, in *trimInput) (*assetAnswer, error) {
	a, err := r.Assets.Trim(ctx, c.actor, catalog.AssetID(in.ID), duration(in.Body.From), duration(in.Body.To))
	return r.answerAsset(c, a), err
}

// duration makes a time of seconds; beyond what a time can be, the longest or shortest.
func duration(seconds float64) time.Duration {
	ns := seconds * float64(time.Second)
	switch {
	case ns >= math.MaxInt64:
		return math.MaxInt64
	case ns <= math.MinInt64:
		return math.MinInt64
	}
	return time.Duration(ns)
}

func ordersOf(c call, a catalog.Asset) []order {
	return each(a.Orders, func(o catalog.Order) order {
		out := order{Name: o.Name, Progress: o.Progress}
		if o.Failure.Key != "" {
			out.Failure = &c.reasons([]catalog.Reason{o.Failure})[0]
		}
		return out
	})
}

// posterAt is the moment of the poster that people chose, in seconds.
func posterAt(a catalog.Asset) *float64 {
	if a.PosterAt == nil {
		return nil
	}
	return new(a.PosterAt.Seconds())
}
