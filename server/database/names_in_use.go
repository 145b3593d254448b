package database

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var _ catalog.NameStore = (*Assets)(nil)

// Carriers implements catalog.NameStore.
func (s *Assets) Carriers(ctx context.Context, kind catalog.Kind, names []string) ([]catalog.Carrier, error) {
	q, ok := map[catalog.Kind]question{
		catalog.KindTag:       "SELECT a.id, a.binned_at IS NOT NULL FROM assets AS a WHERE a.id IN (SELECT asset FROM asset_tags WHERE folded {ids}) ORDER BY a.id",
		catalog.KindPresenter: "SELECT a.id, a.binned_at IS NOT NULL FROM assets AS a WHERE a.id IN (SELECT asset FROM asset_presenters WHERE presenter {ids}) ORDER BY a.id",
	}[kind]
	if !ok {
		return nil, fmt.Errorf("list carriers: no carriers of kind %q", kind)
	}
	if kind == catalog.KindTag {
		names = collect(names, func(n string) string { return fold(n) })
	}
	var out []catalog.Carrier
	err := s.db.ask(ctx, "list carriers of "+string(kind), func(a asker) error {
		out = nil
		var c catalog.Carrier
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			err := rows.Scan((*string)(&c.Asset), &c.Binned)
			out = append(out, c)
			return err
		}, names)
	})
	return out, err
}

// NamesInUse implements catalog.NameStore. Of several ways to write a tag one is shown, as in the list of tags.
func (s *Assets) NamesInUse(ctx context.Context, kind catalog.Kind) ([]catalog.NameInUse, error) {
	q, ok := map[catalog.Kind]question{
		catalog.KindTag: "SELECT min(t.name), min(t.name), 'null', sum(CASE WHEN a.binned_at IS NULL THEN 1 ELSE 0 END)" +
			" FROM asset_tags AS t JOIN assets AS a ON a.id = t.asset GROUP BY t.folded ORDER BY t.folded",
		catalog.KindPresenter: "SELECT p.id, p.name, p.aliases, (SELECT count(*) FROM asset_presenters AS x JOIN assets AS a ON a.id = x.asset" +
			" WHERE x.presenter = p.id AND a.binned_at IS NULL) FROM presenters AS p ORDER BY p.sort_key, p.id",
	}[kind]
	if !ok {
		return nil, fmt.Errorf("list names in use: none of kind %q", kind)
	}
	var out []catalog.NameInUse
	err := s.db.ask(ctx, "list names in use of "+string(kind), func(a asker) error {
		out = nil
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			var n catalog.NameInUse
			var aliases document[[]string]
			err := rows.Scan(&n.ID, &n.Name, &aliases, &n.Count)
			n.Aliases = aliases.v
			out = append(out, n)
			return err
		})
	})
	return out, err
}
