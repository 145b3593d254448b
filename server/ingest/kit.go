package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// kitLife is how long files that were made for a post are kept. Who asks again later has them made again.
const kitLife = 14 * 24 * time.Hour

// KitFiles makes the files of kits for posting in the background, a few at a time. What is being made is known to this process
// alone: after a crash, or on another node, asking begins it anew. Nodes that make the same file at once make the same bytes under
// the same key, so that it matters to nobody which of them is last, and nobody waits for one that died.
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
func NewKitFiles(bucket *storage.Bucket, maker *thumbs.Maker, crops *Crops, dir string, now catalog.Clock, log *slog.Logger) *KitFiles {
	return &KitFiles{bucket: bucket, maker: maker, crops: crops, dir: dir, now: now, bench: newBench(now, log)}
}

// Close gives up what is being made.
func (k *KitFiles) Close() { k.bench.close() }

// Make implements catalog.KitMaker.
func (k *KitFiles) Make(ctx context.Context, cut catalog.KitCut, patience time.Duration) (catalog.KitObject, error) {
	a := cut.Asset
	a.FocalPoint = cut.Around
	if r, ok := finished(a, cut); ok {
		return rendered(a, r)
	}
	made, o, err := k.order(ctx, a, cut)
	if err != nil || made.Ready {
		return made, err
	}
	w, err := k.bench.begin(o)
	if err != nil {
		return catalog.KitObject{}, err
	}
	return w.wait(ctx, patience)
}

// order finds a file that has been made, or says how it is to be.
func (k *KitFiles) order(ctx context.Context, a catalog.Asset, cut catalog.KitCut) (made catalog.KitObject, o order, err error) {
	switch {
	case cut.Format != "" && (a.Kind == catalog.Photo || cut.Cover && cut.CoverAt == nil):
		return k.cropped(ctx, a, cut.Format)
	case a.Kind == catalog.Photo:
		return made, o, a.Unmade(cut.Format)
	}
	return k.ordered(ctx, a, cut)
}

// cropped finds or orders a crop of a photo, or of a clip's poster.
func (k *KitFiles) cropped(ctx context.Context, a catalog.Asset, format string) (made catalog.KitObject, o order, err error) {
	r, key, there, err := k.crops.find(ctx, a, format)
	if err != nil {
		return made, o, err
	}
	if there {
		made, err = rendered(a, r)
		return made, o, err
	}
	return made, order{key: key.String(), turns: k.bench.stills, do: func(ctx context.Context, _ thumbs.Progress) (catalog.KitObject, error) {
		r, err := k.crops.Make(ctx, a, format)
		if err != nil {
			return catalog.KitObject{}, err
		}
		return rendered(a, r)
	}}, nil
}

// finished finds what is made of every asset and serves a kit as it is.
func finished(a catalog.Asset, cut catalog.KitCut) (catalog.Rendition, bool) {
	name := ""
	switch {
	case a.Kind == catalog.Photo && cut.Format == "":
		name = "w2048"
	case a.Kind == catalog.Audio && cut.From == 0 && cut.To == 0:
		name = thumbs.SizeWeb
	case cut.Cover && cut.CoverAt == nil && cut.Format == "":
		name = thumbs.SizePoster
	case cut.Cover || cut.From > 0 || cut.To > 0 || a.Kind == catalog.Photo:
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

// ordered finds or orders what is made for one post alone: a part of a clip or a sound, or a still of it that somebody chose.
func (k *KitFiles) ordered(ctx context.Context, a catalog.Asset, cut catalog.KitCut) (made catalog.KitObject, o order, err error) {
	piece, err := pieceOf(a, cut)
	if err != nil {
		return made, o, err
	}
	if made, err = k.found(ctx, piece); err != nil || made.Ready {
		return made, o, err
	}
	o = order{key: piece.key.String(), turns: k.bench.films}
	if cut.Cover {
		o.turns = k.bench.stills
	}
	o.do = func(ctx context.Context, progress thumbs.Progress) (catalog.KitObject, error) {
		made, err := k.found(ctx, piece) // it may have been made since it was looked for, by another node too
		if err != nil || made.Ready {
			return made, err
		}
		var size int64
		if cut.Cover {
			size, err = k.still(ctx, a, cut, piece)
		} else {
			size, err = k.film(ctx, a, cut, piece, progress)
		}
		if err == nil {
			err = k.outlived(ctx, a, piece)
		}
		if err != nil {
			return catalog.KitObject{}, err
		}
		return piece.object(size), nil
	}
	return made, o, nil
}

// found finds a piece that has been made; it is not ready when it has not.
func (k *KitFiles) found(ctx context.Context, p piece) (catalog.KitObject, error) {
	info, err := k.bucket.Stat(ctx, p.key)
	if errors.Is(err, storage.ErrNotFound) {
		return catalog.KitObject{}, nil
	}
	return p.object(info.Size), storageError("find file of kit", err)
}

// outlived removes a piece again when the asset that it was made of has been purged meanwhile.
func (k *KitFiles) outlived(ctx context.Context, a catalog.Asset, p piece) error {
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		return err
	}
	if _, err = k.bucket.Stat(ctx, key); !errors.Is(err, storage.ErrNotFound) {
		return storageError("find original", err)
	}
	return errors.Join(catalog.Missing("asset"), k.bucket.Remove(ctx, p.key))
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
	if a.Kind == catalog.Audio {
		web, ok := a.Rendition(thumbs.SizeWeb)
		if !ok {
			return p, a.Unmade(thumbs.SizeWeb)
		}
		p.ext, p.mediaType, shape = web.Ext, web.MediaType, "sound"
	}
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
