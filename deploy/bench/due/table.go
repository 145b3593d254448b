package main

import (
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// bars are how long what is asked for may take.
var bars = map[string]time.Duration{coldPage: mostPage, readyPage: mostPage, pageChanged: mostPage, pageAgain: mostPage,
	coldMonth: mostMonth, readyMonth: mostMonth, monthChanged: mostMonth, monthPosted: mostMonth, monthOld: mostMonth, monthAgain: mostMonth}

// tell prints a table of what each took. Ratios are of processor time, which stays the same on a machine that others work on.
func tell(r command.Run, sides []*side) error {
	for _, s := range sides {
		t := report.NewTable(r.Out, s.name, "", "p50", "worst", "processors p50", "× a search", "× "+sides[0].name, "bar")
		for _, name := range s.asked.names {
			one := s.asked.spent[name]
			bar := ""
			if most := bars[name]; most > 0 {
				bar = report.Below(one.took.Quantile(0.5), most)
			}
			t.Row(name, one.took.P50(), one.took.Worst(), one.busy.P50(), ratio(one, s.asked.spent[plainSearch]), ratio(one, sides[0].asked.spent[name]), bar)
		}
		if err := t.End(); err != nil {
			return err
		}
		fmt.Fprintf(r.Out, "The month has %d occurrences with %d suggestions.\n\n", s.items, s.proposals)
	}
	return nil
}

func ratio(a, b *spent) string {
	if b == nil || b.busy.Quantile(0.5) == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(a.busy.Quantile(0.5))/float64(b.busy.Quantile(0.5)))
}
