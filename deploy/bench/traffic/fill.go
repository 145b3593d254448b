package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/ingest"
)

const by = "bench" // who has made all of it

// filler fills an empty database.
type filler struct {
	db    *database.Database
	seed  uint64
	notes io.Writer
}

// fill makes a database with the registers and n assets, in the state in which processing leaves them.
func fill(ctx context.Context, file string, seed uint64, n int, notes io.Writer) (err error) {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("fill database: %s is there already", file)
	}
	db, err := database.Open(ctx, database.Config{URL: file})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	f := filler{db, seed, notes}
	if err := f.registers(ctx); err != nil {
		return err
	}
	for i := range n {
		if i%5000 == 0 {
			fmt.Fprintf(notes, "filling the database: %d of %d\n", i, n)
		}
		if err := db.Assets().Create(ctx, by, asset(collection.At(seed, i)), false); err != nil {
			return err
		}
	}
	return settle(ctx, db)
}

// records is the name under which ingest remembers up to which change it has written the records beside the originals.
const records = "records"

// settle makes the changes old news to ingest: there are no originals, and writing their records is not what is measured.
func settle(ctx context.Context, db *database.Database) error {
	last, err := db.Changes().Last(ctx)
	if err != nil {
		return err
	}
	return db.Bookmarks().SetBookmark(ctx, records, last)
}

func (f filler) registers(ctx context.Context) error {
	fmt.Fprintln(f.notes, "filling the registers")
	if err := register(ctx, f.db.Libraries(), collection.Libraries, func(i int) catalog.Library {
		l := collection.Library(i)
		return catalog.Library{Entry: entry(l.ID), Slug: l.ID, Name: l.Name}
	}); err != nil {
		return err
	}
	if err := register(ctx, f.db.Presenters(), collection.Presenters, func(i int) catalog.Presenter {
		p := collection.Presenter(i)
		return catalog.Presenter{Entry: entry(p.ID), Name: p.Name, Active: true}
	}); err != nil {
		return err
	}
	if err := register(ctx, f.db.Books(), collection.Books, func(i int) catalog.Book {
		b := collection.Book(i)
		return catalog.Book{Entry: entry(b.ID), Title: b.Name, Authors: []string{collection.Author(i)}}
	}); err != nil {
		return err
	}
	return register(ctx, f.db.Series(), collection.Series, func(i int) catalog.Series {
		s := collection.SeriesAt(i)
		return catalog.Series{Entry: entry(s.ID), Name: s.Name}
	})
}

func register[T any](ctx context.Context, r *database.Register[T], n int, at func(i int) T) error {
	for i := range n {
		if err := r.Create(ctx, by, at(i)); err != nil {
			return err
		}
	}
	return nil
}

func entry(id string) catalog.Entry {
	now := time.Now()
	return catalog.Entry{ID: id, Version: 1, CreatedAt: now, UpdatedAt: now}
}

// asset is a record as the catalogue keeps it.
func asset(r collection.Record) catalog.Asset {
	a := catalog.Asset{ID: catalog.AssetID(r.ID), Kind: catalog.MediaKind(r.Kind), State: catalog.Ready, Progress: 100, Title: r.Title,
		Description: r.Description, ContentType: catalog.ContentType(r.ContentType), Libraries: []catalog.LibraryRef{{ID: catalog.LibraryID(r.Library.ID)}},
		Presenters: []catalog.Ref{{ID: r.Presenter.ID}}, Series: catalog.Ref{ID: r.Series.ID}, Language: r.Language, RecordedAt: r.RecordedAt,
		RecordedAtSource: "exif", PeopleStatus: catalog.PeopleNobody, Renditions: renditions(r.Kind), Placeholder: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
		Fingerprint: r.Prints[0], Fingerprints: r.Prints, RenditionVersion: 1, Pipeline: ingest.Pipeline,
		Original:  catalog.Original{FileName: r.ID + ".jpg", Ext: "jpg", MediaType: "image/jpeg", Size: 4_000_000, Width: 4032, Height: 3024},
		CreatedBy: by, CreatedAt: r.RecordedAt.Add(time.Hour), UpdatedAt: r.RecordedAt.Add(time.Hour), Version: 1}
	if r.Kind == "video" {
		a.Original.MediaType, a.Original.Ext, a.Original.Duration = "video/mp4", "mp4", 40*time.Second
	}
	if r.Book.ID != "" {
		a.Books = []catalog.BookRef{{ID: catalog.BookID(r.Book.ID)}}
	}
	for _, t := range r.Tags {
		a.Tags = append(a.Tags, t.Name)
	}
	return a
}

// renditions are those that every asset of a kind has.
func renditions(kind string) []catalog.Rendition {
	var out []catalog.Rendition
	for _, width := range []int{320, 640, 1280, 2048} {
		out = append(out, catalog.Rendition{Name: fmt.Sprint("w", width), Ext: "jpg", MediaType: "image/jpeg", Width: width, Height: width * 3 / 4,
			Size: int64(width * width / 8), Version: 1})
	}
	if kind == "video" {
		out = append(out, catalog.Rendition{Name: catalog.PosterName, Ext: "jpg", MediaType: "image/jpeg", Width: 1280, Height: 720, Size: 200_000, Version: 1})
	}
	return out
}
