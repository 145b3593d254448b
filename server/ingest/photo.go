package ingest

import (
	"context"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// photo makes the sizes of a photo from one decoding.
func (t *task) photo(ctx context.Context, o *original) error {
	sizes := thumbs.PictureSizes(thumbs.Photo)
	var picture *thumbs.Picture
	if err := background(func() (err error) {
		picture, err = t.deps.Maker.Decode(ctx, o, o.size, t.facts, sizes...)
		return err
	}); err != nil {
		return err
	}
	defer picture.Close()
	return t.pictures(ctx, picture, sizes)
}

// pictures makes and stores sizes of a picture, with its placeholder and its fingerprints.
func (t *task) pictures(ctx context.Context, p *thumbs.Picture, sizes []thumbs.Size) error {
	var made []thumbs.Rendition
	if err := background(func() (err error) {
		made, err = t.render(ctx, p, sizes)
		return err
	}); err != nil {
		return err
	}
	return t.keepBytes(ctx, made...)
}

func (t *task) render(ctx context.Context, p *thumbs.Picture, sizes []thumbs.Size) ([]thumbs.Rendition, error) {
	made, err := p.RenderSet(ctx, sizes, thumbs.Centre())
	if err != nil {
		return nil, err
	}
	if t.placeholder, err = p.Placeholder(); err != nil {
		return nil, err
	}
	t.fingerprints, err = p.Prints()
	return made, err
}
