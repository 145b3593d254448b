// Package command is what the benchmarks have in common as programs: flags, signals, a scratch folder, and a line about the
// machine before and after. It measures nothing itself.
package command

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

// Config is what can be chosen for a benchmark.
type Config interface {
	// Flags defines the flags, with their defaults.
	Flags(*flag.FlagSet)
	// Validate tells what is wrong with what was chosen.
	Validate() error
}

// Run is one run of a benchmark.
type Run struct {
	Scratch string    // absolute folder for what is made, removed at the end
	Out     io.Writer // the tables
	Notes   io.Writer // what is being done
}

// Main reads the flags of the program into cfg, measures, and returns the exit code: 0, 1 when it could not measure, 2 for
// wrong flags. Whether bars are met is no part of it. An interrupt ends ctx.
func Main(name string, cfg Config, measure func(ctx context.Context, r Run) error) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	cfg.Flags(f)
	switch err := f.Parse(os.Args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := cfg.Validate(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		return 2
	}
	if err := within(ctx, measure); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		return 1
	}
	return 0
}

// within measures with a scratch folder and removes that.
func within(ctx context.Context, measure func(context.Context, Run) error) (err error) {
	scratch, err := os.MkdirTemp("", "fellesmappa-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if err := os.Chmod(scratch, 0o711); err != nil { // servers that must not run as root have to pass
		return err
	}
	fmt.Printf("%s, %s/%s, %d cores. Load before the run: %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), report.Load())
	if err := measure(ctx, Run{Scratch: scratch, Out: os.Stdout, Notes: os.Stderr}); err != nil {
		return err
	}
	_, err = fmt.Printf("Load after the run: %s\n", report.Load())
	return err
}
