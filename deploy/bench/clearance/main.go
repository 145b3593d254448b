// Command clearance measures what it costs to tell of a page of assets whether they may be shown: it fills a catalogue on
// SQLite with assets, persons and consents, reads pages of assets that show persons and of such that show nobody, and
// computes their clearance.
//
//	go run ./deploy/bench/clearance
//	go run ./deploy/bench/clearance -assets 20000 -consents 2000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// config is what can be chosen.
type config struct {
	assets, consents, page, rounds int
	seed                           uint64
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("clearance", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.assets, "assets", 100_000, "how many assets there are; every other one shows one to three persons")
	f.IntVar(&c.consents, "consents", 10_000, "how many consents there are, two for each person")
	f.IntVar(&c.page, "page", 100, "how many assets are on a page")
	f.IntVar(&c.rounds, "rounds", 300, "how many pages of each kind are read")
	f.Uint64Var(&c.seed, "seed", 1, "seed of what stands on the pages")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.page < 1 || c.rounds < 10 || c.consents < 2 || c.assets < 4*c.page {
		return errors.New("-page at least 1, -rounds 10, -consents 2, -assets four pages")
	}
	return nil
}

// times are how long a page took, step by step, and how long the processors were at it in all: that is the same on a
// machine that others work on.
type times struct{ read, clear, busy report.Durations }

func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (c *config) measure(ctx context.Context, r command.Run) (err error) {
	path := filepath.Join(r.Scratch, "catalogue.db")
	started := time.Now()
	if err := c.fill(ctx, path); err != nil {
		return err
	}
	fmt.Fprintf(r.Notes, "%d assets and %d consents after %s\n", c.assets, c.consents, time.Since(started).Round(time.Second))
	db, err := database.Open(ctx, database.Config{URL: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	draw := rand.New(rand.NewPCG(c.seed, 0))
	var shown, nobody times
	for range c.rounds { // by turns, so that the machine is the same for both
		if err := c.one(ctx, db, draw, 1, &shown); err != nil {
			return err
		}
		if err := c.one(ctx, db, draw, 0, &nobody); err != nil {
			return err
		}
	}
	table(r, shown, nobody)
	return nil
}

// one reads a page of assets with the given remainder by 2, and computes their clearance.
func (c *config) one(ctx context.Context, db *database.Database, draw *rand.Rand, odd int, to *times) error {
	ids := make([]catalog.AssetID, c.page)
	for i := range ids {
		ids[i] = catalog.AssetID(fmt.Sprintf("a%08d", draw.IntN(c.assets/2)*2+odd))
	}
	start, before := time.Now(), busy()
	found, err := db.Assets().ByIDs(ctx, ids, catalog.ScopeOf(catalog.SystemActor("bench")))
	if err != nil {
		return err
	}
	read := time.Now()
	persons := 0
	for _, a := range found {
		catalog.Clear(a, catalog.Use{}, start)
		persons += len(a.People)
	}
	to.clear, to.busy = append(to.clear, time.Since(read)), append(to.busy, busy()-before)
	to.read = append(to.read, read.Sub(start))
	if odd == 1 && persons < c.page || odd == 0 && persons > 0 {
		return fmt.Errorf("a page shows %d persons", persons)
	}
	return nil
}

func table(r command.Run, shown, nobody times) {
	line := func(what string, t times) {
		fmt.Fprintf(r.Out, "| %s | %s | %s | %s | %s | %s |\n", what, t.read.P50(), t.read.P99(), t.clear.P50(), t.clear.P99(), t.busy.P50())
	}
	fmt.Fprintf(r.Out, "| page of | read p50 | p99 | clearance p50 | p99 | processors p50 |\n|---|--:|--:|--:|--:|--:|\n")
	line("assets that show persons", shown)
	line("assets that show nobody", nobody)
	with, without := shown.read.Quantile(0.5)+shown.clear.Quantile(0.5), nobody.read.Quantile(0.5)
	fmt.Fprintf(r.Out, "\nClearance costs %s a page (%s), %.2f of reading a page without persons.\n", report.Milliseconds(with-without),
		report.Below(with-without, 5*time.Millisecond), float64(with-without)/float64(without))
}
