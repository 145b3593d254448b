package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
)

// Pipeline is the version of the processing. Raising it makes everything anew, in the background, at the next start.
const Pipeline = 2

const (
	jobTimeout    = 6 * time.Hour // for one asset: an hour of 4K on a slow machine
	upkeepTimeout = 10 * time.Minute
	keepCompleted = time.Hour // rows of jobs that are done
	// The queue tells of new jobs at once; polling finds what it has not told.
	pollEvery = time.Second
	// fetchPause lies between two looks into the queue; river's own 100 ms would be felt with every photo.
	fetchPause = 10 * time.Millisecond
	// restAfter is how long nothing must be in hand before the memory that pictures took is given back.
	restAfter = 5 * time.Second
)

// worker is what every river client can do, whatever its database.
type worker interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Ingest works the queue off. It is safe for concurrent use.
type Ingest struct {
	cfg    Config
	deps   Deps
	client worker

	mu     sync.Mutex
	inHand map[string]bool
	taken  int // how many were ever in hand

	upkeep   sync.Mutex // one sweep at a time
	records  sync.Mutex // one follower at a time
	inbox    sync.Mutex // one look at a time
	choring  sync.Map   // names of the chores in hand
	holder   string     // this program, where several take turns
	stopping atomic.Bool
	stop     context.CancelFunc // nil until Start
	loops    sync.WaitGroup
}

// New makes an Ingest on the queue of the database that the driver knows. Nothing runs before Start.
func New[TTx any](cfg Config, deps Deps, driver riverdriver.Driver[TTx]) (*Ingest, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure ingest: %w", err)
	}
	in := &Ingest{cfg: cfg, deps: deps, inHand: map[string]bool{}, holder: holderName(cfg.Alone, deps.Now())}
	client, err := river.NewClient(driver, in.riverConfig())
	if err != nil {
		return nil, fmt.Errorf("make job workers: %w", err)
	}
	in.client = client
	return in, nil
}

func (in *Ingest) riverConfig() *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, &processWorker{in: in})
	river.AddWorker(workers, &orderWorker{in: in})
	river.AddWorker(workers, &sweepWorker{in: in})
	river.AddWorker(workers, &recordWorker{in: in})
	river.AddWorker(workers, &inboxWorker{in: in})
	river.AddWorker(workers, &choreWorker{in: in})
	return &river.Config{
		Queues: map[string]river.QueueConfig{
			photoQueue:  {MaxWorkers: in.cfg.Photos},
			clipQueue:   {MaxWorkers: in.cfg.Clips},
			upkeepQueue: {MaxWorkers: 3},
		},
		Workers: workers,
		PeriodicJobs: append(in.chores(),
			periodic(in.cfg.SweepEvery, sweepArgs{}, nil),
			periodic(in.cfg.RecordEvery, recordArgs{}, nil),
			periodic(in.cfg.InboxEvery, inboxArgs{}, &river.PeriodicJobOpts{RunOnStart: true})),
		FetchPollInterval:           pollEvery,
		FetchCooldown:               fetchPause,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        jobTimeout + time.Hour,
		CompletedJobRetentionPeriod: keepCompleted,
		SoftStopTimeout:             in.cfg.Drain,
		Logger:                      quiet(in.deps.Log),
	}
}

// Start removes what an earlier run has left in the work folder, begins to work, and looks for work that is missing.
// It returns at once; ctx ending does not stop the work, Stop does.
func (in *Ingest) Start(ctx context.Context) error {
	if err := in.cleanWorkDir(); err != nil {
		return err
	}
	began := in.deps.Now()
	if err := in.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start job workers: %w", err)
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	in.stop = stop
	if !in.cfg.Alone {
		began = began.Add(-in.cfg.Idle)
	}
	in.loops.Go(func() {
		err := errors.Join(in.findMissing(background, began), in.findOrders(background, began), in.passBoundaries(background))
		if err != nil && background.Err() == nil {
			in.deps.Log.Error("look for missing work", slog.Any("error", err))
		}
	})
	return nil
}

// Stop takes no new jobs, lets those in hand finish within Config.Drain, gives the others back to the queue, and brings
// the sidecar records up to date. It returns early when ctx ends, and does nothing before Start.
func (in *Ingest) Stop(ctx context.Context) error {
	if in.stop == nil {
		return nil
	}
	in.stop()
	in.stopping.Store(true)
	err := in.client.Stop(ctx)
	if err != nil {
		return fmt.Errorf("stop job workers: %w", err)
	}
	in.loops.Wait()
	return in.follow(ctx)
}

func (in *Ingest) cleanWorkDir() error {
	if err := os.MkdirAll(in.cfg.WorkDir, 0o700); err != nil {
		return fmt.Errorf("make work folder: %w", err)
	}
	left, err := os.ReadDir(in.cfg.WorkDir)
	if err != nil {
		return fmt.Errorf("read work folder: %w", err)
	}
	var errs []error
	for _, entry := range left {
		errs = append(errs, os.RemoveAll(filepath.Join(in.cfg.WorkDir, entry.Name())))
	}
	return errors.Join(errs...)
}

// take marks the work on an asset, or on one order of it, as in hand in this process, or reports that it is already.
func (in *Ingest) take(work string) (release func(), ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.inHand[work] {
		return nil, false
	}
	in.inHand[work] = true
	in.taken++
	return func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		delete(in.inHand, work)
		if len(in.inHand) == 0 {
			in.restLater(in.taken)
		}
	}, true
}

// restLater gives memory back when nothing has been taken since: a program that does nothing allocates nothing, and so
// would keep what the last pictures took for minutes.
func (in *Ingest) restLater(taken int) {
	time.AfterFunc(restAfter, func() {
		in.mu.Lock()
		idle := in.taken == taken
		in.mu.Unlock()
		if idle {
			debug.FreeOSMemory()
		}
	})
}
