package database

import (
	"context"

	"github.com/uptrace/bun"
)

// reference is a column that refers to entries of a register. owner is set in tables where an owner may refer to an
// entry only once: its column there.
type reference struct{ table, column, owner string }

func countReferences(ctx context.Context, tx bun.Tx, references []reference, id string) (int, error) {
	total := 0
	for _, r := range references {
		var n int
		if err := tx.NewRaw("SELECT count(*) FROM ? WHERE ? = ?", bun.Ident(r.table), bun.Ident(r.column), id).Scan(ctx, &n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// moveReferences makes everything that refers to one entry refer to another. An owner that has both keeps the one.
func moveReferences(ctx context.Context, tx bun.Tx, references []reference, from, into string) error {
	for _, r := range references {
		if r.owner != "" {
			_, err := tx.NewRaw("DELETE FROM ?0 WHERE ?1 = ?3 AND ?2 IN (SELECT ?2 FROM ?0 WHERE ?1 = ?4)",
				bun.Ident(r.table), bun.Ident(r.column), bun.Ident(r.owner), from, into).Exec(ctx)
			if err != nil {
				return err
			}
		}
		_, err := tx.NewRaw("UPDATE ?0 SET ?1 = ?2 WHERE ?1 = ?3", bun.Ident(r.table), bun.Ident(r.column), into, from).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
