package ingest

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// finish makes the asset ready, and removes the renditions that stood there before.
func (t *task) finish(ctx context.Context) error {
	if err := t.store(ctx, func(a *catalog.Asset) {
		t.show(a)
		a.State, a.Progress = catalog.Ready, 100
	}); err != nil {
		return err
	}
	if t.version < 2 {
		return nil
	}
	if err := t.removeRenditions(ctx, t.asset.ID, t.version); err != nil {
		t.deps.Log.WarnContext(ctx, "remove old renditions", slog.String("asset_id", string(t.asset.ID)), slog.Any("error", err))
	}
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

// show puts the renditions made so far on the asset.
func (t *task) show(a *catalog.Asset) {
	a.Renditions, a.RenditionVersion, a.Pipeline = t.made, t.version, Pipeline
	if t.placeholder != "" {
		a.Placeholder, a.Fingerprint = t.placeholder, t.fingerprint
	}
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
