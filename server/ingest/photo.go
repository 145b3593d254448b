package ingest

import (
	"context"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// photo makes the sizes of a photo from one decoding.
func (t *task) photo(ctx context.Context, path string) error {
	f, size, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	picture, err := t.deps.Maker.Decode(ctx, f, size, t.facts)
	if err != nil {
		return err
	}
	defer picture.Close()
	return t.pictures(ctx, picture, thumbs.PictureSizes(thumbs.Photo))
}

// pictures makes and stores sizes of a picture, with its placeholder and its fingerprint.
func (t *task) pictures(ctx context.Context, p *thumbs.Picture, sizes []thumbs.Size) error {
	made, err := p.RenderSet(ctx, sizes, thumbs.Centre())
	if err != nil {
		return err
	}
	if t.placeholder, err = p.Placeholder(); err != nil {
		return err
	}
	if t.fingerprint, err = p.Hash(); err != nil {
		return err
	}
	for _, r := range made {
		if err := t.keepBytes(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
