package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type batchInput struct {
	Body struct {
		Changes []assetChange `json:"changes" maxItems:"500" doc:"Each asset once."`
	}
}

type assetChange struct {
	ID      string     `json:"id"`
	Version int        `json:"version,omitempty" minimum:"0" doc:"The version that the change was made on. Without it the last write wins."`
	Patch   assetPatch `json:"patch"`
}

// batch is what somebody has changed in one go.
type batch struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Changed int       `json:"changed" doc:"Assets that became different."`
}

type undoOutcome struct {
	Changed int           `json:"changed"`
	Refused []bulkRefusal `json:"refused" doc:"What somebody has changed since, or what may not be edited."`
}

func (r *routes) batches() {
	handle(r, describe(assetsTag, http.MethodPost, "/assets/batch", "patch-assets-each", "Describe many assets, each in its own way", 200), r.patchEach)
	handle(r, describe(assetsTag, http.MethodGet, "/batches/last", "get-last-batch", "What you changed last in one go and have not undone", 200), r.lastBatch)
	handle(r, describe(assetsTag, http.MethodPost, "/batches/{id}/undo", "undo-batch", "Put back what was changed in one go", 200), r.undoBatch)
}

func (r *routes) patchEach(ctx context.Context, c call, in *batchInput) (*answer[bulkOutcome], error) {
	seen := map[string]bool{}
	changes := make([]catalog.AssetChange, len(in.Body.Changes))
	for i, one := range in.Body.Changes {
		at := fmt.Sprintf("changes[%d]", i)
		if seen[one.ID] {
			return nil, refuseField(at+".id", catalog.KeyExists, catalog.Args{"value": one.ID})
		}
		seen[one.ID] = true
		patch, err := one.Patch.patch(r.cfg.Zone)
		if err != nil {
			return nil, within(err, at+".patch")
		}
		changes[i] = catalog.AssetChange{ID: catalog.AssetID(one.ID), Version: one.Version, Patch: patch}
	}
	out, err := r.Assets.EditEach(ctx, c.actor, changes)
	return answerWith(bulkOutcomeOf(c, out)), err
}

func (r *routes) lastBatch(ctx context.Context, c call, _ *none) (*answer[batch], error) {
	b, err := r.Assets.LastBatch(ctx, c.actor)
	return answerWith(batch{ID: string(b.ID), At: b.At, Changed: b.Changed}), err
}

func (r *routes) undoBatch(ctx context.Context, c call, in *byID) (*answer[undoOutcome], error) {
	out, err := r.Assets.UndoBatch(ctx, c.actor, catalog.BatchID(in.ID))
	return answerWith(undoOutcome{Changed: out.Changed, Refused: refusals(c, out.Refused)}), err
}
