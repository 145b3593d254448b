package indexer_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

var crashes = flag.Int("rounds", 3, "how often TestKillLosesNothingAcknowledged kills")

// childDir, when set, makes the test binary a child that indexes in that folder until it is killed.
const childDir = "INDEXER_TEST_CHILD_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := indexForever(dir); err != nil {
			fmt.Println("error", err)
		}
		return
	}
	os.Exit(m.Run())
}

// ledger is what the changes so far come to: documents by id, each with the number of the change that wrote it last.
type ledger struct {
	seq  int64
	last map[string]int64
}

func newLedger(seq int64) *ledger {
	l := &ledger{last: map[string]int64{}}
	for l.seq < seq {
		l.next()
	}
	return l
}

// next is the next change. It depends on nothing but its number: new documents, some of the past ones written anew, some
// taken out, some brought back.
func (l *ledger) next() indexer.Batch {
	l.seq++
	r := rand.New(rand.NewPCG(uint64(l.seq), 1))
	b := indexer.Batch{Seq: l.seq}
	write := func(id string) {
		b.Upserts = append(b.Upserts, numbered(id, l.seq))
		l.last[id] = l.seq
	}
	for i := range 1 + r.IntN(12) {
		write(fmt.Sprintf("d%d-%d", l.seq, i))
	}
	for range r.IntN(6) {
		write(fmt.Sprintf("d%d-0", 1+r.Int64N(l.seq)))
	}
	for range r.IntN(4) {
		id := fmt.Sprintf("d%d-1", 1+r.Int64N(l.seq))
		b.Deletes = append(b.Deletes, id)
		delete(l.last, id)
	}
	return b
}

// rebuildEvery is after how many changes the child builds its index anew, so that it is killed in that too.
const rebuildEvery = 10

// indexForever applies changes and says each number once it has been acknowledged.
func indexForever(dir string) error {
	ctx := context.Background()
	x, err := indexer.Open(config(dir))
	if err != nil {
		return err
	}
	if x.Damage() != nil {
		return x.Damage()
	}
	for l := newLedger(x.Seq()); ; {
		if err := x.Apply(ctx, l.next()); err != nil {
			return err
		}
		fmt.Println(l.seq)
		if l.seq%rebuildEvery != 0 {
			continue
		}
		err := x.Rebuild(ctx, func(ctx context.Context, w *indexer.Writer) error { return w.Apply(ctx, l.whole()) })
		if err != nil {
			return err
		}
	}
}

// whole is all there is as one change.
func (l *ledger) whole() indexer.Batch {
	b := indexer.Batch{Seq: l.seq}
	for id, seq := range l.last {
		b.Upserts = append(b.Upserts, numbered(id, seq))
	}
	return b
}

// numbered is a document as a change writes it: the change's number stands in its words and in its tag.
func numbered(id string, seq int64) indexer.Document {
	n := strconv.FormatInt(seq, 10)
	return indexer.Document{ID: id, Title: "endring " + n, Tags: []indexer.Ref{{ID: n, Name: "merke " + n}}, Visibility: []string{"all"}}
}

// TestKillLosesNothingAcknowledged kills an indexing process again and again (50 times by hand: -rounds 50). What was
// acknowledged must be there, with what may have come after it as a whole, and after the changes since are followed too.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0)) // another moment every time
	var acknowledged int64
	for round := range *crashes {
		before := acknowledged
		acknowledged = killedAt(t, dir, time.Duration(r.IntN(400))*time.Millisecond)
		if acknowledged <= before {
			t.Fatalf("round %d: the child acknowledged %d after %d", round, acknowledged, before)
		}
		acknowledged = catchesUp(t, dir, acknowledged)
	}
	t.Logf("%d kills, %d changes, none missing", *crashes, acknowledged)
}

// killedAt lets a child index and kills it some time after its first word. It tells what the child acknowledged last.
func killedAt(t *testing.T, dir string, after time.Duration) (acknowledged int64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var killed atomic.Bool
	kill := func() {
		killed.Store(true)
		_ = cmd.Process.Kill() // it may be gone, which the checks below tell
	}
	deadline := time.AfterFunc(time.Minute, kill)
	defer deadline.Stop()
	for s := bufio.NewScanner(out); s.Scan(); {
		n, err := strconv.ParseInt(s.Text(), 10, 64)
		if err != nil {
			t.Fatalf("the child says %s", s.Text())
		}
		if acknowledged == 0 {
			time.AfterFunc(after, kill)
		}
		acknowledged = n
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || !killed.Load() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return acknowledged
}

// catchesUp opens what a kill has left, compares it with the ledger, follows the changes since as the server does, and
// compares again. Opening checks the digest of all live ids. It tells up to where it followed.
func catchesUp(t *testing.T, dir string, acknowledged int64) int64 {
	t.Helper()
	x, err := indexer.Open(config(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	// The change under way may have come through without having been acknowledged.
	if seq := x.Seq(); x.Damage() != nil || seq < acknowledged || seq > acknowledged+1 {
		t.Fatalf("seq %d after %d was acknowledged, damage %v", seq, acknowledged, x.Damage())
	}
	l := newLedger(x.Seq())
	l.compare(t, x)
	for range 5 {
		apply(t, x, l.next())
	}
	l.compare(t, x)
	return l.seq
}

// compare checks that the index holds the ledger's documents, each as it was written last, and no others.
func (l *ledger) compare(t *testing.T, x *indexer.Index) {
	t.Helper()
	var ids []string
	q := indexer.Query{Limit: indexer.MaxLimit, Facets: []indexer.FacetRequest{{Field: indexer.FieldTag, Size: indexer.MaxFacetSize}}}
	first := find(t, x, q)
	for page := first; ; page = find(t, x, q) {
		ids = append(ids, page.IDs...)
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			break
		}
	}
	slices.Sort(ids)
	if want := slices.Sorted(maps.Keys(l.last)); !slices.Equal(ids, want) {
		t.Fatalf("after change %d the index holds %d documents, want %d:\n%v\n%v", l.seq, len(ids), len(want), ids, want)
	}
	counts := map[string]int{}
	for _, seq := range l.last {
		counts[strconv.FormatInt(seq, 10)]++
	}
	for _, c := range first.Facets[indexer.FieldTag] {
		if c.Count != counts[c.Value] {
			t.Fatalf("after change %d there are %d documents as change %s wrote them, want %d", l.seq, c.Count, c.Value, counts[c.Value])
		}
	}
	for seq := max(1, l.seq-20); seq <= l.seq; seq++ {
		n := strconv.FormatInt(seq, 10)
		if got := find(t, x, indexer.Query{Text: "endring " + n + " ", Limit: 1}).Total; got != counts[n] {
			t.Fatalf("after change %d the words of change %s find %d documents, want %d", l.seq, n, got, counts[n])
		}
	}
}
