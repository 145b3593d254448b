package database

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Names implements catalog.ReferenceStore.
func (r *References) Names(ctx context.Context, wanted map[catalog.Kind][]string) (map[catalog.Kind]map[string]string, error) {
	if err := r.db.confirm(ctx); err != nil {
		return nil, err
	}
	out := make(map[catalog.Kind]map[string]string, len(wanted))
	for kind, ids := range wanted {
		out[kind] = make(map[string]string, len(ids))
		missing := r.db.copies.named(kind, ids, out[kind])
		if len(missing) == 0 {
			continue
		}
		names, err := r.readNames(ctx, kind, missing)
		if err != nil {
			return nil, err
		}
		for id, name := range names {
			out[kind][id] = name
		}
	}
	return out, nil
}

// readNames reads the names of entries and keeps copies of them.
func (r *References) readNames(ctx context.Context, kind catalog.Kind, ids []string) (map[string]string, error) {
	q, ok := map[catalog.Kind]question{
		catalog.KindLibrary:   "SELECT id, name, '' FROM libraries WHERE id {ids}",
		catalog.KindPresenter: "SELECT id, name, '' FROM presenters WHERE id {ids}",
		catalog.KindBook:      "SELECT id, title, '' FROM books WHERE id {ids}",
		catalog.KindSeries:    "SELECT id, name, '' FROM series WHERE id {ids}",
		catalog.KindRecordingDay: "SELECT d.id, coalesce(p.name, ''), d.date FROM recording_days AS d" +
			" LEFT JOIN libraries AS p ON p.id = d.place WHERE d.id {ids}",
	}[kind]
	if !ok {
		return nil, fmt.Errorf("read names: no names of kind %q", kind)
	}
	var seq int64
	names := map[string]string{}
	err := r.db.askAtOnce(ctx, "read names of "+string(kind), func(a asker) (err error) {
		if seq, err = newest(ctx, a); err != nil {
			return err
		}
		var id, name, date string
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			err := rows.Scan(&id, &name, &date)
			if names[id] = name; kind == catalog.KindRecordingDay {
				names[id] = dayRef(id, date, name).Name
			}
			return err
		}, ids)
	})
	if err == nil {
		r.db.copies.keepNames(seq, kind, names)
	}
	return names, err
}
