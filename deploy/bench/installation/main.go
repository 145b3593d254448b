// Command installation measures what people feel of a filled installation: how long a search with its facets takes over HTTP,
// how long a photo from a phone takes until it can be seen and found, how soon the program answers after a start, and how
// much memory it holds when nobody asks for anything.
//
// It builds the program, starts it on loopback with an empty data folder, fills it over the public API with generated
// assets, and prints Markdown tables. The same listing in plain SQL on the same file, through the program's own driver,
// stands beside it. Nothing of the program is imported: what is measured is what other programs get.
//
//	go run ./deploy/bench/installation -keep /var/tmp/filled     # fills, measures, keeps the folder
//	go run ./deploy/bench/installation -data /var/tmp/filled     # measures again
package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// config is what can be chosen.
type config struct {
	assets  int           // to fill an empty installation with
	seed    uint64        // of all that is generated
	posters int           // clients that upload at a time while filling
	clients int           // clients of the row with many
	span    time.Duration // of every search measured, once with one client and once with many
	folder  program.Folder
	program string // built program; empty: it is built
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("installation", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.assets, "assets", 10_000, "how many assets to fill an empty installation with")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
	f.IntVar(&c.posters, "posters", 4, "how many clients upload at a time while filling")
	f.IntVar(&c.clients, "clients", 16, "how many clients search at a time in the column with many")
	f.DurationVar(&c.span, "time", 3*time.Second, "how long every search is measured, once with one client and once with many")
	c.folder.Flags(f)
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
	switch {
	case c.assets < 100:
		return errors.New("-assets: at least 100")
	case c.posters < 1 || c.clients < 1:
		return errors.New("-posters and -clients: at least 1")
	case c.span <= 0:
		return errors.New("-time: must be positive")
	}
	return c.folder.Validate()
}

// measure prepares the program and its data folder, and measures.
func (c *config) measure(ctx context.Context, run command.Run) error {
	data, err := c.folder.Path(run.Scratch)
	if err != nil {
		return err
	}
	p, err := program.Prepare(ctx, run, c.program, data)
	if err != nil {
		return err
	}
	m := measurement{config: *c, program: p, out: run.Out, notes: run.Notes}
	return p.Explain(ctx, m.run(ctx))
}
