// Command likeness measures how well near-duplicates are found: it puts pictures into a search index by their prints
// (thumbs.Picture.Prints), changes each picture as people do, and asks the index for what is near (indexer.Index.Near). What
// finds its original counts as recall, what finds another picture as false; the pairs of originals that are near each
// other are listed for the eye to judge, for pictures of a burst belong together.
//
//	go run ./deploy/bench/likeness                    # ../shared/corpus/photos when there, the demo's cards, generated scenes
//	go run ./deploy/bench/likeness -photos ~/Pictures
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// config is what can be chosen.
type config struct {
	photos string
	scenes int
	seed   uint64
}

func main() {
	cfg := &config{}
	os.Exit(command.Main("likeness", cfg, cfg.measure))
}

// Flags implements command.Config.
func (c *config) Flags(f *flag.FlagSet) {
	f.StringVar(&c.photos, "photos", filepath.Join("..", "shared", "corpus", "photos"), "`folder` of JPEG photos; none is no error")
	f.IntVar(&c.scenes, "scenes", 20, "how many scenes are generated")
	f.Uint64Var(&c.seed, "seed", 1, "seed of all that is generated")
}

// Validate implements command.Config.
func (c *config) Validate() error {
	if c.scenes < 0 {
		return errors.New("-scenes: at least 0")
	}
	return nil
}

// bench is one run.
type bench struct {
	maker  *thumbs.Maker
	index  *indexer.Index
	groups []group
	took   report.Durations // for the prints of one picture
}

func (c *config) measure(ctx context.Context, run command.Run) (err error) {
	b := &bench{}
	if b.maker, err = thumbs.New(thumbs.DefaultConfig()); err != nil {
		return err
	}
	if b.groups, err = c.pictures(ctx); err != nil {
		return err
	}
	cfg := indexer.DefaultConfig()
	cfg.Dir = filepath.Join(run.Scratch, "index")
	if b.index, err = indexer.Open(cfg); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.index.Close()) }()
	if err := b.fill(ctx); err != nil {
		return err
	}
	if err := b.pairs(ctx, run); err != nil {
		return err
	}
	return b.recall(ctx, run, c.seed)
}

// everybody is the one visibility mark.
const everybody = "all"

// fill puts the originals into the index. Blank ones are left out.
func (b *bench) fill(ctx context.Context) error {
	for i := range b.groups {
		g := &b.groups[i]
		kept := g.pictures[:0]
		for n, p := range g.pictures {
			var err error
			if p.prints, err = b.prints(ctx, p.jpeg); err != nil {
				return fmt.Errorf("read %s: %w", p.name, err)
			}
			if len(p.prints) == 0 {
				g.blank++
				continue
			}
			p.id = fmt.Sprintf("%s %03d %s", g.name, n, p.name)
			doc := indexer.Document{ID: p.id, Prints: p.prints, Visibility: []string{everybody}}
			if err := b.index.Apply(ctx, indexer.Batch{Upserts: []indexer.Document{doc}, Seq: 1}); err != nil {
				return err
			}
			kept = append(kept, p)
		}
		g.pictures = kept
	}
	return nil
}

// prints reads a picture as an upload is read.
func (b *bench) prints(ctx context.Context, jpeg []byte) ([]uint64, error) {
	p, err := b.decode(ctx, jpeg)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if _, err := p.Placeholder(); err != nil { // which makes the small rendition that both need
		return nil, err
	}
	start := time.Now()
	prints, err := p.Prints()
	b.took = append(b.took, time.Since(start))
	return prints, err
}

// pairs counts the originals that are near each other.
func (b *bench) pairs(ctx context.Context, run command.Run) error {
	t := report.NewTable(run.Out, "Different pictures that count as near", "group", "pictures", "blank", "prints each", "pairs", "near", "which")
	for _, g := range b.groups {
		prints, near, which := 0, 0, ""
		for _, p := range g.pictures {
			prints += len(p.prints)
			found, err := b.index.Near(ctx, p.prints, []string{everybody}, 100)
			if err != nil {
				return err
			}
			for _, f := range found {
				if f.ID > p.id {
					near++
					which += fmt.Sprintf("%s – %s: %d. ", p.name, f.ID, f.Distance)
				}
			}
		}
		n := len(g.pictures)
		t.Row(g.name, fmt.Sprint(n), fmt.Sprint(g.blank), fmt.Sprintf("%.1f", float64(prints)/float64(max(n, 1))),
			fmt.Sprint(n*(n-1)/2), fmt.Sprint(near), which)
	}
	if err := t.End(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(run.Out, "Prints of a picture: median %s, 99th %s, of %d.\n\n", report.Milliseconds(b.took.Quantile(0.5)),
		report.Milliseconds(b.took.Quantile(0.99)), len(b.took))
	return err
}

// tally is what the versions of a group's pictures, changed in one way, have found.
type tally struct{ originals, others int }

// recall changes every picture in every way and counts what finds its original, and what else it finds.
func (b *bench) recall(ctx context.Context, run command.Run, seed uint64) error {
	columns := []string{"change"}
	counts := make([][]tally, len(b.groups))
	for i, g := range b.groups {
		fmt.Fprintf(run.Notes, "changing %d pictures: %s\n", len(g.pictures), g.name)
		columns = append(columns, fmt.Sprintf("%s: found, %% of %d", g.name, len(g.pictures)), "others found")
		counts[i] = make([]tally, len(changes()))
		for n, p := range g.pictures {
			if err := b.versions(ctx, p, rand.New(rand.NewPCG(seed, uint64(n))), counts[i]); err != nil {
				return fmt.Errorf("change %s: %w", p.name, err)
			}
		}
	}
	t := report.NewTable(run.Out, "Versions that find their original", columns...)
	for k, c := range changes() {
		row := []string{c.name}
		for i, g := range b.groups {
			found := counts[i][k]
			row = append(row, fmt.Sprintf("%.0f", 100*float64(found.originals)/float64(max(len(g.pictures), 1))), fmt.Sprint(found.others))
		}
		t.Row(row...)
	}
	return t.End()
}

// versions asks for the original of one picture changed in every way.
func (b *bench) versions(ctx context.Context, p picture, r *rand.Rand, counts []tally) error {
	original, err := b.open(ctx, p)
	if err != nil {
		return err
	}
	defer original.Close()
	for k, c := range changes() {
		version, err := c.make(original, r)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		prints, err := b.prints(ctx, version)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		near, err := b.index.Near(ctx, prints, []string{everybody}, 100)
		if err != nil {
			return err
		}
		for _, n := range near {
			if n.ID == p.id {
				counts[k].originals++
			} else {
				counts[k].others++
			}
		}
	}
	return nil
}
