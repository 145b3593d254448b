package database

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// References looks up what references stand for.
type References struct{ db *Database }

var _ catalog.ReferenceStore = (*References)(nil)

// LibraryRefs implements catalog.ReferenceStore. An id goes before a slug that looks the same.
func (r *References) LibraryRefs(ctx context.Context, keys []string) (map[string]catalog.LibraryRef, error) {
	out := map[string]catalog.LibraryRef{}
	err := r.db.ask(ctx, "look up libraries", func(a asker) error {
		var rows []libraryRefRow
		var l libraryRefRow
		err := a.ask(ctx, "SELECT id, slug, name FROM libraries WHERE id {ids} OR slug {ids}", func(r *sql.Rows) error {
			err := r.Scan(&l.ID, &l.Slug, &l.Name)
			rows = append(rows, l)
			return err
		}, keys)
		if err != nil {
			return err
		}
		wanted := map[string]bool{}
		for _, k := range keys {
			wanted[k] = true
		}
		for _, l := range rows {
			if wanted[l.Slug] {
				out[l.Slug] = l.ref()
			}
		}
		for _, l := range rows {
			if wanted[l.ID] {
				out[l.ID] = l.ref()
			}
		}
		return nil
	})
	return out, err
}

// BookRefs implements catalog.ReferenceStore.
func (r *References) BookRefs(ctx context.Context, ids []string) (map[string]catalog.BookRef, error) {
	out := map[string]catalog.BookRef{}
	err := r.db.read(ctx, "look up books", func(db bun.IDB) error {
		for part := range slices.Chunk(ids, chunk) {
			var rows []bookRefRow
			if err := db.NewRaw("SELECT id, title, authors FROM books WHERE id IN (?)", bun.List(part)).Scan(ctx, &rows); err != nil {
				return err
			}
			for _, b := range rows {
				out[b.ID] = b.ref()
			}
		}
		return nil
	})
	return out, err
}

// Refs implements catalog.ReferenceStore.
func (r *References) Refs(ctx context.Context, kind catalog.Kind, ids []string) (map[string]catalog.Ref, error) {
	query, ok := map[catalog.Kind]string{
		catalog.KindPresenter: "SELECT id, name FROM presenters WHERE id IN (?)",
		catalog.KindSeries:    "SELECT id, name FROM series WHERE id IN (?)",
		catalog.KindRecordingDay: "SELECT d.id, d.date, p.name FROM recording_days AS d" +
			" LEFT JOIN libraries AS p ON p.id = d.place WHERE d.id IN (?)",
	}[kind]
	if !ok {
		return nil, fmt.Errorf("look up references: no names of kind %q", kind)
	}
	out := map[string]catalog.Ref{}
	err := r.db.read(ctx, "look up "+string(kind), func(db bun.IDB) error {
		for part := range slices.Chunk(ids, chunk) {
			var rows []struct {
				ID   string
				Date string // of a recording day
				Name string // its place's, or the entry's own
			}
			if err := db.NewRaw(query, bun.List(part)).Scan(ctx, &rows); err != nil {
				return err
			}
			for _, row := range rows {
				if out[row.ID] = (catalog.Ref{ID: row.ID, Name: row.Name}); kind == catalog.KindRecordingDay {
					out[row.ID] = dayRef(row.ID, row.Date, row.Name)
				}
			}
		}
		return nil
	})
	return out, err
}

// ShotRefs implements catalog.ReferenceStore.
func (r *References) ShotRefs(ctx context.Context, ids []string) (map[string]catalog.Ref, error) {
	out := map[string]catalog.Ref{}
	err := r.db.ask(ctx, "look up shots", func(a asker) error {
		var shot catalog.Ref
		return a.ask(ctx, "SELECT id, title FROM recording_day_shots WHERE id {ids}", func(rows *sql.Rows) error {
			err := rows.Scan(&shot.ID, &shot.Name)
			out[shot.ID] = shot
			return err
		}, ids)
	})
	return out, err
}

// Days implements catalog.ReferenceStore.
func (r *References) Days(ctx context.Context, ids []string) (map[string]catalog.RecordingDay, error) {
	out := map[string]catalog.RecordingDay{}
	err := r.db.snapshot(ctx, "look up recording days", func(db bun.IDB) error {
		for part := range slices.Chunk(ids, chunk) {
			days, err := loadRecordingDays(ctx, db, part)
			if err != nil {
				return err
			}
			for _, d := range days {
				out[d.ID] = d
			}
		}
		return nil
	})
	return out, err
}

// DaysOfShots implements catalog.ReferenceStore.
func (r *References) DaysOfShots(ctx context.Context, shots []string) (map[string]catalog.RecordingDay, error) {
	of := map[string]string{}
	err := r.db.ask(ctx, "look up shots", func(a asker) error {
		var shot, day string
		return a.ask(ctx, "SELECT id, recording_day FROM recording_day_shots WHERE id {ids}", func(rows *sql.Rows) error {
			err := rows.Scan(&shot, &day)
			of[shot] = day
			return err
		}, shots)
	})
	if err != nil {
		return nil, err
	}
	days, err := r.Days(ctx, distinct(slices.Collect(maps.Values(of))))
	out := map[string]catalog.RecordingDay{}
	for shot, day := range of {
		out[shot] = days[day]
	}
	return out, err
}

// dayRef names a recording day as catalog does; nothing for no day.
func dayRef(id, date, place string) catalog.Ref {
	if id == "" {
		return catalog.Ref{}
	}
	return catalog.Ref{ID: id, Name: catalog.RecordingDay{Date: date, Place: catalog.Ref{Name: place}}.Name()}
}

type libraryRefRow struct {
	Owner string
	ID    string
	Slug  string
	Name  string
}

func (r libraryRefRow) ref() catalog.LibraryRef {
	return catalog.LibraryRef{ID: catalog.LibraryID(r.ID), Slug: r.Slug, Name: r.Name}
}

type bookRefRow struct {
	Owner   string
	ID      string
	Title   string
	Authors document[[]string]
}

func (r bookRefRow) ref() catalog.BookRef {
	return catalog.BookRef{ID: catalog.BookID(r.ID), Title: r.Title, Authors: r.Authors.v}
}
