package ingest

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Chore is work of the catalogue that comes back by the clock. It finds by itself what is to be done, so that one that was
// missed or cut off is made up for by the next.
type Chore struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context) error
}

// choreArgs ask for a chore. At most one job of each is waiting or running, on all nodes together. What was running when the
// program was killed still seems to: it stands in the way of no job of another start where the program is alone, and nowhere
// for longer than choreSpan.
type choreArgs struct {
	Name  string `json:"name" river:"unique"`
	Start int64  `json:"start" river:"unique"` // of the program, in nanoseconds since 1970; 0 where there may be other nodes
}

// choreSpan is longer than a chore may take.
const choreSpan = upkeepTimeout + time.Minute

// Kind names the job.
func (choreArgs) Kind() string { return "chore" }

type choreWorker struct {
	river.WorkerDefaults[choreArgs]
	in *Ingest
}

func (w *choreWorker) Timeout(*river.Job[choreArgs]) time.Duration { return upkeepTimeout }

// Work does a chore. One that this program does not know is another's, and one that it is still at is not begun twice.
func (w *choreWorker) Work(ctx context.Context, job *river.Job[choreArgs]) error {
	if _, busy := w.in.choring.LoadOrStore(job.Args.Name, true); busy {
		return nil
	}
	defer w.in.choring.Delete(job.Args.Name)
	for _, chore := range w.in.deps.Chores {
		if chore.Name == job.Args.Name {
			return chore.Do(ctx)
		}
	}
	return nil
}

// chores lists the jobs of the chores, which begin with the program.
func (in *Ingest) chores() []*river.PeriodicJob {
	var start int64
	if in.cfg.Alone {
		start = in.deps.Now().UnixNano()
	}
	unique := river.UniqueOpts{ByArgs: true, ByPeriod: choreSpan, ByState: []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
		rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable}}
	var out []*river.PeriodicJob
	for _, chore := range in.deps.Chores {
		out = append(out, river.NewPeriodicJob(river.PeriodicInterval(chore.Every), func() (river.JobArgs, *river.InsertOpts) {
			return choreArgs{Name: chore.Name, Start: start}, &river.InsertOpts{Queue: upkeepQueue, MaxAttempts: 1, UniqueOpts: unique}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	return out
}
