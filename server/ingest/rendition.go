package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// spriteCues is what the outside contract calls the WebVTT of a clip's stills.
const spriteCues = "sprite.vtt"

// keepBytes stores a rendition that was made in memory.
func (t *task) keepBytes(ctx context.Context, r thumbs.Rendition) error {
	name := r.Name
	if name == thumbs.SizeVTT {
		name = spriteCues
	}
	return t.keep(ctx, bytes.NewReader(r.Bytes), catalog.Rendition{
		Name: name, Ext: r.Ext, MediaType: r.MediaType, Width: r.Width, Height: r.Height, Size: int64(len(r.Bytes))})
}

// file lets write make a rendition in a local file and stores it.
func (t *task) file(ctx context.Context, name string, write func(target string) (thumbs.File, error)) error {
	if t.has(name) {
		return nil
	}
	target := t.local(name)
	made, err := write(target)
	if err != nil {
		return err
	}
	f, err := os.Open(target)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := t.keep(ctx, f, catalog.Rendition{
		Name: made.Name, Ext: made.Ext, MediaType: made.MediaType, Width: made.Width, Height: made.Height, Size: made.Bytes}); err != nil {
		return err
	}
	return os.Remove(target)
}

func (t *task) keep(ctx context.Context, body io.Reader, r catalog.Rendition) error {
	key, err := t.key(r.Name, r.Ext)
	if err != nil {
		return err
	}
	if _, err := t.deps.Bucket.Put(ctx, key, body, r.Size, r.MediaType); err != nil {
		return fmt.Errorf("store rendition %s: %w", r.Name, err)
	}
	t.made = append(slices.DeleteFunc(slices.Clone(t.made), func(have catalog.Rendition) bool { return have.Name == r.Name }), r)
	return nil
}

// removeRenditions removes the renditions of an asset except those of one version; 0 keeps none.
func (in *Ingest) removeRenditions(ctx context.Context, id catalog.AssetID, except int) error {
	all, err := storage.RenditionsOf(string(id))
	if err != nil {
		return err
	}
	kept := all + storage.Prefix(strconv.Itoa(except)) + "/"
	var old []storage.Key
	for info, err := range in.deps.Bucket.List(ctx, all) {
		if err != nil {
			return fmt.Errorf("list renditions: %w", err)
		}
		if !info.Key.In(kept) {
			old = append(old, info.Key)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return in.deps.Bucket.Remove(ctx, old...)
}
