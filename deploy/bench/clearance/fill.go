package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "modernc.org/sqlite"

	"github.com/fellesmappa/fellesmappa/deploy/bench/rows"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// fill makes a catalogue: one row of each kind through the stores, so that all columns are as the program writes them, and
// the others as copies of it.
func (c *config) fill(ctx context.Context, path string) (err error) {
	if err := rows.Begin(ctx, path, func(db *database.Database) error { return first(ctx, db) }); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", path+"?_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	people := c.consents / 2
	for _, more := range []struct {
		table string
		n     int
		own   map[string]string // columns that differ, as SQL of n
	}{
		{"assets", c.assets, map[string]string{"id": "printf('a%08d', n)", "sha256": "printf('%064x', n)", "people_status": "CASE n % 2 WHEN 1 THEN 'registered' ELSE 'nobody' END"}},
		{"people", people, map[string]string{"id": "printf('p%08d', n)"}},
		{"consents", people * 2, map[string]string{"id": "printf('c%08d', n)", "person": "printf('p%08d', n / 2)", "given_at": "given_at + n"}},
	} {
		if err := rows.Copies(ctx, db, more.table, more.n, more.own); err != nil {
			return err
		}
	}
	for position, from := range []string{"n % 2 = 1", "n % 4 = 1", "n % 8 = 1"} {
		_, err := db.ExecContext(ctx, rows.Counting(c.assets)+fmt.Sprintf(`INSERT OR IGNORE INTO asset_people (asset, person, position)
			SELECT printf('a%%08d', n), printf('p%%08d', (n * 7919 + %d) %% %d), %d FROM numbers WHERE %s`, position*13, people, position, from))
		if err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, "ANALYZE")
	return err
}

// first makes one entry of each kind.
func first(ctx context.Context, db *database.Database) error {
	now := time.Now()
	entry := catalog.Entry{ID: "p00000000", Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := db.People().Create(ctx, "bench", catalog.PersonShown{Entry: entry, DisplayName: "Kari Nordmann", Category: catalog.CategoryAdult}); err != nil {
		return err
	}
	entry.ID = "c00000000"
	consent := catalog.Consent{Entry: entry, Person: catalog.Ref{ID: "p00000000"}, Category: catalog.CategoryAdult, Basis: catalog.BasisConsent, LegalBasis: catalog.LegalConsent, Given: catalog.GivenForm,
		Permission: catalog.Permission{Consent: "c00000000", Channels: catalog.Channels(), ReuseByOthers: true, ValidFrom: now, ValidUntil: now.AddDate(5, 0, 0), GivenAt: now}}
	if err := db.Consents().Create(ctx, "bench", consent); err != nil {
		return err
	}
	return db.Assets().Create(ctx, "bench", catalog.Asset{ID: "a00000000", Kind: catalog.Photo, State: catalog.Ready, Title: "Sommerbibliotek", PeopleStatus: catalog.PeopleNobody,
		Original: catalog.Original{FileName: "a.jpg", Ext: "jpg", MediaType: "image/jpeg", Size: 1 << 20, Width: 4000, Height: 3000}, Version: 1, CreatedAt: now, UpdatedAt: now, Pipeline: 1,
		Renditions: []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg", Width: 320, Height: 240, Size: 20_000, Version: 1},
			{Name: "w640", Ext: "jpg", MediaType: "image/jpeg", Width: 640, Height: 480, Size: 60_000, Version: 1}}}, false)
}
