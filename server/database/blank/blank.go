// Package blank gives tests a catalogue that is migrated already: a test process migrates one, and every test gets a copy
// of it. It is for tests alone.
package blank

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/database"
)

// migrated are the bytes of a migrated SQLite database.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "blank")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "catalogue.db")
	db, err := database.Open(context.Background(), database.Config{URL: path})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(context.Background()); err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // which writes all of the log into the file
		return nil, err
	}
	return os.ReadFile(path)
})

// Catalogue gives the path of a migrated SQLite database of the test's own.
func Catalogue(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalogue.db")
	Lay(t, path)
	return path
}

// Lay puts a migrated SQLite database at a path.
func Lay(t testing.TB, path string) {
	t.Helper()
	b, err := migrated()
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
