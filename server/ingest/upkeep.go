package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

const (
	missingAtOnce = 5_000
	purgeAtOnce   = 100
	sweptAtOnce   = 100 // as many as Sweeper removes
)

// sweep looks for missing work and clears away what is over. One kind of trouble does not keep it from the others.
func (in *Ingest) sweep(ctx context.Context) error {
	if !in.upkeep.TryLock() {
		return nil
	}
	defer in.upkeep.Unlock()
	since := in.deps.Now().Add(-in.cfg.Idle)
	return errors.Join(
		in.findMissing(ctx, since),
		in.findOrders(ctx, since),
		sweepAll(ctx, "uploads", in.deps.Uploads),
		sweepAll(ctx, "documents", in.deps.Documents),
		in.passBoundaries(ctx),
		in.forgetBatches(ctx),
		in.purge(ctx),
	)
}

// findMissing queues the assets whose processing is missing and which nobody has touched since a time, and gives up
// those that have cut the program off too often.
func (in *Ingest) findMissing(ctx context.Context, since time.Time) error {
	ids, err := in.deps.Assets.Unfinished(ctx, Pipeline, since, missingAtOnce)
	if err != nil {
		return fmt.Errorf("find unfinished assets: %w", err)
	}
	lost, err := in.insist(ctx, ids, since, func(a catalog.Asset) []errand { return []errand{{asset: a}} })
	for _, e := range lost {
		err = errors.Join(err, in.giveUp(ctx, e.asset.ID))
	}
	return err
}

// findOrders does the same for what was ordered.
func (in *Ingest) findOrders(ctx context.Context, since time.Time) error {
	ids, err := in.deps.Assets.Ordered(ctx, since, missingAtOnce)
	if err != nil {
		return fmt.Errorf("find assets with orders: %w", err)
	}
	lost, err := in.insist(ctx, ids, since, func(a catalog.Asset) []errand {
		return slices.DeleteFunc(errandsOf(a), func(e errand) bool { return e.order == "" })
	})
	for _, e := range lost {
		err = errors.Join(err, in.failOrder(ctx, e.asset.ID, e.order, catalog.Reason{Key: catalog.KeyProcessing}))
	}
	return err
}

func (in *Ingest) insist(ctx context.Context, ids []catalog.AssetID, since time.Time, errands func(catalog.Asset) []errand) ([]errand, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	assets, err := in.deps.Assets.ByIDs(ctx, ids, catalog.WholeScope())
	if err != nil {
		return nil, fmt.Errorf("read assets that have work: %w", err)
	}
	var all []errand
	for _, a := range assets {
		all = append(all, errands(a)...)
	}
	return in.deps.Queue.insist(ctx, all, since)
}

// giveUp marks an asset as one that cannot be processed. One that was ready stays so.
func (in *Ingest) giveUp(ctx context.Context, id catalog.AssetID) error {
	_, err := in.touch(ctx, id, func(a *catalog.Asset) error {
		if a.Pipeline = Pipeline; a.State != catalog.Ready {
			a.State, a.Failure, a.Progress = catalog.Failed, catalog.Reason{Key: catalog.KeyProcessing}, 0
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("give up asset %s: %w", id, err)
	}
	return nil
}

func sweepAll(ctx context.Context, what string, s Sweeper) error {
	for s != nil {
		n, err := s.Sweep(ctx)
		if err != nil {
			return fmt.Errorf("sweep %s: %w", what, err)
		}
		if n < sweptAtOnce {
			return nil
		}
	}
	return nil
}

// boundaryMargin is how far behind the clock boundaries are passed: a node whose own clock is a little slow still sees, when
// it indexes an asset anew, that the time has come.
const boundaryMargin = 5 * time.Second

// passBoundaries has everything followed that has changed by the clock alone.
func (in *Ingest) passBoundaries(ctx context.Context) error {
	if _, err := in.deps.Assets.PassBoundaries(ctx, by, in.deps.Now().Add(-boundaryMargin).In(in.cfg.Zone)); err != nil {
		return fmt.Errorf("pass boundaries: %w", err)
	}
	return nil
}

// forgetBatches forgets what was changed so long ago that nobody undoes it: what was said before is no longer needed.
func (in *Ingest) forgetBatches(ctx context.Context) error {
	if _, err := in.deps.Assets.ForgetBatches(ctx, in.deps.Now().Add(-catalog.BatchLife)); err != nil {
		return fmt.Errorf("forget batches: %w", err)
	}
	return nil
}

// purge removes for good what has lain in the bin long enough: the objects first, so that none is left that nobody
// knows of.
func (in *Ingest) purge(ctx context.Context) error {
	ids, err := in.deps.Assets.BinnedBefore(ctx, in.deps.Now().Add(-in.cfg.BinLife), purgeAtOnce)
	if err != nil {
		return fmt.Errorf("find what is to be purged: %w", err)
	}
	for _, id := range ids {
		if err := in.purgeAsset(ctx, id); err != nil {
			return fmt.Errorf("purge asset %s: %w", id, err)
		}
	}
	return nil
}

func (in *Ingest) purgeAsset(ctx context.Context, id catalog.AssetID) error {
	a, err := in.deps.Assets.Get(ctx, id)
	if err != nil || !a.Binned() {
		return err
	}
	if err := in.removeRenditions(ctx, id, func(storage.Key) bool { return false }); err != nil {
		return err
	}
	if err := in.removeKits(ctx, id); err != nil {
		return err
	}
	original, err := storage.OriginalKey(string(id), a.Original.Ext)
	if err != nil {
		return err
	}
	record, err := storage.RecordKey(string(id))
	if err != nil {
		return err
	}
	if err := in.deps.Bucket.Remove(ctx, original, record); err != nil {
		return err
	}
	return in.deps.Assets.Delete(ctx, by, id)
}
