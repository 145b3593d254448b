package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// kitLife is how long files that were made for a post are kept. Who asks again later has them made again.
const kitLife = 14 * 24 * time.Hour

// KitFiles makes the files of kits for posting: crops of photos at once, parts of clips in the background, a few at a time.
// What is being made is known to this process alone: after a crash, or on another node, asking begins it anew.
type KitFiles struct {
	bucket *storage.Bucket
	maker  *thumbs.Maker
	crops  *Crops
	dir    string
	now    catalog.Clock
	bench  *bench
}

var _ catalog.KitMaker = (*KitFiles)(nil)

// NewKitFiles makes the maker of kits' files, which works in a folder, given as an absolute path: Config.WorkDir, so that what
// a crash leaves there is removed at the next start. Close must be called.
func NewKitFiles(bucket *storage.Bucket, maker *thumbs.Maker, crops *Crops, dir string, now catalog.Clock) *KitFiles {
	return &KitFiles{bucket: bucket, maker: maker, crops: crops, dir: dir, now: now, bench: newBench(now)}
}

// Close gives up what is being made.
func (k *KitFiles) Close() { k.bench.close() }

// Make implements catalog.KitMaker.
func (k *KitFiles) Make(ctx context.Context, cut catalog.KitCut, wait bool) (catalog.KitObject, error) {
	a := cut.Asset
	a.FocalPoint = cut.Around
	if r, ok := finished(a, cut); ok {
		return rendered(a, r)
	}
	if cut.Format != "" && (a.Kind == catalog.Photo || cut.Cover && cut.CoverAt == nil) {
		r, err := k.crops.Make(ctx, a, cut.Format)
		if err != nil {
			return catalog.KitObject{}, err
		}
		return rendered(a, r)
	}
	if a.Kind != catalog.Video {
		return catalog.KitObject{}, a.Unmade(cut.Format)
	}
	return k.ordered(ctx, a, cut, wait)
}

// finished finds what is made of every asset and serves a kit as it is.
func finished(a catalog.Asset, cut catalog.KitCut) (catalog.Rendition, bool) {
	name := ""
	switch {
	case a.Kind == catalog.Photo && cut.Format == "":
		name = "w2048"
	case a.Kind == catalog.Audio:
		name = thumbs.SizeWeb
	case cut.Cover && cut.CoverAt == nil && cut.Format == "":
		name = thumbs.SizePoster
	case cut.Cover || cut.To > 0 || a.Kind == catalog.Photo:
		return catalog.Rendition{}, false
	case cut.Format == "":
		name = thumbs.SizeWeb
	default:
		r, ok := a.Rendition("clip-" + cut.Format)
		return r, ok && same(r.Around, cut.Around)
	}
	return a.Rendition(name)
}

func rendered(a catalog.Asset, r catalog.Rendition) (catalog.KitObject, error) {
	key, err := renditionKey(a.ID, r)
	return catalog.KitObject{Key: key.String(), Ext: r.Ext, MediaType: r.MediaType, Width: r.Width, Height: r.Height, Size: r.Size, Ready: true, Progress: 100}, err
}

// ordered finds or makes what is made for one post alone: a part of a clip, or a still of it that somebody chose.
func (k *KitFiles) ordered(ctx context.Context, a catalog.Asset, cut catalog.KitCut, wait bool) (catalog.KitObject, error) {
	piece, err := pieceOf(a, cut)
	if err != nil {
		return catalog.KitObject{}, err
	}
	info, err := k.bucket.Stat(ctx, piece.key)
	if err == nil {
		return piece.object(info.Size), nil
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return catalog.KitObject{}, storageError("find file of kit", err)
	}
	if cut.Cover { // that takes no longer than a crop
		size, err := k.still(ctx, a, cut, piece)
		return piece.object(size), err
	}
	work := k.bench.begin(piece.key.String(), func(ctx context.Context, progress thumbs.Progress) (int64, error) {
		return k.film(ctx, a, cut, piece, progress)
	})
	if wait {
		size, err := work.wait(ctx)
		return piece.object(size), err
	}
	return work.stand(piece), nil
}

// piece is a file that is made for one post, as it is going to be.
type piece struct {
	key            storage.Key
	size           thumbs.Size // of the crop; zero: as the clip is
	ext, mediaType string
	width, height  int // pixels; 0 when they are not known before it is made
	focal          thumbs.Focal
}

func (p piece) object(size int64) catalog.KitObject {
	return catalog.KitObject{Key: p.key.String(), Ext: p.ext, MediaType: p.mediaType, Width: p.width, Height: p.height, Size: size, Ready: size > 0, Progress: 100}
}

// pieceOf names a piece by all that it depends on, so that another choice is another object.
func pieceOf(a catalog.Asset, cut catalog.KitCut) (piece, error) {
	p := piece{focal: focalOf(a), ext: "mp4", mediaType: "video/mp4"}
	shape := "whole"
	if cut.Format != "" {
		size, ok := thumbs.LookupSize(cut.Format)
		if !ok || !size.Crop || !size.Picture() {
			return p, catalog.NewError(catalog.NotFound, catalog.KeyNoRendition, catalog.Args{"name": cut.Format})
		}
		p.size, p.width, p.height, shape = size, size.Width, size.Height, size.Name
	}
	name := fmt.Sprintf("%s-%d-%d-%d-%d", shape, thousandths(p.focal.X), thousandths(p.focal.Y), cut.From.Milliseconds(), cut.To.Milliseconds())
	if cut.Cover {
		p.ext, p.mediaType = "jpg", "image/jpeg"
		name = fmt.Sprintf("cover-%s-%d-%d-%d", shape, thousandths(p.focal.X), thousandths(p.focal.Y), cut.CoverAt.Milliseconds())
		if cut.Format == "" {
			p.size, _ = thumbs.LookupSize(thumbs.SizePoster)
		}
	}
	key, err := storage.KitKey(string(a.ID), name, p.ext)
	p.key = key
	return p, err
}

func thousandths(f float64) int { return int(math.Round(f * 1000)) }

// Sweep removes the files of kits that are older than they are kept.
func (k *KitFiles) Sweep(ctx context.Context) error {
	before := k.now().Add(-kitLife)
	var old []storage.Key
	for info, err := range k.bucket.List(ctx, storage.Kits) {
		if err != nil {
			return fmt.Errorf("list files of kits: %w", err)
		}
		if info.ModifiedAt.Before(before) {
			old = append(old, info.Key)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return k.bucket.Remove(ctx, old...)
}
