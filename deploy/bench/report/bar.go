package report

import (
	"fmt"
	"time"
)

// AtLeast says whether a figure reaches its bar.
func AtLeast(value, bar float64) string { return verdict(fmt.Sprintf("≥ %g", bar), value >= bar) }

// AtMost says whether a figure stays within its bar.
func AtMost(value, bar float64) string { return verdict(fmt.Sprintf("≤ %g", bar), value <= bar) }

// Below says whether a duration is under its bar.
func Below(value, bar time.Duration) string { return verdict("< "+bar.String(), value < bar) }

func verdict(bar string, met bool) string {
	if met {
		return bar + ", met"
	}
	return bar + ", **not met**"
}

// BelowMB says whether a number of bytes is under its bar in megabytes.
func BelowMB(bytes int64, bar int) string {
	return verdict(fmt.Sprintf("< %d MB", bar), bytes < int64(bar)*1e6)
}

// BelowMiB says whether a number of bytes is under its bar in mebibytes.
func BelowMiB(bytes int64, bar int) string {
	return verdict(fmt.Sprintf("< %d MiB", bar), bytes < int64(bar)<<20)
}
