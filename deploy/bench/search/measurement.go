package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// measurement measures one size.
type measurement struct {
	config
	run    command.Run
	folder string
	n      int
	ours   *ours
	behind *collection.Record // the last result before the deep page; nil when there are too few
	rates  []float64          // documents changed a second beside each row
}

// measure prints the tables of one size, and tells how many times quicker than the quicker peer each row is.
func (m *measurement) measure(ctx context.Context) (times map[string]float64, err error) {
	if err := m.index(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.ours.Close()) }()
	asked := filtered(rows(m.behind), m.chosen, func(r row) string { return r.name })
	acts := filtered(m.ours.acts(), m.chosen, func(a act) string { return a.name })
	var all []act
	for _, r := range asked {
		all = append(all, r.act(m.ours))
	}
	var us []both
	held, err := highest(ctx, func() (err error) { us, err = m.asked(ctx, append(all, acts...)); return err })
	if err != nil {
		return nil, err
	}
	peers, err := m.peers(ctx, asked)
	if err != nil {
		return nil, err
	}
	if times, err = m.besidePeers(asked, us, peers); err != nil {
		return nil, err
	}
	if err := m.oursAlone(acts, us[len(asked):]); err != nil {
		return nil, err
	}
	return times, m.footnotes(held, peers)
}

// measured is how long something took, each time, and how much it found.
type measured struct {
	took  report.Durations
	found []int
}

func (m measured) p50() time.Duration { return m.took.Quantile(0.5) }
func (m measured) p99() time.Duration { return m.took.Quantile(0.99) }

// both is how our index did when nothing else was done, and while documents were being changed.
type both struct{ alone, busy measured }

// asked measures everything alone first, because what is changed later leaves its traces in the index.
func (m *measurement) asked(ctx context.Context, acts []act) ([]both, error) {
	out := make([]both, len(acts))
	var err error
	for i, a := range acts {
		if out[i].alone, err = m.again(ctx, "ours", a); err != nil {
			return nil, err
		}
	}
	if m.changes == 0 {
		return out, nil
	}
	for i, a := range acts {
		if err := m.beside(ctx, func() (err error) {
			out[i].busy, err = m.again(ctx, "ours beside changes", a)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fewest is how often everything is done at least, however long it takes.
const fewest = 3

// again does something again and again: a few times that do not count, then for a while.
func (m *measurement) again(ctx context.Context, who string, a act) (out measured, err error) {
	fmt.Fprintf(m.run.Notes, "%s: %s\n", who, a.name)
	for i := range fewest {
		if _, err := a.do(ctx, i); err != nil {
			return out, err
		}
	}
	for end := time.Now().Add(m.span); len(out.took) < fewest || time.Now().Before(end); {
		start := time.Now()
		found, err := a.do(ctx, len(out.took))
		if err != nil {
			return out, err
		}
		out.took, out.found = append(out.took, time.Since(start)), append(out.found, found)
	}
	return out, nil
}

// beside does something while documents are being changed.
func (m *measurement) beside(ctx context.Context, do func() error) error {
	start := time.Now()
	c := m.ours.change(ctx, m.changes)
	err := do()
	made, failed := c.stop()
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	m.rates = append(m.rates, float64(made)/time.Since(start).Seconds())
	return nil
}
