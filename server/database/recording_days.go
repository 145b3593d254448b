package database

import (
	"context"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type recordingDayRow struct {
	bun.BaseModel `bun:"table:recording_days,alias:e"`
	entryRow

	Date        string              `bun:"date"`
	Until       string              `bun:"until"`
	Place       string              `bun:"place,nullzero"`
	PlaceName   string              `bun:"place_name,scanonly"`
	ContentType catalog.ContentType `bun:"content_type"`
	CreditLine  string              `bun:"credit_line"`
	Language    string              `bun:"language"`
	Notes       string              `bun:"notes"`
	Folded      string              `bun:"folded"`
	SortKey     string              `bun:"sort_key"`
}

type shotRow struct {
	bun.BaseModel `bun:"table:recording_day_shots,alias:s"`

	ID           catalog.ShotID      `bun:"id"`
	RecordingDay string              `bun:"recording_day,pk"`
	Position     int                 `bun:"position,pk"`
	Title        string              `bun:"title"`
	Presenter    string              `bun:"presenter,nullzero"`
	Book         string              `bun:"book,nullzero"`
	ContentType  catalog.ContentType `bun:"content_type"`
	Note         string              `bun:"note"`
	Status       string              `bun:"status"`
}

func dayLibraries() join {
	return join{"recording_day_libraries", "recording_day", "library", "libraries"}
}

func dayPresenters() join {
	return join{"recording_day_presenters", "recording_day", "presenter", "presenters"}
}

func dayBooks() join { return join{"recording_day_books", "recording_day", "book", "books"} }

func recordingDays() entity[catalog.RecordingDay] {
	return entity[catalog.RecordingDay]{
		kind:       catalog.KindRecordingDay,
		table:      "recording_days",
		references: []reference{{"assets", "recording_day", ""}, {"consents", "recording_day", ""}},
		entry:      func(d *catalog.RecordingDay) *catalog.Entry { return &d.Entry },
		load:       loadRecordingDays,
		claims:     recordingDayClaims,
		row: func(d catalog.RecordingDay) any {
			return &recordingDayRow{entryRow: entryRowOf(d.Entry), Date: d.Date, Until: d.Until, Place: d.Place.ID, ContentType: d.ContentType,
				CreditLine: d.CreditLine, Language: d.Language, Notes: d.Notes, Folded: fold(d.Date, d.CreditLine), SortKey: d.Date}
		},
		after:  storeDayLists,
		absorb: absorbRecordingDay,
		settle: func(ctx context.Context, tx bun.Tx, from catalog.RecordingDay, into string) error {
			return moveReferences(ctx, tx, []reference{{"invitations", "recording_day", ""}}, from.ID, into)
		},
		moved: func(ctx context.Context, tx bun.Tx, _, _, into string, at time.Time) error { // what was taken back for one day covers both
			return demandOf(ctx, tx, "SELECT id FROM assets WHERE recording_day = ? AND id IN (SELECT asset FROM post_assets)", into, at)
		},
		search: searchRecordingDays,
	}
}

func recordingDayClaims(d catalog.RecordingDay) []claim {
	out := []claim{{"place", "libraries", d.Place.ID}}
	out = append(out, claims("libraries", "libraries", libraryIDs(d.Libraries))...)
	out = append(out, claims("presenters", "presenters", refIDs(d.Presenters))...)
	out = append(out, claims("books", "books", bookIDs(d.Books))...)
	for i, p := range d.People {
		out = append(out, claim{fmt.Sprintf("people[%d].person", i), "people", string(p.Person)})
	}
	for i, s := range d.Shots {
		at := fmt.Sprintf("shots[%d].", i)
		out = append(out, claim{at + "presenter", "presenters", s.Presenter}, claim{at + "book", "books", s.Book})
	}
	return out
}

func storeDayLists(ctx context.Context, tx bun.Tx, d catalog.RecordingDay) error {
	if err := dayLibraries().replace(ctx, tx, d.ID, libraryIDs(d.Libraries)); err != nil {
		return err
	}
	if err := dayPresenters().replace(ctx, tx, d.ID, refIDs(d.Presenters)); err != nil {
		return err
	}
	if err := dayBooks().replace(ctx, tx, d.ID, bookIDs(d.Books)); err != nil {
		return err
	}
	if err := storeDayPeople(ctx, tx, d); err != nil {
		return err
	}
	return storeShots(ctx, tx, d)
}

func storeShots(ctx context.Context, tx bun.Tx, d catalog.RecordingDay) error {
	if _, err := tx.NewRaw("DELETE FROM recording_day_shots WHERE recording_day = ?", d.ID).Exec(ctx); err != nil {
		return err
	}
	if len(d.Shots) == 0 {
		return nil
	}
	rows := make([]shotRow, len(d.Shots))
	for i, s := range d.Shots {
		rows[i] = shotRow{ID: s.ID, RecordingDay: d.ID, Position: i, Title: s.Title, Presenter: s.Presenter, Book: s.Book,
			ContentType: s.ContentType, Note: s.Note, Status: s.Status}
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

func loadRecordingDays(ctx context.Context, db bun.IDB, ids []string) ([]catalog.RecordingDay, error) {
	var rows []recordingDayRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("p.name AS place_name").
		Join("LEFT JOIN libraries AS p ON p.id = e.place").Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, err
	}
	libraries, err := dayLibraries().libraries(ctx, asking(db), ids)
	if err != nil {
		return nil, err
	}
	presenters, err := dayPresenters().names(ctx, asking(db), ids)
	if err != nil {
		return nil, err
	}
	books, err := dayBooks().books(ctx, asking(db), ids)
	if err != nil {
		return nil, err
	}
	people, err := loadDayPeople(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	shots, err := loadShots(ctx, db, ids)
	return collect(rows, func(r recordingDayRow) catalog.RecordingDay {
		return catalog.RecordingDay{Entry: r.entry(), Date: r.Date, Until: r.Until, Place: catalog.Ref{ID: r.Place, Name: r.PlaceName}, Libraries: libraries[r.ID],
			Presenters: presenters[r.ID], Books: books[r.ID], ContentType: r.ContentType, CreditLine: r.CreditLine, Language: r.Language,
			Notes: r.Notes, Shots: shots[r.ID], People: people[r.ID]}
	}), err
}

func loadShots(ctx context.Context, db bun.IDB, days []string) (map[string][]catalog.Shot, error) {
	var rows []shotRow
	err := db.NewSelect().Model(&rows).Where("s.recording_day IN (?)", bun.List(days)).OrderExpr("s.recording_day, s.position").Scan(ctx)
	out := map[string][]catalog.Shot{}
	for _, r := range rows {
		out[r.RecordingDay] = append(out[r.RecordingDay], catalog.Shot{ID: r.ID, Title: r.Title, Presenter: r.Presenter, Book: r.Book,
			ContentType: r.ContentType, Note: r.Note, Status: r.Status})
	}
	return out, err
}

// absorbRecordingDay joins the lists of two days; lists of references lose their doubles when they are stored.
func absorbRecordingDay(into *catalog.RecordingDay, from catalog.RecordingDay) {
	into.Libraries = append(into.Libraries, from.Libraries...)
	into.Presenters = append(into.Presenters, from.Presenters...)
	into.Books = append(into.Books, from.Books...)
	into.Shots = append(into.Shots, from.Shots...)
	into.People = append(into.People, from.People...)
	if into.Place.ID == "" {
		into.Place = from.Place
	}
	fill(&into.CreditLine, from.CreditLine)
	fill(&into.Language, from.Language)
	switch {
	case into.Notes == "":
		into.Notes = from.Notes
	case from.Notes != "":
		into.Notes += "\n\n" + from.Notes
	}
}

// searchRecordingDays finds days by date, credit and place.
func searchRecordingDays(q *bun.SelectQuery, text string) *bun.SelectQuery {
	if text == "" {
		return q
	}
	return q.Where(`(folded LIKE ?0 ESCAPE '\' OR place IN (SELECT id FROM libraries WHERE folded LIKE ?0 ESCAPE '\'))`, within(text))
}
