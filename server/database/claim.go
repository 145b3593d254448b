package database

import (
	"context"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

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

func libraryIDs(refs []catalog.LibraryRef) []string {
	return collect(refs, func(r catalog.LibraryRef) string { return string(r.ID) })
}

func bookIDs(refs []catalog.BookRef) []string {
	return collect(refs, func(r catalog.BookRef) string { return string(r.ID) })
}

func refIDs(refs []catalog.Ref) []string {
	return collect(refs, func(r catalog.Ref) string { return r.ID })
}
