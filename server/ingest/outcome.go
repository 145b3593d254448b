package ingest

import (
	"context"
	"fmt"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// finish makes the asset ready, and removes the renditions that stood there before.
func (t *task) finish(ctx context.Context) error {
	if err := t.store(ctx, func(a *catalog.Asset) {
		t.show(a)
		a.State, a.Progress = catalog.Ready, 100
	}); err != nil {
		return err
	}
	if slices.ContainsFunc(t.asset.Orders, catalog.Order.Due) { // they may have waited for this
		t.deps.Queue.Enqueue(ctx, t.asset.ID)
	}
	t.tidy(ctx)
	return nil
}

// store changes the asset, unless somebody has asked meanwhile for it to be processed anew.
func (t *task) store(ctx context.Context, change func(*catalog.Asset)) error {
	a, err := t.touch(ctx, t.asset.ID, func(a *catalog.Asset) error {
		if !t.visible && a.State != catalog.Processing || t.visible && a.State != catalog.Ready {
			return errOvertaken
		}
		change(a)
		return nil
	})
	if err == nil {
		t.asset = a
	}
	return err
}

// show puts the renditions made so far on the asset, without taking away what was made on order meanwhile.
func (t *task) show(a *catalog.Asset) {
	newer := slices.DeleteFunc(slices.Clone(a.Renditions), func(r catalog.Rendition) bool { return r.Version <= t.version })
	a.Renditions, a.Pipeline = overlay(t.made, newer), Pipeline
	if poster, ok := a.Rendition(thumbs.SizePoster); t.placeholder != "" && (!ok || poster.Version <= t.version) {
		a.Placeholder = t.placeholder
	}
	if len(t.fingerprints) > 0 {
		a.Fingerprint, a.Fingerprints = t.fingerprints[0], t.fingerprints
	}
}

// overlay lists renditions, those of top in place of those of the same name in base.
func overlay(base, top []catalog.Rendition) []catalog.Rendition {
	out := slices.Clone(base)
	for _, r := range top {
		i := slices.IndexFunc(out, func(have catalog.Rendition) bool { return have.Name == r.Name })
		if i < 0 {
			out = append(out, r)
		} else {
			out[i] = r
		}
	}
	return out
}

// reason says why a file failed in a sentence for people; final is false when it is to be tried again.
func (t *task) reason(err error, attempt int) (r catalog.Reason, final bool) {
	if passes(err) {
		return r, false
	}
	e := fileError(err, t.facts, t.cfg.Limits)
	if e == nil {
		e = toolError(err, t.asset.Kind)
	}
	if e == nil {
		return catalog.Reason{Key: catalog.KeyProcessing}, attempt >= mostTries
	}
	return catalog.Reason{Key: e.Key, Args: e.Args}, true
}

// fail says in the catalogue why the asset cannot be processed. One that was ready before stays as it was.
func (t *task) fail(ctx context.Context, reason catalog.Reason) error {
	err := t.store(ctx, func(a *catalog.Asset) {
		a.Pipeline = Pipeline
		if !t.visible {
			a.State, a.Failure, a.Progress = catalog.Failed, reason, 0
		}
	})
	if err != nil && !catalog.Is(err, catalog.NotFound) {
		return fmt.Errorf("mark asset %s as failed: %w", t.asset.ID, err)
	}
	return nil
}
