package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type seriesRow struct {
	bun.BaseModel `bun:"table:series,alias:e"`
	entryRow

	Name        string `bun:"name"`
	Description string `bun:"description"`
	Folded      string `bun:"folded"`
	SortKey     string `bun:"sort_key"`
}

func series() entity[catalog.Series] {
	return entity[catalog.Series]{
		kind:       catalog.KindSeries,
		table:      "series",
		references: []reference{{"assets", "series", ""}},
		entry:      func(s *catalog.Series) *catalog.Entry { return &s.Entry },
		load:       loadSeries,
		claims:     func(catalog.Series) []claim { return nil },
		row: func(s catalog.Series) any {
			return &seriesRow{entryRow: entryRowOf(s.Entry), Name: s.Name, Description: s.Description, Folded: fold(s.Name), SortKey: sortKey(s.Name)}
		},
		absorb: func(into *catalog.Series, from catalog.Series) { fill(&into.Description, from.Description) },
	}
}

func loadSeries(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Series, error) {
	var rows []seriesRow
	err := db.NewSelect().Model(&rows).Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, func(r seriesRow) catalog.Series {
		return catalog.Series{Entry: r.entry(), Name: r.Name, Description: r.Description}
	}), err
}
