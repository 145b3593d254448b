package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
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
	program program
	out     io.Writer // the tables
	notes   io.Writer // what is being done
	token   string
}

// run fills, restarts and measures, and prints each table as soon as it is known.
func (m *measurement) run(ctx context.Context) (err error) {
	defer func() {
		if err != nil && ctx.Err() == nil {
			err = fmt.Errorf("%w\nthe program's last words:\n%s", err, m.program.logged())
		}
	}()
	fmt.Fprintf(m.out, "%s, %s/%s, %d cores. Load before the run: %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load())
	if m.data == "" {
		if err := m.while(ctx, m.fill); err != nil {
			return err
		}
	}
	// A contributor finds what everybody finds; an administrator would find binned assets of earlier runs too.
	if m.token, err = m.program.token(ctx, "contributor"); err != nil {
		return err
	}
	if err := m.starts(ctx); err != nil {
		return err
	}
	return m.while(ctx, func(ctx context.Context, p *process) error {
		for _, measure := range []func(context.Context, *process) error{m.memory, m.searches, m.uploads, m.afterwards} {
			if err := measure(ctx, p); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(m.out, "Load after the run: %s\n", load())
		return err
	})
}

// while runs the program for as long as do takes.
func (m *measurement) while(ctx context.Context, do func(context.Context, *process) error) error {
	p, err := m.program.start(ctx)
	if err != nil {
		return err
	}
	if _, err = p.ready(ctx); err == nil {
		err = do(ctx, p)
	}
	return errors.Join(err, p.stop())
}

func (m *measurement) fill(ctx context.Context, p *process) error {
	token, err := m.program.token(ctx, "administrator")
	if err != nil {
		return err
	}
	f := &filler{config: m.config, client: newClient(p.address, token, m.posters), notes: m.notes}
	var done filled
	used, err := p.using(func() (err error) {
		done, err = f.fill(ctx)
		return err
	})
	if err != nil {
		return err
	}
	high, err := p.memory("VmHWM")
	if err != nil {
		return err
	}
	t := newTable(m.out, "Filling", "", "measured")
	t.row("assets, each posted in one request", fmt.Sprint(done.assets))
	t.row(fmt.Sprintf("uploads answered, %d clients", m.posters), perSecond(done.assets, done.posted))
	t.row("uploaded and processed", perSecond(done.assets, done.processed))
	t.row("from the first upload to the last one processed", seconds(done.processed))
	t.row("processor time for each, registers included", milliseconds(used/time.Duration(done.assets)))
	t.row("highest memory (VmHWM)", mebibytes(high))
	return t.end()
}

// starts measures from the start of the process until it is ready, and until the first search is answered.
func (m *measurement) starts(ctx context.Context) error {
	fmt.Fprintln(m.notes, "restarting")
	var ready, found, stopped durations
	for range restarts {
		p, err := m.program.start(ctx)
		if err != nil {
			return err
		}
		up, err := p.ready(ctx)
		if err == nil {
			_, err = newClient(p.address, m.token, 1).get(ctx, frontPage)
		}
		ready, found = append(ready, up), append(found, time.Since(p.started))
		stop := time.Now()
		if err := errors.Join(err, p.stop()); err != nil {
			return err
		}
		stopped = append(stopped, time.Since(stop))
	}
	t := newTable(m.out, fmt.Sprintf("Start on the filled folder, %d times", restarts), "", "p50", "slowest", "bar")
	t.row("until /readyz answers 200", ready.p50(), ready.worst(), "< 3 s")
	t.row("until the first search is answered", found.p50(), found.worst(), "")
	t.row("from SIGTERM to the end", stopped.p50(), stopped.worst(), "< 30 s")
	return t.end()
}

// memory reads what the program holds when it has been left alone.
func (m *measurement) memory(ctx context.Context, p *process) error {
	fmt.Fprintln(m.notes, "leaving it alone")
	t := newTable(m.out, "Idle memory (VmRSS) after a start on the filled folder", "", "measured", "bar")
	for _, at := range idleTimes {
		if err := sleep(ctx, at-time.Since(p.started)); err != nil {
			return err
		}
		rss, err := p.memory("VmRSS")
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("%.0f s after the start", at.Seconds()), mebibytes(rss), "< 150 MiB")
	}
	return t.end()
}

// afterwards reads the memory when all has been measured and the program is left alone again.
func (m *measurement) afterwards(ctx context.Context, p *process) error {
	fmt.Fprintln(m.notes, "leaving it alone again")
	start := time.Now()
	t := newTable(m.out, "Memory after all of the above", "", "measured")
	for _, at := range restTimes {
		if err := sleep(ctx, at-time.Since(start)); err != nil {
			return err
		}
		rss, err := p.memory("VmRSS")
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("%.0f s later (VmRSS)", at.Seconds()), mebibytes(rss))
	}
	high, err := p.memory("VmHWM")
	if err != nil {
		return err
	}
	t.row("highest (VmHWM)", mebibytes(high))
	return t.end()
}
