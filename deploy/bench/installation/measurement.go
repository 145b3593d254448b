package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

const restarts = 5

// When the memory of the program is read: after a start, and after all the work. The runtime gives memory back after at
// most two minutes of rest.
var (
	idleTimes = [...]time.Duration{10 * time.Second, 30 * time.Second}
	restTimes = [...]time.Duration{30 * time.Second, 150 * time.Second}
)

// measurement measures one installation from an empty data folder, or a filled one, to the tables.
type measurement struct {
	config
	program program.Program
	out     io.Writer // the tables
	notes   io.Writer // what is being done
	token   string
}

// run fills, restarts and measures, and prints each table as soon as it is known.
func (m *measurement) run(ctx context.Context) (err error) {
	if !m.folder.Filled() {
		if err := m.program.While(ctx, m.fill); err != nil {
			return err
		}
	}
	// A contributor finds what everybody finds; an administrator would find binned assets of earlier runs too.
	if m.token, err = m.program.Token(ctx, "contributor"); err != nil {
		return err
	}
	if err := m.starts(ctx); err != nil {
		return err
	}
	return m.program.While(ctx, func(ctx context.Context, p *program.Process) error {
		for _, measure := range []func(context.Context, *program.Process) error{m.memory, m.searches, m.uploads, m.afterwards} {
			if err := measure(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *measurement) fill(ctx context.Context, p *program.Process) error {
	token, err := m.program.Token(ctx, "administrator")
	if err != nil {
		return err
	}
	f := &filler{config: m.config, client: program.NewClient(p.Address, token, m.posters), notes: m.notes}
	var done filled
	used, err := p.Using(func() (err error) {
		done, err = f.fill(ctx)
		return err
	})
	if err != nil {
		return err
	}
	high, err := p.Memory("VmHWM")
	if err != nil {
		return err
	}
	t := report.NewTable(m.out, "Filling", "", "measured")
	t.Row("assets, each posted in one request", fmt.Sprint(done.assets))
	t.Row(fmt.Sprintf("uploads answered, %d clients", m.posters), report.PerSecond(done.assets, done.posted))
	t.Row("uploaded and processed", report.PerSecond(done.assets, done.processed))
	t.Row("from the first upload to the last one processed", report.Seconds(done.processed))
	t.Row("processor time for each, registers included", report.Milliseconds(used/time.Duration(done.assets)))
	t.Row("highest memory (VmHWM)", report.Mebibytes(high))
	return t.End()
}

// starts measures from the start of the process until it is ready, and until the first search is answered.
func (m *measurement) starts(ctx context.Context) error {
	fmt.Fprintln(m.notes, "restarting")
	var ready, found, stopped report.Durations
	for range restarts {
		p, err := m.program.Start(ctx)
		if err != nil {
			return err
		}
		up, err := p.Ready(ctx)
		if err == nil {
			_, err = program.NewClient(p.Address, m.token, 1).Get(ctx, program.FrontPage)
		}
		ready, found = append(ready, up), append(found, time.Since(p.Started))
		stop := time.Now()
		if err := errors.Join(err, p.Stop()); err != nil {
			return err
		}
		stopped = append(stopped, time.Since(stop))
	}
	t := report.NewTable(m.out, fmt.Sprintf("Start on the filled folder, %d times", restarts), "", "p50", "slowest", "bar")
	t.Row("until /readyz answers 200", ready.P50(), ready.Worst(), "< 3 s")
	t.Row("until the first search is answered", found.P50(), found.Worst(), "")
	t.Row("from SIGTERM to the end", stopped.P50(), stopped.Worst(), "< 30 s")
	return t.End()
}

// memory reads what the program holds when it has been left alone.
func (m *measurement) memory(ctx context.Context, p *program.Process) error {
	fmt.Fprintln(m.notes, "leaving it alone")
	t := report.NewTable(m.out, "Idle memory (VmRSS) after a start on the filled folder", "", "measured", "bar")
	for _, at := range idleTimes {
		if err := sleep(ctx, at-time.Since(p.Started)); err != nil {
			return err
		}
		rss, err := p.Memory("VmRSS")
		if err != nil {
			return err
		}
		t.Row(fmt.Sprintf("%.0f s after the start", at.Seconds()), report.Mebibytes(rss), "< 150 MiB")
	}
	return t.End()
}

// afterwards reads the memory when all has been measured and the program is left alone again.
func (m *measurement) afterwards(ctx context.Context, p *program.Process) error {
	fmt.Fprintln(m.notes, "leaving it alone again")
	start := time.Now()
	t := report.NewTable(m.out, "Memory after all of the above", "", "measured")
	for _, at := range restTimes {
		if err := sleep(ctx, at-time.Since(start)); err != nil {
			return err
		}
		rss, err := p.Memory("VmRSS")
		if err != nil {
			return err
		}
		t.Row(fmt.Sprintf("%.0f s later (VmRSS)", at.Seconds()), report.Mebibytes(rss))
	}
	high, err := p.Memory("VmHWM")
	if err != nil {
		return err
	}
	t.Row("highest (VmHWM)", report.Mebibytes(high))
	return t.End()
}
