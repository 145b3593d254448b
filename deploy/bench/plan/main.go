// Command plan measures how long the publishing plan takes: it starts the program on SQLite and, where PostgreSQL is installed,
// on that, plans posts over its API in rows of two years, and asks for pages, lists and calendars, moves posts, and adds, alters
// and removes rows. Beside each stands what the database alone takes for the rows that it is about, from the same tables.
//
//	go run ./deploy/bench/plan
//	go run ./deploy/bench/plan -items 2000 -rounds 5 -postgres=false
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/deploy/bench/cluster"
	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// config is what can be chosen.
type config struct {
	libraries, items, files, rounds int
	postgres                        bool
	program                         string // built program; empty: it is built
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("plan", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.libraries, "libraries", 23, "how many libraries there are, each with an account")
	f.IntVar(&c.items, "items", 20_000, "how many posts are planned, over six years")
	f.IntVar(&c.files, "files", 40, "how many files there are, of which each post has two")
	f.IntVar(&c.rounds, "rounds", 20, "how often each is asked for")
	f.BoolVar(&c.postgres, "postgres", true, "measure on PostgreSQL, too")
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.libraries < 1 || c.items < inRow || c.files < 2 || c.rounds < 1 {
		return fmt.Errorf("-libraries and -rounds at least 1, -files 2, -items %d", inRow)
	}
	return nil
}

func (c *config) measure(ctx context.Context, run command.Run) error {
	if err := c.on(ctx, run, "SQLite", "sqlite", ""); err != nil || !c.postgres {
		return err
	}
	server, err := cluster.Start(ctx, filepath.Join(run.Scratch, "postgres"))
	if err != nil {
		return err
	}
	return errors.Join(c.on(ctx, run, "PostgreSQL", "pgx", server.URL("postgres")), server.Stop())
}

// on measures the program on a database: that of its data folder, or one with an address.
func (c *config) on(ctx context.Context, run command.Run, name, driver, address string) error {
	p, err := program.Prepare(ctx, run, c.program, filepath.Join(run.Scratch, "data-"+driver))
	if err != nil {
		return err
	}
	if address != "" {
		p.Settings = []string{"FELLESMAPPA_DATABASE_URL=" + address}
	} else {
		address = filepath.Join(p.Data, program.DatabaseFile)
	}
	err = p.While(ctx, func(ctx context.Context, process *program.Process) (err error) {
		m := measurement{config: *c, process: process}
		if m.alone, err = openAlone(driver, address); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, m.alone.Close()) }()
		if err := m.signIn(ctx, p); err != nil {
			return err
		}
		if err := m.fill(ctx, run.Notes); err != nil {
			return err
		}
		return m.ask(ctx, run.Out, name)
	})
	return p.Explain(ctx, err)
}
