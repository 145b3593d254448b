package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// clip makes the poster and the sizes of it, which are shown at once and need only a piece of the file, then what takes
// all of it and time: a silent preview, a version that every browser plays, the stills for scrubbing, and the crops
// that people had ordered of it before.
func (t *task) clip(ctx context.Context, o *original) error {
	clip, err := t.probe(ctx, o.source)
	if err != nil {
		return err
	}
	if err := t.poster(ctx, o.source, clip); err != nil {
		return err
	}
	near, err := t.near(ctx, o)
	if err != nil {
		return err
	}
	defer near.Close()
	if err := t.preview(ctx, near.source, clip); err != nil {
		return err
	}
	if err := t.file(ctx, thumbs.SizeWeb, func(target string) (thumbs.File, error) {
		return t.deps.Maker.Web(ctx, near.source, clip, target, t.share(30, 85))
	}); err != nil {
		return err
	}
	if err := t.sprite(ctx, near.source, clip); err != nil {
		return err
	}
	return t.crops(ctx, near.source, clip)
}

// near brings an original into the job's folder, and hashes it.
func (t *task) near(ctx context.Context, o *original) (*original, error) {
	if o.local != nil {
		return o, nil
	}
	near, sum, err := t.fetch(ctx, t.share(5, 15))
	if err != nil {
		return nil, err
	}
	return near, t.hashed(ctx, sum)
}

// probe asks what is in a clip and corrects its size and length on the asset.
func (t *task) probe(ctx context.Context, source thumbs.Source) (thumbs.Clip, error) {
	clip, err := t.deps.Maker.Probe(ctx, source)
	if err != nil {
		return clip, err
	}
	return clip, t.store(ctx, func(a *catalog.Asset) { t.measure(a, clip.Width, clip.Height, clip.Duration) })
}

func (t *task) poster(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	if t.has(thumbs.SizePoster) {
		return nil
	}
	at := t.asset.PosterAt
	if err := t.paint(ctx, source, clip); err != nil {
		return err
	}
	t.progress.Store(5)
	return t.publish(ctx, func(a *catalog.Asset) {
		if same(a.PosterAt, at) {
			a.Delivered(catalog.PosterName)
		}
	})
}

// paint makes the poster and the sizes of it: of the moment that people chose, or of one that the program chooses.
func (t *task) paint(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	picture, err := t.still(ctx, source, clip)
	if err != nil {
		return err
	}
	defer picture.Close()
	return t.pictures(ctx, picture, thumbs.PictureSizes(thumbs.Video))
}

func (t *task) still(ctx context.Context, source thumbs.Source, clip thumbs.Clip) (*thumbs.Picture, error) {
	if at := t.asset.PosterAt; at != nil && (clip.Duration <= 0 || *at < clip.Duration) {
		return t.deps.Maker.Frame(ctx, source, clip, *at)
	}
	return t.deps.Maker.Poster(ctx, source, clip)
}

func (t *task) preview(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	err := t.file(ctx, thumbs.SizePreview, func(target string) (thumbs.File, error) {
		return t.deps.Maker.Preview(ctx, source, clip, target, t.share(15, 30))
	})
	if err != nil {
		return t.without(ctx, thumbs.SizePreview, err)
	}
	return t.publish(ctx, nil)
}

func (t *task) sprite(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	if t.has(thumbs.SizeSprite) || clip.Duration <= 0 {
		return nil
	}
	sheet, err := t.deps.Maker.Sprite(ctx, source, clip, thumbs.SizeSprite+".jpg")
	if err != nil {
		return t.without(ctx, thumbs.SizeSprite, err)
	}
	if len(sheet.Hashes) > 0 {
		t.fingerprints = sheet.Hashes
	}
	return t.keepBytes(ctx, sheet.Picture, sheet.VTT)
}

// crops makes the crops anew that had been made on order.
func (t *task) crops(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	for i, name := range catalog.ClipCrops() {
		if _, had := t.asset.Rendition(name); !had {
			continue
		}
		from := int32(90 + 3*i)
		if err := t.reframe(ctx, source, clip, name, t.share(from, from+3)); err != nil {
			return err
		}
	}
	return nil
}

// reframe makes one crop of a clip around the focal point.
func (t *task) reframe(ctx context.Context, source thumbs.Source, clip thumbs.Clip, name string, progress thumbs.Progress) error {
	size, _ := thumbs.LookupSize(name)
	around, focal := t.asset.FocalPoint, focalOf(t.asset)
	if err := t.file(ctx, name, func(target string) (thumbs.File, error) {
		return t.deps.Maker.Reframe(ctx, source, clip, size, focal, target, progress)
	}); err != nil {
		return err
	}
	for i := range t.made {
		if t.made[i].Name == name {
			t.made[i].Around = around
		}
	}
	return nil
}

// without goes on without a rendition that a clip does not allow and that is not essential.
func (t *task) without(ctx context.Context, name string, err error) error {
	if !errors.Is(err, thumbs.ErrUnreadable) {
		return err
	}
	t.deps.Log.InfoContext(ctx, "clip goes without a rendition", slog.String("asset_id", string(t.asset.ID)), slog.String("rendition", name), slog.Any("error", err))
	return nil
}

// publish shows what has been made so far, unless older renditions are shown meanwhile. also may be nil.
func (t *task) publish(ctx context.Context, also func(*catalog.Asset)) error {
	if t.visible {
		return nil
	}
	return t.store(ctx, func(a *catalog.Asset) {
		t.show(a)
		a.Progress = int(t.progress.Load())
		if also != nil {
			also(a)
		}
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
