package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// measurement measures the program on a filled data folder.
type measurement struct {
	config
	program    program.Program
	out, notes io.Writer
	client     *program.Client
}

func (m *measurement) run(ctx context.Context) error {
	if err := os.RemoveAll(filepath.Join(m.program.Data, "index")); err != nil {
		return err
	}
	token, err := m.program.Token(ctx, "contributor")
	if err != nil {
		return err
	}
	return m.program.While(ctx, func(ctx context.Context, p *program.Process) error {
		m.client = program.NewClient(p.Address, token, 1)
		if err := m.rebuild(ctx, p); err != nil {
			return err
		}
		searches, err := mix(ctx, m.client, m.seed)
		if err != nil {
			return err
		}
		l := load{address: p.Address}
		for _, path := range searches {
			l.requests = append(l.requests, request(p.Address, token, path))
		}
		return m.bear(ctx, p, l)
	})
}

// rebuild measures from the start of the process until everything is found.
func (m *measurement) rebuild(ctx context.Context, p *program.Process) error {
	fmt.Fprintln(m.notes, "waiting for the index")
	all := 0
	used, err := p.Using(func() (err error) { all, err = m.found(ctx); return err })
	if err != nil {
		return err
	}
	took := time.Since(p.Started)
	high, err := p.Memory("VmHWM")
	if err != nil {
		return err
	}
	t := report.NewTable(m.out, "The index built anew from SQL", "", "measured", "bar")
	t.Row("assets", fmt.Sprint(all), "")
	t.Row("from the start of the process until they are found", report.Seconds(took), "")
	t.Row("assets a second", report.PerSecond(all, took), report.AtLeast(float64(all)/took.Seconds(), 3000))
	t.Row("processor time each", fmt.Sprintf("%.0f µs", float64(used.Microseconds())/float64(all)), "")
	t.Row("highest memory (VmHWM)", report.Mebibytes(high), "")
	return t.End()
}

// found waits until something is found and counts it. Until its index is built the program finds nothing, or says that it
// cannot answer yet.
func (m *measurement) found(ctx context.Context) (int, error) {
	for {
		n, err := m.client.Total(ctx, "")
		if refusal := (*program.Refusal)(nil); errors.As(err, &refusal) && refusal.Status == http.StatusServiceUnavailable {
			err = nil
		}
		if err != nil || n > 0 {
			return n, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// bear measures both kinds of load, after a while of it that is not counted.
func (m *measurement) bear(ctx context.Context, p *program.Process, l load) error {
	fmt.Fprintln(m.notes, "warming up")
	if _, err := l.again(ctx, m.clients, m.span/4); err != nil {
		return err
	}
	t := report.NewTable(m.out, fmt.Sprintf("Searches with five facets over HTTP, %d different, %v each", len(l.requests), m.span),
		"", "answered", "p50", "p99", "slowest", "errors", "mean answer", "processor: program", "clients", "bar")
	for _, way := range []struct {
		name string
		ask  func() (outcome, error)
		bar  func(outcome) string
	}{
		{fmt.Sprintf("%d clients that ask again at once", m.clients), func() (outcome, error) { return l.again(ctx, m.clients, m.span) },
			func(o outcome) string { return report.AtLeast(float64(len(o.waits))/o.lasted.Seconds(), 1500) }},
		{fmt.Sprintf("%d offered a second", m.rate), func() (outcome, error) { return l.offered(ctx, m.seed, m.rate, m.span) },
			func(o outcome) string { return report.Below(o.waits.Quantile(0.99), 30*time.Millisecond) }},
	} {
		fmt.Fprintln(m.notes, "searching:", way.name)
		var o outcome
		mine := processor()
		used, err := p.Using(func() (err error) { o, err = way.ask(); return err })
		if err != nil {
			return err
		}
		mine = processor() - mine
		if len(o.waits) == 0 {
			return fmt.Errorf("no search was answered: %w", o.last)
		}
		if o.failed > 0 {
			fmt.Fprintln(m.notes, "errors:", o.last)
		}
		t.Row(way.name, report.PerSecond(len(o.waits), o.lasted), o.waits.P50(), o.waits.P99(), o.waits.Worst(), fmt.Sprint(o.failed),
			fmt.Sprintf("%d KiB", o.bytes/len(o.waits)>>10), report.Cores(used, o.lasted), report.Cores(mine, o.lasted), way.bar(o))
	}
	return t.End()
}

// processor is the processor time that this process has used.
func processor() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0 // cannot fail on Linux with these arguments
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
