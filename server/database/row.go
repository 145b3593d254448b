package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// lockRow makes sure that a row exists and stays as it is until the transaction ends. NotFound for what.
func lockRow(ctx context.Context, d dialect, tx bun.Tx, table, id, what string) error {
	var found []string
	if err := tx.NewRaw("SELECT id FROM ? WHERE id = ?"+d.forUpdate, bun.Ident(table), id).Scan(ctx, &found); err != nil {
		return err
	}
	if len(found) == 0 {
		return catalog.Missing(what)
	}
	return nil
}

// inOrder puts what was found in the order of ids.
func inOrder[K comparable, T any](ids []K, found []T, id func(T) K) []T {
	byID := make(map[K]T, len(found))
	for _, v := range found {
		byID[id(v)] = v
	}
	out := make([]T, 0, len(found))
	for _, k := range ids {
		if v, ok := byID[k]; ok {
			out = append(out, v)
		}
	}
	return out
}

// distinct keeps the first of equal ids.
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

// collect makes a list of another.
func collect[T, R any](list []T, pick func(T) R) []R {
	out := make([]R, len(list))
	for i, v := range list {
		out[i] = pick(v)
	}
	return out
}
