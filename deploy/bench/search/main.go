// Command search measures package indexer in process on a generated collection: every kind of search alone and while
// documents are being changed, indexing, size, memory and opening. The same records stand in SQLite (FTS5, the program's own
// driver) and in PostgreSQL (tsvector and GIN, a server of its own in a temporary folder), and are asked the same in the same
// run. It prints Markdown tables for every size. PostgreSQL's programs must be installed (Debian: postgresql).
//
//	go run ./deploy/bench/search                                      # 100,000 records
//	go run ./deploy/bench/search -documents 100000,1000000 -keep DIR  # both sizes; DIR is used again by later runs
//	go run ./deploy/bench/search -documents 10000 -rows 'front|word' -peers ''
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
)

// config is what can be chosen.
type config struct {
	documents string // sizes, separated by commas
	rows      string // regular expression on the rows' names
	peers     string // names of peers, separated by commas
	keep      string // folder for what is built; empty: scratch
	seed      uint64
	changes   int           // documents changed a second beside the searches
	span      time.Duration // of each row, once alone and once beside changes

	sizes  []int
	chosen *regexp.Regexp
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("search", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.StringVar(&c.documents, "documents", "100000", "how many records, one `size` or several with commas")
	f.StringVar(&c.rows, "rows", "", "only rows whose name matches this regular `expression`")
	f.StringVar(&c.peers, "peers", "sqlite,postgres", "`peers` to ask the same, with commas; empty for none")
	f.StringVar(&c.keep, "keep", "", "`folder` for the index and the databases, used again when they are there")
	f.Uint64Var(&c.seed, "seed", 1, "seed of the records")
	f.IntVar(&c.changes, "changes", 50, "documents changed a second in the rows beside changes; 0 leaves these out")
	f.DurationVar(&c.span, "time", 3*time.Second, "how long each row is measured")
}

// Validate implements command.Config.
func (c *config) Validate() (err error) {
	for size := range strings.SplitSeq(c.documents, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1000 {
			return fmt.Errorf("-documents: %q is no size of at least 1000", size)
		}
		c.sizes = append(c.sizes, n)
	}
	if c.chosen, err = regexp.Compile(c.rows); err != nil {
		return fmt.Errorf("-rows: %w", err)
	}
	for _, p := range c.peerNames() {
		if !slices.Contains([]string{sqliteName, postgresName}, p) {
			return fmt.Errorf("-peers: %q is neither %s nor %s", p, sqliteName, postgresName)
		}
	}
	if c.changes < 0 || c.span <= 0 {
		return errors.New("-changes and -time: must be positive")
	}
	return nil
}

func (c *config) peerNames() []string {
	return strings.FieldsFunc(c.peers, func(r rune) bool { return r == ',' })
}

// measure measures every size.
func (c *config) measure(ctx context.Context, run command.Run) error {
	folder := c.keep
	if folder == "" {
		folder = run.Scratch
	}
	folder, err := filepath.Abs(folder)
	if err == nil {
		err = os.MkdirAll(folder, 0o711) // PostgreSQL's own user has to pass
	}
	if err != nil {
		return err
	}
	times := make([]map[string]float64, len(c.sizes))
	for i, n := range c.sizes {
		m := measurement{config: *c, run: run, folder: folder, n: n}
		if times[i], err = m.measure(ctx); err != nil {
			return err
		}
	}
	if len(c.sizes) > 1 && c.peers != "" {
		return compareSizes(run, c.sizes, times)
	}
	return nil
}
