package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// rival is a peer in a race, and how it makes the renditions.
type rival struct {
	maker maker
	mode  string
}

// lap is what a turn took of each: of ours first, then of the rivals in their order.
type lap []cost

// race lets ours and the rivals render the same request in turn, each in a warm process of its own: A B C, A B C, …. The
// machine's clock may wander while it runs; the ratios within a turn do not.
func race(ctx context.Context, us maker, rivals []rival, in input, r request, turns int) (laps []lap, err error) {
	field := append([]rival{{us, calls}}, rivals...)
	running := make([]renderer, len(field))
	for i, f := range field {
		if running[i], err = f.maker.start(ctx); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, running[i].stop()) }()
	}
	for turn := -1; turn < turns; turn++ { // the first one warms up
		took := make(lap, len(field))
		for i, f := range field {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r.mode = f.mode
			if took[i], err = running[i].do(in.whole(r)); err != nil {
				return nil, fmt.Errorf("%s of %s by %s: %w", r.mode, in.name, f.maker.name, err)
			}
		}
		if turn >= 0 {
			laps = append(laps, took)
		}
	}
	return laps, nil
}

// ratio is the median over the turns of our processor time as a share of the i-th's.
func ratio(laps []lap, i int) float64 {
	shares := make([]float64, len(laps))
	for n, l := range laps {
		shares[n] = float64(l[0].processor) / float64(l[i].processor)
	}
	return median(shares)
}

// median is the middle value, or the lower of the two in the middle.
func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}

// highest is the most memory, in bytes, that a fresh process holds when it makes the renditions once; 0 for a program that is
// started anew for each. It is asked while the process lives: what the system tells of an ended one counts the memory of its
// parent too.
func highest(ctx context.Context, f rival, in input, r request) (bytes int64, err error) {
	running, err := f.maker.start(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	r.mode = f.mode
	if _, err := running.do(in.whole(r)); err != nil {
		return 0, err
	}
	w, ok := running.(*worker)
	if !ok {
		return 0, nil
	}
	return program.Memory(w.cmd.Process.Pid, "VmHWM")
}
