package ingest

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// sound draws the waveform, which stands for a recording wherever a picture is wanted, and makes a version that every
// browser plays.
func (t *task) sound(ctx context.Context, o *original) error {
	clip, err := t.probe(ctx, o.source)
	if err != nil {
		return err
	}
	if err := t.waveform(ctx, o.source, clip); err != nil {
		return err
	}
	return t.file(ctx, thumbs.SizeWeb, func(target string) (thumbs.File, error) {
		return t.deps.Maker.WebAudio(ctx, o.source, clip, target, t.share(30, 95))
	})
}

func (t *task) waveform(ctx context.Context, source thumbs.Source, clip thumbs.Clip) error {
	if t.has(thumbs.SizePoster) {
		return nil
	}
	picture, err := t.deps.Maker.Waveform(ctx, source, clip)
	if err != nil {
		return err
	}
	defer picture.Close()
	names := catalog.RenditionNames(catalog.Audio)
	sizes := slices.DeleteFunc(thumbs.Sizes(), func(s thumbs.Size) bool { return !s.Picture() || !slices.Contains(names, s.Name) })
	if err := t.pictures(ctx, picture, sizes); err != nil {
		return err
	}
	t.fingerprints = nil // waveforms resemble each other
	return t.publish(ctx, nil)
}
