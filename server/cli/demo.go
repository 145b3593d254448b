package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

// Demo fills an empty installation over its API with the demo collection.
type Demo struct {
	Client *Client
	Seed   uint64
	Out    io.Writer // what was done, for people
}

// ErrNotEmpty means that the installation holds assets already.
var ErrNotEmpty = errors.New("the installation holds assets already; the demo fills only an empty one")

// ids finds what the server calls an entry by the collection's own name for it.
type ids map[string]string

// filler carries the ids of what has been made so far.
type filler struct {
	Demo
	libraries, presenters, books, series, days, shots, accounts ids // shots by their day and title
}

// Run makes the libraries, presenters, books, series and recording days, uploads the assets with their descriptions and
// waits until all are processed; then it plans posts with them, and tells of those that there were.
func (d Demo) Run(ctx context.Context) error {
	var found struct {
		Total int `json:"total"`
	}
	if err := d.Client.Call(ctx, http.MethodGet, "/assets?limit=1", nil, &found); err != nil {
		return err
	}
	if found.Total > 0 {
		return ErrNotEmpty
	}
	c := demo.New(d.Seed)
	f := &filler{Demo: d, libraries: ids{}, presenters: ids{}, books: ids{}, series: ids{}, days: ids{}, shots: ids{}, accounts: ids{}}
	if err := f.registers(ctx, c); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "fellesmappa-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	n, err := f.assets(ctx, c.Assets, folder)
	if err != nil {
		return err
	}
	if err := f.wait(ctx); err != nil {
		return err
	}
	for _, fill := range []func(context.Context, demo.Collection) error{f.agree, f.offer, f.plan, f.log, f.choose, f.age} {
		if err := fill(ctx, c); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(d.Out, "%d assets, %d libraries, %d presenters, %d books, %d series, %d recording days\n",
		n, len(f.libraries), len(f.presenters), len(f.books), len(f.series), len(f.days))
	return err
}

// add posts an entry and remembers its id under the collection's name for it.
func (f *filler) add(ctx context.Context, path string, to ids, key string, body map[string]any) error {
	var made struct {
		ID string `json:"id"`
	}
	if err := f.Client.Call(ctx, http.MethodPost, path, body, &made); err != nil {
		return fmt.Errorf("add %s to %s: %w", key, path, err)
	}
	to[key] = made.ID
	return nil
}

func (f *filler) registers(ctx context.Context, c demo.Collection) error {
	for _, l := range c.Libraries { // the county library comes first: it is the others' parent
		body := map[string]any{"slug": l.Slug, "name": l.Name, "municipality": l.Municipality, "number": l.Number, "language": l.Language,
			"aliases": list(l.Aliases)}
		if len(l.Kommune) == 4 {
			body["municipality_number"] = l.Kommune
		}
		if l.Parent != "" {
			body["parent"] = f.libraries[l.Parent]
		}
		if err := f.add(ctx, "/libraries", f.libraries, l.Slug, body); err != nil {
			return err
		}
	}
	for _, p := range c.Presenters {
		if err := f.add(ctx, "/presenters", f.presenters, p.Name, map[string]any{"name": p.Name, "library": f.libraries[p.Library], "active": true}); err != nil {
			return err
		}
	}
	for _, b := range c.Books {
		if err := f.add(ctx, "/books", f.books, b.Key, map[string]any{"title": b.Title, "authors": list(b.Authors), "isbns": list(b.ISBNs)}); err != nil {
			return err
		}
	}
	for _, s := range c.Series {
		body := map[string]any{"name": s.Name}
		if len(s.PostText) > 0 {
			body["post_text"] = s.PostText
		}
		if err := f.add(ctx, "/series", f.series, s.Name, body); err != nil {
			return err
		}
	}
	for _, d := range c.Days {
		body := map[string]any{"date": d.Date, "place": f.libraries[d.Place], "libraries": f.libraries.of(d.Libraries),
			"presenters": f.presenters.of(d.Presenters), "content_type": d.ContentType, "credit_line": d.CreditLine,
			"shots": f.shotList(d), "people": people(d)}
		if err := f.add(ctx, "/recording-days", f.days, d.Date, body); err != nil {
			return err
		}
		if err := f.findShots(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// shotList is the shot list of a day as the API takes it.
func (f *filler) shotList(d demo.Day) []map[string]any {
	out := []map[string]any{}
	for _, s := range d.Shots {
		out = append(out, map[string]any{"title": s.Title, "presenter": f.presenters[s.Presenter], "book": f.books[s.Book],
			"content_type": s.ContentType, "note": s.Note, "status": s.Status})
	}
	return out
}

func people(d demo.Day) []map[string]any {
	out := []map[string]any{}
	for _, p := range d.People {
		out = append(out, map[string]any{"name": p.Name, "category": p.Category})
	}
	return out
}

// findShots remembers the ids that the server has given to the shots of a day.
func (f *filler) findShots(ctx context.Context, d demo.Day) error {
	var made struct {
		Shots []struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		} `json:"shots"`
	}
	if err := f.Client.Call(ctx, http.MethodGet, "/recording-days/"+f.days[d.Date], nil, &made); err != nil {
		return err
	}
	for _, s := range made.Shots {
		f.shots[d.Date+s.Title] = s.ID
	}
	return nil
}

func (m ids) of(keys []string) []string {
	out := make([]string, 0, len(keys))
	for _, k := range keys {
		out = append(out, m[k])
	}
	return out
}

// list is never null in JSON.
func list(s []string) []string { return append([]string{}, s...) }

// assets draws and uploads the assets, one per core at a time. Clips are passed over, and that is said, when the
// machine has no ffmpeg to make them with.
func (f *filler) assets(ctx context.Context, assets []demo.Asset, folder string) (int, error) {
	bar := progressbar.NewOptions(len(assets), progressbar.OptionSetWriter(f.Out), progressbar.OptionSetDescription("demo"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(isTerminal(f.Out)))
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	todo := make(chan demo.Asset)
	var mu sync.Mutex
	var made, without int
	var all sync.WaitGroup
	for range 2 {
		all.Add(1)
		go func() {
			defer all.Done()
			for a := range todo {
				err := f.asset(ctx, a, folder)
				mu.Lock()
				_ = bar.Add(1)
				switch {
				case errors.Is(err, demo.ErrNoFFmpeg):
					without++
				case err != nil:
					stop(fmt.Errorf("%s: %w", a.FileName, err))
				default:
					made++
				}
				mu.Unlock()
			}
		}()
	}
	for _, a := range assets {
		if ctx.Err() != nil {
			break
		}
		todo <- a
	}
	close(todo)
	all.Wait()
	if without > 0 {
		fmt.Fprintf(f.Out, "\n%d clips were left out: ffmpeg is not installed\n", without)
	}
	return made, context.Cause(ctx)
}

func (f *filler) asset(ctx context.Context, a demo.Asset, folder string) error {
	path := filepath.Join(folder, a.FileName)
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	if err := errors.Join(a.Write(ctx, out), out.Close()); err != nil {
		return err
	}
	about := Description{"title": a.Title, "description": a.Description, "alt_text": a.AltText, "content_type": a.ContentType,
		"libraries": f.libraries.of(a.Libraries), "presenters": f.presenters.of(a.Presenters), "books": f.books.of(a.Books),
		"tags": list(a.Tags), "language": a.Language, "recorded_at": a.RecordedAt, "creator": a.Creator, "credit_line": a.CreditLine,
		"people_status": a.PeopleStatus}
	if a.Series != "" {
		about["series"] = f.series[a.Series]
	}
	if a.Day != "" {
		about["recording_day"] = f.days[a.Day]
		delete(about, "credit_line") // it takes over the day's
	}
	if a.Shot != "" {
		about["shot"] = f.shots[a.Day+a.Shot]
	}
	if a.Editing != "" {
		about["editing"] = a.Editing
	}
	return f.post(ctx, path, a.FileName, about)
}

// post sends a small file in a single request.
func (f *filler) post(ctx context.Context, path, name string, about Description) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(writeForm(form, file, name, about)) }()
	return f.Client.send(ctx, http.MethodPost, "/assets", form.FormDataContentType(), r, nil)
}

func writeForm(form *multipart.Writer, file io.Reader, name string, about Description) error {
	meta, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if err := form.WriteField("metadata", string(meta)); err != nil {
		return err
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, file); err != nil {
		return err
	}
	return form.Close()
}

// wait returns when nothing is being processed any more.
func (f *filler) wait(ctx context.Context) error {
	query := url.Values{"state": {"pending", "processing"}, "limit": {"1"}}
	for {
		var found struct {
			Total int `json:"total"`
		}
		if err := f.Client.Call(ctx, http.MethodGet, "/assets?"+query.Encode(), nil, &found); err != nil || found.Total == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
