package api

import (
	"context"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type pairsInput struct {
	IDs []string `query:"id,explode" doc:"The assets, at most 500; or else recording_day."`
	Day string   `query:"recording_day" doc:"All that belongs to this day."`
}

type pair struct {
	Earlier  asset `json:"earlier" doc:"The one that was there first."`
	Later    asset `json:"later"`
	Distance int   `json:"distance" doc:"In how many of 64 bits the two pictures' hashes differ; 0 is the same picture or the same bytes."`
}

type pairList struct {
	Items   []pair `json:"items" doc:"The nearest first; without those of which both are wanted."`
	Pending int    `json:"pending" doc:"How many of the assets are still being processed: ask again."`
}

type keepInput struct {
	Body struct {
		Pairs []pairOfIDs `json:"pairs" doc:"At most 500."`
	}
}

type pairOfIDs struct {
	Asset string `json:"asset"`
	Other string `json:"other"`
}

type keepOutcome struct {
	Kept int `json:"kept"`
}

const mostKept = 500

func (r *routes) pairs() {
	handle(r, describe(assetsTag, http.MethodGet, "/pairs", "list-pairs", "What looks nearly the same", 200), r.listPairs)
	handle(r, describe(assetsTag, http.MethodPost, "/pairs/keep", "keep-pairs", "Say that both are wanted", 200), r.keepPairs)
}

func (r *routes) listPairs(ctx context.Context, c call, in *pairsInput) (*answer[pairList], error) {
	if (len(in.IDs) == 0) == (in.Day == "") {
		return nil, refuseField("id", catalog.KeyRequired, nil)
	}
	find := func() (catalog.Pairs, error) {
		return r.Assets.PairsOfDay(ctx, c.actor, catalog.RecordingDayID(in.Day))
	}
	if in.Day == "" {
		ids := each(in.IDs, func(id string) catalog.AssetID { return catalog.AssetID(id) })
		find = func() (catalog.Pairs, error) { return r.Assets.Pairs(ctx, c.actor, ids) }
	}
	found, err := find()
	return answerWith(pairList{Pending: found.Pending, Items: each(found.Items, func(p catalog.Pair) pair {
		return pair{Earlier: r.asset(c, p.Earlier), Later: r.asset(c, p.Later), Distance: p.Distance}
	})}), err
}

func (r *routes) keepPairs(ctx context.Context, c call, in *keepInput) (*answer[keepOutcome], error) {
	if len(in.Body.Pairs) > mostKept {
		return nil, refuseField("pairs", catalog.KeyOutOfRange, catalog.Args{"min": 1, "max": mostKept})
	}
	for _, p := range in.Body.Pairs {
		if err := r.Assets.KeepPair(ctx, c.actor, catalog.AssetID(p.Asset), catalog.AssetID(p.Other)); err != nil {
			return nil, err
		}
	}
	return answerWith(keepOutcome{Kept: len(in.Body.Pairs)}), nil
}
