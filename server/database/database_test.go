package database_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestConfig(t *testing.T) {
	must(t, database.DefaultConfig().Validate())
	for u, want := range map[string]string{
		"": "empty", "mysql://user:secret@host/x": "mysql://", "data/x.db?mode=ro": "path", "postgres://user:secret@host:port/x": "database URL",
	} {
		err := database.Config{URL: u}.Validate()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %v, want an error with %q and without the password", u, err, want)
		}
		if _, err := database.Open(t.Context(), database.Config{URL: u}); err == nil {
			t.Errorf("%q was opened", u)
		}
	}
}

func TestMigrateTwice(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		registers(t, db)
		before := got(db.Changes().Since(t.Context(), 0, 100)).or(t)
		other := open(t, url)
		must(t, other.Migrate(t.Context()))
		same(t, got(other.Changes().Since(t.Context(), 0, 100)).or(t), before)
	})
}

func TestMigrateAtOnce(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		const nodes = 3
		errs := make(chan error, nodes)
		for range nodes {
			db := got(database.Open(t.Context(), database.Config{URL: url})).or(t)
			defer db.Close()
			go func() { errs <- db.Migrate(t.Context()) }()
		}
		for range nodes {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestReady(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		db := got(database.Open(t.Context(), database.Config{URL: url})).or(t)
		wantCode(t, db.Ready(t.Context()), catalog.Unavailable) // no schema yet
		must(t, db.Migrate(t.Context()))
		must(t, db.Ready(t.Context()))
		if lite := db.SQL() != nil; lite == (db.Pool() != nil) {
			t.Errorf("the queue has SQL %t and Pool %t, want one of them", lite, db.Pool() != nil)
		}
		must(t, db.Close())
		if db.Ready(t.Context()) == nil {
			t.Error("a closed database is ready")
		}
	})
}

func TestSQLiteIsDurableAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "x.db")
	db := open(t, path)
	registers(t, db)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if mode := got(os.Stat(path + suffix)).or(t).Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", suffix, mode)
		}
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var is string
		must(t, db.WriterQuery(t.Context(), &is, "PRAGMA "+pragma))
		if is != want {
			t.Errorf("%s is %s, want %s", pragma, is, want)
		}
	}
}

func TestDiskFull(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "x.db"))
	var pages int
	must(t, db.WriterQuery(t.Context(), &pages, "PRAGMA page_count"))
	must(t, db.WriterQuery(t.Context(), &pages, "PRAGMA max_page_count = 1")) // what it has already
	big := asset("a1", "")
	big.Description = strings.Repeat("x", 1<<20)
	wantCode(t, db.Assets().Create(t.Context(), by, big, false), catalog.Full)
	_, err := db.Assets().Get(t.Context(), "a1")
	wantCode(t, err, catalog.NotFound)
}

func TestBusy(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "x.db"))
	var ms int
	must(t, db.WriterQuery(t.Context(), &ms, "PRAGMA busy_timeout = 50"))
	other := got(db.SQL().BeginTx(t.Context(), nil)).or(t) // takes the lock for writing
	wantCode(t, db.Assets().Create(t.Context(), by, asset("a1", ""), false), catalog.Unavailable)
	must(t, other.Rollback())
	must(t, db.Assets().Create(t.Context(), by, asset("a1", ""), false))
}

func TestContextErrorsPass(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Assets().Get(ctx, "a1"); err != context.Canceled {
			t.Errorf("got %v, want context.Canceled", err)
		}
		must(t, db.Assets().Create(t.Context(), by, asset("a1", ""), false))
		_, err := db.Assets().Update(t.Context(), by, "a1", func(*catalog.Asset) error {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if err := db.Assets().Create(ctx, by, asset("a2", ""), false); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v from waiting for another writer, want context.DeadlineExceeded", err)
			}
			return nil
		})
		must(t, err)
	})
}

func TestNoServer(t *testing.T) {
	l := got(net.Listen("tcp", "127.0.0.1:0")).or(t)
	addr := l.Addr().String()
	must(t, l.Close())
	_, err := database.Open(t.Context(), database.Config{URL: "postgres://u@" + addr + "/x?sslmode=disable"})
	wantCode(t, err, catalog.Unavailable)
}

// with gives the URL of a schema with one more setting of the connections.
func with(t *testing.T, server, key, value string) string {
	t.Helper()
	u := got(url.Parse(server)).or(t)
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestStandby(t *testing.T) {
	server := os.Getenv(postgresURL)
	if server == "" {
		t.Skip(postgresURL + " is not set")
	}
	u := schema(t, server)
	open(t, u)
	standby := got(database.Open(t.Context(), database.Config{URL: with(t, u, "default_transaction_read_only", "on")})).or(t)
	defer standby.Close()
	wantCode(t, standby.Ready(t.Context()), catalog.Unavailable)
	wantCode(t, standby.Assets().Create(t.Context(), by, asset("a1", ""), false), catalog.Unavailable)
	_, err := standby.Assets().Get(t.Context(), "a1")
	wantCode(t, err, catalog.NotFound)
}

// The server ends all connections, as it does when it restarts: a write under way is told as unavailable and not
// stored, and the next ones succeed.
func TestConnectionsLost(t *testing.T) {
	server := os.Getenv(postgresURL)
	if server == "" {
		t.Skip(postgresURL + " is not set")
	}
	u := schema(t, server)
	name := "lost" + got(url.Parse(u)).or(t).Query().Get("search_path")
	db := open(t, with(t, u, "application_name", name))
	must(t, db.Assets().Create(t.Context(), by, asset("a1", ""), false))
	_, err := db.Assets().Update(t.Context(), by, "a1", func(a *catalog.Asset) error {
		a.Title = "Ny"
		execute(t, server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"+name+"'")
		return nil
	})
	wantCode(t, err, catalog.Unavailable)
	if a := got(db.Assets().Get(t.Context(), "a1")).or(t); a.Title == "Ny" {
		t.Error("the write was stored although it was told as unavailable")
	}
	must(t, db.Assets().Create(t.Context(), by, asset("a2", ""), false))
}
