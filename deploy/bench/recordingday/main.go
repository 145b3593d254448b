// Command recordingday measures what the program does on the evening of a recording day: some 200 photos and 130 clips are
// uploaded by several people at a time, and others search meanwhile.
//
// It builds the program, starts it on loopback with an empty data folder, generates the media (ffmpeg is needed), uploads
// all of it over the API, and prints how long the renditions took, how long searches waited meanwhile, and how much memory
// the program and its helpers held. Nothing of the program is imported.
//
//	go run ./deploy/bench/recordingday
//	go run ./deploy/bench/recordingday -photos 20 -clips 6    # a short try
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
	photos, clips int
	lasts         time.Duration // of a clip
	senders       int           // uploads at a time
	seed          uint64
	program       string // built program; empty: it is built
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
		fmt.Fprintln(stderr, "recordingday:", err)
		return 1
	}
	return 0
}

func readFlags(args []string, stderr io.Writer) (config, error) {
	cfg := config{}
	f := flag.NewFlagSet("recordingday", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&cfg.photos, "photos", 200, "how many photos of 12 megapixels")
	f.IntVar(&cfg.clips, "clips", 130, "how many clips in 1080p, every fourth in HEVC")
	f.DurationVar(&cfg.lasts, "length", 6*time.Second, "how long a clip lasts")
	f.IntVar(&cfg.senders, "senders", 4, "how many upload at a time")
	f.Uint64Var(&cfg.seed, "seed", 1, "seed of all that is generated")
	f.StringVar(&cfg.program, "program", "", "built program to measure, a `file`; by default it is built first")
	if err := f.Parse(args); err != nil {
		return cfg, err
	}
	err := cfg.validate()
	if err != nil {
		fmt.Fprintln(stderr, "recordingday:", err)
	}
	return cfg, err
}

func (c config) validate() error {
	switch {
	case c.photos < 1 || c.clips < 0:
		return errors.New("-photos and -clips: at least one photo")
	case c.senders < 1:
		return errors.New("-senders: at least 1")
	case c.lasts < time.Second:
		return errors.New("-length: at least a second")
	}
	return nil
}

// bench prepares the media and the program, measures, and removes what it made.
func bench(ctx context.Context, cfg config, stdout, stderr io.Writer) (err error) {
	scratch, err := os.MkdirTemp("", "fellesmappa-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	p := program.Program{Data: filepath.Join(scratch, "data"), Log: filepath.Join(scratch, "server.log")}
	if p.File, err = filepath.Abs(cfg.program); err != nil {
		return err
	}
	if cfg.program == "" {
		p.File = filepath.Join(scratch, "fellesmappa")
		fmt.Fprintln(stderr, "building the program")
		if err := program.Build(ctx, p.File); err != nil {
			return err
		}
	}
	media, err := shoot(ctx, scratch, cfg, stderr)
	if err != nil {
		return err
	}
	d := day{config: cfg, media: media, program: p, out: stdout, notes: stderr}
	return p.While(ctx, d.measure)
}
