package ingest

import (
	"context"
	"time"
)

// Sweep looks for missing work as at a time, without the workers.
func (in *Ingest) Sweep(ctx context.Context, since time.Time) error {
	return in.findMissing(ctx, since)
}

// Purge empties the bin of what has lain in it long enough.
func (in *Ingest) Purge(ctx context.Context) error { return in.purge(ctx) }

// Follow brings the sidecar records up to date.
func (in *Ingest) Follow(ctx context.Context) error { return in.follow(ctx) }

// PassBoundaries follows what has changed by the clock alone.
func (in *Ingest) PassBoundaries(ctx context.Context) error { return in.passBoundaries(ctx) }
