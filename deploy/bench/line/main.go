// Command line measures whether a large file arrives whole over a bad line, and from a server that dies.
//
// It builds the program, starts it on loopback with an empty data folder, generates a recording, and sends it with the import
// command through a line: once cut every 5 seconds for 2 seconds, once while the program is killed ten times. What arrived must
// have the SHA-256 of what was sent, and no part may be sent again that the sender was told is stored. It fails where that does
// not hold. Nothing of the program is imported.
//
//	go run ./deploy/bench/line
//	go run ./deploy/bench/line -size 134217728 -kills 3 -speed 16777216    # a short try
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// config is what can be chosen.
type config struct {
	size     int64
	speed    int64
	up, down time.Duration
	kills    int
	program  string // built program; empty: it is built
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("line", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.Int64Var(&c.size, "size", 1<<30, "`bytes` of the file")
	f.Int64Var(&c.speed, "speed", 32<<20, "`bytes` a second that the line carries: a faster one would hardly be cut")
	f.DurationVar(&c.up, "up", 5*time.Second, "how long the line is up")
	f.DurationVar(&c.down, "down", 2*time.Second, "how long it is down then")
	f.IntVar(&c.kills, "kills", 10, "how often the program is killed")
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
	switch {
	case c.size < 32<<20 || c.size > 2<<30:
		return errors.New("-size: 32 MiB to 2 GiB")
	case c.speed < 1<<20:
		return errors.New("-speed: at least 1 MiB a second")
	case c.kills < 0 || c.up <= 0 || c.down < 0:
		return errors.New("-kills, -up and -down: not negative")
	}
	return nil
}

func (c *config) measure(ctx context.Context, run command.Run) error {
	t := report.NewTable(run.Out, fmt.Sprintf("%s over a line of %s/s with the import command", report.Mebibytes(c.size), report.Mebibytes(c.speed)),
		"", "took", "cut", "killed", "parts begun", "told as stored", "sent again although told (bar 0)", "arrived whole")
	for i, s := range []struct {
		name  string
		kills int
	}{{fmt.Sprintf("cut every %v for %v", c.up, c.down), 0}, {fmt.Sprintf("program killed %d times", c.kills), c.kills}} {
		fmt.Fprintln(run.Notes, s.name)
		p, err := program.Prepare(ctx, run, c.program, filepath.Join(run.Scratch, fmt.Sprint("data", i)))
		if err != nil {
			return err
		}
		o, err := c.send(ctx, p, filepath.Join(run.Scratch, fmt.Sprintf("opptak-%d.wav", i)), s.kills)
		if err != nil {
			return p.Explain(ctx, fmt.Errorf("%s: %w", s.name, err))
		}
		t.Row(s.name, report.Seconds(o.took), fmt.Sprint(o.counts.Cuts), fmt.Sprint(s.kills), fmt.Sprint(o.counts.Parts), fmt.Sprint(o.counts.Stored),
			fmt.Sprint(o.counts.Repeated), "yes")
	}
	return t.End()
}
