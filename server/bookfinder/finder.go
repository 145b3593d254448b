package bookfinder

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Finder asks the catalogues. It may be used by many goroutines at once.
type Finder struct {
	cfg     Config
	deps    Deps
	sources []source
	fetcher *fetcher
	flights singleflight.Group // by ISBN
	turns   chan struct{}
}

var _ catalog.BookFinder = (*Finder)(nil)

// Deps are what the finder needs of others.
type Deps struct {
	Findings catalog.BookFindings
	Now      catalog.Clock
	Log      *slog.Logger
}

// New makes a finder. Nothing is asked before somebody wants to know.
func New(cfg Config, deps Deps) (*Finder, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Findings == nil || deps.Now == nil || deps.Log == nil {
		return nil, errors.New("make bookfinder: a dependency is missing")
	}
	f := &Finder{cfg: cfg, deps: deps, fetcher: newFetcher(cfg), turns: make(chan struct{}, cfg.AtOnce)}
	all := sources()
	for _, id := range Sources() {
		if slices.Contains(cfg.Sources, id) {
			s := all[id]
			s.breaker = &breaker{most: cfg.Failures, rest: cfg.Rest, now: deps.Now}
			f.sources = append(f.sources, s)
		}
	}
	return f, nil
}

// Find implements catalog.BookFinder. Those who ask for the same book at the same time share one answer; whoever goes
// away takes nothing from the others.
func (f *Finder) Find(ctx context.Context, isbn catalog.ISBN) catalog.BookFinding {
	answer := f.flights.DoChan(string(isbn), func() (any, error) {
		return f.find(context.WithoutCancel(ctx), isbn), nil
	})
	select {
	case r := <-answer:
		return r.Val.(catalog.BookFinding)
	case <-ctx.Done():
		return catalog.BookFinding{Unasked: f.all()}
	}
}

func (f *Finder) all() (refs []catalog.Ref) {
	for _, s := range f.sources {
		refs = append(refs, s.Ref)
	}
	return refs
}

// find gives what is kept of a book, else asks. The store is a help: without it the catalogues are asked once more.
func (f *Finder) find(ctx context.Context, isbn catalog.ISBN) catalog.BookFinding {
	found, ok, err := f.deps.Findings.Finding(ctx, isbn, f.deps.Now())
	if err != nil {
		f.deps.Log.Warn("what book catalogues answered cannot be read", "error", err)
	}
	if ok && err == nil {
		return catalog.BookFinding{Found: found}
	}
	select {
	case f.turns <- struct{}{}:
		defer func() { <-f.turns }()
	case <-time.After(f.cfg.Patience):
		return catalog.BookFinding{Unasked: f.all()}
	}
	finding := f.ask(ctx, isbn)
	f.keep(ctx, isbn, finding)
	return finding
}

func (f *Finder) ask(ctx context.Context, isbn catalog.ISBN) (finding catalog.BookFinding) {
	for _, s := range f.sources {
		found, err := f.askSource(ctx, s, isbn)
		if err != nil {
			finding.Unasked = append(finding.Unasked, s.Ref)
			continue
		}
		if finding.Found = found; found.Title != "" {
			break
		}
	}
	return finding
}

var errResting = errors.New("the catalogue rests")

func (f *Finder) askSource(ctx context.Context, s source, isbn catalog.ISBN) (catalog.FoundBook, error) {
	if !s.breaker.closed() {
		return catalog.FoundBook{}, errResting
	}
	ctx, stop := context.WithTimeout(ctx, f.cfg.Patience)
	defer stop()
	found, err := s.ask(ctx, f.fetcher, isbn)
	resting := s.breaker.note(err)
	if err != nil {
		f.deps.Log.Warn("a book catalogue did not answer", "source", s.ID, "resting", resting, "error", err)
	}
	return found, err
}

// keep keeps an answer for all nodes: for long when it is the best there is, for a shorter time when a better catalogue
// did not answer or nobody has the book, and not at all when that is not sure.
func (f *Finder) keep(ctx context.Context, isbn catalog.ISBN, finding catalog.BookFinding) {
	life := f.cfg.FoundLife
	switch {
	case finding.Found.Title == "" && len(finding.Unasked) > 0:
		return
	case finding.Found.Title == "", len(finding.Unasked) > 0:
		life = f.cfg.MissingLife
	}
	now := f.deps.Now()
	if err := f.deps.Findings.KeepFinding(ctx, isbn, finding.Found, now, now.Add(life)); err != nil {
		f.deps.Log.Warn("what book catalogues answered cannot be kept", "error", err)
	}
}
