package catalog

import (
	"context"
	"time"
)

// ClockStore finds what changes by the clock alone: a consent begins or ends, an embargo is over, rights end.
type ClockStore interface {
	// PassBoundaries appends to the changes what has begun or ended up to a time and since it was asked last, whoever it was
	// that asked: assets for their own dates, persons for those of their consents. Days begin in the time's own zone. It tells
	// how many.
	PassBoundaries(ctx context.Context, by string, until time.Time) (int, error)
}
