package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type presenterRow struct {
	bun.BaseModel `bun:"table:presenters,alias:e"`
	entryRow

	Name        string             `bun:"name"`
	Library     string             `bun:"library,nullzero"`
	LibraryName string             `bun:"library_name,scanonly"`
	Aliases     document[[]string] `bun:"aliases"`
	Active      bool               `bun:"active"`
	Folded      string             `bun:"folded"`
	SortKey     string             `bun:"sort_key"`
}

func presenters() entity[catalog.Presenter] {
	return entity[catalog.Presenter]{
		kind:  catalog.KindPresenter,
		table: "presenters",
		references: []reference{
			{"asset_presenters", "presenter", "asset"}, {"recording_day_presenters", "presenter", "recording_day"},
			{"recording_day_shots", "presenter", ""},
		},
		entry:  func(p *catalog.Presenter) *catalog.Entry { return &p.Entry },
		load:   loadPresenters,
		claims: func(p catalog.Presenter) []claim { return []claim{{"library", "libraries", p.Library.ID}} },
		row:    func(p catalog.Presenter) any { return newPresenterRow(p) },
		absorb: func(into *catalog.Presenter, from catalog.Presenter) {
			into.Aliases = withAliases(into.Name, into.Aliases, from.Name, from.Aliases)
			into.Active = into.Active || from.Active
			if into.Library.ID == "" {
				into.Library = from.Library
			}
		},
	}
}

func newPresenterRow(p catalog.Presenter) *presenterRow {
	return &presenterRow{entryRow: entryRowOf(p.Entry), Name: p.Name, Library: p.Library.ID, Aliases: documentOf(p.Aliases), Active: p.Active,
		Folded: fold(append([]string{p.Name}, p.Aliases...)...), SortKey: sortKey(p.Name)}
}

func (r presenterRow) presenter() catalog.Presenter {
	return catalog.Presenter{Entry: r.entry(), Name: r.Name, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName}, Aliases: r.Aliases.v, Active: r.Active}
}

func loadPresenters(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Presenter, error) {
	var rows []presenterRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("l.name AS library_name").
		Join("LEFT JOIN libraries AS l ON l.id = e.library").Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, presenterRow.presenter), err
}
