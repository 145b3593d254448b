package database

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type schoolHolidayRow struct {
	bun.BaseModel `bun:"table:school_holidays,alias:e"`
	entryRow

	Name        string                `bun:"name"`
	Season      catalog.HolidaySeason `bun:"season"`
	Library     string                `bun:"library,nullzero"`
	LibraryName string                `bun:"library_name,scanonly"`
	First       string                `bun:"first"`
	Last        string                `bun:"last"`
	Checked     bool                  `bun:"checked"`
	Note        string                `bun:"note"`
	Folded      string                `bun:"folded"`
	SortKey     string                `bun:"sort_key"`
}

func schoolHolidays() entity[catalog.SchoolHoliday] {
	return entity[catalog.SchoolHoliday]{
		kind:   catalog.KindSchoolHoliday,
		table:  "school_holidays",
		entry:  func(h *catalog.SchoolHoliday) *catalog.Entry { return &h.Entry },
		load:   loadSchoolHolidays,
		claims: func(h catalog.SchoolHoliday) []claim { return []claim{{"library", "libraries", h.Library.ID}} },
		row: func(h catalog.SchoolHoliday) any {
			return &schoolHolidayRow{entryRow: entryRowOf(h.Entry), Name: h.Name, Season: h.Season, Library: h.Library.ID, First: h.From, Last: h.To,
				Checked: h.Checked, Note: h.Note, Folded: fold(h.Name), SortKey: h.From}
		},
		absorb: func(into *catalog.SchoolHoliday, from catalog.SchoolHoliday) { fill(&into.Note, from.Note) },
	}
}

func loadSchoolHolidays(ctx context.Context, db bun.IDB, ids []string) ([]catalog.SchoolHoliday, error) {
	var out []catalog.SchoolHoliday
	for part := range slices.Chunk(ids, chunk) {
		var rows []schoolHolidayRow
		err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("l.name AS library_name").
			Join("LEFT JOIN libraries AS l ON l.id = e.library").Where("e.id IN (?)", bun.List(part)).Scan(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, collect(rows, schoolHolidayRow.holiday)...)
	}
	return out, nil
}

func (r schoolHolidayRow) holiday() catalog.SchoolHoliday {
	return catalog.SchoolHoliday{Entry: r.entry(), Name: r.Name, Season: r.Season, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName},
		From: r.First, To: r.Last, Checked: r.Checked, Note: r.Note}
}
