package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// answered is how a peer answered the rows.
type answered struct {
	name   string
	loaded time.Duration
	rows   []measured
}

func oursColumns(changes int) []string {
	out := []string{"", "ours p50", "p99"}
	if changes > 0 {
		out = append(out, fmt.Sprintf("beside %d changes/s p50", changes), "p99", "p99 / p99 alone (≤ 2)")
	}
	return out
}

func oursCells(alone, busy measured) []string {
	out := []string{ms(alone.median()), ms(alone.took.Quantile(0.99))}
	if len(busy.took) > 0 {
		out = append(out, ms(busy.median()), ms(busy.took.Quantile(0.99)), ratio(busy.took.Quantile(0.99), alone.took.Quantile(0.99)))
	}
	return out
}

// report prints the rows that all were asked, beside each other.
func (m *measurement) report(asked []row, alone, busy []measured, peers []answered) error {
	columns := append(oursColumns(m.changes), "found")
	for _, p := range peers {
		columns = append(columns, p.name+" p50", "p99", "found")
	}
	if len(peers) > 0 {
		columns = append(columns, "quicker peer / ours", "bar")
	}
	t := report.NewTable(m.run.Out, fmt.Sprintf("Search in process, %d documents, page of %d ids with five facets, milliseconds", m.n, pageSize), columns...)
	for i, r := range asked {
		cells := append([]string{r.name}, oursCells(alone[i], busy[i])...)
		cells = append(cells, alone[i].foundText())
		var best time.Duration
		for _, p := range peers {
			theirs := p.rows[i]
			cells = append(cells, ms(theirs.median()), ms(theirs.took.Quantile(0.99)), theirs.foundText())
			if best == 0 || theirs.median() < best {
				best = theirs.median()
			}
		}
		if len(peers) > 0 {
			cells = append(cells, ratio(best, alone[i].median()), bar(r.bar, best, alone[i].median()))
		}
		t.Row(cells...)
	}
	if err := t.End(); err != nil {
		return err
	}
	return m.loads(peers)
}

// loads says how long the peers took to load, when they were loaded in this run.
func (m *measurement) loads(peers []answered) error {
	var said []string
	for _, p := range peers {
		if p.loaded > 0 {
			said = append(said, fmt.Sprintf("%s in %s", p.name, report.Seconds(p.loaded)))
		}
	}
	if len(said) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(m.run.Out, "Loaded: %s.\n\n", strings.Join(said, ", "))
	return err
}

func bar(want float64, theirs, us time.Duration) string {
	if want == 0 {
		return ""
	}
	return report.AtLeast(theirs.Seconds()/us.Seconds(), want)
}

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.1f", a.Seconds()/b.Seconds()) }

// ms is a duration in milliseconds, two decimals.
func ms(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
