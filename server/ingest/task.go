package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
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
	dir      string // local folder of its own
	facts    thumbs.Facts
	progress atomic.Int32 // 0 to 100

	placeholder string
	fingerprint uint64
}

// process brings an asset from where it stands to ready or failed. An error means that it is to be tried again.
func (in *Ingest) process(ctx context.Context, id catalog.AssetID, attempt int) error {
	release, ok := in.take(id)
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
	err = t.guarded(ctx)
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
	in.deps.Log.WarnContext(ctx, "asset cannot be processed", slog.String("asset_id", string(id)), slog.String("key", reason.Key), slog.Any("error", err))
	return t.fail(ctx, reason)
}

// claim says in the catalogue that the asset is being processed.
func (in *Ingest) claim(ctx context.Context, id catalog.AssetID) (*task, error) {
	t := &task{Ingest: in}
	a, err := in.touch(ctx, id, func(a *catalog.Asset) error {
		if a.Binned() || a.Pipeline >= Pipeline && a.State != catalog.Pending && a.State != catalog.Processing {
			return errNotDue
		}
		t.visible = a.State == catalog.Ready
		if !t.visible {
			a.State, a.Failure = catalog.Processing, catalog.Reason{}
		}
		return nil
	})
	t.asset, t.version = a, a.RenditionVersion+1
	if !t.visible && a.Pipeline == Pipeline && len(a.Renditions) > 0 {
		t.version, t.made = a.RenditionVersion, a.Renditions // go on where a crash has cut it off
	}
	return t, err
}

// touch changes an asset and says by its time that somebody is at work on it. What people have written is not meant:
// the asset's version stays.
func (in *Ingest) touch(ctx context.Context, id catalog.AssetID, change func(*catalog.Asset) error) (catalog.Asset, error) {
	return in.deps.Assets.Update(ctx, by, id, func(a *catalog.Asset) error {
		a.UpdatedAt = in.deps.Now()
		return change(a)
	})
}

// guarded runs the steps with a local folder and a heartbeat, and turns a panic into an error.
func (t *task) guarded(ctx context.Context) (err error) {
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
	return t.run(ctx)
}

// heartbeat shows the progress, and that somebody is at work.
func (t *task) heartbeat(ctx context.Context, id catalog.AssetID) {
	tick := time.NewTicker(t.cfg.Idle / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := t.touch(ctx, id, func(a *catalog.Asset) error {
				a.Progress = max(a.Progress, int(t.progress.Load()))
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
	path, sum, err := t.fetch(ctx)
	if err != nil {
		return err
	}
	if err := t.sniff(path); err != nil {
		return err
	}
	if err := t.describe(ctx, path, sum); err != nil {
		return err
	}
	t.progress.Store(10)
	switch t.asset.Kind {
	case catalog.Photo:
		err = t.photo(ctx, path)
	case catalog.Video:
		err = t.clip(ctx, path)
	default:
		err = t.sound(ctx, path)
	}
	if err != nil {
		return err
	}
	return t.finish(ctx)
}

// sniff tells from the bytes what the file is.
func (t *task) sniff(path string) error {
	f, size, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	t.facts, err = thumbs.Inspect(f, size, t.asset.Original.FileName, t.cfg.Limits)
	return err
}

func (t *task) key(name, ext string) (storage.Key, error) {
	return storage.RenditionKey(string(t.asset.ID), strconv.Itoa(t.version), name, ext)
}

func (t *task) local(name string) string { return filepath.Join(t.dir, name) }

func open(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}
