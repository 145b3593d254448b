package catalog

import (
	"context"
	"time"
)

// Exposure is how often an audience was shown an asset, or what looks the same to them, in all that was posted.
type Exposure struct {
	Account Ref
	Channel Channel
	Count   int       // posts with the asset itself, what was cut from it or it was cut from, and near-duplicates
	LastAt  time.Time // of the newest of them
	Alike   bool      // none of them was the asset itself
}

// ExposureSource tells what audiences have seen.
type ExposureSource interface {
	// Exposures tells of each asset what each audience was shown of it up to a time, the newest first. What was never shown is
	// missing from the answer. It costs a bounded number of questions, however many assets are asked for.
	Exposures(ctx context.Context, ids []AssetID, until time.Time) (map[AssetID][]Exposure, error)
}
