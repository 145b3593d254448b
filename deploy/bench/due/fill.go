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

// What the assets and offers are about: so many words, of which each asset and offer has some.
const (
	tags   = 400
	series = 60
	words  = 300
	people = 5000
)

// Of ten assets, so many show nobody; of the others one in five is not assessed, and the rest show one to three people.
const pick = "(n * 7919 / 13) % 10"

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
	word := fmt.Sprintf("printf('emne%%03d', (n * 31) %% %d)", words)
	for _, more := range []struct {
		table string
		n     int
		own   map[string]string // columns that differ, as SQL of n
	}{
		{"libraries", c.libraries, map[string]string{"id": "printf('l%02d', n)", "slug": "printf('library-%02d', n)"}},
		{"accounts", c.libraries, map[string]string{"id": "printf('k%02d', n)", "library": "printf('l%02d', n)"}},
		{"series", series, map[string]string{"id": "printf('s%02d', n)"}},
		{"assets", c.assets, map[string]string{"id": "printf('a%08d', n)", "sha256": "printf('%064x', n)", "title": word + " || printf(' nummer %d', n)", "series": fmt.Sprintf("CASE n %% 4 WHEN 0 THEN printf('s%%02d', (n / 4) %% %d) END", series),
			"recorded_at": "recorded_at - n * 600000000", "people_status": "CASE WHEN " + pick + " < 3 THEN 'nobody' WHEN " + pick + " < 5 THEN 'not_assessed' ELSE 'registered' END",
			"fingerprint": "0", "fingerprints": "'[' || abs(random()) || ']'"}},
		{"people", people, map[string]string{"id": "printf('q%05d', n)"}},
		{"consents", people * 2, map[string]string{"id": "printf('c%06d', n)", "person": "printf('q%05d', n / 2)", "given_at": "given_at + n",
			"channels":    `CASE n % 7 WHEN 1 THEN '["website","print","screen","internal"]' WHEN 3 THEN '["website","facebook","internal"]' ELSE channels END`,
			"valid_until": "valid_until + (n % 60 - 18) * 2592000000000", "withdrawn_at": "CASE n % 25 WHEN 7 THEN given_at + 86400000000 END"}},
		{"offers", c.libraries * c.offers, map[string]string{"id": "printf('o%06d', n)", "name": fmt.Sprintf("printf('Tilbud %%d', n %% %d)", c.offers), "occasion": "''",
			"query":  fmt.Sprintf("CASE n %% 3 WHEN 0 THEN printf('q=emne%%03d', n %% %d) ELSE '' END", words),
			"series": fmt.Sprintf("CASE n %% 4 WHEN 1 THEN printf('s%%02d', n %% %d) END", series),
			"tags":   fmt.Sprintf("printf('[\"tag%%03d\",\"tag%%03d\"]', n %% %d, (n * 7) %% %d)", tags, tags),
			"rule":   rules()}},
		{"posts", c.posts, map[string]string{"id": "printf('p%08d', n)", "account": fmt.Sprintf("CASE n %% 2 WHEN 0 THEN 'county' ELSE printf('k%%02d', n %% %d) END", c.libraries),
			"posted_at": "posted_at - n * 5000000000", "offer": fmt.Sprintf("printf('o%%06d', n %% %d)", c.libraries*c.offers)}},
	} {
		if err := rows.Copies(ctx, db, more.table, more.n, more.own); err != nil {
			return fmt.Errorf("fill %s: %w", more.table, err)
		}
	}
	for _, statement := range []string{
		rows.Counting(c.assets) + fmt.Sprintf("INSERT OR IGNORE INTO asset_libraries (asset, library, position) SELECT printf('a%%08d', n), printf('l%%02d', n %% %d), 0 FROM numbers", c.libraries),
		rows.Counting(c.assets) + tagged(0, "n"), rows.Counting(c.assets) + tagged(1, "n * 7 + 3"), rows.Counting(c.assets) + tagged(2, "n / 11"),
		rows.Counting(c.posts) + fmt.Sprintf("INSERT OR IGNORE INTO post_assets (post, asset, position, title, refused) SELECT printf('p%%08d', n), printf('a%%08d', (n * 7919) %% %d), 0, '', '[]' FROM numbers", c.assets),
		rows.Counting(c.libraries*c.offers) + fmt.Sprintf("INSERT OR IGNORE INTO offer_libraries (offer, library, position) SELECT printf('o%%06d', n), printf('l%%02d', n / %d), 0 FROM numbers", c.offers),
		rows.Counting(c.assets) + shows(0, 5), rows.Counting(c.assets) + shows(1, 8), rows.Counting(c.assets) + shows(2, 9),
		"ANALYZE",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// rules are those of the offers: a third come every month, a sixth every week, the others once a year.
func rules() string {
	rule := func(s string) string { return "'" + s + "'" }
	return "CASE n % 6 WHEN 0 THEN " + rule(`{"rrule":"FREQ=MONTHLY;BYDAY=-1TU","start":"2024-01-30","time":"10:00"}`) + " WHEN 1 THEN " + rule(`{"rrule":"FREQ=MONTHLY;BYDAY=2SA","start":"2024-01-13"}`) +
		" WHEN 2 THEN " + rule(`{"rrule":"FREQ=WEEKLY;BYDAY=TH","start":"2024-01-04","time":"18:00"}`) + " ELSE printf('{\"date\":\"%02d-%02d\"}', 1 + n % 12, 1 + (n / 12) % 28) END"
}

// shows puts a person on the assets from one pick on.
func shows(position, from int) string {
	return fmt.Sprintf("INSERT OR IGNORE INTO asset_people (asset, person, position) SELECT printf('a%%08d', n), printf('q%%05d', (n * 7 + %d) %% %d), %d FROM numbers WHERE %s >= %d",
		position*13, people, position, pick, from)
}

func tagged(position int, from string) string {
	tag := fmt.Sprintf("printf('tag%%03d', (%s) %% %d)", from, tags)
	return fmt.Sprintf("INSERT OR IGNORE INTO asset_tags (asset, folded, name, sort_key, position) SELECT printf('a%%08d', n), %s, %s, %s, %d FROM numbers", tag, tag, tag, position)
}

// first makes one entry of each kind.
func first(ctx context.Context, db *database.Database) error {
	entry := func(id string) catalog.Entry {
		return catalog.Entry{ID: id, Version: 1, CreatedAt: at.AddDate(-4, 0, 0), UpdatedAt: at}
	}
	asset := catalog.Asset{ID: "a00000000", Kind: catalog.Photo, State: catalog.Ready, Title: "emne000", PeopleStatus: catalog.PeopleNobody, RecordedAt: at, AltText: "Et bilde",
		Series: catalog.Ref{ID: "s00"}, Original: catalog.Original{FileName: "a.jpg", Ext: "jpg", MediaType: "image/jpeg", Size: 1 << 20, Width: 4000, Height: 3000}, Version: 1, CreatedAt: at, UpdatedAt: at, Pipeline: 1,
		Renditions: []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg", Width: 320, Height: 240, Size: 20_000, Version: 1}}}
	offer := catalog.Offer{Entry: entry("o000000"), Name: "Tilbud 0", Libraries: []catalog.LibraryRef{{ID: "l00"}}, LeadDays: 14, Match: catalog.Match{Series: catalog.Ref{ID: "s00"}, Tags: []string{"tag000"}},
		Rule: catalog.Rule{RRule: "FREQ=MONTHLY;BYDAY=-1TU", Start: "2024-01-30", Time: "10:00"}}
	person := catalog.PersonShown{Entry: entry("q00000"), DisplayName: "Kari Nordmann", Category: catalog.CategoryAdult}
	consent := catalog.Consent{Entry: entry("c000000"), Person: catalog.Ref{ID: "q00000"}, Category: catalog.CategoryAdult, Basis: catalog.BasisConsent, LegalBasis: catalog.LegalConsent, Given: catalog.GivenForm,
		Permission: catalog.Permission{Consent: "c000000", Channels: catalog.Channels(), ReuseByOthers: true, ValidFrom: at.AddDate(-2, 0, 0), ValidUntil: at.AddDate(1, 0, 0), GivenAt: at.AddDate(-2, 0, 0)}}
	return errors.Join(
		db.People().Create(ctx, "bench", person),
		db.Consents().Create(ctx, "bench", consent),
		db.Libraries().Create(ctx, "bench", catalog.Library{Entry: entry("l00"), Slug: "library-00", Name: "Bibliotek", Language: "nb"}),
		db.Accounts().Create(ctx, "bench", catalog.Account{Entry: entry("county"), Name: "Fylket", Channel: catalog.Instagram}),
		db.Accounts().Create(ctx, "bench", catalog.Account{Entry: entry("k00"), Name: "Bibliotekets", Channel: catalog.Instagram, Library: catalog.Ref{ID: "l00"}}),
		db.Series().Create(ctx, "bench", catalog.Series{Entry: entry("s00"), Name: "Serie"}),
		db.Assets().Create(ctx, "bench", asset, false),
		db.Offers().Create(ctx, "bench", offer),
		db.Posts().Create(ctx, "bench", catalog.Post{Entry: entry("p00000000"), Account: catalog.Ref{ID: "county"}, PostedAt: at.Add(-24 * time.Hour), Offer: catalog.Ref{ID: "o000000"},
			Assets: []catalog.PostedAsset{{ID: "a00000000"}}}))
}
