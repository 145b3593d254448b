package ingest_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// emptyDatabase makes a database of its own on the PostgreSQL server that deploy/test has started.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("FELLESMAPPA_TEST_POSTGRES_URL")
	if server == "" {
		t.Skip("FELLESMAPPA_TEST_POSTGRES_URL is not set")
	}
	name := fmt.Sprintf("ingest_test_%d", time.Now().UnixNano())
	psql := func(sql string) {
		if out, err := exec.Command("psql", "-v", "ON_ERROR_STOP=1", "-q", "-c", sql, server).CombinedOutput(); err != nil {
			t.Errorf("psql: %v: %s", err, out)
		}
	}
	psql("CREATE DATABASE " + name)
	t.Cleanup(func() { psql("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// TestOnPostgres takes a photo from a dead job to ready, and anew, and an order of a clip.
func TestOnPostgres(t *testing.T) {
	r := newRigOn(t, emptyDatabase(t))
	a := r.upload("a.jpg", photo(t, 900, 600, 13), catalog.AssetPatch{})
	if _, err := r.db.Pool().Exec(t.Context(), "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now()"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Millisecond)
	r.start()
	r.ready(a.ID)
	began := time.Now()
	b := r.ready(r.upload("b.jpg", photo(t, 900, 600, 14), catalog.AssetPatch{}).ID)
	t.Logf("second one ready after %v", time.Since(began).Round(time.Millisecond))
	r.read(b, "w640")
	if _, err := r.db.Assets().Reprocess(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	r.ahead.Store(int64(2 * time.Minute))
	anew := func(a catalog.Asset) bool { return version(a, "w640") == 2 }
	r.await(a.ID, "made anew", anew)
	r.await(b.ID, "made anew", anew)
	if err := r.in.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := r.record(b.ID); err != nil || got.Original.SHA256 == "" {
		t.Errorf("record %+v, %v", got.Original, err)
	}
	c := r.ready(r.upload("c.mp4", redThenBlue(t), catalog.AssetPatch{}).ID)
	r.order(c.ID, "clip-square")
	r.read(r.delivered(c.ID), "clip-square")
}
