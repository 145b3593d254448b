package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

var _ catalog.PersonStore = (*Register[catalog.PersonShown])(nil)

type personRow struct {
	bun.BaseModel `bun:"table:people,alias:e"`
	entryRow

	DisplayName   string  `bun:"display_name"`
	Category      string  `bun:"category"`
	Born          string  `bun:"born"`
	Presenter     string  `bun:"presenter,nullzero"`
	PresenterName string  `bun:"presenter_name,scanonly"`
	Library       string  `bun:"library,nullzero"`
	LibraryName   string  `bun:"library_name,scanonly"`
	Contact       string  `bun:"contact"`
	Note          string  `bun:"note"`
	ErasedAt      instant `bun:"erased_at"`
	Folded        string  `bun:"folded"`
	SortKey       string  `bun:"sort_key"`
}

func people() entity[catalog.PersonShown] {
	return entity[catalog.PersonShown]{
		kind:  catalog.KindPerson,
		table: "people",
		references: []reference{
			{"asset_people", "person", "asset"}, {"consents", "person", ""}, {"recording_day_people", "person", ""},
			{"take_downs", "person", ""}, {"post_people", "person", ""}, {"audit", "person", ""},
		},
		entry: func(p *catalog.PersonShown) *catalog.Entry { return &p.Entry },
		load:  loadPeople,
		claims: func(p catalog.PersonShown) []claim {
			return []claim{{"library", "libraries", p.Library.ID}, {"presenter", "presenters", p.Presenter.ID}}
		},
		row:    func(p catalog.PersonShown) any { return newPersonRow(p) },
		search: livingPeople,
		absorb: absorbPerson,
		settle: livingBoth,
		moved:  noteMerge,
	}
}

// livingBoth refuses to merge those whose data are gone.
func livingBoth(ctx context.Context, tx bun.Tx, from catalog.PersonShown, into string) error {
	if from.Erased() {
		return catalog.Missing("person")
	}
	return requireLiving(ctx, tx, into)
}

// noteMerge notes in the record of one person that another was merged into it, and makes the tasks that follow: what one of
// them has taken back now bears on the posts of both.
func noteMerge(ctx context.Context, tx bun.Tx, by, from, into string, at time.Time) error {
	if err := demandOf(ctx, tx, "SELECT asset FROM asset_people WHERE person = ? AND asset IN (SELECT asset FROM post_assets)", into, at); err != nil {
		return err
	}
	return audit(ctx, tx, catalog.AuditLine{At: at, Actor: by, Action: catalog.AuditPersonMerged, Kind: catalog.KindPerson, Entry: from, Person: catalog.PersonID(into)})
}

// livingPeople narrows the register to a text; those whose data are gone are not listed.
func livingPeople(q *bun.SelectQuery, text string) *bun.SelectQuery {
	return matching(q.Where("erased_at IS NULL"), text)
}

func absorbPerson(into *catalog.PersonShown, from catalog.PersonShown) {
	for _, f := range []struct{ to, from *string }{{&into.Contact, &from.Contact}, {&into.Born, &from.Born}, {&into.Note, &from.Note}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if into.Presenter.ID == "" {
		into.Presenter = from.Presenter
	}
	if into.Library.ID == "" {
		into.Library = from.Library
	}
}

func newPersonRow(p catalog.PersonShown) *personRow {
	return &personRow{entryRow: entryRowOf(p.Entry), DisplayName: p.DisplayName, Category: p.Category, Born: p.Born, Presenter: p.Presenter.ID,
		Library: p.Library.ID, Contact: p.Contact, Note: p.Note, ErasedAt: instant{p.ErasedAt}, Folded: fold(p.DisplayName), SortKey: sortKey(p.DisplayName)}
}

func (r personRow) person() catalog.PersonShown {
	return catalog.PersonShown{Entry: r.entry(), DisplayName: r.DisplayName, Category: r.Category, Born: r.Born,
		Presenter: catalog.Ref{ID: r.Presenter, Name: r.PresenterName}, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName},
		Contact: r.Contact, Note: r.Note, ErasedAt: r.ErasedAt.Time}
}

func loadPeople(ctx context.Context, db bun.IDB, ids []string) ([]catalog.PersonShown, error) {
	var rows []personRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("l.name AS library_name, p.name AS presenter_name").
		Join("LEFT JOIN libraries AS l ON l.id = e.library").Join("LEFT JOIN presenters AS p ON p.id = e.presenter").
		Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, personRow.person), err
}

// PersonRefs implements catalog.ReferenceStore.
func (r *References) PersonRefs(ctx context.Context, ids []string) (map[string]catalog.ShownPerson, error) {
	out := map[string]catalog.ShownPerson{}
	err := r.db.ask(ctx, "look up people", func(a asker) error {
		var p catalog.ShownPerson
		return a.ask(ctx, "SELECT id, display_name, category FROM people WHERE id {ids} AND erased_at IS NULL", func(rows *sql.Rows) error {
			err := rows.Scan((*string)(&p.ID), &p.Name, &p.Category)
			out[string(p.ID)] = p
			return err
		}, ids)
	})
	return out, err
}
