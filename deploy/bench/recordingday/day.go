package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/deploy/bench/watch"
)

const (
	poll     = 250 * time.Millisecond
	patience = time.Hour // until everything must be ready
)

// day is one run.
type day struct {
	config
	media      media
	program    program.Program
	out, notes io.Writer
	client     *program.Client
	arrivals   arrivals
}

// arrivals are when uploads were answered.
type arrivals struct {
	sync.Mutex
	first, lastPhoto, last time.Time
	bytes                  int64
}

func (a *arrivals) add(i item, bytes int) {
	a.Lock()
	defer a.Unlock()
	now := time.Now()
	if a.last = now; a.first.IsZero() {
		a.first = now
	}
	if !i.clip {
		a.lastPhoto = now
	}
	a.bytes += int64(bytes)
}

// measure uploads everything while it searches and watches, and prints the table.
func (d *day) measure(ctx context.Context, p *program.Process) error {
	token, err := d.program.Token(ctx, "administrator")
	if err != nil {
		return err
	}
	d.client = program.NewClient(p.Address, token, d.senders+2)
	searching := watch.Ask(ctx, func(ctx context.Context) error { _, err := d.client.Get(ctx, program.FrontPage); return err })
	memory := watch.Memory(ctx, p)
	var photos, all time.Time
	used, err := p.Using(func() error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return d.upload(ctx) })
		group.Go(func() (err error) {
			if photos, err = d.wait(ctx, "kind=photo&", d.photos); err != nil {
				return err
			}
			searching.Pause() // the bar holds for the time until the photos are there
			all, err = d.wait(ctx, "", d.photos+d.clips)
			return err
		})
		return group.Wait()
	})
	waits, failed := searching.Stop()
	held, failedToo := memory.Stop()
	if err := errors.Join(err, failed, failedToo); err != nil {
		return err
	}
	return d.report(photos, all, used, waits, held)
}

// upload sends all files, several at a time.
func (d *day) upload(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(d.senders)
	for n, i := range d.media.items(d.config) {
		if ctx.Err() != nil {
			break
		}
		if n%50 == 0 {
			fmt.Fprintf(d.notes, "uploading: %d of %d\n", n, d.photos+d.clips)
		}
		group.Go(func() error {
			file, err := i.read()
			if err != nil {
				return err
			}
			about := map[string]any{"title": i.name, "tags": []string{fmt.Sprintf("opptak%d", n%20)}}
			if _, err := d.client.Upload(ctx, i.name, file, about); err != nil {
				return err
			}
			d.arrivals.add(i, len(file))
			return nil
		})
	}
	return group.Wait()
}

// wait returns when n assets of a kind are ready. One that failed is an error: it would make the rest look quick.
func (d *day) wait(ctx context.Context, kind string, n int) (time.Time, error) {
	ctx, stop := context.WithTimeoutCause(ctx, patience, errors.New("not everything becomes ready"))
	defer stop()
	for noted := time.Now(); ; {
		ready, err := d.client.Total(ctx, kind+"state=ready")
		if err != nil {
			return time.Time{}, errors.Join(err, context.Cause(ctx))
		}
		if ready >= n {
			return time.Now(), nil
		}
		failed, err := d.client.Total(ctx, "state=failed")
		if err != nil {
			return time.Time{}, errors.Join(err, context.Cause(ctx))
		}
		if failed > 0 {
			return time.Time{}, fmt.Errorf("%d assets could not be processed", failed)
		}
		if time.Since(noted) > 10*time.Second {
			fmt.Fprintf(d.notes, "ready: %d of %d\n", ready, n)
			noted = time.Now()
		}
		select {
		case <-ctx.Done():
			return time.Time{}, context.Cause(ctx)
		case <-time.After(poll):
		}
	}
}

func (d *day) report(photos, all time.Time, used time.Duration, waits report.Durations, held watch.Resident) error {
	a := &d.arrivals
	t := report.NewTable(d.out, fmt.Sprintf("%d photos of 12 megapixels and %d clips of %v in 1080p, %.1f GB, %d senders", d.photos, d.clips, d.lasts, float64(a.bytes)/1e9, d.senders),
		"", "measured", "bar")
	t.Row("from the first 201 to the last photo's", report.Seconds(a.lastPhoto.Sub(a.first)), "")
	t.Row("from the first 201 to the last", report.Seconds(a.last.Sub(a.first)), "")
	t.Row("all renditions of all photos: after the first 201", report.Seconds(photos.Sub(a.first)), "")
	t.Row("all renditions of all photos: after the last photo's 201", report.Seconds(photos.Sub(a.lastPhoto)), report.Below(photos.Sub(a.lastPhoto), 40*time.Second))
	t.Row("everything ready: after the first 201", report.Seconds(all.Sub(a.first)), "")
	t.Row(fmt.Sprintf("front page with five facets meanwhile, until the photos were there: p50 of %d", len(waits)), waits.P50(), "")
	t.Row("the same, p99", waits.P99(), report.Below(waits.Quantile(0.99), 100*time.Millisecond))
	t.Row("the same, slowest", waits.Worst(), "")
	t.Row("highest memory (VmRSS) of the program", report.Mebibytes(held.Program), "")
	t.Row("highest memory of its helpers", report.Mebibytes(held.Children), "")
	t.Row("highest memory of both together", report.Mebibytes(held.Both), report.BelowMB(held.Both, 500))
	t.Row("processor time, helpers included", report.Seconds(used), "")
	return t.End()
}
