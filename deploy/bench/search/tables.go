package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

func (m *measurement) oursColumns() []string {
	out := []string{"", "ours p50", "p99"}
	if m.changes > 0 {
		out = append(out, fmt.Sprintf("beside %d changes/s: p50", m.changes), "p99", "p99 / p99 alone (≤ 2)")
	}
	return append(out, "found")
}

func (m *measurement) oursCells(b both) []string {
	out := []string{ms(b.alone.p50()), ms(b.alone.p99())}
	if m.changes > 0 {
		out = append(out, ms(b.busy.p50()), ms(b.busy.p99()), ratio(b.busy.p99(), b.alone.p99()))
	}
	return append(out, b.alone.average())
}

// average is how much the first times found: those that every engine has been asked.
func (m measured) average() string {
	sum := 0
	for _, n := range m.found[:fewest] {
		sum += n
	}
	return fmt.Sprint(sum / fewest)
}

// besidePeers prints the rows that all were asked. It tells how many times quicker than the quicker peer each row is.
func (m *measurement) besidePeers(asked []row, us []both, peers []answered) (map[string]float64, error) {
	columns := append(m.oursColumns(), "bar: p50 / p99")
	for _, p := range peers {
		columns = append(columns, p.name+" p50", "p99", "found")
	}
	if len(peers) > 0 {
		columns = append(columns, "quicker peer / ours", "bar")
	}
	t := report.NewTable(m.run.Out, fmt.Sprintf("Search in process, %d documents, page of %d ids with five facets, milliseconds", m.n, pageSize), columns...)
	times := map[string]float64{}
	for i, r := range asked {
		cells := append([]string{r.name}, m.oursCells(us[i])...)
		cells = append(cells, r.verdict(m.n, us[i].alone))
		var best time.Duration
		for _, p := range peers {
			theirs := p.rows[i]
			cells = append(cells, ms(theirs.p50()), ms(theirs.p99()), theirs.average())
			if best == 0 || theirs.p50() < best {
				best = theirs.p50()
			}
		}
		if len(peers) > 0 {
			times[r.name] = best.Seconds() / us[i].alone.p50().Seconds()
			cells = append(cells, ratio(best, us[i].alone.p50()), r.times(times[r.name]))
		}
		t.Row(cells...)
	}
	return times, t.End()
}

// verdict says whether the row is as quick as it is to be at this size.
func (r row) verdict(n int, us measured) string {
	want, ok := r.within[n]
	if !ok {
		return ""
	}
	p50, p99 := time.Duration(want[0]*float64(time.Millisecond)), time.Duration(want[1]*float64(time.Millisecond))
	return fmt.Sprintf("%s; %s", report.Below(us.p50(), p50), report.Below(us.p99(), p99))
}

func (r row) times(times float64) string {
	if r.bar == 0 {
		return ""
	}
	return report.AtLeast(times, r.bar)
}

// footnotes says what the tables leave out.
func (m *measurement) footnotes(held int64, peers []answered) error {
	fmt.Fprintf(m.run.Out, "Highest memory (RssAnon) during our rows: %s.\n", report.Mebibytes(held))
	if len(m.rates) > 0 {
		fmt.Fprintf(m.run.Out, "Documents really changed a second beside the searches: %.0f at least.\n", slices.Min(m.rates))
	}
	for _, p := range peers {
		if p.loaded > 0 {
			fmt.Fprintf(m.run.Out, "%s was loaded in %s.\n", p.name, report.Seconds(p.loaded))
		}
	}
	_, err := fmt.Fprintln(m.run.Out)
	return err
}

// oursAlone prints what only our index was asked.
func (m *measurement) oursAlone(acts []act, us []both) error {
	if len(acts) == 0 {
		return nil
	}
	t := report.NewTable(m.run.Out, fmt.Sprintf("What only our index is asked, %d documents, milliseconds", m.n), m.oursColumns()...)
	for i, a := range acts {
		t.Row(append([]string{a.name}, m.oursCells(us[i])...)...)
	}
	return t.End()
}

// compareSizes prints how many times quicker than the quicker peer each row is at the first size and at the others, where
// it may not be less.
func compareSizes(run command.Run, sizes []int, times []map[string]float64) error {
	columns := []string{""}
	for _, n := range sizes {
		columns = append(columns, fmt.Sprint(n))
	}
	t := report.NewTable(run.Out, "Quicker peer / ours, by number of documents", append(columns, "no smaller than at the first")...)
	for _, r := range rows(nil) {
		first, ok := times[0][r.name]
		if !ok {
			continue
		}
		cells, least := []string{r.name}, first
		for _, at := range times {
			cells, least = append(cells, fmt.Sprintf("%.1f", at[r.name])), min(least, at[r.name])
		}
		t.Row(append(cells, noSmaller(least, first))...)
	}
	return t.End()
}

func noSmaller(least, first float64) string {
	if least < first {
		return "**no**"
	}
	return "yes"
}

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.1f", a.Seconds()/b.Seconds()) }

// ms is a duration in milliseconds, two decimals.
func ms(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
