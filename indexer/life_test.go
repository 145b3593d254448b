package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// TestDamage damages every file of an index in every way; it must open, tell, and be of use.
func TestDamage(t *testing.T) {
	if testing.Short() {
		t.Skip("opens some hundred damaged indexes, one after the other")
	}
	whole := t.TempDir()
	x, err := indexer.Open(config(whole))
	if err != nil {
		t.Fatal(err)
	}
	docs := shelfDocuments(t)
	for i, d := range docs {
		apply(t, x, indexer.Batch{Upserts: []indexer.Document{d, docs[i/2]}, Seq: int64(i + 1)})
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(11, 12))
	ways := map[string]func(b []byte) []byte{
		"delete": func([]byte) []byte { return nil }, "empty": func([]byte) []byte { return []byte{} },
		"truncate": func(b []byte) []byte { return b[:len(b)/2] }, "zero": func(b []byte) []byte { return make([]byte, len(b)) },
	}
	for i := range 6 {
		ways[fmt.Sprint("flip", i)] = func(b []byte) []byte {
			if len(b) > 0 {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			return b
		}
	}
	tried, noticed := 0, 0
	for _, file := range files(t, whole) {
		for name, way := range ways {
			dir := filepath.Join(t.TempDir(), "x")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			damage(t, filepath.Join(dir, file), way)
			tried++
			if survives(t, dir, file+" "+name, len(docs)) {
				noticed++
			}
		}
	}
	t.Logf("%d damages, %d ended in an empty or an older index, the others did no harm", tried, noticed)
	// At least the newest segment, the list of snapshots and the index's own file are in use, and few flips hit what nobody
	// reads; the files of segments that were merged away do no harm, and there are more of them the slower the disk is.
	if noticed < 15 {
		t.Errorf("only %d of %d damages were noticed", noticed, tried)
	}
}

func files(t *testing.T, dir string) (out []string) {
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, rel)
		}
		return err
	})
	if err != nil || len(out) < 4 {
		t.Fatalf("files of an index are %v, %v", out, err)
	}
	return out
}

func damage(t *testing.T, path string, way func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b = way(b); b == nil {
		err = os.Remove(path)
	} else {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// survives opens a damaged index and tells whether it came up without some of its documents. It must then, or still, hold and find documents.
func survives(t *testing.T, dir, what string, n int) bool {
	t.Helper()
	cfg := config(dir)
	cfg.OpenTimeout, cfg.WriteTimeout = 5*time.Second, 5*time.Second
	start := time.Now()
	x, err := indexer.Open(cfg)
	if err != nil {
		t.Fatalf("%s: open: %v", what, err)
	}
	defer x.Close()
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("%s: open took %s", what, d)
	}
	empty := x.Seq() == 0
	if empty != (x.Damage() != nil) {
		t.Errorf("%s: seq %d with damage %v", what, x.Seq(), x.Damage())
	}
	// The engine may fall back to the snapshot before the last, which is older the slower the disk is; then Seq must say
	// so, and the changes since are followed again. Every change added one document.
	if got := find(t, x, indexer.Query{}).Total; got != int(x.Seq()) || got > n {
		t.Errorf("%s: %d documents at seq %d, want %d", what, got, x.Seq(), n)
	}
	before := int(x.Seq())
	apply(t, x, indexer.Batch{Upserts: []indexer.Document{{ID: "new", Title: "Etterpå", Visibility: []string{"all"}}}, Seq: 1000})
	if got := find(t, x, indexer.Query{Text: "etterpå"}); got.Total != 1 || x.Seq() != 1000 {
		t.Errorf("%s: after a write %d found, seq %d", what, got.Total, x.Seq())
	}
	return before < n
}

func TestSecondOpenerIsRefused(t *testing.T) {
	dir := t.TempDir()
	x, err := indexer.Open(config(dir))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := indexer.Open(config(dir)); !errors.Is(err, indexer.ErrLocked) {
		t.Errorf("second opener gets %v, want ErrLocked", err)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("refusal took %s", d)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), indexer.Query{}); !errors.Is(err, indexer.ErrClosed) {
		t.Errorf("search after close gives %v, want ErrClosed", err)
	}
	if err := x.WaitFor(t.Context(), 1); !errors.Is(err, indexer.ErrClosed) {
		t.Errorf("wait after close gives %v, want ErrClosed", err)
	}
	if x, err = indexer.Open(config(dir)); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSeqAndWait(t *testing.T) {
	x := open(t)
	waited := make(chan error, 1)
	go func() { waited <- x.WaitFor(t.Context(), 7) }()
	apply(t, x, indexer.Batch{Seq: 3, Upserts: []indexer.Document{{ID: "a", Visibility: []string{"all"}}}})
	select {
	case err := <-waited:
		t.Fatalf("wait for 7 ended at %d: %v", x.Seq(), err)
	case <-time.After(20 * time.Millisecond):
	}
	apply(t, x, indexer.Batch{Seq: 7, Deletes: []string{"a", "never there"}})
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	apply(t, x, indexer.Batch{Seq: 5})
	if got := x.Seq(); got != 7 {
		t.Errorf("seq is %d after an older batch, want 7", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := x.WaitFor(ctx, 8); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("wait for what never comes gives %v", err)
	}
	if err := x.Apply(t.Context(), indexer.Batch{Upserts: []indexer.Document{{}}}); !errors.Is(err, indexer.ErrInvalid) {
		t.Errorf("document without id gives %v, want ErrInvalid", err)
	}
	if err := x.Apply(ctx, indexer.Batch{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("apply with an ended context gives %v", err)
	}
}

func TestRebuild(t *testing.T) {
	dir := t.TempDir()
	x, err := indexer.Open(config(dir))
	if err != nil {
		t.Fatal(err)
	}
	old := func(id, title string) indexer.Document {
		return indexer.Document{ID: id, Title: title, Visibility: []string{"all"}}
	}
	apply(t, x, indexer.Batch{Seq: 10, Upserts: []indexer.Document{old("gone", "gammel"), old("kept", "gammel"), old("changed", "gammel")}})
	failed := errors.New("no database")
	if err := x.Rebuild(t.Context(), func(context.Context, *indexer.Writer) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("failed fill gives %v", err)
	}
	err = x.Rebuild(t.Context(), func(ctx context.Context, w *indexer.Writer) error {
		apply(t, x, indexer.Batch{Seq: 11, Upserts: []indexer.Document{old("changed", "nyeste")}, Deletes: []string{"kept"}})
		if got := find(t, x, indexer.Query{Text: "gammel"}); got.Total != 1 || got.IDs[0] != "gone" {
			t.Errorf("during the rebuild %v is found, want the old index with its changes", got.IDs)
		}
		if err := x.Rebuild(ctx, nil); !errors.Is(err, indexer.ErrRebuilding) {
			t.Errorf("second rebuild gives %v", err)
		}
		if err := w.Apply(ctx, indexer.Batch{Seq: 10, Upserts: []indexer.Document{old("kept", "lest"), old("changed", "lest"), old("more", "lest")}}); err != nil {
			return err
		}
		w.Expect(4)
		if st, err := x.Status(); err != nil || !st.Rebuilding || st.Rebuilt != 3 || st.Total != 4 {
			t.Errorf("status during the rebuild is %+v, %v", st, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		if got := find(t, x, indexer.Query{}).IDs; strings.Join(got, " ") != "changed more" || x.Seq() != 11 {
			t.Errorf("%s: %v at seq %d, want changed and more at 11", when, got, x.Seq())
		}
		if got := find(t, x, indexer.Query{Text: "nyeste"}).IDs; strings.Join(got, " ") != "changed" {
			t.Errorf("%s: a change during the rebuild is lost: %v", when, got)
		}
	}
	check("after the rebuild")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if x, err = indexer.Open(config(dir)); err != nil || x.Damage() != nil {
		t.Fatal(err, x.Damage())
	}
	check("after opening again")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "g-*")); err != nil || len(left) != 1 {
		t.Errorf("generations left: %v, %v", left, err)
	}
}

// TestRebuildLearns: a word that stands alone often is found inside compounds after a rebuild.
func TestRebuildLearns(t *testing.T) {
	var docs []indexer.Document
	for i := range 6 {
		docs = append(docs, indexer.Document{ID: fmt.Sprint("a", i), Description: "Trekkspel på Kvernali", Visibility: []string{"all"}})
	}
	docs = append(docs, indexer.Document{ID: "compound", Title: "Kvernalikafé", Visibility: []string{"all"}})
	x := open(t, docs...)
	q := indexer.Query{Text: "kafé"}
	if got := find(t, x, q).IDs; len(got) != 0 {
		t.Fatalf("before learning %v is found", got)
	}
	err := x.Rebuild(t.Context(), func(ctx context.Context, w *indexer.Writer) error {
		return w.Apply(ctx, indexer.Batch{Upserts: docs, Seq: 7})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := find(t, x, q).IDs; len(got) != 1 || got[0] != "compound" {
		t.Errorf("after learning %v is found, want compound", got)
	}
}
