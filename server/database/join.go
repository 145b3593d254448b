package database

import (
	"context"
	"fmt"

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

// existing tells which of the ids are in a register's table.
func existing(ctx context.Context, db bun.IDB, table string, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	var found []string
	if err := db.NewRaw("SELECT id FROM ? WHERE id IN (?)", bun.Ident(table), bun.List(ids)).Scan(ctx, &found); err != nil {
		return nil, err
	}
	for _, id := range found {
		out[id] = true
	}
	return out, nil
}

// claim is a reference that an entry or asset wants to make. at is its place in the request.
type claim struct{ at, table, id string }

// claims lists the references of one field.
func claims(at, table string, ids []string) []claim {
	out := make([]claim, len(ids))
	for i, id := range ids {
		out[i] = claim{fmt.Sprintf("%s[%d]", at, i), table, id}
	}
	return out
}

// requireAll refuses references to what does not exist, field by field. Empty ids refer to nothing.
func requireAll(ctx context.Context, db bun.IDB, wanted []claim) error {
	byTable := map[string][]string{}
	for _, c := range wanted {
		if c.id != "" {
			byTable[c.table] = append(byTable[c.table], c.id)
		}
	}
	found := map[string]map[string]bool{}
	for table, ids := range byTable {
		var err error
		if found[table], err = existing(ctx, db, table, ids); err != nil {
			return err
		}
	}
	var fields []catalog.FieldError
	for _, c := range wanted {
		if c.id != "" && !found[c.table][c.id] {
			fields = append(fields, catalog.FieldError{Location: c.at, Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": c.id}})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: fields}
}

func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func libraryIDs(refs []catalog.LibraryRef) []string {
	return collect(refs, func(r catalog.LibraryRef) string { return string(r.ID) })
}

func bookIDs(refs []catalog.BookRef) []string {
	return collect(refs, func(r catalog.BookRef) string { return string(r.ID) })
}

func refIDs(refs []catalog.Ref) []string {
	return collect(refs, func(r catalog.Ref) string { return r.ID })
}

func collect[T, R any](list []T, pick func(T) R) []R {
	out := make([]R, len(list))
	for i, v := range list {
		out[i] = pick(v)
	}
	return out
}
