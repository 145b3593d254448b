package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// index builds the index, or takes the one that was kept, and reports on it. What is measured is a copy, so that the
// changes made meanwhile do not pile up in the one that is kept.
func (m *measurement) index(ctx context.Context) error {
	kept := filepath.Join(m.folder, fmt.Sprintf("index-%d", m.n))
	t := report.NewTable(m.run.Out, fmt.Sprintf("The index of %d documents", m.n), "", "measured", "bar")
	if _, err := os.Stat(kept); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(m.run.Notes, "building the index of", m.n)
		var took time.Duration
		held, err := highest(ctx, func() (err error) { took, err = build(ctx, kept, m.seed, m.n); return err })
		if err != nil {
			return errors.Join(err, os.RemoveAll(kept))
		}
		rate := float64(m.n) / took.Seconds()
		t.Row("documents indexed a second", fmt.Sprintf("%.0f", rate), report.AtLeast(rate, 5000))
		memoryRow(t, "highest memory while indexing (RssAnon)", held)
	}
	size, err := bytesIn(kept)
	if err != nil {
		return err
	}
	each := float64(size) / float64(m.n)
	t.Row("bytes of each", fmt.Sprintf("%.0f", each), report.AtMost(each, 600))
	used := filepath.Join(m.run.Scratch, fmt.Sprintf("used-%d", m.n))
	if err := os.CopyFS(used, os.DirFS(kept)); err != nil {
		return err
	}
	var took time.Duration
	if m.ours, took, m.behind, err = openOurs(ctx, used, m.seed, m.n); err != nil {
		return err
	}
	t.Row("opening it, checks included", report.Seconds(took), "")
	if _, err := m.ours.ask(ctx, question{}); err != nil {
		return err
	}
	debug.FreeOSMemory()
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	t.Row("heap when open", report.Mebibytes(int64(heap.HeapAlloc)), "")
	held, err := program.Memory(os.Getpid(), anonymous)
	if err != nil {
		return err
	}
	memoryRow(t, "memory when open (RssAnon)", held)
	return t.End()
}

func memoryRow(t *report.Table, name string, held int64) {
	t.Row(name, report.Mebibytes(held), report.BelowMiB(held, 1024))
}

// anonymous is the memory of this process that is no file's: other than the files that the index maps, the system cannot
// take it back.
const anonymous = "RssAnon"

// highest is the most memory that is held while do runs, in bytes, looked at ten times a second.
func highest(ctx context.Context, do func() error) (held int64, err error) {
	debug.FreeOSMemory() // what was done before does not count
	ctx, end := context.WithCancel(ctx)
	var watching errgroup.Group
	watching.Go(func() error {
		for ctx.Err() == nil {
			now, err := program.Memory(os.Getpid(), anonymous)
			if err != nil {
				return err
			}
			held = max(held, now)
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	})
	err = do()
	end()
	err = errors.Join(err, watching.Wait())
	return held, err
}
