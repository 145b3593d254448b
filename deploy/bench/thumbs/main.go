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
	"os/signal"
	"runtime"
	"syscall"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its surroundings passed in; it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var err error
	if len(args) == 1 && args[0] == workArgument {
		err = serve(ctx, stdin, stdout)
	} else {
		var cfg config
		switch cfg, err = readFlags(args, stderr); {
		case errors.Is(err, flag.ErrHelp):
			return 0
		case err != nil:
			return 2
		}
		err = measure(ctx, cfg, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "thumbs:", err)
		return 1
	}
	return 0
}

func readFlags(args []string, stderr io.Writer) (config, error) {
	cfg := config{}
	f := flag.NewFlagSet("thumbs", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&cfg.photos, "photos", defaultPhotos(), "`folder` of real photos to make the inputs of; without one they are generated")
	f.Uint64Var(&cfg.seed, "seed", 1, "seed of all that is generated")
	f.IntVar(&cfg.turns, "turns", 11, "how often each program renders each picture")
	f.BoolVar(&cfg.quick, "quick", false, "three turns, five photos")
	f.BoolVar(&cfg.quality, "quality", false, "measure likeness, aliasing and colour instead of speed")
	f.BoolVar(&cfg.clips, "clips", false, "measure clips instead of speed")
	f.BoolVar(&cfg.webp, "webp", false, "measure small WebP renditions instead of speed")
	if err := f.Parse(args); err != nil {
		return cfg, err
	}
	if cfg.quick {
		cfg.turns = 3
	}
	if cfg.turns < 1 {
		err := errors.New("-turns: at least 1")
		fmt.Fprintln(stderr, "thumbs:", err)
		return cfg, err
	}
	return cfg, nil
}

// measure prepares the peers, measures what was asked for, and removes what it made.
func measure(ctx context.Context, cfg config, stdout, stderr io.Writer) (err error) {
	b := bench{config: cfg, out: stdout, notes: stderr}
	if b.scratch, err = os.MkdirTemp("", "fellesmappa-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.scratch)) }()
	fmt.Fprintf(b.out, "%s, %s/%s, %d cores. Load before the run: %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), report.Load())
	b.tiles.seed = cfg.seed
	if b.tiles.files, err = photos(cfg.photos); err != nil {
		return err
	}
	if b.makers, err = prepare(ctx, b.scratch, b.notes); err != nil {
		return err
	}
	parts := []struct {
		wanted bool
		do     func(context.Context) error
	}{{cfg.quality, b.judgeQuality}, {cfg.clips, b.films}, {cfg.webp, b.webpQuestion}, {!cfg.quality && !cfg.clips && !cfg.webp, b.speed}}
	for _, part := range parts {
		if !part.wanted {
			continue
		}
		if err := part.do(ctx); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(b.out, "Load after the run: %s\n", report.Load())
	return err
}
