package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/deploy/bench/watch"
)

const patience = 2 * time.Hour // until everything must be ready

// The bars.
const (
	serverMiB    = 300
	commandMiB   = 150
	ofRclone     = 0.8
	searchWithin = 100 * time.Millisecond
)

// evening is one run.
type evening struct {
	config
	media      media
	program    program.Program
	out, notes io.Writer
	client     *program.Client
	rcloned    time.Duration // 0: it did not run
}

// measure imports everything while it searches and watches, waits until all is ready, and prints the table.
func (e *evening) measure(ctx context.Context, p *program.Process) error {
	token, err := e.program.Token(ctx, "administrator")
	if err != nil {
		return err
	}
	e.client = program.NewClient(p.Address, token, 4)
	fmt.Fprintln(e.notes, "importing")
	searching := watch.Ask(ctx, func(ctx context.Context) error { _, err := e.client.Get(ctx, program.FrontPage); return err })
	memory := watch.Memory(ctx, p)
	run, err := e.program.Command(ctx, "import", e.media.folder, "--server", p.Address, "--token", token)
	searching.Pause() // the bar holds for the import
	held, failed := memory.Stop()
	waits, failedToo := searching.Stop()
	if err := errors.Join(err, failed, failedToo); err != nil {
		return fmt.Errorf("%w\n%.2000s", err, run.Out)
	}
	if err := e.report(run, held, waits); err != nil {
		return err
	}
	start := time.Now()
	memory = watch.Memory(ctx, p)
	err = e.drain(ctx)
	held, failed = memory.Stop()
	if err := errors.Join(err, failed, e.whole(run)); err != nil {
		return err
	}
	calm, err := e.calm(ctx)
	if err != nil {
		return err
	}
	t := report.NewTable(e.out, "Afterwards: every file is there and ready, and no temporary one is left", "", "measured", "bar")
	t.Row("everything ready after the import", report.Seconds(time.Since(start)), "")
	t.Row("highest memory (VmRSS) of the program meanwhile", report.Mebibytes(held.Program), report.BelowMiB(held.Program, serverMiB))
	t.Row("highest memory of its helpers", report.Mebibytes(held.Children), "")
	t.Row(fmt.Sprintf("front page with five facets when nothing comes in: p50 of %d", len(calm)), calm.P50(), "")
	t.Row("the same, p99: what the machine itself costs", calm.P99(), "")
	return t.End()
}

// calm searches while nothing else goes on in the program.
func (e *evening) calm(ctx context.Context) (report.Durations, error) {
	searching := watch.Ask(ctx, func(ctx context.Context) error { _, err := e.client.Get(ctx, program.FrontPage); return err })
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Second):
	}
	return searching.Stop()
}

// drain returns when everything is ready. One that failed is an error.
func (e *evening) drain(ctx context.Context) error {
	ctx, stop := context.WithTimeoutCause(ctx, patience, errors.New("not everything becomes ready"))
	defer stop()
	for noted := time.Now(); ; {
		ready, err := e.client.Total(ctx, "state=ready")
		if err != nil {
			return err
		}
		failed, err := e.client.Total(ctx, "state=failed")
		switch {
		case err != nil:
			return err
		case failed > 0:
			return fmt.Errorf("%d assets could not be processed", failed)
		case ready == e.media.files:
			return nil
		case time.Since(noted) > 10*time.Second:
			fmt.Fprintf(e.notes, "ready: %d of %d\n", ready, e.media.files)
			noted = time.Now()
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// whole fails when anything is lost or left over.
func (e *evening) whole(run program.Run) error {
	var sum struct {
		Imported int   `json:"imported"`
		Bytes    int64 `json:"bytes_sent"`
	}
	if err := json.Unmarshal(run.Out, &sum); err != nil {
		return err
	}
	if sum.Imported != e.media.files || sum.Bytes != e.media.bytes {
		return fmt.Errorf("%d files of %d bytes were imported, of %d of %d bytes", sum.Imported, sum.Bytes, e.media.files, e.media.bytes)
	}
	bucket := filepath.Join(e.program.Data, "storage", "buckets", "fellesmappa")
	files, bytes, err := held(filepath.Join(bucket, "originals"))
	if err != nil {
		return err
	}
	if files != e.media.files || bytes != e.media.bytes {
		return fmt.Errorf("the bucket holds %d originals of %d bytes, want %d of %d", files, bytes, e.media.files, e.media.bytes)
	}
	for _, temporary := range []string{filepath.Join(e.program.Data, "work"), filepath.Join(bucket, ".sgwtmp")} {
		left, _, err := held(temporary)
		if err != nil {
			return err
		}
		if left > 0 {
			return fmt.Errorf("%d temporary files are left in %s", left, temporary)
		}
	}
	return nil
}

// held counts the files below a folder, which need not be there.
func held(folder string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err == nil {
			files, bytes = files+1, bytes+info.Size()
		}
		return err
	})
	return files, bytes, err
}

func (e *evening) report(run program.Run, during watch.Resident, waits report.Durations) error {
	kinds := strings.Join([]string{fmt.Sprintf("%d clips", e.clips), fmt.Sprintf("%d films", e.films), fmt.Sprintf("%d photos", e.photos)}, ", ")
	t := report.NewTable(e.out, fmt.Sprintf("%s: %d files, %.1f GB", kinds, e.media.files, float64(e.media.bytes)/1e9), "", "measured", "bar")
	ours := float64(e.media.bytes) / run.Took.Seconds() / 1e6
	t.Row("import command", fmt.Sprintf("%s, %.0f MB/s", report.Seconds(run.Took), ours), "")
	if e.rcloned > 0 {
		theirs := float64(e.media.bytes) / e.rcloned.Seconds() / 1e6
		t.Row("rclone copy into a gateway alone", fmt.Sprintf("%s, %.0f MB/s", report.Seconds(e.rcloned), theirs), "")
		t.Row("import to rclone", fmt.Sprintf("%.2f", ours/theirs), report.AtLeast(ours/theirs, ofRclone))
	}
	t.Row("highest memory of the command", report.Mebibytes(run.Peak), report.BelowMiB(run.Peak, commandMiB))
	t.Row("highest memory (VmRSS) of the program during the import", report.Mebibytes(during.Program), report.BelowMiB(during.Program, serverMiB))
	t.Row("highest memory of its helpers then", report.Mebibytes(during.Children), "")
	t.Row(fmt.Sprintf("front page with five facets during the import: p50 of %d", len(waits)), waits.P50(), "")
	t.Row("the same, p99", waits.P99(), report.Below(waits.Quantile(0.99), searchWithin))
	return t.End()
}
