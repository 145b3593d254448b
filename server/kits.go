package main

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// sweepKitsEvery is how often files that were made for posts are looked at, which are kept for some days.
const sweepKitsEvery = 12 * time.Hour

// serveKits builds what puts kits for posting together.
func (a *app) serveKits(zone *time.Location) (err error) {
	a.crops = ingest.NewCrops(a.bucket, a.maker, thumbs.DefaultLimits())
	a.kitFiles = ingest.NewKitFiles(a.bucket, a.maker, a.crops, a.workDir(), now, a.log)
	a.kits, err = catalog.NewKits(catalog.KitDeps{Plan: a.plan, Occurrences: a.offers, Assets: a.db.Assets(), Accounts: a.db.Accounts(), Libraries: a.db.Libraries(),
		Series: a.db.Series(), RecordingDays: a.db.RecordingDays(), Posts: a.posts, Maker: a.kitFiles, Captions: caption.Reader{}, Crops: cropSizes(), Words: a.words, Zone: zone, Now: now})
	return err
}
