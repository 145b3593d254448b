package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type dayPersonRow struct {
	bun.BaseModel `bun:"table:recording_day_people,alias:p"`

	RecordingDay string `bun:"recording_day,pk"`
	Position     int    `bun:"position,pk"`
	Name         string `bun:"name"`
	Category     string `bun:"category"`
	Note         string `bun:"note"`
	Person       string `bun:"person"`
}

func storeDayPeople(ctx context.Context, tx bun.Tx, d catalog.RecordingDay) error {
	if _, err := tx.NewRaw("DELETE FROM recording_day_people WHERE recording_day = ?", d.ID).Exec(ctx); err != nil || len(d.People) == 0 {
		return err
	}
	rows := make([]dayPersonRow, len(d.People))
	for i, p := range d.People {
		rows[i] = dayPersonRow{RecordingDay: d.ID, Position: i, Name: p.Name, Category: p.Category, Note: p.Note, Person: string(p.Person)}
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

func loadDayPeople(ctx context.Context, db bun.IDB, days []string) (map[string][]catalog.DayPerson, error) {
	var rows []dayPersonRow
	err := db.NewSelect().Model(&rows).Where("p.recording_day IN (?)", bun.List(days)).OrderExpr("p.recording_day, p.position").Scan(ctx)
	out := map[string][]catalog.DayPerson{}
	for _, r := range rows {
		out[r.RecordingDay] = append(out[r.RecordingDay], catalog.DayPerson{Name: r.Name, Category: r.Category, Note: r.Note, Person: catalog.PersonID(r.Person)})
	}
	return out, err
}
