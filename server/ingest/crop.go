package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// cropTimeout bounds the making of one crop, waiting for its turn included.
const cropTimeout = time.Minute

// Crops makes the crops for social media when they are first asked for, and keeps them in the bucket. It is safe for
// concurrent use.
type Crops struct {
	bucket *storage.Bucket
	maker  *thumbs.Maker
	limits thumbs.Limits
	flight singleflight.Group
}

// NewCrops makes the maker of crops.
func NewCrops(bucket *storage.Bucket, maker *thumbs.Maker, limits thumbs.Limits) *Crops {
	return &Crops{bucket: bucket, maker: maker, limits: limits}
}

// cropPattern finds the objects of crops by what cropName adds to a name.
var cropPattern = regexp.MustCompile(`-\d+-\d+\.jpg$`)

// Make finds or makes a crop of an asset around its focal point. The answer's Name and Version are those of the stored
// object: it names the focal point too, so that a crop around another one is another object. NotFound when the kind of
// media has no such crop, the asset is not far enough, or the crop is one that has to be ordered.
func (c *Crops) Make(ctx context.Context, a catalog.Asset, name string) (catalog.Rendition, error) {
	r, key, there, err := c.find(ctx, a, name)
	if err != nil || there {
		return r, err
	}
	size, _ := thumbs.LookupSize(name)
	info, err := c.once(ctx, a, size, focalOf(a), key)
	r.Size = info.Size
	return r, err
}

// find finds a crop as Make does, and where it is kept; there is false when it has not been made yet.
func (c *Crops) find(ctx context.Context, a catalog.Asset, name string) (r catalog.Rendition, key storage.Key, there bool, err error) {
	size, ok := thumbs.LookupSize(name)
	if !ok || !size.Crop || !size.Picture() || !slices.Contains(size.Kinds, thumbs.Kind(a.Kind)) {
		return r, key, false, a.Unmade(name)
	}
	if len(a.Renditions) == 0 {
		return r, key, false, catalog.NewError(catalog.NotFound, catalog.KeyNotReady, nil)
	}
	focal := focalOf(a)
	r = catalog.Rendition{Name: cropName(size, focal), Ext: size.Ext, MediaType: size.MediaType, Width: size.Width, Height: size.Height,
		Version: pictureVersion(a), Around: a.FocalPoint}
	if key, err = renditionKey(a.ID, r); err != nil {
		return r, key, false, storageError("make crop", err)
	}
	info, err := c.bucket.Stat(ctx, key)
	if errors.Is(err, storage.ErrNotFound) {
		return r, key, false, nil
	}
	r.Size = info.Size
	return r, key, err == nil, err
}

// pictureVersion is the version of the picture that crops are cut from: crops of another one are other objects.
func pictureVersion(a catalog.Asset) int {
	if poster, ok := a.Rendition(thumbs.SizePoster); ok {
		return poster.Version
	}
	if len(a.Renditions) > 0 {
		return a.Renditions[0].Version
	}
	return a.RenditionVersion
}

func focalOf(a catalog.Asset) thumbs.Focal {
	if a.FocalPoint == nil {
		return thumbs.Centre()
	}
	return thumbs.Focal{X: a.FocalPoint.X, Y: a.FocalPoint.Y}
}

// cropName names a crop with its focal point in thousandths.
func cropName(size thumbs.Size, f thumbs.Focal) string {
	return fmt.Sprintf("%s-%d-%d", size.Name, int(math.Round(f.X*1000)), int(math.Round(f.Y*1000)))
}

// once makes a crop for all who ask for it at the same time. It is finished even when they leave.
func (c *Crops) once(ctx context.Context, a catalog.Asset, size thumbs.Size, focal thumbs.Focal, key storage.Key) (storage.Info, error) {
	result := c.flight.DoChan(key.String(), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cropTimeout)
		defer cancel()
		return c.make(ctx, a, size, focal, key)
	})
	select {
	case <-ctx.Done():
		return storage.Info{}, ctx.Err()
	case r := <-result:
		info, _ := r.Val.(storage.Info)
		return info, r.Err
	}
}

func (c *Crops) make(ctx context.Context, a catalog.Asset, size thumbs.Size, focal thumbs.Focal, key storage.Key) (storage.Info, error) {
	source, err := c.source(a)
	if err != nil {
		return storage.Info{}, err
	}
	picture, err := c.decode(ctx, source, a.Original.FileName, size)
	if err != nil {
		return storage.Info{}, err
	}
	made, err := picture.Render(size, focal)
	picture.Close()
	if err != nil {
		return storage.Info{}, fmt.Errorf("make crop: %w", err)
	}
	info, err := c.bucket.Put(ctx, key, bytes.NewReader(made.Bytes), int64(len(made.Bytes)), made.MediaType)
	return info, storageError("store crop", err)
}

// source is what crops are cut from: a photo itself, of a clip the poster.
func (c *Crops) source(a catalog.Asset) (storage.Key, error) {
	if a.Kind == catalog.Photo {
		return storage.OriginalKey(string(a.ID), a.Original.Ext)
	}
	poster, ok := a.Rendition(thumbs.SizePoster)
	if !ok {
		return storage.Key{}, catalog.NewError(catalog.NotFound, catalog.KeyNotReady, nil)
	}
	return renditionKey(a.ID, poster)
}

func (c *Crops) decode(ctx context.Context, source storage.Key, fileName string, size thumbs.Size) (*thumbs.Picture, error) {
	info, err := c.bucket.Stat(ctx, source)
	if err != nil {
		return nil, storageError("read picture for crop", err)
	}
	body := &watched{r: c.bucket.ReaderAt(ctx, source, info.Size)}
	facts, err := thumbs.Inspect(body, info.Size, fileName, c.limits)
	var picture *thumbs.Picture
	if err == nil {
		picture, err = c.maker.Decode(ctx, body, info.Size, facts, size)
	}
	switch {
	case err == nil:
		return picture, nil
	case body.failed() != nil:
		return nil, storageError("read picture for crop", body.failed())
	case ctx.Err() != nil:
		return nil, &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyUnavailable, Op: "decode picture for crop", Err: err}
	}
	return nil, fmt.Errorf("decode picture for crop: %w", err)
}
