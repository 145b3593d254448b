package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type exposure struct {
	Account reference `json:"account"`
	Channel string    `json:"channel"`
	Count   int       `json:"count" doc:"Posts with the asset, with what was cut from it or it was cut from, and with what looks the same."`
	LastAt  time.Time `json:"last_at"`
	Alike   bool      `json:"alike" doc:"None of them was with the asset itself."`
}

type assetExposures struct {
	Asset     string     `json:"asset"`
	Exposures []exposure `json:"exposures" doc:"What each audience was shown, the newest first."`
}

type exposureList struct {
	Items []assetExposures `json:"items"`
}

type exposureInput struct {
	Assets []string `query:"asset,explode" doc:"Ids of assets; may be repeated, at most 500 times."`
}

func (r *routes) exposures() {
	handle(r, describe(assetsTag, http.MethodGet, "/exposures", "list-exposures", "What audiences have seen of assets, by all that was posted", 200), r.listExposures)
}

func (r *routes) listExposures(ctx context.Context, c call, in *exposureInput) (*answer[exposureList], error) {
	ids := each(in.Assets, func(id string) catalog.AssetID { return catalog.AssetID(id) })
	seen, err := r.Exposures.Of(ctx, c.actor, ids)
	if err != nil {
		return nil, err
	}
	out := exposureList{Items: []assetExposures{}}
	for _, id := range ids {
		out.Items = append(out.Items, assetExposures{Asset: string(id), Exposures: each(seen[id], exposureOf)})
	}
	return answerWith(out), nil
}

func exposureOf(e catalog.Exposure) exposure {
	return exposure{Account: referenceOf(e.Account), Channel: string(e.Channel), Count: e.Count, LastAt: e.LastAt, Alike: e.Alike}
}
