package database_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// writerPath names the environment variable that makes this program write to a database until it is killed.
const writerPath = "FELLESMAPPA_TEST_WRITE_TO"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver stores assets and prints the id of each once it is stored.
func writeForEver(path string) error {
	ctx := context.Background()
	db, err := database.Open(ctx, database.Config{URL: path})
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("a%d-%d", os.Getpid(), i)
		if err := db.Assets().Create(ctx, by, asset(id, id), true); err != nil {
			return err
		}
		fmt.Println(id)
	}
}

func TestKilledWriterLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	var stored []catalog.AssetID
	for round := range 5 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), writerPath+"="+path)
		child.Stderr = os.Stderr
		out := got(child.StdoutPipe()).or(t)
		must(t, child.Start())
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			stored = append(stored, catalog.AssetID(lines.Text()))
			if n == 10*round {
				must(t, child.Process.Kill())
			}
		}
		if err := child.Wait(); err == nil || child.ProcessState.Exited() {
			t.Fatalf("the writer ended by itself: %v", err)
		}
	}
	db := open(t, path)
	found := got(db.Assets().ByIDs(t.Context(), stored, everything)).or(t)
	if len(stored) < 100 || len(found) != len(stored) {
		t.Errorf("%d of %d stored assets are there", len(found), len(stored))
	}
	var check string
	must(t, db.WriterQuery(t.Context(), &check, "PRAGMA integrity_check"))
	all := got(db.Changes().AllAssets(t.Context(), "", 10_000)).or(t)
	changes := got(db.Changes().Since(t.Context(), 0, 10_000)).or(t)
	if check != "ok" || len(all) != len(changes) {
		t.Errorf("integrity %s; %d assets with %d changes", check, len(all), len(changes))
	}
}
