package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// clip makes the poster and the sizes of it, which are shown at once, then what takes time: a silent preview, a
// version that every browser plays, and the stills for scrubbing.
func (t *task) clip(ctx context.Context, path string) error {
	clip, err := t.probe(ctx, path)
	if err != nil {
		return err
	}
	if err := t.poster(ctx, path, clip); err != nil {
		return err
	}
	t.progress.Store(20)
	if err := t.preview(ctx, path, clip); err != nil {
		return err
	}
	t.progress.Store(35)
	if err := t.file(ctx, thumbs.SizeWeb, func(target string) (thumbs.File, error) {
		return t.deps.Maker.Web(ctx, path, clip, target, t.share(35, 90))
	}); err != nil {
		return err
	}
	t.progress.Store(90)
	return t.sprite(ctx, path, clip)
}

// probe asks what is in a clip and corrects its size and length on the asset.
func (t *task) probe(ctx context.Context, path string) (thumbs.Clip, error) {
	clip, err := t.deps.Maker.Probe(ctx, path)
	if err != nil {
		return clip, err
	}
	return clip, t.store(ctx, func(a *catalog.Asset) { t.measure(a, clip.Width, clip.Height, clip.Duration) })
}

func (t *task) poster(ctx context.Context, path string, clip thumbs.Clip) error {
	if t.has(thumbs.SizePoster) {
		return nil
	}
	picture, err := t.deps.Maker.Poster(ctx, path, clip)
	if err != nil {
		return err
	}
	defer picture.Close()
	if err := t.pictures(ctx, picture, thumbs.PictureSizes(thumbs.Video)); err != nil {
		return err
	}
	return t.publish(ctx)
}

func (t *task) preview(ctx context.Context, path string, clip thumbs.Clip) error {
	err := t.file(ctx, thumbs.SizePreview, func(target string) (thumbs.File, error) {
		return t.deps.Maker.Preview(ctx, path, clip, target, t.share(20, 35))
	})
	if err != nil {
		return t.without(ctx, thumbs.SizePreview, err)
	}
	return t.publish(ctx)
}

func (t *task) sprite(ctx context.Context, path string, clip thumbs.Clip) error {
	if t.has(thumbs.SizeSprite) || clip.Duration <= 0 {
		return nil
	}
	sheet, err := t.deps.Maker.Sprite(ctx, path, clip, thumbs.SizeSprite+".jpg")
	if err != nil {
		return t.without(ctx, thumbs.SizeSprite, err)
	}
	if err := t.keepBytes(ctx, sheet.Picture); err != nil {
		return err
	}
	return t.keepBytes(ctx, sheet.VTT)
}

// without goes on without a rendition that a clip does not allow and that is not essential.
func (t *task) without(ctx context.Context, name string, err error) error {
	if !errors.Is(err, thumbs.ErrUnreadable) {
		return err
	}
	t.deps.Log.InfoContext(ctx, "clip goes without a rendition", slog.String("asset_id", string(t.asset.ID)), slog.String("rendition", name), slog.Any("error", err))
	return nil
}

// publish shows what has been made so far, unless older renditions are shown meanwhile.
func (t *task) publish(ctx context.Context) error {
	if t.visible {
		return nil
	}
	return t.store(ctx, func(a *catalog.Asset) {
		t.show(a)
		a.Progress = int(t.progress.Load())
	})
}

// has reports whether a rendition was made before a crash.
func (t *task) has(name string) bool {
	return slices.ContainsFunc(t.made, func(r catalog.Rendition) bool { return r.Name == name })
}

// share counts the progress of one step, from and to being percents of the whole.
func (t *task) share(from, to int32) thumbs.Progress {
	return func(done float64) { t.progress.Store(from + int32(done*float64(to-from))) }
}
