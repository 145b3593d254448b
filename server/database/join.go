package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// join is a table that gives owners an ordered list of entries of a register.
type join struct {
	table  string
	owner  string // column
	column string // of the entry
	target string // the register's table
}

// replace gives an owner a new list, each entry once.
func (j join) replace(ctx context.Context, tx bun.Tx, owner string, ids []string) error {
	if _, err := tx.NewRaw("DELETE FROM ? WHERE ? = ?", bun.Ident(j.table), bun.Ident(j.owner), owner).Exec(ctx); err != nil {
		return err
	}
	for i, id := range distinct(ids) {
		_, err := tx.NewRaw("INSERT INTO ? (?, ?, position) VALUES (?, ?, ?)", bun.Ident(j.table), bun.Ident(j.owner), bun.Ident(j.column),
			owner, id, i).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// scan reads columns of the entries (aliased e) of many owners in order into rows, with the owner as owner.
func (j join) scan(ctx context.Context, db bun.IDB, owners []string, columns string, rows any) error {
	return db.NewRaw("SELECT j.?0 AS owner, "+columns+" FROM ?1 AS j JOIN ?2 AS e ON e.id = j.?3 WHERE j.?0 IN (?4) ORDER BY j.?0, j.position",
		bun.Ident(j.owner), bun.Ident(j.table), bun.Ident(j.target), bun.Ident(j.column), bun.List(owners)).Scan(ctx, rows)
}

// libraries gives the libraries of each owner.
func (j join) libraries(ctx context.Context, db bun.IDB, owners []string) (map[string][]catalog.LibraryRef, error) {
	var rows []libraryRefRow
	err := j.scan(ctx, db, owners, "e.id, e.slug, e.name", &rows)
	out := map[string][]catalog.LibraryRef{}
	for _, r := range rows {
		out[r.Owner] = append(out[r.Owner], r.ref())
	}
	return out, err
}

// books gives the books of each owner.
func (j join) books(ctx context.Context, db bun.IDB, owners []string) (map[string][]catalog.BookRef, error) {
	var rows []bookRefRow
	err := j.scan(ctx, db, owners, "e.id, e.title, e.authors", &rows)
	out := map[string][]catalog.BookRef{}
	for _, r := range rows {
		out[r.Owner] = append(out[r.Owner], r.ref())
	}
	return out, err
}

// names gives the entries of each owner by id and name.
func (j join) names(ctx context.Context, db bun.IDB, owners []string) (map[string][]catalog.Ref, error) {
	var rows []struct{ Owner, ID, Name string }
	err := j.scan(ctx, db, owners, "e.id, e.name", &rows)
	out := map[string][]catalog.Ref{}
	for _, r := range rows {
		out[r.Owner] = append(out[r.Owner], catalog.Ref{ID: r.ID, Name: r.Name})
	}
	return out, err
}
