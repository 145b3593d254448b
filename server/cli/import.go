package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Import is one run of the import command.
type Import struct {
	Client  *Client
	Server  string
	Folder  string // of the journals
	Journal string // file of the journal; empty: one for the server in Folder
	Paths   []string
	About   Description
	Folders string // what names of folders stand for: FoldersDays, FoldersSeries, or "" for nothing
	Create  bool   // make the days and series that folders name and that are not there
	Strict  bool   // refuse files of folders that stand for no day or series
	// FilesAtOnce are sent side by side, and PartsAtOnce of all of them.
	FilesAtOnce, PartsAtOnce int
	Out                      io.Writer // the summary, as JSON
	Status                   io.Writer // progress and what was refused, for people
}

// What a run does at a time unless told.
const (
	DefaultFilesAtOnce = 4
	DefaultPartsAtOnce = 6
)

// ErrNotAll means that some files did not go in; the summary names them.
var ErrNotAll = errors.New("some files were not imported; run the same command again to go on")

// job is a file with what is said of it.
type job struct {
	found
	about Description
	err   error // why it is not to go in
	maybe bool  // bytes of this size are on the server, or come twice
}

// run is an Import under way.
type run struct {
	Import
	*sender
	*report
	bar     *progress
	mapping mapping
	twice   map[int64]bool // sizes that come more than once
	twins   twins
	end     context.CancelCauseFunc
}

// Run sends every file below the paths that is of an accepted kind, with its sidecars. Run again it goes on where it
// stopped and passes over what is there already.
func (im Import) Run(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	r := &run{Import: im, report: newReport(im.Server, im.Status), twins: twins{by: map[string]*twin{}}, end: end}
	err := r.open(ctx)
	if err == nil {
		err = r.all(ctx)
	}
	r.sum.Complete = err == nil
	r.sum.Seconds = time.Since(r.began).Seconds()
	if err := json.NewEncoder(im.Out).Encode(r.sum); err != nil {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("the import was ended; run the same command again to go on")
	case err != nil:
		return fmt.Errorf("%w; run the same command again to go on", err)
	case r.failures() > 0:
		return ErrNotAll
	}
	return nil
}

// open makes sure of the server and opens the journal.
func (r *run) open(ctx context.Context) error {
	c := r.Client
	if err := c.again(ctx, func() error { return c.Call(ctx, http.MethodGet, "/me", nil, nil) }); err != nil {
		return fmt.Errorf("ask %s who we are: %w", r.Server, err)
	}
	r.mapping = mapping{client: c, kind: r.Folders, create: r.Create, strict: r.Strict, report: r.report}
	if err := r.mapping.load(ctx); err != nil {
		return err
	}
	j, err := findJournal(r.Journal, r.Folder, r.Server, r.warn)
	if err != nil {
		return err
	}
	r.sum.Journal = j.path
	r.sender = &sender{client: c, journal: j, lanes: newLanes(r.PartsAtOnce),
		sent:  func(n int64) { r.update(func(s *Summary) { s.BytesSent += n }); r.bar.add(n) },
		there: func(n int64) { r.bar.add(n) }}
	return nil
}

// all walks twice: once to know how much there is and which sizes come twice, once to send.
func (r *run) all(ctx context.Context) error {
	if err := r.measure(ctx); err != nil {
		return errors.Join(err, r.sender.journal.close())
	}
	jobs := make(chan job)
	var workers sync.WaitGroup
	for range max(1, r.FilesAtOnce) {
		workers.Go(func() {
			for j := range jobs {
				r.handle(ctx, j)
			}
		})
	}
	w := walker{visit: func(f folder) error { return r.deal(ctx, f, jobs) }, ignored: r.report.ignored, failed: r.report.failed}
	err := w.walk(ctx, r.Paths)
	close(jobs)
	workers.Wait()
	r.bar.end()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return errors.Join(err, r.sender.journal.close())
}

func (r *run) measure(ctx context.Context) error {
	sizes, files, bytes := map[int64]bool{}, 0, int64(0)
	r.twice = map[int64]bool{}
	w := walker{ignored: func(string, string) {}, failed: func(string, error) {}, visit: func(f folder) error {
		for _, m := range f.media {
			if files, bytes = files+1, bytes+m.size; sizes[m.size] {
				r.twice[m.size] = true
			}
			sizes[m.size] = true
		}
		return nil
	}}
	err := w.walk(ctx, r.Paths)
	r.bar = newProgress(r.Status, files, bytes)
	return err
}
