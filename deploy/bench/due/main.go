// Command due measures how long the due list takes: it fills catalogues on SQLite and on PostgreSQL and their indexes with
// libraries, offers, assets and posts, and asks for first pages, for a whole month of the whole county, and for what audiences have
// seen: right after a start, after changes, when what was kept has grown old, and when nothing has happened. Both are asked by turns,
// and each is held against a page of a plain search that is asked for beside it.
//
//	go run ./deploy/bench/due
//	go run ./deploy/bench/due -assets 10000 -offers 30 -posts 2000
//	go run ./deploy/bench/due -databases sqlite
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/cluster"
	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/rows"
)

// config is what can be chosen.
type config struct {
	libraries, offers, assets, posts int
	rounds, months, starts           int
	databases                        string // by comma
	data                             string // empty: the scratch folder
	profile                          string // empty: none
}

// The databases that can be measured.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

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
	f.IntVar(&c.months, "months", 5, "how often the county's month is asked for in each state")
	f.IntVar(&c.starts, "starts", 3, "how often each is started anew, as often to be asked at once as when it has made itself ready")
	f.StringVar(&c.databases, "databases", sqlite+","+postgres, "which are measured")
	f.StringVar(&c.data, "data", "", "folder in which what is filled is kept, and found again by the next run; none: it is filled anew")
	f.StringVar(&c.profile, "profile", "", "file for a profile of the processors while it is asked")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.libraries < 1 || c.offers < 1 || c.assets < 1000 || c.posts < 1 || c.rounds < 5 || c.months < 1 || c.starts < 1 {
		return errors.New("-libraries, -offers, -posts, -months and -starts at least 1, -assets 1000, -rounds 5")
	}
	for name := range strings.SplitSeq(c.databases, ",") {
		if name != sqlite && name != postgres {
			return fmt.Errorf("-databases names %q, which is neither %s nor %s", name, sqlite, postgres)
		}
	}
	return nil
}

func (c *config) measure(ctx context.Context, r command.Run) (err error) {
	dir := cmp.Or(c.data, r.Scratch)
	path := filepath.Join(dir, "catalogue.db")
	err = once(r, dir, "filled", func() error { return c.fill(ctx, path) })
	if err != nil {
		return err
	}
	var sides []*side
	defer func() {
		for _, s := range sides {
			err = errors.Join(err, s.end())
		}
	}()
	first := &side{name: "SQLite", url: path, index: filepath.Join(dir, "index"), asked: newAsked()}
	for name := range strings.SplitSeq(c.databases, ",") {
		if name == sqlite {
			sides = append(sides, first)
			continue
		}
		server, err := cluster.Start(ctx, filepath.Join(dir, "postgres"))
		if err != nil {
			return err
		}
		s := &side{name: "PostgreSQL", url: server.URL("postgres"), index: filepath.Join(dir, "index-postgres"), server: server, asked: newAsked()}
		sides = append(sides, s)
		if err := once(r, dir, "brought", func() error { return rows.Bring(ctx, path, s.url) }); err != nil {
			return err
		}
	}
	for _, s := range sides {
		if err := once(r, dir, "indexed "+s.name, func() error { return errors.Join(s.start(ctx), s.stop()) }); err != nil {
			return err
		}
	}
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
	for _, step := range []func(context.Context, []*side) error{c.starting, c.pages, c.county, c.exposures} {
		if err := step(ctx, sides); err != nil {
			return errors.Join(err, tell(r, sides)) // what was measured until then
		}
	}
	return tell(r, sides)
}

// once does what needs to be done once in a folder, and notes there that it is done.
func once(r command.Run, dir, what string, do func() error) error {
	mark := filepath.Join(dir, what)
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	started := time.Now()
	if err := errors.Join(os.MkdirAll(dir, 0o755), do()); err != nil {
		return err
	}
	fmt.Fprintf(r.Notes, "%s after %s\n", what, time.Since(started).Round(time.Second))
	return os.WriteFile(mark, nil, 0o644)
}
