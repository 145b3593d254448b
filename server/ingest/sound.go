package ingest

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// sound draws the waveform, which stands for a recording wherever a picture is wanted, and makes a version that every
// browser plays.
func (t *task) sound(ctx context.Context, path string) error {
	clip, err := t.probe(ctx, path)
	if err != nil {
		return err
	}
	if err := t.waveform(ctx, path, clip); err != nil {
		return err
	}
	return t.file(ctx, thumbs.SizeWeb, func(target string) (thumbs.File, error) {
		return t.deps.Maker.WebAudio(ctx, path, clip, target, t.share(30, 95))
	})
}

func (t *task) waveform(ctx context.Context, path string, clip thumbs.Clip) error {
	if t.has(thumbs.SizePoster) {
		return nil
	}
	picture, err := t.deps.Maker.Waveform(ctx, path, clip)
	if err != nil {
		return err
	}
	defer picture.Close()
	names := catalog.RenditionNames(catalog.Audio)
	sizes := slices.DeleteFunc(thumbs.Sizes(), func(s thumbs.Size) bool { return !s.Picture() || !slices.Contains(names, s.Name) })
	if err := t.pictures(ctx, picture, sizes); err != nil {
		return err
	}
	t.fingerprint = 0 // waveforms resemble each other
	return t.publish(ctx)
}
