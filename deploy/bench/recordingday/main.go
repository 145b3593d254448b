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
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
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
	cfg := &config{}
	os.Exit(command.Main("recordingday", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.photos, "photos", 200, "how many photos of 12 megapixels")
	f.IntVar(&c.clips, "clips", 130, "how many clips in 1080p, every fourth in HEVC")
	f.DurationVar(&c.lasts, "length", 6*time.Second, "how long a clip lasts")
	f.IntVar(&c.senders, "senders", 4, "how many upload at a time")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
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

// measure prepares the media and the program, and measures.
func (c *config) measure(ctx context.Context, run command.Run) error {
	p, err := program.Prepare(ctx, run, c.program, filepath.Join(run.Scratch, "data"))
	if err != nil {
		return err
	}
	media, err := shoot(ctx, run.Scratch, *c, run.Notes)
	if err != nil {
		return err
	}
	d := day{config: *c, media: media, program: p, out: run.Out, notes: run.Notes}
	return p.Explain(ctx, p.While(ctx, d.measure))
}
