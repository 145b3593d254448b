package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// by is who the catalogue's changes are attributed to.
const by = "system:ingest"

// mostTries is how often something unforeseen may go wrong with a file before it counts as one that cannot be
// processed.
const mostTries = 3

// Errors that end a task without anything being wrong.
var (
	errNotDue    = errors.New("asset needs no processing")
	errInHand    = errors.New("asset is in hand already")
	errOvertaken = errors.New("asset was asked for anew meanwhile")
)

// task is the processing of one asset.
type task struct {
	*Ingest
	asset    catalog.Asset // as last stored
	visible  bool          // the asset was ready before: it stays so until everything has been made anew
	version  int           // of the renditions that are being made
	made     []catalog.Rendition
	dir      string                    // local folder of its own
	beat     func(*catalog.Asset, int) // shows the progress, 0 to 100, on the asset
	facts    thumbs.Facts
	progress atomic.Int32 // 0 to 100

	placeholder  string
	fingerprints []uint64
}

// process brings an asset from where it stands to ready or failed. An error means that it is to be tried again.
func (in *Ingest) process(ctx context.Context, id catalog.AssetID, attempt int) error {
	release, ok := in.take(string(id))
	if !ok {
		return errInHand
	}
	defer release()
	t, err := in.claim(ctx, id)
	if errors.Is(err, errNotDue) || catalog.Is(err, catalog.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim asset %s: %w", id, err)
	}
	return t.conclude(ctx, t.guarded(ctx, t.run), attempt, func(reason catalog.Reason) error { return t.fail(ctx, reason) })
}

// conclude tells from how the work has ended what follows: nothing, another try, which is an error, or, when it cannot
// be done, fail with the reason for people.
func (t *task) conclude(ctx context.Context, err error, attempt int, fail func(catalog.Reason) error) error {
	id := t.asset.ID
	switch {
	case err == nil, catalog.Is(err, catalog.NotFound):
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errOvertaken):
		return err
	}
	reason, final := t.reason(err, attempt)
	if !final {
		return fmt.Errorf("process asset %s: %w", id, err)
	}
	t.deps.Log.WarnContext(ctx, "asset cannot be processed", slog.String("asset_id", string(id)), slog.String("key", reason.Key), slog.Any("error", err))
	return fail(reason)
}

// claim says in the catalogue that the asset is being processed.
func (in *Ingest) claim(ctx context.Context, id catalog.AssetID) (*task, error) {
	t := &task{Ingest: in, beat: func(a *catalog.Asset, progress int) { a.Progress = max(a.Progress, progress) }}
	a, err := in.touch(ctx, id, func(a *catalog.Asset) error {
		if a.Binned() || !unfinished(*a) {
			return errNotDue
		}
		t.visible = a.State == catalog.Ready
		if !t.visible {
			a.State, a.Failure = catalog.Processing, catalog.Reason{}
		}
		a.RenditionVersion++
		return nil
	})
	t.asset, t.version = a, a.RenditionVersion
	if !t.visible && a.Pipeline == Pipeline {
		t.made = a.Renditions // go on where a crash has cut it off
	}
	return t, err
}

// unfinished reports whether the processing of an asset is missing or of an older version.
func unfinished(a catalog.Asset) bool {
	return a.Pipeline < Pipeline || a.State == catalog.Pending || a.State == catalog.Processing
}

// touch changes an asset and says by its time that somebody is at work on it. What people have written is not meant:
// the asset's version stays.
func (in *Ingest) touch(ctx context.Context, id catalog.AssetID, change func(*catalog.Asset) error) (catalog.Asset, error) {
	return in.deps.Assets.Update(ctx, by, id, func(a *catalog.Asset) error {
		a.UpdatedAt = in.deps.Now()
		return change(a)
	})
}

// guarded runs steps with a local folder and a heartbeat, and turns a panic into an error.
func (t *task) guarded(ctx context.Context, steps func(context.Context) error) (err error) {
	if t.dir, err = os.MkdirTemp(t.cfg.WorkDir, "job-"); err != nil {
		return fmt.Errorf("make job folder: %w", err)
	}
	dir := t.dir
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
		if gone := os.RemoveAll(dir); err == nil && gone != nil {
			t.deps.Log.WarnContext(ctx, "remove job folder", slog.Any("error", gone))
		}
	}()
	beat, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	id := t.asset.ID // the steps replace the asset while the heart beats
	go func() { defer close(done); t.heartbeat(beat, id) }()
	defer func() { stop(); <-done }()
	return steps(ctx)
}

// heartbeat shows the progress, and that somebody is at work.
func (t *task) heartbeat(ctx context.Context, id catalog.AssetID) {
	tick := time.NewTicker(t.cfg.Idle / 10)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := t.touch(ctx, id, func(a *catalog.Asset) error {
				t.beat(a, int(t.progress.Load()))
				return nil
			})
			if err != nil && ctx.Err() == nil {
				t.deps.Log.WarnContext(ctx, "show progress", slog.String("asset_id", string(id)), slog.Any("error", err))
			}
		}
	}
}

// run takes the steps in order.
func (t *task) run(ctx context.Context) error {
	o, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer o.Close()
	if err := t.sniff(o); err != nil {
		return err
	}
	if err := t.describe(ctx, o); err != nil {
		return err
	}
	switch t.asset.Kind {
	case catalog.Photo:
		t.progress.Store(10)
		err = t.photo(ctx, o)
	case catalog.Video:
		err = t.clip(ctx, o)
	default:
		err = t.sound(ctx, o)
	}
	if err != nil {
		return err
	}
	return t.finish(ctx)
}

// open gives the original: of a clip where it lies, so that there is a poster before the whole of it has come.
func (t *task) open(ctx context.Context) (*original, error) {
	if t.asset.Kind == catalog.Video {
		return t.remote(ctx)
	}
	o, sum, err := t.fetch(ctx, nil)
	if err != nil {
		return nil, err
	}
	return o, t.hashed(ctx, sum)
}

// sniff tells from the bytes what the file is.
func (t *task) sniff(o *original) (err error) {
	t.facts, err = thumbs.Inspect(o, o.size, t.asset.Original.FileName, t.cfg.Limits)
	if fault := o.fault(); fault != nil {
		return fmt.Errorf("read original: %w", fault)
	}
	return err
}

func (t *task) local(name string) string { return filepath.Join(t.dir, name) }
