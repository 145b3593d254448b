// Command traffic measures how the program bears many searches at a time over HTTP: how quickly it builds its index from
// SQL, how many searches a second it answers to clients that ask again at once, and how long people wait at a fixed rate.
//
// It fills SQLite through package database (uploading a country's collection would take hours), builds the program and
// starts it on loopback. The clients share the machine's cores with it; what they take of them is printed.
//
//	go run ./deploy/bench/traffic -keep /var/tmp/filled     # fills, measures, keeps the folder
//	go run ./deploy/bench/traffic -data /var/tmp/filled     # measures again
package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// config is what can be chosen.
type config struct {
	assets  int
	seed    uint64
	clients int           // that ask again at once
	rate    int           // searches offered a second
	span    time.Duration // of each measurement
	folder  program.Folder
	program string // built program; empty: it is built
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("traffic", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.assets, "assets", 100_000, "how many assets to fill the database with")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
	f.IntVar(&c.clients, "clients", 16, "how many clients ask again at once")
	f.IntVar(&c.rate, "rate", 500, "how many searches a second are offered whatever becomes of them")
	f.DurationVar(&c.span, "time", 20*time.Second, "how long each is measured")
	c.folder.Flags(f)
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
	switch {
	case c.assets < 100:
		return errors.New("-assets: at least 100")
	case c.clients < 1 || c.rate < 1:
		return errors.New("-clients and -rate: at least 1")
	case c.span <= 0:
		return errors.New("-time: must be positive")
	}
	return c.folder.Validate()
}

// measure fills the data folder when that is to be done, and measures the program on it.
func (c *config) measure(ctx context.Context, run command.Run) error {
	data, err := c.folder.Path(run.Scratch)
	if err != nil {
		return err
	}
	if !c.folder.Filled() {
		if err := fill(ctx, filepath.Join(data, program.DatabaseFile), c.seed, c.assets, run.Notes); err != nil {
			return err
		}
	}
	p, err := program.Prepare(ctx, run, c.program, data)
	if err != nil {
		return err
	}
	m := measurement{config: *c, program: p, out: run.Out, notes: run.Notes}
	return p.Explain(ctx, m.run(ctx))
}
