package database_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/jackc/pgx/v5"
)

// postgresURL names the environment variable with a server on which every test makes a schema of its own. Without it
// the tests run on SQLite alone.
const postgresURL = "FELLESMAPPA_TEST_POSTGRES_URL"

// by is who acts in the tests.
const by = "u1"

// at is the time of the tests, with more digits than are stored.
func at() time.Time { return time.Date(2025, 10, 20, 12, 30, 0, 123456789, time.UTC) }

// stored is a time as it comes back.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// each runs a test on an empty, migrated database of each kind.
func each(t *testing.T, test func(t *testing.T, db *database.Database)) {
	t.Helper()
	eachURL(t, func(t *testing.T, url string) { test(t, open(t, url)) })
}

// eachURL runs a test with the URL of an empty database of each kind.
func eachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "catalogue.db"))
	})
	if server := os.Getenv(postgresURL); server != "" {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			test(t, schema(t, server))
		})
	}
}

// schema makes a schema on a PostgreSQL server and gives the URL of it.
func schema(t *testing.T, server string) string {
	t.Helper()
	name := fmt.Sprintf("t%d", time.Now().UnixNano())
	execute(t, server, "CREATE SCHEMA "+name)
	t.Cleanup(func() { execute(t, server, "DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func execute(t *testing.T, server, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// open opens and migrates a database, which is closed when the test ends.
func open(t testing.TB, url string) *database.Database {
	t.Helper()
	_, noFolder := os.Stat(filepath.Dir(url)) // which opening makes by itself
	if _, err := os.Stat(url); !strings.Contains(url, "://") && os.IsNotExist(err) && noFolder == nil {
		blank.Lay(t, url)
	}
	db, err := database.Open(t.Context(), database.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// must ends the test when err is an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// result is what a call came back with.
type result[T any] struct {
	v   T
	err error
}

func got[T any](v T, err error) result[T] { return result[T]{v, err} }

// or gives the value, or ends the test when there was an error.
func (r result[T]) or(t testing.TB) T {
	t.Helper()
	must(t, r.err)
	return r.v
}

// wantCode ends the test when err has another code.
func wantCode(t testing.TB, err error, want catalog.Code) {
	t.Helper()
	if code := catalog.CodeOf(err); code != want {
		t.Fatalf("got error %v with code %q, want %q", err, code, want)
	}
}

func entry(id string) catalog.Entry {
	return catalog.Entry{ID: id, Version: 1, CreatedAt: at(), UpdatedAt: at()}
}

// asset is a small asset with the given bytes.
func asset(id, sum string) catalog.Asset {
	return catalog.Asset{ID: catalog.AssetID(id), Kind: catalog.Photo, State: catalog.Ready, PeopleStatus: catalog.PeopleNotAssessed, Title: "Bilde " + id,
		Original:  catalog.Original{FileName: id + ".jpg", Ext: "jpg", MediaType: "image/jpeg", Size: 1234, Width: 4000, Height: 3000, SHA256: sum},
		CreatedBy: by, CreatedAt: at(), UpdatedAt: at(), Version: 1}
}

// registers fills the registers: libraries l1 and l2, presenters p1 and p2, books b1 and b2, series s1 and s2, and
// recording days d1 and d2.
func registers(t testing.TB, db *database.Database) {
	t.Helper()
	ctx := t.Context()
	for _, l := range []catalog.Library{
		{Entry: entry("l1"), Slug: "sandnes", Name: "Sandnes bibliotek", Number: "2110200", ISIL: "NO-2110200", Aliases: []string{"Vågen"}},
		{Entry: entry("l2"), Slug: "ha", Name: "Hå folkebibliotek", Number: "2111900"},
	} {
		must(t, db.Libraries().Create(ctx, by, l))
	}
	for _, p := range []catalog.Presenter{
		{Entry: entry("p1"), Name: "Åse Ødegård", Library: catalog.Ref{ID: "l1"}, Active: true},
		{Entry: entry("p2"), Name: "Kari Nordmann", Aliases: []string{"Kari N."}},
	} {
		must(t, db.Presenters().Create(ctx, by, p))
	}
	for _, b := range []catalog.Book{
		{Entry: entry("b1"), Title: "Tørst", Authors: []string{"Jo Nesbø", "En Annen"}, ISBNs: []catalog.ISBN{"9788203364181"}},
		{Entry: entry("b2"), Title: "Sult", Authors: []string{"Knut Hamsun"}, Published: "1890"},
	} {
		must(t, db.Books().Create(ctx, by, b))
	}
	must(t, db.Series().Create(ctx, by, catalog.Series{Entry: entry("s1"), Name: "Fredagsboka"}))
	must(t, db.Series().Create(ctx, by, catalog.Series{Entry: entry("s2"), Name: "Månedens tips", Description: "Hver måned"}))
	must(t, db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry("d1"), Date: "2025-10-20", Place: catalog.Ref{ID: "l1"},
		Libraries: []catalog.LibraryRef{{ID: "l2"}, {ID: "l1"}}, Presenters: []catalog.Ref{{ID: "p1"}}, Books: []catalog.BookRef{{ID: "b1"}},
		Shots: []catalog.Shot{{Title: "Åpning", Presenter: "p1", Status: "planned"}, {Title: "Boktips", Book: "b1", Status: "filmed"}}}))
	must(t, db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry("d2"), Date: "2025-11-03", Notes: "Utendørs"}))
}
