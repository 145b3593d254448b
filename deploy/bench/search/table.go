package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// durations are how long something took, each time it was done.
type durations []time.Duration

// quantile is the duration that the share q of all does not exceed (nearest rank).
func (d durations) quantile(q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func (d durations) p50() string   { return milliseconds(d.quantile(0.5)) }
func (d durations) p99() string   { return milliseconds(d.quantile(0.99)) }
func (d durations) worst() string { return milliseconds(d.quantile(1)) }

func milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms >= 100 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f ms", ms)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func perSecond(n int, d time.Duration) string { return fmt.Sprintf("%.1f/s", float64(n)/d.Seconds()) }

func mebibytes(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

// load is how busy the machine has been for one, five and fifteen minutes: figures of a busy machine are worth less.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	fields := strings.Fields(string(raw))
	return strings.Join(fields[:min(3, len(fields))], " ")
}

// table is a table in Markdown.
type table struct {
	out  io.Writer
	text strings.Builder
}

func newTable(out io.Writer, title string, columns ...string) *table {
	t := &table{out: out}
	fmt.Fprintf(&t.text, "### %s\n\n", title)
	t.row(columns...)
	fmt.Fprintln(&t.text, "|---"+strings.Repeat("|---:", len(columns)-1)+"|")
	return t
}

func (t *table) row(cells ...string) { fmt.Fprintf(&t.text, "| %s |\n", strings.Join(cells, " | ")) }

// end prints the table.
func (t *table) end() error {
	_, err := fmt.Fprintln(t.out, t.text.String())
	return err
}
