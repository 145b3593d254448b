package ingest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// sweepArgs ask for a sweep, recordArgs for following the changes with the sidecar records.
type (
	sweepArgs  struct{}
	recordArgs struct{}
)

// Kind names the job.
func (sweepArgs) Kind() string { return "sweep" }

// Kind names the job.
func (recordArgs) Kind() string { return "records" }

// periodic adds a job every so often, and one at the start when opts say so. One that was missed is not made up for.
func periodic(every time.Duration, args river.JobArgs, opts *river.PeriodicJobOpts) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(every), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{Queue: upkeepQueue, MaxAttempts: 1}
	}, opts)
}

type processWorker struct {
	river.WorkerDefaults[processArgs]
	in *Ingest
}

// Work processes an asset.
func (w *processWorker) Work(ctx context.Context, job *river.Job[processArgs]) error {
	return w.in.verdict(ctx, catalog.AssetID(job.Args.Asset), w.in.process(ctx, catalog.AssetID(job.Args.Asset), job.Attempt))
}

type orderWorker struct {
	river.WorkerDefaults[orderArgs]
	in *Ingest
}

// Work makes what was ordered of an asset.
func (w *orderWorker) Work(ctx context.Context, job *river.Job[orderArgs]) error {
	id := catalog.AssetID(job.Args.Asset)
	return w.in.verdict(ctx, id, w.in.fulfil(ctx, id, job.Args.Order, job.Attempt))
}

// verdict tells the queue how work on an asset has ended. What is not the file's fault does not count as a try: the
// program stopping in the middle, the asset being asked for anew, and trouble that passes, which is waited for without
// end.
func (in *Ingest) verdict(ctx context.Context, id catalog.AssetID, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled), errors.Is(err, errOvertaken):
		return river.JobSnooze(0)
	case errors.Is(err, errInHand):
		return river.JobSnooze(time.Second)
	case passes(err):
		in.deps.Log.WarnContext(ctx, "asset has to wait", slog.String("asset_id", string(id)), slog.Any("error", err))
		return river.JobSnooze(in.cfg.Pause)
	}
	return err
}

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	in *Ingest
}

func (w *sweepWorker) Timeout(*river.Job[sweepArgs]) time.Duration { return upkeepTimeout }

// Work looks for missing work and clears away what is over.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	return w.in.sweep(ctx)
}

type recordWorker struct {
	river.WorkerDefaults[recordArgs]
	in *Ingest
}

func (w *recordWorker) Timeout(*river.Job[recordArgs]) time.Duration { return upkeepTimeout }

// Work brings the sidecar records up to date.
func (w *recordWorker) Work(ctx context.Context, _ *river.Job[recordArgs]) error {
	return w.in.follow(ctx)
}
