package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// spriteCues is what the outside contract calls the WebVTT of a clip's stills.
const spriteCues = "sprite.vtt"

// keepBytes stores renditions that were made in memory, all at the same time: storage takes its time for each to be
// durable.
func (t *task) keepBytes(ctx context.Context, made ...thumbs.Rendition) error {
	kept := make([]catalog.Rendition, len(made))
	group, ctx := errgroup.WithContext(ctx)
	for i, r := range made {
		kept[i] = catalog.Rendition{Name: r.Name, Ext: r.Ext, MediaType: r.MediaType, Width: r.Width, Height: r.Height, Size: int64(len(r.Bytes)), Version: t.version}
		if r.Name == thumbs.SizeVTT {
			kept[i].Name = spriteCues
		}
		group.Go(func() error { return t.put(ctx, bytes.NewReader(r.Bytes), kept[i]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	t.made = overlay(t.made, kept)
	return nil
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
	r := catalog.Rendition{Name: made.Name, Ext: made.Ext, MediaType: made.MediaType, Width: made.Width, Height: made.Height, Size: made.Bytes, Version: t.version}
	if err := t.put(ctx, f, r); err != nil {
		return err
	}
	t.made = overlay(t.made, []catalog.Rendition{r})
	return os.Remove(target)
}

func (t *task) put(ctx context.Context, body io.Reader, r catalog.Rendition) error {
	key, err := renditionKey(t.asset.ID, r)
	if err != nil {
		return err
	}
	if _, err := t.deps.Bucket.Put(ctx, key, body, r.Size, r.MediaType); err != nil {
		return fmt.Errorf("store rendition %s: %w", r.Name, err)
	}
	return nil
}

// renditionKey names the object of a rendition.
func renditionKey(id catalog.AssetID, r catalog.Rendition) (storage.Key, error) {
	return storage.RenditionKey(string(id), strconv.Itoa(r.Version), r.Name, r.Ext)
}

// tidy removes the objects that the asset's renditions have replaced, once nothing more is being made of it. What
// cannot be removed is left for the next time.
func (t *task) tidy(ctx context.Context) {
	a := t.asset
	if a.State != catalog.Ready || unfinished(a) || a.RenditionVersion < 2 || slices.ContainsFunc(a.Orders, catalog.Order.Due) {
		return
	}
	if err := t.removeRenditions(ctx, a.ID, func(key storage.Key) bool { return shown(a, key) }); err != nil {
		t.deps.Log.WarnContext(ctx, "remove old renditions", slog.String("asset_id", string(a.ID)), slog.Any("error", err))
	}
}

// shown reports whether an object belongs to what an asset shows now: its renditions and the crops of its picture. What
// was begun since the asset was read counts, too.
func shown(a catalog.Asset, key storage.Key) bool {
	for _, r := range a.Renditions {
		if k, err := renditionKey(a.ID, r); err == nil && k == key {
			return true
		}
	}
	version, _, _ := strings.Cut(strings.TrimPrefix(key.String(), string(storage.Renditions)+string(a.ID)+"/"), "/")
	n, err := strconv.Atoi(version)
	return err != nil || n > a.RenditionVersion || n == pictureVersion(a) && cropPattern.MatchString(key.String())
}

// removeRenditions removes the objects made from an asset except those to be kept.
func (in *Ingest) removeRenditions(ctx context.Context, id catalog.AssetID, keep func(storage.Key) bool) error {
	all, err := storage.RenditionsOf(string(id))
	if err != nil {
		return err
	}
	return in.removeAll(ctx, all, keep)
}

// removeKits removes what was made of an asset for posts.
func (in *Ingest) removeKits(ctx context.Context, id catalog.AssetID) error {
	all, err := storage.KitsOf(string(id))
	if err != nil {
		return err
	}
	return in.removeAll(ctx, all, func(storage.Key) bool { return false })
}

func (in *Ingest) removeAll(ctx context.Context, all storage.Prefix, keep func(storage.Key) bool) error {
	var old []storage.Key
	for info, err := range in.deps.Bucket.List(ctx, all) {
		if err != nil {
			return fmt.Errorf("list %s: %w", all, err)
		}
		if !keep(info.Key) {
			old = append(old, info.Key)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return in.deps.Bucket.Remove(ctx, old...)
}
