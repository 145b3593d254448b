package demo

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
)

// quality is the JPEG quality of the cards.
const quality = 88

// Write writes the asset's file. Cards are JPEG in the format's own size, clips MP4 of 720×1280
// pixels; a clip needs ffmpeg, or else the error is [ErrNoFFmpeg] and nothing is written.
func (a Asset) Write(ctx context.Context, w io.Writer) error {
	err := ctx.Err()
	switch {
	case err != nil:
	case a.Kind == Video:
		err = a.clip(ctx, w)
	default:
		err = a.card.still(w)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", a.FileName, err)
	}
	return nil
}

func (c card) still(w io.Writer) error {
	img, err := c.draw()
	if err != nil {
		return err
	}
	return jpeg.Encode(w, img, &jpeg.Options{Quality: quality})
}

// clip goes by a temporary file: the index of an MP4 comes first and is known last.
func (a Asset) clip(ctx context.Context, w io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "fellesmappa-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "clip.mp4")
	if err := a.card.film(ctx, path, a.RecordedAt); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
