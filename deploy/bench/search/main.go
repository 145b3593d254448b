// Command search measures what people feel of a filled installation: how long a search with its facets takes over HTTP,
// how long a photo from a phone takes until it can be seen and found, how soon the program answers after a start, and how
// much memory it holds when nobody asks for anything.
//
// It builds the program, starts it on loopback with an empty data folder, fills it over the public API with generated
// assets, and prints Markdown tables. The same listing in plain SQL on the same file, through the program's own driver,
// stands beside it. Nothing of the program is imported: what is measured is what other programs get.
//
//	go run ./deploy/bench/search -keep /var/tmp/filled     # fills, measures, keeps the folder
//	go run ./deploy/bench/search -data /var/tmp/filled     # measures again
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// config is what can be chosen.
type config struct {
	assets  int           // to fill an empty installation with
	seed    uint64        // of all that is generated
	posters int           // clients that upload at a time while filling
	clients int           // clients of the row with many
	span    time.Duration // of every search measured, once with one client and once with many
	keep    string        // data folder to make and leave behind
	data    string        // filled data folder of an earlier run
	program string        // built program; empty: it is built
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings passed in; it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cfg, err := readFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := bench(ctx, cfg, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "search:", err)
		return 1
	}
	return 0
}

func readFlags(args []string, stderr io.Writer) (config, error) {
	cfg := config{}
	f := flag.NewFlagSet("search", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&cfg.assets, "assets", 10_000, "how many assets to fill an empty installation with")
	f.Uint64Var(&cfg.seed, "seed", 1, "seed of all that is generated")
	f.IntVar(&cfg.posters, "posters", 4, "how many clients upload at a time while filling")
	f.IntVar(&cfg.clients, "clients", 16, "how many clients search at a time in the column with many")
	f.DurationVar(&cfg.span, "time", 3*time.Second, "how long every search is measured, once with one client and once with many")
	f.StringVar(&cfg.keep, "keep", "", "`folder` to make, fill and leave behind as the data folder")
	f.StringVar(&cfg.data, "data", "", "filled data `folder` of an earlier run")
	f.StringVar(&cfg.program, "program", "", "built program to measure, a `file`; by default it is built first")
	if err := f.Parse(args); err != nil {
		return cfg, err
	}
	err := cfg.validate()
	if err != nil {
		fmt.Fprintln(stderr, "search:", err)
	}
	return cfg, err
}

func (c config) validate() error {
	switch {
	case c.assets < 100:
		return errors.New("-assets: at least 100")
	case c.posters < 1 || c.clients < 1:
		return errors.New("-posters and -clients: at least 1")
	case c.span <= 0:
		return errors.New("-time: must be positive")
	case c.keep != "" && c.data != "":
		return errors.New("-keep fills a new folder and -data measures an old one: give one of them")
	}
	return nil
}

// bench prepares the program and its data folder, measures, and removes what it made.
func bench(ctx context.Context, cfg config, stdout, stderr io.Writer) (err error) {
	scratch, err := os.MkdirTemp("", "fellesmappa-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	p := program.Program{Log: filepath.Join(scratch, "server.log")}
	if p.Data, err = dataFolder(cfg, scratch); err != nil {
		return err
	}
	if cfg.program != "" {
		p.File, err = filepath.Abs(cfg.program)
	} else {
		p.File = filepath.Join(scratch, "fellesmappa")
		fmt.Fprintln(stderr, "building the program")
		err = program.Build(ctx, p.File)
	}
	if err != nil {
		return err
	}
	m := measurement{config: cfg, program: p, out: stdout, notes: stderr}
	return m.run(ctx)
}

// dataFolder is the absolute path of the data folder: the program changes its working directory.
func dataFolder(cfg config, scratch string) (string, error) {
	switch {
	case cfg.data != "":
		if _, err := os.Stat(filepath.Join(cfg.data, program.DatabaseFile)); err != nil {
			return "", fmt.Errorf("-data: no filled data folder: %w", err)
		}
		return filepath.Abs(cfg.data)
	case cfg.keep != "":
		if err := os.Mkdir(cfg.keep, 0o700); err != nil {
			return "", fmt.Errorf("-keep: %w", err)
		}
		return filepath.Abs(cfg.keep)
	}
	return filepath.Join(scratch, "data"), nil
}
