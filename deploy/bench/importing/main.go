// Command importing measures how a recording day comes in with the import command: clips of 200 MB, photos and films, against
// `rclone copy` of the same files into the same embedded gateway; or many small photos in one go.
//
// It builds the program, generates the media (ffmpeg is needed; most of a clip is a hole, so that little room is taken),
// copies them with rclone into a gateway of its own, removes that, and imports them into the program on loopback with an empty
// data folder while others search. Then it waits until everything is ready and looks whether anything is lost or left over. The
// program's data take as much room as the media have bytes, for a while twice. Of the program only the gateway is imported.
//
//	go run ./deploy/bench/importing
//	go run ./deploy/bench/importing -clips 6 -films 2 -photos 12          # a short try
//	go run ./deploy/bench/importing -clips 0 -films 0 -photos 10000 -small
package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// config is what can be chosen.
type config struct {
	clips, films, photos int
	small                bool // photos
	rival                bool
	seed                 uint64
	program              string // built program; empty: it is built
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("importing", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.clips, "clips", 100, "how many clips of 200 MB")
	f.IntVar(&c.films, "films", 30, "how many edited films of 70 MB")
	f.IntVar(&c.photos, "photos", 200, "how many photos of 12 megapixels")
	f.BoolVar(&c.small, "small", false, "photos of 640 × 480 pixels instead, each another one")
	f.BoolVar(&c.rival, "rclone", true, "copy the same files with rclone as well")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
	f.StringVar(&c.program, "program", "", program.FlagUsage)
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.clips < 0 || c.films < 0 || c.photos < 0 || c.clips+c.films+c.photos == 0 {
		return errors.New("-clips, -films and -photos: at least one file")
	}
	return nil
}

// measure prepares the media and the program, and measures.
func (c *config) measure(ctx context.Context, run command.Run) error {
	p, err := program.Prepare(ctx, run, c.program, filepath.Join(run.Scratch, "data"))
	if err != nil {
		return err
	}
	m, err := shoot(ctx, filepath.Join(run.Scratch, "media"), *c, run.Notes)
	if err != nil {
		return err
	}
	e := evening{config: *c, media: m, program: p, out: run.Out, notes: run.Notes}
	if c.rival {
		if e.rcloned, err = rclone(ctx, m.folder, filepath.Join(run.Scratch, "rival"), run.Notes); err != nil {
			return err
		}
	}
	return p.Explain(ctx, p.While(ctx, e.measure))
}
