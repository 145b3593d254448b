package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

const (
	phonePhotos   = 10
	uploadPoll    = 20 * time.Millisecond
	uploadPause   = 2 * time.Second // between photos: the program is to be idle when the next one comes
	uploadTimeout = time.Minute
	thumbnail     = "w320"
)

// waits are how long somebody waits for a photo: for the answer to its upload, and from then on.
type waits struct{ answered, found, seen, ready report.Durations }

// uploads measures how long photos from a phone take to be found and seen, one at a time.
func (m *measurement) uploads(ctx context.Context, p *program.Process) error {
	c := program.NewClient(p.Address, m.token, 2)
	var w waits
	var processor time.Duration
	bytes := 0
	for n := range phonePhotos {
		fmt.Fprintln(m.notes, "uploading a phone's photo:", n+1)
		photo, err := camera.Photo(m.seed, n)
		if err != nil {
			return err
		}
		bytes += len(photo)
		if err := sleep(ctx, uploadPause); err != nil {
			return err
		}
		word := "mobil" + strconv.FormatInt(time.Now().UnixNano(), 36) // nothing else has it
		used, err := p.Using(func() error { return w.photo(ctx, c, photo, word) })
		if err != nil {
			return err
		}
		processor += used
	}
	t := report.NewTable(m.out, fmt.Sprintf("A 12-megapixel photo (%.1f MB, to be turned) on the idle server, %d times", float64(bytes)/phonePhotos/1e6, phonePhotos),
		"", "p50", "slowest", "bar")
	t.Row("upload: until 201", w.answered.P50(), w.answered.Worst(), "")
	t.Row("from 201 until a search for a word of its title finds it", w.found.P50(), w.found.Worst(), "< 2 s")
	t.Row("from 201 until its thumbnail is served", w.seen.P50(), w.seen.Worst(), "< 2 s")
	t.Row("from 201 until it is ready, in all sizes", w.ready.P50(), w.ready.Worst(), "")
	t.Row("processor time, upload and questions included: mean", report.Milliseconds(processor/phonePhotos), "", "")
	return t.End()
}

// photo uploads a photo, waits for it, and puts it into the bin.
func (w *waits) photo(ctx context.Context, c *program.Client, photo []byte, word string) error {
	start := time.Now()
	id, err := c.Upload(ctx, "IMG_1234.JPG", photo, map[string]any{"title": "Foto fra mobilen " + word})
	if err != nil {
		return err
	}
	w.answered = append(w.answered, time.Since(start))
	if err := w.watch(ctx, c, id, word); err != nil {
		return err
	}
	_, err = c.Send(ctx, http.MethodDelete, "/api/v1/assets/"+id, "", nil)
	return err
}

// watch asks again and again until the photo is found, seen and ready. Its answers come no later than the program's
// plus the pause between two questions.
func (w *waits) watch(ctx context.Context, c *program.Client, id, word string) error {
	ctx, stop := context.WithTimeoutCause(ctx, uploadTimeout, errors.New("the photo is not found or not seen"))
	defer stop()
	start := time.Now()
	var found, seen, ready bool
	for {
		if !found {
			n, err := c.Total(ctx, "q="+url.QueryEscape(word))
			if err != nil {
				return errors.Join(err, context.Cause(ctx))
			}
			found = note(n == 1, &w.found, start)
		}
		state, address, err := photo(ctx, c, id)
		if err != nil {
			return errors.Join(err, context.Cause(ctx))
		}
		if !seen && address != "" {
			if _, err := c.Get(ctx, address); err != nil {
				return err
			}
			seen = note(true, &w.seen, start)
		}
		if ready = ready || note(state == "ready", &w.ready, start); found && seen && ready {
			return nil
		}
		if err := sleep(ctx, uploadPoll); err != nil {
			return context.Cause(ctx)
		}
	}
}

// note adds the time since start when something is so, and tells whether it is.
func note(so bool, to *report.Durations, start time.Time) bool {
	if so {
		*to = append(*to, time.Since(start))
	}
	return so
}

// photo tells the state of an asset and the address of its thumbnail, which is empty while there is none.
func photo(ctx context.Context, c *program.Client, id string) (state, address string, err error) {
	var asset struct {
		State      string `json:"state"`
		Failure    string `json:"failure"`
		Renditions []struct {
			Name string `json:"name"`
			URL  string `json:"url"`
		} `json:"renditions"`
	}
	if err := c.Read(ctx, "/api/v1/assets/"+id, &asset); err != nil {
		return "", "", err
	}
	if asset.State == "failed" {
		return "", "", fmt.Errorf("process the photo: %s", asset.Failure)
	}
	for _, r := range asset.Renditions {
		if r.Name == thumbnail {
			address = r.URL
		}
	}
	return asset.State, address, nil
}
