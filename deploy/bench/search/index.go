package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

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
		took, err := build(ctx, kept, m.seed, m.n)
		if err != nil {
			return errors.Join(err, os.RemoveAll(kept))
		}
		rate := float64(m.n) / took.Seconds()
		t.Row("documents indexed a second", fmt.Sprintf("%.0f", rate), report.AtLeast(rate, 5000))
		if err := memoryRow(t, "highest memory while indexing (VmHWM)", "VmHWM"); err != nil {
			return err
		}
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
	runtime.GC()
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	t.Row("heap when open", report.Mebibytes(int64(heap.HeapAlloc)), "")
	if err := memoryRow(t, "RssAnon when open", "RssAnon"); err != nil {
		return err
	}
	if err := memoryRow(t, "highest memory so far (VmHWM)", "VmHWM"); err != nil {
		return err
	}
	return t.End()
}

func memoryRow(t *report.Table, name, line string) error {
	held, err := program.Memory(os.Getpid(), line)
	if err == nil {
		t.Row(name, report.Mebibytes(held), report.BelowMiB(held, 1024))
	}
	return err
}
