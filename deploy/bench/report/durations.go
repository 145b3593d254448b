// Package report holds what the benchmarks print: durations and their quantiles, units, and tables in Markdown. It measures
// nothing itself.
package report

import (
	"slices"
	"time"
)

// Durations are how long something took, each time it was done.
type Durations []time.Duration

// Quantile is the duration that the share q of all does not exceed (nearest rank).
func (d Durations) Quantile(q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// P50 is the middle duration as text.
func (d Durations) P50() string { return Milliseconds(d.Quantile(0.5)) }

// P99 is the duration that one in a hundred exceeds, as text.
func (d Durations) P99() string { return Milliseconds(d.Quantile(0.99)) }

// Worst is the longest duration as text.
func (d Durations) Worst() string { return Milliseconds(d.Quantile(1)) }
