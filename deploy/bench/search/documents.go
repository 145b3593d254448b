package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/indexer"
)

// document is a record as the index takes it.
func document(r collection.Record) indexer.Document {
	d := indexer.Document{ID: r.ID, Title: r.Title, Description: r.Description, Libraries: refs(r.Library), Presenters: refs(r.Presenter),
		Series: refs(r.Series), Books: refs(r.Book), Tags: refs(r.Tags...), ContentType: r.ContentType, Kind: r.Kind, Language: r.Language,
		State: "ready", Orientation: "landscape", Clearance: []string{"cleared"}, Visibility: visibility(), RecordedAt: r.RecordedAt,
		CreatedAt: r.RecordedAt.Add(time.Hour), Prints: r.Prints}
	if r.Author != "" {
		d.Authors = refs(collection.Ref{ID: r.Author, Name: r.Author})
	}
	return d
}

func refs(all ...collection.Ref) []indexer.Ref {
	var out []indexer.Ref
	for _, r := range all {
		if r.ID != "" {
			out = append(out, indexer.Ref{ID: r.ID, Name: r.Name})
		}
	}
	return out
}

// atOnce is how many documents stand in a batch while the index is filled.
const atOnce = 2000

// build fills a new index and tells how long that took without the making of the records.
func build(ctx context.Context, dir string, seed uint64, n int) (took time.Duration, err error) {
	x, err := openIndex(dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	start := time.Now()
	var making time.Duration
	err = x.Rebuild(ctx, func(ctx context.Context, w *indexer.Writer) error {
		for from := 0; from < n; from += atOnce {
			made := time.Now()
			b := indexer.Batch{Seq: int64(n)}
			for i := from; i < min(from+atOnce, n); i++ {
				b.Upserts = append(b.Upserts, document(collection.At(seed, i)))
			}
			making += time.Since(made)
			if err := w.Apply(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
	return time.Since(start) - making, err
}

func openIndex(dir string) (*indexer.Index, error) {
	cfg := indexer.DefaultConfig()
	cfg.Dir = dir
	return indexer.Open(cfg)
}

// bytesIn is the size of all files in a folder.
func bytesIn(dir string) (sum int64, err error) {
	err = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
