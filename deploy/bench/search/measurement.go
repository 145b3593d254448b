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
}

// measured is how long the searches of one row took and how much they found.
type measured struct {
	took  report.Durations
	found []int
}

func (m measured) median() time.Duration { return m.took.Quantile(0.5) }

// foundText is how much the first searches found on average: those that every engine has been asked.
func (m measured) foundText() string {
	sum := 0
	for _, n := range m.found[:fewest] {
		sum += n
	}
	return fmt.Sprint(sum / fewest)
}

// measure prints the tables of one size, and tells how many times quicker than the quicker peer each row is.
func (m *measurement) measure(ctx context.Context) (times map[string]float64, err error) {
	if err := m.index(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.ours.Close()) }()
	asked := filtered(rows(m.behind), m.chosen, func(r row) string { return r.name })
	us := make([]measured, len(asked))
	for i, r := range asked {
		if us[i], err = m.row(ctx, "ours", m.ours, r); err != nil {
			return nil, err
		}
	}
	acts, err := m.acts(ctx)
	if err != nil {
		return nil, err
	}
	for i, r := range asked {
		if err := m.beside(ctx, func() error { return m.busy(ctx, &us[i], r.name, m.ours.asking(r)) }); err != nil {
			return nil, err
		}
	}
	peers, err := m.peers(ctx, asked)
	if err != nil {
		return nil, err
	}
	if times, err = m.report(asked, us, peers); err != nil {
		return nil, err
	}
	return times, acts.End()
}

// fewest is how often a row is asked at least, however long it takes.
const fewest = 3

// row asks the searches of a row one after the other: a few that do not count, then for a while.
func (m *measurement) row(ctx context.Context, who string, e engine, r row) (measured, error) {
	fmt.Fprintf(m.run.Notes, "%s: %s\n", who, r.name)
	return m.again(ctx, func(ctx context.Context, i int) (int, error) { return e.ask(ctx, r.about(i)) })
}

func (m *measurement) again(ctx context.Context, do func(context.Context, int) (int, error)) (out measured, err error) {
	for i, end := -fewest, time.Now().Add(m.span); i < fewest || time.Now().Before(end); i++ {
		start := time.Now()
		found, err := do(ctx, i+fewest)
		if err != nil {
			return out, err
		}
		if i >= 0 {
			out.took, out.found = append(out.took, time.Since(start)), append(out.found, found)
		}
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
	if rate := float64(made) / time.Since(start).Seconds(); rate < 0.8*float64(m.changes) {
		fmt.Fprintf(m.run.Notes, "only %.0f of %d documents a second could be changed\n", rate, m.changes)
	}
	return nil
}

// acts measures what only our index is asked, alone and beside changes, and makes the table of it.
func (m *measurement) acts(ctx context.Context) (*report.Table, error) {
	t := report.NewTable(m.run.Out, fmt.Sprintf("What only our index is asked, %d documents", m.n), oursColumns(m.changes)...)
	for _, a := range filtered(m.ours.acts(), m.chosen, func(a act) string { return a.name }) {
		fmt.Fprintln(m.run.Notes, "ours:", a.name)
		alone, err := m.again(ctx, a.do)
		if err != nil {
			return nil, err
		}
		var busy measured
		if m.changes > 0 {
			if err := m.beside(ctx, func() (err error) { busy, err = m.again(ctx, a.do); return err }); err != nil {
				return nil, err
			}
		}
		t.Row(append([]string{a.name}, oursCells(alone, busy)...)...)
	}
	return t, nil
}
