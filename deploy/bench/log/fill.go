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

const (
	series     = 40
	presenters = 60
)

// fill makes a catalogue: one entry of each kind through the stores, and the others as copies of its row.
func (c *config) fill(ctx context.Context, path string) (err error) {
	if err := rows.Begin(ctx, path, func(db *database.Database) error { return first(ctx, db) }); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", path+"?_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	library := fmt.Sprintf("printf('l%%02d', n %% %d)", c.libraries)
	for _, more := range []struct {
		table string
		n     int
		own   map[string]string // columns that differ, as SQL of n
	}{
		{"libraries", c.libraries, map[string]string{"id": "printf('l%02d', n)", "slug": "printf('library-%02d', n)"}},
		{"accounts", c.libraries, map[string]string{"id": "printf('k%02d', n)", "library": "printf('l%02d', n)"}},
		{"series", series, map[string]string{"id": "printf('s%02d', n)"}},
		{"presenters", presenters, map[string]string{"id": "printf('f%02d', n)"}},
		{"assets", c.assets, map[string]string{"id": "printf('a%08d', n)", "sha256": "printf('%064x', n)", "series": fmt.Sprintf("CASE n %% 2 WHEN 0 THEN printf('s%%02d', (n / 2) %% %d) END", series)}},
		{"posts", c.posts, map[string]string{"id": "printf('p%08d', n)", "account": fmt.Sprintf("CASE n %% 3 WHEN 0 THEN 'county' ELSE printf('k%%02d', n %% %d) END", c.libraries),
			"posted_at": "posted_at - n * 5000000000", "content_type": "CASE n % 3 WHEN 0 THEN 'literature' WHEN 1 THEN 'relations' ELSE 'service_info' END",
			"language": "CASE n % 4 WHEN 0 THEN 'nn' ELSE 'nb' END", "format": "CASE n % 2 WHEN 0 THEN 'square' ELSE 'story' END",
			"outcome": "printf('Ni nye lånere kom for bok %d', n)", "folded": "printf('ni nye lånere kom for bok %d', n)"}},
	} {
		if err := rows.Copies(ctx, db, more.table, more.n, more.own); err != nil {
			return fmt.Errorf("fill %s: %w", more.table, err)
		}
	}
	statements := []string{
		rows.Counting(c.assets) + "INSERT OR IGNORE INTO asset_libraries (asset, library, position) SELECT printf('a%08d', n), " + library + ", 0 FROM numbers",
		rows.Counting(c.assets) + fmt.Sprintf("INSERT OR IGNORE INTO asset_presenters (asset, presenter, position) SELECT printf('a%%08d', n), printf('f%%02d', n %% %d), 0 FROM numbers", presenters),
	}
	for i := range 2 {
		statements = append(statements, rows.Counting(c.posts)+fmt.Sprintf("INSERT OR IGNORE INTO post_assets (post, asset, position, title, refused) SELECT printf('p%%08d', n), printf('a%%08d', (n * 7919 + %d) %% %d), %d, 'Bilde', '[]' FROM numbers", 31*i, c.assets, i))
	}
	statements = append(statements, "INSERT INTO post_sources (post, asset, library) SELECT pa.post, pa.asset, al.library FROM post_assets AS pa JOIN asset_libraries AS al ON al.asset = pa.asset")
	for _, days := range []int{2, 10, 30} {
		statements = append(statements, fmt.Sprintf("INSERT INTO responses (post, at, views, reach, likes, comments, shares, saves) SELECT id, posted_at + %d * 86400000000, abs(random()) %% 10000, 500, abs(random()) %% 300, 3, NULL, 1 FROM posts", days))
	}
	for _, statement := range append(statements, "ANALYZE") {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// first makes one entry of each kind.
func first(ctx context.Context, db *database.Database) error {
	entry := func(id string) catalog.Entry {
		return catalog.Entry{ID: id, Version: 1, CreatedAt: at.AddDate(-4, 0, 0), UpdatedAt: at}
	}
	asset := catalog.Asset{ID: "a00000000", Kind: catalog.Photo, State: catalog.Ready, Title: "Bilde", PeopleStatus: catalog.PeopleNobody, Version: 1, CreatedAt: at, UpdatedAt: at,
		Series: catalog.Ref{ID: "s00"}, Original: catalog.Original{FileName: "a.jpg", Ext: "jpg", MediaType: "image/jpeg", Size: 1 << 20, Width: 4000, Height: 3000}}
	return errors.Join(
		db.Libraries().Create(ctx, "bench", catalog.Library{Entry: entry("l00"), Slug: "library-00", Name: "Bibliotek", Language: "nb"}),
		db.Accounts().Create(ctx, "bench", catalog.Account{Entry: entry("county"), Name: "Fylket", Channel: catalog.Instagram}),
		db.Accounts().Create(ctx, "bench", catalog.Account{Entry: entry("k00"), Name: "Bibliotekets", Channel: catalog.Instagram, Library: catalog.Ref{ID: "l00"}}),
		db.Series().Create(ctx, "bench", catalog.Series{Entry: entry("s00"), Name: "Serie"}),
		db.Presenters().Create(ctx, "bench", catalog.Presenter{Entry: entry("f00"), Name: "Formidler"}),
		db.Assets().Create(ctx, "bench", asset, false),
		db.Posts().Create(ctx, "bench", catalog.Post{Entry: entry("p00000000"), Account: catalog.Ref{ID: "county"}, PostedAt: at.Add(-24 * time.Hour), Assets: []catalog.PostedAsset{{ID: "a00000000"}}}))
}
