// Command due measures how long the due list takes: it fills a catalogue on SQLite and an index with libraries, offers, assets
// and posts, and asks for first pages, for a whole month of the whole county, and for what audiences have seen.
//
//	go run ./deploy/bench/due
//	go run ./deploy/bench/due -assets 10000 -offers 30 -posts 2000
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/search"
)

// config is what can be chosen.
type config struct {
	libraries, offers, assets, posts, rounds int
	data                                     string // empty: the scratch folder
	profile                                  string // empty: none
}

// at is when everything is asked.
var at = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func main() {
	cfg := &config{}
	os.Exit(command.Main("due", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.libraries, "libraries", 23, "how many libraries there are, each with an account")
	f.IntVar(&c.offers, "offers", 300, "how many offers each library has")
	f.IntVar(&c.assets, "assets", 100_000, "how many assets there are")
	f.IntVar(&c.posts, "posts", 20_000, "how many posts there are")
	f.IntVar(&c.rounds, "rounds", 30, "how many first pages are asked for")
	f.StringVar(&c.data, "data", "", "folder in which what is filled is kept, and found again by the next run; none: it is filled anew")
	f.StringVar(&c.profile, "profile", "", "file for a profile of the processors while it is asked")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.libraries < 1 || c.offers < 1 || c.assets < 1000 || c.posts < 1 || c.rounds < 5 {
		return errors.New("-libraries, -offers and -posts at least 1, -assets 1000, -rounds 5")
	}
	return nil
}

func (c *config) measure(ctx context.Context, r command.Run) (err error) {
	started := time.Now()
	dir := cmp.Or(c.data, r.Scratch)
	path := filepath.Join(dir, "catalogue.db")
	if _, err := os.Stat(filepath.Join(dir, "filled")); err != nil {
		if err := errors.Join(os.MkdirAll(dir, 0o755), c.fill(ctx, path), os.WriteFile(filepath.Join(dir, "filled"), nil, 0o644)); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.Notes, "filled after %s\n", time.Since(started).Round(time.Second))
	db, err := database.Open(ctx, database.Config{URL: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return err
	}
	index, err := search.Open(search.Config{Dir: filepath.Join(dir, "index")}, db.Assets(), db.Changes(), time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	index.Start(ctx)
	last, err := db.Changes().Last(ctx)
	if err == nil {
		err = index.WaitFor(ctx, last)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(r.Notes, "indexed after %s\n", time.Since(started).Round(time.Second))
	if c.profile != "" {
		f, err := os.Create(c.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return c.ask(ctx, r, service(db, index, zone), func() error {
		_, err := db.Assets().Update(ctx, "bench", "a00000007", func(a *catalog.Asset) error { a.Version++; return nil })
		return err
	})
}

func service(db *database.Database, index *search.Index, zone *time.Location) *catalog.Due {
	clock := func() time.Time { return at }
	newID := func() string { return "bench" }
	assets := catalog.NewAssets(db.Assets(), db.References(), db.Changes(), index, nil, clock)
	plan := catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(), Zone: zone, Now: clock, NewID: newID})
	return catalog.NewDue(catalog.DueDeps{Offers: catalog.NewOffers(db.Offers(), db.Assets(), zone, clock, newID), Assets: assets, Accounts: db.Accounts(), Store: db.Due(),
		Posts: db.Posts(), Exposures: catalog.NewExposures(db.Exposures(), index, assets), Plan: plan, Resemble: search.Resemble, Zone: zone, Now: clock})
}

// expose asks what audiences have seen: of as many files as a page of a search shows, and of a hundred.
func (c *config) expose(ctx context.Context, due *catalog.Due) (card, many spent, err error) {
	for i := range c.rounds {
		for _, of := range []struct {
			n  int
			to *spent
		}{{24, &card}, {100, &many}} {
			ids := make([]catalog.AssetID, of.n)
			for j := range ids {
				ids[j] = catalog.AssetID(fmt.Sprintf("a%08d", (i*of.n+j)*7919%c.assets))
			}
			if err := of.to.do(func() error { _, err := due.Exposures.Exposures(ctx, ids, at); return err }); err != nil {
				return card, many, err
			}
		}
	}
	return card, many, nil
}

func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spent is how long something took, each time, and how long the processors were at it.
type spent struct{ took, busy report.Durations }

func (s *spent) do(f func() error) error {
	start, before := time.Now(), busy()
	err := f()
	s.took, s.busy = append(s.took, time.Since(start)), append(s.busy, busy()-before)
	return err
}

// ask asks for the first page of the county and of each library by turns, and then for whole months: the first, such after a
// change of the catalogue, and such after none.
func (c *config) ask(ctx context.Context, r command.Run, due *catalog.Due, change func() error) error {
	actor := catalog.SystemActor("bench")
	var first, page, changed, earliest, afterChange, again spent
	var items, proposals int
	for i := range c.rounds {
		f := catalog.DueFilter{}
		if i%2 == 1 {
			f.Library = fmt.Sprintf("l%02d", i%c.libraries)
		}
		kind := &page
		switch {
		case i == 0:
			kind = &first
		case i%5 == 0:
			kind = &changed
			if err := change(); err != nil {
				return err
			}
		}
		if err := kind.do(func() error { _, err := due.List(ctx, actor, f); return err }); err != nil {
			return err
		}
	}
	for i := range 1 + 2*months {
		kind := &again
		if i == 0 {
			kind = &earliest
		} else if i <= months {
			kind = &afterChange
			if err := change(); err != nil {
				return err
			}
		}
		err := kind.do(func() (err error) { items, proposals, err = month(ctx, due, actor); return err })
		if err != nil {
			return err
		}
	}
	card, many, err := c.expose(ctx, due)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.Out, "| | p50 | worst | processors p50 |\n|---|--:|--:|--:|\n")
	for _, line := range []struct {
		what string
		spent
	}{{"the very first page", first}, {"first page after a change", changed}, {"first page", page},
		{"whole county, a month, in pages of 1000: the first", earliest}, {"after a change", afterChange}, {"after none", again}, {"what audiences have seen of a page of 24 files", card}, {"the same of 100 candidates", many}} {
		fmt.Fprintf(r.Out, "| %s | %s | %s | %s |\n", line.what, line.took.P50(), line.took.Worst(), line.busy.P50())
	}
	fmt.Fprintf(r.Out, "\nThe month has %d occurrences with %d suggestions. First page after a change %s; month after a change %s.\n", items, proposals,
		report.Below(changed.took.Quantile(0.5), 150*time.Millisecond), report.Below(afterChange.took.Quantile(0.5), time.Second))
	return nil
}

// months is how often the month is asked for after a change, and after none.
const months = 5

// month goes through all pages of the county's month.
func month(ctx context.Context, due *catalog.Due, actor catalog.Actor) (items, proposals int, err error) {
	f := catalog.DueFilter{From: at, To: at.AddDate(0, 1, 0), Limit: 1000}
	for {
		list, err := due.List(ctx, actor, f)
		if err != nil {
			return items, proposals, err
		}
		for _, i := range list.Items {
			items, proposals = items+1, proposals+len(i.Proposals)
		}
		if f.Cursor = list.Next; f.Cursor == "" {
			return items, proposals, nil
		}
	}
}
