// Command log measures how long the log of posts and its reports take: it fills a catalogue on SQLite with posts, files and
// numbers, and asks for what the pages show.
//
//	go run ./deploy/bench/log
//	go run ./deploy/bench/log -posts 2000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
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
	libraries, assets, posts, rounds int
}

// at is when everything is asked.
var at = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// bar is how long a page may take.
const bar = 150 * time.Millisecond

func main() {
	cfg := &config{}
	os.Exit(command.Main("log", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.IntVar(&c.libraries, "libraries", 23, "how many libraries there are, each with an account")
	f.IntVar(&c.assets, "assets", 10_000, "how many assets there are")
	f.IntVar(&c.posts, "posts", 20_000, "how many posts there are, each with two files and three responses")
	f.IntVar(&c.rounds, "rounds", 10, "how often each is asked for")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.libraries < 2 || c.assets < 100 || c.posts < 1 || c.rounds < 1 {
		return errors.New("-libraries at least 2, -assets 100, -posts and -rounds 1")
	}
	return nil
}

func (c *config) measure(ctx context.Context, r command.Run) (err error) {
	path := filepath.Join(r.Scratch, "catalogue.db")
	if err := c.fill(ctx, path); err != nil {
		return err
	}
	db, err := database.Open(ctx, database.Config{URL: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	fmt.Fprintf(r.Out, "%d posts with %d files and %d responses, %d libraries, on SQLite; each asked for %d times.\n\n| What | Median | Slowest | Processors, median | Bar |\n|---|--:|--:|--:|---|\n",
		c.posts, 2*c.posts, 3*c.posts, c.libraries, c.rounds)
	for _, q := range questions(db) {
		var took, spent report.Durations
		for range c.rounds {
			start, before := time.Now(), busy()
			if err := q.ask(ctx); err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
			took, spent = append(took, time.Since(start)), append(spent, busy()-before)
		}
		fmt.Fprintf(r.Out, "| %s | %s | %s | %s | %s |\n", q.what, took.P50(), took.Worst(), spent.P50(), report.Below(took.Quantile(0.5), bar))
	}
	return nil
}

// busy is how long the processors were at it so far.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type question struct {
	what string
	ask  func(context.Context) error
}

// questions are what the pages of the log ask.
func questions(db *database.Database) []question {
	now := func() time.Time { return at }
	posts := catalog.NewPosts(db.Posts(), db.Assets(), db.Accounts(), now, func() string { return "bench" })
	reports := catalog.NewReports(db.Reports(), db.Assets(), time.UTC, now)
	actor := catalog.SystemActor("bench")
	out := []question{
		{"the log's first page", func(ctx context.Context) error {
			_, err := posts.List(ctx, actor, catalog.PostFilter{ListFilter: catalog.ListFilter{Limit: 50}})
			return err
		}},
		{"a word that no post has", func(ctx context.Context) error {
			_, err := posts.List(ctx, actor, catalog.PostFilter{ListFilter: catalog.ListFilter{Limit: 50, Text: "sjøorm"}})
			return err
		}},
		{"the count on the start page", func(ctx context.Context) error { _, err := posts.CountFollowUps(ctx, actor, false); return err }},
		{"everybody's follow-ups", func(ctx context.Context) error { _, err := posts.FollowUps(ctx, actor, true); return err }},
		{"languages by year", func(ctx context.Context) error {
			_, err := reports.Languages(ctx, actor, catalog.PostFilter{})
			return err
		}},
		{"the ledger's sums", func(ctx context.Context) error {
			_, err := reports.ReuseSums(ctx, actor, catalog.ReuseFilter{})
			return err
		}},
		{"the ledger's first page", func(ctx context.Context) error {
			_, err := reports.Reuses(ctx, actor, catalog.ReuseFilter{ListFilter: catalog.ListFilter{Limit: 50}})
			return err
		}},
	}
	for _, d := range catalog.Dimensions() {
		for _, m := range catalog.Marks() {
			out = append(out, question{fmt.Sprintf("interactions by %s, %s", d, m), func(ctx context.Context) error {
				_, err := reports.Compare(ctx, actor, catalog.PostFilter{}, d, catalog.MeasureInteractions, m)
				return err
			}})
		}
	}
	return out
}
