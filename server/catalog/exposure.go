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

// Seen is what audiences have seen of an asset.
type Seen struct {
	Exposures []Exposure // the newest first
	Alike     []AssetID  // what else they are of: what is the same clip, posted or not, and what looks nearly the same and was used
}

// ExposureSource tells what audiences have seen.
type ExposureSource interface {
	// Seen tells of each asset what each audience was shown of it up to a time. It costs a bounded number of questions, however
	// many assets are asked for.
	Seen(ctx context.Context, ids []AssetID, until time.Time) (map[AssetID]Seen, error)
}
