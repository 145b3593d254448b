package report

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Milliseconds writes a duration with one decimal, or none from a tenth of a second on.
func Milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms >= 100 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f ms", ms)
}

// Seconds writes a duration with one decimal.
func Seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// PerSecond writes how many of n there were in a second.
func PerSecond(n int, d time.Duration) string { return fmt.Sprintf("%.1f/s", float64(n)/d.Seconds()) }

// Mebibytes writes a number of bytes.
func Mebibytes(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

// Load is how busy the machine has been for one, five and fifteen minutes: figures of a busy machine are worth less.
func Load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	fields := strings.Fields(string(raw))
	return strings.Join(fields[:min(3, len(fields))], " ")
}

// Cores writes how many cores a processor time has kept busy for a while.
func Cores(used, lasted time.Duration) string {
	return fmt.Sprintf("%.2f cores", used.Seconds()/lasted.Seconds())
}
