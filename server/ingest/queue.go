package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// The queues. Photos never wait behind clips.
const (
	photoQueue  = "photos"
	clipQueue   = "clips"
	upkeepQueue = "upkeep"
)

// Priorities inside a queue: what somebody waits for, what a sweep has found, what is only made anew.
const (
	awaited = 1
	swept   = 2
	renewed = 3
)

const (
	hintTimeout = 5 * time.Second
	// A file may take the program down with it so often before it is given up. After the first few times it waits, so
	// that the program can be used meanwhile.
	mostCrashes  = 6
	quickCrashes = 3
	crashPause   = 20 * time.Second
	insertBatch  = 500
)

// errGivenUp means that the program did not survive the processing of an asset several times.
var errGivenUp = errors.New("processing was cut off too often")

// processArgs ask for the processing of one asset. At most one job of an asset and round is waiting or running; a new
// round begins when the job of the one before is known to be dead.
type processArgs struct {
	Asset string `json:"asset" river:"unique"`
	Round int    `json:"round" river:"unique"`
}

// Kind names the job.
func (processArgs) Kind() string { return "process" }

// orderArgs ask for one order of an asset. Rounds are as those of processArgs.
type orderArgs struct {
	Asset string `json:"asset" river:"unique"`
	Order string `json:"order" river:"unique"`
	Round int    `json:"round" river:"unique"`
}

// Kind names the job.
func (orderArgs) Kind() string { return "order" }

// errand is what is to be done: the processing of an asset, or one order of it.
type errand struct {
	asset catalog.Asset
	order string // empty: the processing
}

func (e errand) String() string {
	return strings.TrimSuffix(fmt.Sprintf("%s/%s", e.asset.ID, e.order), "/")
}

func (e errand) args(round int) river.JobArgs {
	if e.order == "" {
		return processArgs{Asset: string(e.asset.ID), Round: round}
	}
	return orderArgs{Asset: string(e.asset.ID), Order: e.order, Round: round}
}

// quick reports whether it takes no longer than a photo does: a poster is one still.
func (e errand) quick() bool {
	return e.asset.Kind == catalog.Photo || e.order == catalog.PosterName
}

func (e errand) options(round, priority int) *river.InsertOpts {
	opts := &river.InsertOpts{Queue: clipQueue, Priority: priority, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable}}}
	if e.quick() {
		opts.Queue = photoQueue
	}
	if round > quickCrashes {
		opts.ScheduledAt = time.Now().Add(time.Duration(round-quickCrashes) * crashPause)
	}
	return opts
}

// priority of what a sweep has found: what somebody waits for goes before what is only made anew.
func (e errand) priority() int {
	if e.order == "" && e.asset.State == catalog.Ready {
		return renewed
	}
	return swept
}

// inserter is what every river client can do, whatever its database.
type inserter interface {
	Insert(ctx context.Context, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
	InsertMany(ctx context.Context, params []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
}

// Queue holds the jobs. It only adds to them; an Ingest works them off, in this process or another.
type Queue struct {
	client inserter
	assets catalog.AssetStore
	log    *slog.Logger
}

var _ catalog.Processor = (*Queue)(nil)

// NewQueue makes a queue in the database that the driver knows.
func NewQueue[TTx any](driver riverdriver.Driver[TTx], assets catalog.AssetStore, log *slog.Logger) (*Queue, error) {
	client, err := river.NewClient(driver, &river.Config{Logger: quiet(log)})
	if err != nil {
		return nil, fmt.Errorf("make job queue: %w", err)
	}
	return &Queue{client: client, assets: assets, log: log}, nil
}

// Enqueue asks for the processing of an asset and for its orders, as far as they are due. It goes on when the request
// that led to it has ended; what fails is logged, and found by the next sweep.
func (q *Queue) Enqueue(ctx context.Context, id catalog.AssetID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hintTimeout)
	defer cancel()
	if err := q.enqueue(ctx, id); err != nil {
		q.log.WarnContext(ctx, "enqueue asset", slog.String("asset_id", string(id)), slog.Any("error", err))
	}
}

func (q *Queue) enqueue(ctx context.Context, id catalog.AssetID) error {
	a, err := q.assets.Get(ctx, id)
	if err != nil {
		return err
	}
	for _, e := range errandsOf(a) {
		if err := q.add(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// add adds a job; beside one that is running, another for afterwards.
func (q *Queue) add(ctx context.Context, e errand) error {
	for round := range 2 {
		r, err := q.client.Insert(ctx, e.args(round), e.options(round, awaited))
		if err != nil || !r.UniqueSkippedAsDuplicate || r.Job.State != rivertype.JobStateRunning {
			return err
		}
	}
	return nil
}

// insist asks for errands whose assets nobody has worked on since a time, whatever the queue believes. It returns those
// that are to be given up.
func (q *Queue) insist(ctx context.Context, errands []errand, since time.Time) ([]errand, error) {
	var lost []errand
	for batch := range slices.Chunk(errands, insertBatch) {
		params := make([]river.InsertManyParams, len(batch))
		for i, e := range batch {
			params[i] = river.InsertManyParams{Args: e.args(0), InsertOpts: e.options(0, e.priority())}
		}
		results, err := q.client.InsertMany(ctx, params)
		if err != nil {
			return lost, fmt.Errorf("enqueue %d jobs: %w", len(batch), err)
		}
		for i, r := range results {
			if err := q.replace(ctx, batch[i], r, since); errors.Is(err, errGivenUp) {
				lost = append(lost, batch[i])
			} else if err != nil {
				return lost, err
			}
		}
	}
	return lost, nil
}

// replace begins new rounds for as long as a job that is dead stands in the way as running.
func (q *Queue) replace(ctx context.Context, e errand, r *rivertype.JobInsertResult, since time.Time) error {
	for round := 1; dead(r, since); round++ {
		if round == mostCrashes {
			return errGivenUp
		}
		var err error
		if r, err = q.client.Insert(ctx, e.args(round), e.options(round, e.priority())); err != nil {
			return fmt.Errorf("enqueue %s again: %w", e, err)
		}
	}
	return nil
}

// dead reports whether a job stands in the way that was begun before a time and whose asset has not been touched since.
func dead(r *rivertype.JobInsertResult, since time.Time) bool {
	return r.UniqueSkippedAsDuplicate && r.Job.State == rivertype.JobStateRunning && r.Job.AttemptedAt != nil && r.Job.AttemptedAt.Before(since)
}

// quiet keeps river's everyday lines out of the log.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(levelHandler{log.Handler(), slog.LevelWarn})
}

type levelHandler struct {
	slog.Handler
	least slog.Level
}

func (h levelHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.least && h.Handler.Enabled(ctx, l)
}

func (h levelHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return levelHandler{h.Handler.WithAttrs(attrs), h.least}
}

func (h levelHandler) WithGroup(name string) slog.Handler {
	return levelHandler{h.Handler.WithGroup(name), h.least}
}
