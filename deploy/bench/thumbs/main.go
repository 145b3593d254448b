// Command thumbs measures package thumbs beside the programs that others use: sharp, libvips in process, and Debian's
// vipsthumbnail.
//
// Without a flag it compares speed and memory. Each program runs warm in a process of its own with one thread and does
// one operation in turn; what counts is the median of the turns' ratios of processor time, since the clock of a shared
// machine wanders. Peers that cannot be had are named and left out. It needs cjpeg; npm, gcc, pkg-config and libvips-dev
// for the peers; ffmpeg for the clips. The exit code says whether it could measure, not whether the bars are met.
//
//	go run ./deploy/bench/thumbs             # speed and memory
//	go run ./deploy/bench/thumbs -quality    # likeness to a full decode with Lanczos-3, aliasing, colour
//	go run ./deploy/bench/thumbs -clips      # posters, previews and web versions of clips
//	go run ./deploy/bench/thumbs -webp       # what small WebP renditions would cost and save
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
)

// config is what can be chosen.
type config struct {
	photos               string
	seed                 uint64
	turns                int
	quick                bool
	quality, clips, webp bool
}

// bench is one run.
type bench struct {
	config
	scratch    string // folder for what is made, removed at the end
	tiles      tiles
	makers     makers
	out, notes io.Writer
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == workArgument {
		if err := serve(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "thumbs:", err)
			os.Exit(1)
		}
		return
	}
	cfg := &config{}
	os.Exit(command.Main("thumbs", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.StringVar(&c.photos, "photos", defaultPhotos(), "`folder` of real photos to make the inputs of; without one they are generated")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
	f.IntVar(&c.turns, "turns", 11, "how often each program renders each picture")
	f.BoolVar(&c.quick, "quick", false, "three turns, five photos")
	f.BoolVar(&c.quality, "quality", false, "measure likeness, aliasing and colour instead of speed")
	f.BoolVar(&c.clips, "clips", false, "measure clips instead of speed")
	f.BoolVar(&c.webp, "webp", false, "measure small WebP renditions instead of speed")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.quick {
		c.turns = 3
	}
	if c.turns < 1 {
		return errors.New("-turns: at least 1")
	}
	return nil
}

// measure prepares the peers and measures what was asked for.
func (c *config) measure(ctx context.Context, run command.Run) (err error) {
	b := bench{config: *c, scratch: run.Scratch, out: run.Out, notes: run.Notes}
	b.tiles.seed = c.seed
	if b.tiles.files, err = photos(c.photos); err != nil {
		return err
	}
	if b.makers, err = prepare(ctx, b.scratch, b.notes); err != nil {
		return err
	}
	parts := []struct {
		wanted bool
		do     func(context.Context) error
	}{{c.quality, b.judgeQuality}, {c.clips, b.films}, {c.webp, b.webpQuestion}, {!c.quality && !c.clips && !c.webp, b.speed}}
	for _, part := range parts {
		if !part.wanted {
			continue
		}
		if err := part.do(ctx); err != nil {
			return err
		}
	}
	return nil
}
