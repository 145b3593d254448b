package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/pprof"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/cluster"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/search"
)

// side is the due list on one of the databases.
type side struct {
	name, url, index string
	server           *cluster.Cluster // nil on SQLite

	db               *database.Database // nil while it is stopped
	found            *search.Index
	assets           *catalog.Assets
	due              *catalog.Due
	later            time.Duration // than at it is
	changes          int
	items, proposals int // of the month
	asked            asked
}

// start starts it as the program does, with nothing kept.
func (s *side) start(ctx context.Context) (err error) {
	if s.db, err = database.Open(ctx, database.Config{URL: s.url}); err != nil {
		return err
	}
	if s.found, err = search.Open(search.Config{Dir: s.index}, s.db.Assets(), s.db.Changes(), time.Now, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return err
	}
	s.found.Start(ctx)
	if err := s.serve(ctx, zone); err != nil {
		return err
	}
	last, err := s.db.Changes().Last(ctx)
	if err != nil {
		return err
	}
	return s.found.WaitFor(ctx, last)
}

func (s *side) serve(ctx context.Context, zone *time.Location) error {
	db := s.db
	clock := func() time.Time { return at.Add(s.later) }
	newID := func() string { return fmt.Sprintf("bench%d", made.Add(1)) }
	s.assets = catalog.NewAssets(db.Assets(), db.References(), db.Changes(), s.found, nil, clock)
	plan := catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(), Zone: zone, Now: clock, NewID: newID})
	offers := catalog.NewOffers(db.Offers(), db.Assets(), zone, clock, newID)
	s.due = catalog.NewDue(catalog.DueDeps{Offers: offers, Assets: s.assets, Accounts: db.Accounts(), Store: db.Due(),
		Posts: db.Posts(), Exposures: catalog.NewExposures(db.Exposures(), s.found, s.assets), Plan: plan, Resemble: search.Resemble, Zone: zone, Now: clock})
	return offers.Ship(ctx)
}

// made counts what was made, so that each has an id of its own.
var made atomic.Int64

// stop stops it, as far as it is started.
func (s *side) stop() (err error) {
	if s.found != nil {
		err = s.found.Close()
		s.found = nil
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
		s.db = nil
	}
	return err
}

// end stops it and the server of its database.
func (s *side) end() error {
	err := s.stop()
	if s.server != nil {
		err = errors.Join(err, s.server.Stop())
	}
	return err
}

// change changes a file, as somebody who describes it does.
func (s *side) change(ctx context.Context) error {
	s.changes++
	_, err := s.db.Assets().Update(ctx, "bench", catalog.AssetID(fmt.Sprintf("a%08d", 7*s.changes)), func(a *catalog.Asset) error { a.Version++; return nil })
	return err
}

// post notes in the log that a file was posted.
func (s *side) post(ctx context.Context) error {
	s.changes++
	now := at.Add(s.later)
	return s.db.Posts().Create(ctx, "bench", catalog.Post{Entry: catalog.Entry{ID: fmt.Sprintf("bench%d", time.Now().UnixNano()), Version: 1, CreatedAt: now, UpdatedAt: now}, Account: catalog.Ref{ID: "county"},
		PostedAt: now.Add(-time.Hour), Assets: []catalog.PostedAsset{{ID: catalog.AssetID(fmt.Sprintf("a%08d", 7*s.changes))}}})
}

// asked is what was asked for, and how long each took; names in order.
type asked struct {
	names []string
	spent map[string]*spent
}

func newAsked() asked { return asked{spent: map[string]*spent{}} }

// spent is how long something took, each time, and how long the processors were at it.
type spent struct{ took, busy report.Durations }

// time measures one answer. In a profile it stands under its name.
func (s *side) time(name string, do func() error) (err error) {
	start, before := time.Now(), s.busy()
	pprof.Do(context.Background(), pprof.Labels("asked", s.name+": "+name), func(context.Context) { err = do() })
	took, busy := time.Since(start), s.busy()-before
	if s.asked.spent[name] == nil {
		s.asked.names, s.asked.spent[name] = append(s.asked.names, name), &spent{}
	}
	one := s.asked.spent[name]
	one.took, one.busy = append(one.took, took), append(one.busy, busy)
	return err
}

// busy is for how long the processors have worked for it, the server of its database with them.
func (s *side) busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	own := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if s.server != nil {
		own += s.server.Busy()
	}
	return own
}
