package database

import (
	"context"
	"database/sql"

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

// each reads columns of the entries (aliased e) of many owners in order, after the owner's id.
func (j join) each(ctx context.Context, a asker, owners []string, columns string, scan func(*sql.Rows) error) error {
	return a.ask(ctx, question("SELECT j."+j.owner+", "+columns+" FROM "+j.table+" AS j JOIN "+j.target+" AS e ON e.id = j."+j.column+
		" WHERE j."+j.owner+" {ids} ORDER BY j."+j.owner+", j.position"), scan, owners)
}

// libraries gives the libraries of each owner.
func (j join) libraries(ctx context.Context, a asker, owners []string) (map[string][]catalog.LibraryRef, error) {
	out := map[string][]catalog.LibraryRef{}
	var owner string
	var l libraryRefRow
	return out, j.each(ctx, a, owners, "e.id, e.slug, e.name", func(rows *sql.Rows) error {
		err := rows.Scan(&owner, &l.ID, &l.Slug, &l.Name)
		out[owner] = append(out[owner], l.ref())
		return err
	})
}

// books gives the books of each owner.
func (j join) books(ctx context.Context, a asker, owners []string) (map[string][]catalog.BookRef, error) {
	out := map[string][]catalog.BookRef{}
	var owner string
	var b bookRefRow
	return out, j.each(ctx, a, owners, "e.id, e.title, e.authors", func(rows *sql.Rows) error {
		err := rows.Scan(&owner, &b.ID, &b.Title, &b.Authors)
		out[owner] = append(out[owner], b.ref())
		return err
	})
}

// names gives the entries of each owner by id and name.
func (j join) names(ctx context.Context, a asker, owners []string) (map[string][]catalog.Ref, error) {
	out := map[string][]catalog.Ref{}
	var owner string
	var r catalog.Ref
	return out, j.each(ctx, a, owners, "e.id, e.name", func(rows *sql.Rows) error {
		err := rows.Scan(&owner, &r.ID, &r.Name)
		out[owner] = append(out[owner], r)
		return err
	})
}
