package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// unprocessed narrows a search to what is not processed yet.
const unprocessed = "state=pending&state=processing"

// filled tells how an installation was filled.
type filled struct {
	assets    int
	posted    time.Duration // until the last upload was answered
	processed time.Duration // until nothing waited any more
}

// filler fills an empty installation.
type filler struct {
	config
	client *program.Client
	notes  io.Writer
	collection
}

// fill makes the registers and the assets, and waits until all of them are processed.
func (f *filler) fill(ctx context.Context) (filled, error) {
	if err := f.registers(ctx); err != nil {
		return filled{}, err
	}
	start := time.Now()
	if err := f.post(ctx); err != nil {
		return filled{}, err
	}
	done := filled{assets: f.assets, posted: time.Since(start)}
	if err := f.wait(ctx); err != nil {
		return filled{}, err
	}
	done.processed = time.Since(start)
	return done, nil
}

// registers makes libraries, presenters, books and series.
func (f *filler) registers(ctx context.Context) (err error) {
	fmt.Fprintln(f.notes, "filling the registers")
	if f.libraries, err = f.register(ctx, "libraries", len(municipalities), func(i int) map[string]any {
		return newWriter(f.seed, i).library(i)
	}); err != nil {
		return err
	}
	if f.presenters, err = f.register(ctx, "presenters", presenterCount, func(i int) map[string]any {
		return newWriter(f.seed+1, i).presenter(f.libraries)
	}); err != nil {
		return err
	}
	if f.books, err = f.register(ctx, "books", bookCount, func(i int) map[string]any { return newWriter(f.seed+2, i).book(i) }); err != nil {
		return err
	}
	f.series, err = f.register(ctx, "series", seriesCount, func(i int) map[string]any {
		return map[string]any{"name": activities[i%len(activities)] + "-serien"}
	})
	return err
}

// register posts n entries and returns their ids.
func (f *filler) register(ctx context.Context, name string, n int, entry func(i int) map[string]any) ([]string, error) {
	ids := make([]string, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(f.posters)
	for i := range n {
		group.Go(func() (err error) {
			ids[i], err = f.client.Add(ctx, name, entry(i))
			return err
		})
	}
	return ids, group.Wait()
}

// post uploads the assets, several at a time.
func (f *filler) post(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(f.posters)
	for i := range f.assets {
		if ctx.Err() != nil {
			break
		}
		if i%1000 == 0 {
			fmt.Fprintf(f.notes, "uploading: %d of %d\n", i, f.assets)
		}
		group.Go(func() error {
			photo, err := tinyPhoto(f.seed, i)
			if err != nil {
				return err
			}
			_, err = f.client.Upload(ctx, fmt.Sprintf("IMG_%05d.jpg", i), photo, newWriter(f.seed+3, i).asset(f.collection))
			return err
		})
	}
	return group.Wait()
}

// wait returns when every asset is ready. One that failed is an error: it would make the rest look quick.
func (f *filler) wait(ctx context.Context) error {
	for {
		waiting, err := f.client.Total(ctx, unprocessed)
		if err != nil {
			return err
		}
		if waiting == 0 {
			break
		}
		fmt.Fprintf(f.notes, "waiting for %d to be processed\n", waiting)
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	ready, err := f.client.Total(ctx, "state=ready")
	if err == nil && ready != f.assets {
		err = fmt.Errorf("only %d of %d assets could be processed", ready, f.assets)
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
