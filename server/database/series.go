package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type seriesRow struct {
	bun.BaseModel `bun:"table:series,alias:e"`
	entryRow

	Name        string               `bun:"name"`
	Description string               `bun:"description"`
	TextNB      catalog.PostTemplate `bun:"post_text_nb"`
	TextNN      catalog.PostTemplate `bun:"post_text_nn"`
	TextEN      catalog.PostTemplate `bun:"post_text_en"`
	Folded      string               `bun:"folded"`
	SortKey     string               `bun:"sort_key"`
}

func series() entity[catalog.Series] {
	return entity[catalog.Series]{
		kind:       catalog.KindSeries,
		table:      "series",
		references: []reference{{"assets", "series", ""}, {"offers", "series", ""}},
		entry:      func(s *catalog.Series) *catalog.Entry { return &s.Entry },
		load:       loadSeries,
		claims:     func(catalog.Series) []claim { return nil },
		row: func(s catalog.Series) any {
			return &seriesRow{entryRow: entryRowOf(s.Entry), Name: s.Name, Description: s.Description,
				TextNB: s.PostText.NB, TextNN: s.PostText.NN, TextEN: s.PostText.EN, Folded: fold(s.Name), SortKey: sortKey(s.Name)}
		},
		absorb: absorbSeries,
	}
}

func loadSeries(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Series, error) {
	var rows []seriesRow
	err := db.NewSelect().Model(&rows).Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, func(r seriesRow) catalog.Series {
		return catalog.Series{Entry: r.entry(), Name: r.Name, Description: r.Description,
			PostText: catalog.PostTexts{NB: r.TextNB, NN: r.TextNN, EN: r.TextEN}}
	}), err
}

func absorbSeries(into *catalog.Series, from catalog.Series) {
	fill(&into.Description, from.Description)
	fill(&into.PostText.NB, from.PostText.NB)
	fill(&into.PostText.NN, from.PostText.NN)
	fill(&into.PostText.EN, from.PostText.EN)
}
