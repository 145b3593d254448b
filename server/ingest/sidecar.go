package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// follower is the name that the sidecar records keep their place in the changes under.
const follower = "records"

const changesAtOnce = 500

// follow brings the sidecar records up to date with the changes. Several followers at once write the same.
func (in *Ingest) follow(ctx context.Context) error {
	if !in.records.TryLock() {
		return nil
	}
	defer in.records.Unlock()
	seq, err := in.deps.Bookmarks.Bookmark(ctx, follower)
	if err != nil {
		return fmt.Errorf("find place in changes: %w", err)
	}
	for {
		changes, err := in.deps.Changes.Since(ctx, seq, changesAtOnce)
		if err != nil {
			return fmt.Errorf("read changes: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
		if err := in.rewrite(ctx, changes); err != nil {
			return err
		}
		seq = changes[len(changes)-1].Seq
		if err := in.deps.Bookmarks.SetBookmark(ctx, follower, seq); err != nil {
			return fmt.Errorf("keep place in changes: %w", err)
		}
	}
}

// rewrite writes the records that changes bear on.
func (in *Ingest) rewrite(ctx context.Context, changes []catalog.Change) error {
	ids, err := in.deps.Changes.Touched(ctx, changes)
	if err != nil {
		return fmt.Errorf("find what changes bear on: %w", err)
	}
	for _, id := range ids {
		if err := in.writeRecord(ctx, id); err != nil {
			return fmt.Errorf("write record of asset %s: %w", id, err)
		}
	}
	return nil
}

// writeRecord writes the record of an asset, or removes it when the asset is gone.
func (in *Ingest) writeRecord(ctx context.Context, id catalog.AssetID) error {
	key, err := storage.RecordKey(string(id))
	if err != nil {
		return err
	}
	a, err := in.deps.Assets.Get(ctx, id)
	if catalog.Is(err, catalog.NotFound) {
		return in.deps.Bucket.Remove(ctx, key)
	}
	if err != nil {
		return err
	}
	captions, err := in.deps.Assets.Captions(ctx, id)
	if err != nil {
		return err
	}
	overrides, err := in.deps.Assets.Overrides(ctx, id)
	if err != nil {
		return err
	}
	object, err := storage.OriginalKey(string(id), a.Original.Ext)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(recordOf(a, captions, overrides, object.String()), "", "  ")
	if err != nil {
		return err
	}
	_, err = in.deps.Bucket.Put(ctx, key, bytes.NewReader(text), int64(len(text)), "application/json")
	return err
}

// ReadRecord reads a sidecar record. It fails for one of a later version.
func ReadRecord(text []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(text, &r); err != nil {
		return Record{}, fmt.Errorf("read record: %w", err)
	}
	switch {
	case r.Format != RecordFormat || r.ID == "":
		return Record{}, errors.New("read record: is none")
	case r.Version < 1 || r.Version > RecordVersion:
		return Record{}, fmt.Errorf("read record: version %d is not known", r.Version)
	}
	return r, nil
}
