package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type likeInput struct {
	ID    string `path:"id"`
	Limit int    `query:"limit" doc:"At most 50; 12 unless told."`
}

type similarAsset struct {
	Asset   asset    `json:"asset"`
	Score   float64  `json:"score" doc:"0 to 1, higher is more alike."`
	Reasons []string `json:"reasons" doc:"What both belong to, as names of filters, the most telling first; title where their words are alike."`
}

type similarAssets struct {
	Items []similarAsset `json:"items"`
}

type nearDuplicate struct {
	Asset    asset `json:"asset"`
	Distance int   `json:"distance" doc:"In how many of 64 bits the two pictures' hashes differ; 0 is the same picture."`
}

type nearDuplicates struct {
	Items []nearDuplicate `json:"items"`
}

func (r *routes) similar(ctx context.Context, c call, in *likeInput) (*answer[similarAssets], error) {
	found, err := r.Assets.Similar(ctx, c.actor, catalog.AssetID(in.ID), in.Limit)
	return answerWith(similarAssets{Items: each(found, func(s catalog.Alike) similarAsset {
		reasons := each(s.Shared, func(f catalog.Filter) string { return string(f) })
		return similarAsset{Asset: r.asset(c, s.Asset), Score: s.Score, Reasons: reasons}
	})}), err
}

func (r *routes) duplicates(ctx context.Context, c call, in *likeInput) (*answer[nearDuplicates], error) {
	found, err := r.Assets.Duplicates(ctx, c.actor, catalog.AssetID(in.ID), in.Limit)
	return answerWith(nearDuplicates{Items: each(found, func(n catalog.Near) nearDuplicate {
		return nearDuplicate{Asset: r.asset(c, n.Asset), Distance: n.Distance}
	})}), err
}
