package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// fulfil makes what was ordered of an asset. An error means that it is to be tried again.
func (in *Ingest) fulfil(ctx context.Context, id catalog.AssetID, name string, attempt int) error {
	release, ok := in.take(string(id) + "/" + name)
	if !ok {
		return errInHand
	}
	defer release()
	t, err := in.claimOrder(ctx, id, name)
	if errors.Is(err, errNotDue) || catalog.Is(err, catalog.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim %s of asset %s: %w", name, id, err)
	}
	err = t.guarded(ctx, func(ctx context.Context) error { return t.makeOrder(ctx, name) })
	if err != nil {
		err = fmt.Errorf("make %s: %w", name, err)
	}
	return t.conclude(ctx, err, attempt, func(reason catalog.Reason) error { return in.failOrder(ctx, id, name, reason) })
}

// claimOrder begins the work on an order. An asset that nothing has been made of yet is processed first, which asks for
// its orders again.
func (in *Ingest) claimOrder(ctx context.Context, id catalog.AssetID, name string) (*task, error) {
	t := &task{Ingest: in, beat: func(a *catalog.Asset, progress int) {
		if o := a.Order(name); o != nil {
			o.Progress = progress
		}
	}}
	a, err := in.touch(ctx, id, func(a *catalog.Asset) error {
		o := a.Order(name)
		waits := len(a.Renditions) == 0 && (a.State == catalog.Pending || a.State == catalog.Processing)
		if o == nil || !o.Due() || a.Binned() || waits {
			return errNotDue
		}
		o.Progress = 0
		a.RenditionVersion++
		return nil
	})
	t.asset, t.version = a, a.RenditionVersion
	return t, err
}

// makeOrder makes a poster or a crop of a clip from the original where it lies, and shows it.
func (t *task) makeOrder(ctx context.Context, name string) error {
	o, err := t.remote(ctx)
	if err != nil {
		return err
	}
	clip, err := t.deps.Maker.Probe(ctx, o.source)
	if err != nil {
		return err
	}
	if name == catalog.PosterName {
		err = t.paint(ctx, o.source, clip)
	} else {
		err = t.reframe(ctx, o.source, clip, name, t.share(0, 100))
	}
	if err != nil {
		return err
	}
	return t.deliver(ctx, name)
}

// deliver shows what was made on order, in place of what stood there, unless something else is wanted by now.
func (t *task) deliver(ctx context.Context, name string) error {
	a, err := t.touch(ctx, t.asset.ID, func(a *catalog.Asset) error {
		old, _ := a.Rendition(name)
		if name == catalog.PosterName && !same(a.PosterAt, t.asset.PosterAt) ||
			name != catalog.PosterName && !same(a.FocalPoint, t.asset.FocalPoint) || old.Version > t.version {
			return errOvertaken
		}
		a.Renditions = overlay(a.Renditions, t.made)
		if name == catalog.PosterName {
			a.Placeholder = t.placeholder
		}
		a.Delivered(name)
		return nil
	})
	if err != nil {
		return err
	}
	t.asset = a
	t.tidy(ctx)
	return nil
}

// failOrder says in the catalogue why an order cannot be made.
func (in *Ingest) failOrder(ctx context.Context, id catalog.AssetID, name string, reason catalog.Reason) error {
	_, err := in.touch(ctx, id, func(a *catalog.Asset) error {
		if o := a.Order(name); o != nil {
			o.Failure, o.Progress = reason, 0
		}
		return nil
	})
	if err != nil && !catalog.Is(err, catalog.NotFound) {
		return fmt.Errorf("mark %s of asset %s as failed: %w", name, id, err)
	}
	return nil
}

// errandsOf lists what is to be done for an asset.
func errandsOf(a catalog.Asset) []errand {
	var list []errand
	if unfinished(a) {
		list = append(list, errand{asset: a})
	}
	for _, o := range a.Orders {
		if o.Due() {
			list = append(list, errand{asset: a, order: o.Name})
		}
	}
	return list
}

// same reports whether two choices of people are the same; nil leaves it to the program.
func same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
