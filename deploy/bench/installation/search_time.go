package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// warmUps are the searches of a kind before it is measured.
const warmUps = 20

// searches measures every kind of search, and the same listing in SQL.
func (m *measurement) searches(ctx context.Context, p *program.Process) error {
	c := program.NewClient(p.Address, m.token, m.clients)
	switch waiting, err := c.Total(ctx, unprocessed); {
	case err != nil:
		return err
	case waiting > 0:
		return fmt.Errorf("%d assets are still to be processed: run the program on the folder until it is done", waiting)
	}
	var front answer
	if err := c.Read(ctx, program.FrontPage, &front); err != nil {
		return err
	}
	for facet, values := range front.Facets {
		if len(values) == 0 {
			return errors.New("the installation has no values of the facet " + facet + ": fill it with this program")
		}
	}
	t := report.NewTable(m.out, fmt.Sprintf("Search over HTTP, %d assets, page of %d with five facets", front.Total, len(front.Items)),
		"", "answer", "p50", "p99", fmt.Sprintf("requests/s, %d clients", m.clients), "processor time each", "bar")
	ours := map[string]report.Durations{}
	for _, s := range searches(front) {
		fmt.Fprintln(m.notes, "searching:", s.name)
		what, err := sample(ctx, c, s)
		if err != nil {
			return err
		}
		alone, err := m.alone(ctx, c, s)
		if err != nil {
			return err
		}
		var answers int
		start := time.Now()
		used, err := p.Using(func() (err error) {
			answers, err = m.together(ctx, c, s)
			return err
		})
		if err != nil {
			return err
		}
		t.Row(s.name, what, alone.P50(), alone.P99(), report.PerSecond(answers, time.Since(start)), report.Milliseconds(used/time.Duration(answers)), s.bar)
		ours[s.name] = alone
	}
	if err := t.End(); err != nil {
		return err
	}
	return m.compare(ctx, c, front, ours)
}

// sample warms up and says how much the searches find, in the middle. Searches that mostly find nothing would measure
// nothing.
func sample(ctx context.Context, c *program.Client, s search) (string, error) {
	var bytes, found int
	for i := range warmUps {
		raw, err := c.Get(ctx, s.path(i))
		if err != nil {
			return "", err
		}
		var a answer
		if err := json.Unmarshal(raw, &a); err != nil {
			return "", err
		}
		if len(a.Items) > 0 {
			found++
		}
		bytes += len(raw)
	}
	if found < warmUps/2 {
		return "", fmt.Errorf("search %q: %d of %d find something", s.name, found, warmUps)
	}
	return fmt.Sprintf("%d KiB", bytes/warmUps>>10), nil
}

// alone is how long one client waits for each answer.
func (m *measurement) alone(ctx context.Context, c *program.Client, s search) (report.Durations, error) {
	var took report.Durations
	for end := time.Now().Add(m.span); len(took) == 0 || time.Now().Before(end); {
		start := time.Now()
		if _, err := c.Get(ctx, s.path(len(took))); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// together is how many answers several clients get in all.
func (m *measurement) together(ctx context.Context, c *program.Client, s search) (int, error) {
	end := time.Now().Add(m.span)
	counts := make([]int, m.clients)
	group, ctx := errgroup.WithContext(ctx)
	for n := range counts {
		group.Go(func() error {
			for counts[n] == 0 || time.Now().Before(end) {
				if _, err := c.Get(ctx, s.path(n+counts[n]*m.clients)); err != nil {
					return err
				}
				counts[n]++
			}
			return nil
		})
	}
	err := group.Wait()
	all := 0
	for _, n := range counts {
		all += n
	}
	return all, err
}
