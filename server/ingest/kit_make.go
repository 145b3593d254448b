package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// open gives what a clip is cut from where it lies, and what is in it.
func (k *KitFiles) open(ctx context.Context, a catalog.Asset) (thumbs.Source, thumbs.Clip, error) {
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		return thumbs.Source{}, thumbs.Clip{}, err
	}
	size := a.Original.Size
	if web, ok := a.Rendition(thumbs.SizeWeb); ok && a.Kind == catalog.Audio { // a sound is cut as the whole of it goes out
		if key, err = renditionKey(a.ID, web); err != nil {
			return thumbs.Source{}, thumbs.Clip{}, err
		}
		size = web.Size
	}
	source := thumbs.Ranges(k.bucket.ReaderAt(ctx, key, size), size)
	clip, err := k.maker.Probe(ctx, source)
	return source, clip, err
}

// still makes the cover of a clip at a moment that somebody chose.
func (k *KitFiles) still(ctx context.Context, a catalog.Asset, cut catalog.KitCut, p piece) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, cropTimeout)
	defer cancel()
	source, clip, err := k.open(ctx, a)
	if err != nil {
		return 0, cutError(ctx, a, err)
	}
	picture, err := k.maker.Frame(ctx, source, clip, *cut.CoverAt)
	if err != nil {
		return 0, cutError(ctx, a, err)
	}
	made, err := picture.Render(p.size, p.focal)
	picture.Close()
	if err != nil {
		return 0, fmt.Errorf("make cover: %w", err)
	}
	_, err = k.bucket.Put(ctx, p.key, bytes.NewReader(made.Bytes), int64(len(made.Bytes)), p.mediaType)
	return int64(len(made.Bytes)), storageError("store cover", err)
}

// film makes a part of a clip, cut to shape, or of a sound.
func (k *KitFiles) film(ctx context.Context, a catalog.Asset, cut catalog.KitCut, p piece, progress thumbs.Progress) (int64, error) {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return 0, fmt.Errorf("make work folder: %w", err)
	}
	dir, err := os.MkdirTemp(k.dir, "kit-")
	if err != nil {
		return 0, fmt.Errorf("make folder of a kit: %w", err)
	}
	defer os.RemoveAll(dir)
	source, clip, err := k.open(ctx, a)
	if err != nil {
		return 0, cutError(ctx, a, err)
	}
	target := filepath.Join(dir, "film")
	made, err := k.excerpt(ctx, source, clip, a, cut, p, target, progress)
	if err != nil {
		return 0, cutError(ctx, a, err)
	}
	f, err := os.Open(target)
	if err != nil {
		return 0, err
	}
	_, err = k.bucket.Put(ctx, p.key, f, made.Bytes, p.mediaType)
	return made.Bytes, errors.Join(storageError("store film of kit", err), f.Close())
}

func (k *KitFiles) excerpt(ctx context.Context, source thumbs.Source, clip thumbs.Clip, a catalog.Asset, cut catalog.KitCut, p piece, target string, progress thumbs.Progress) (thumbs.File, error) {
	if a.Kind == catalog.Audio {
		made, err := k.maker.Trim(ctx, source, clip, cut.From, cut.To, target, progress)
		return made.File, err
	}
	return k.maker.Excerpt(ctx, source, clip, thumbs.Part{From: cut.From, To: cut.To}, p.size, p.focal, target, progress)
}
