package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type accountRow struct {
	bun.BaseModel `bun:"table:accounts,alias:e"`
	entryRow

	Name        string          `bun:"name"`
	Channel     catalog.Channel `bun:"channel"`
	Library     string          `bun:"library,nullzero"`
	LibraryName string          `bun:"library_name,scanonly"`
	Folded      string          `bun:"folded"`
	SortKey     string          `bun:"sort_key"`
}

func accounts() entity[catalog.Account] {
	return entity[catalog.Account]{
		kind:       catalog.KindAccount,
		table:      "accounts",
		references: []reference{{"posts", "account", ""}, {"plan_items", "account", ""}},
		entry:      func(a *catalog.Account) *catalog.Entry { return &a.Entry },
		load:       loadAccounts,
		claims:     func(a catalog.Account) []claim { return []claim{{"library", "libraries", a.Library.ID}} },
		row: func(a catalog.Account) any {
			return &accountRow{entryRow: entryRowOf(a.Entry), Name: a.Name, Channel: a.Channel, Library: a.Library.ID, Folded: fold(a.Name), SortKey: sortKey(a.Name)}
		},
		absorb: func(into *catalog.Account, from catalog.Account) {
			if into.Library.ID == "" {
				into.Library = from.Library
			}
		},
	}
}

func loadAccounts(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Account, error) {
	var rows []accountRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("l.name AS library_name").
		Join("LEFT JOIN libraries AS l ON l.id = e.library").Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, func(r accountRow) catalog.Account {
		return catalog.Account{Entry: r.entry(), Name: r.Name, Channel: r.Channel, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName}}
	}), err
}
