package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

var errCrashed = errors.New("the program is gone")

// doom lets a number of calls through and then none: as from a program that is killed, before that call or after it.
type doom struct {
	mu    sync.Mutex
	left  int
	after bool
	met   bool
}

func (d *doom) call(do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock() // one call at a time, so that nothing happens after the end
	if d.met {
		return errCrashed
	}
	d.left--
	if d.left == 0 {
		d.met = true
		if d.after {
			_ = do()
		}
		return errCrashed
	}
	return do()
}

func through[T any](d *doom, do func() (T, error)) (out T, err error) {
	err = d.call(func() (err error) { out, err = do(); return err })
	return out, err
}

// doomedBucket, doomedStore, doomedUploads and doomedOriginals are what a program that is killed works with.
type doomedBucket struct {
	catalog.InboxBucket
	d *doom
}

func (b doomedBucket) Take(ctx context.Context, o catalog.InboxObject, id catalog.AssetID, ext string) (string, error) {
	return through(b.d, func() (string, error) { return b.InboxBucket.Take(ctx, o, id, ext) })
}

func (b doomedBucket) Refuse(ctx context.Context, o catalog.InboxObject, to, note, text string) error {
	return b.d.call(func() error { return b.InboxBucket.Refuse(ctx, o, to, note, text) })
}

func (b doomedBucket) Remove(ctx context.Context, o catalog.InboxObject) error {
	return b.d.call(func() error { return b.InboxBucket.Remove(ctx, o) })
}

type doomedStore struct {
	catalog.InboxStore
	d *doom
}

func (s doomedStore) Look(ctx context.Context, now time.Time, o []catalog.InboxObject) ([]catalog.InboxFile, error) {
	return through(s.d, func() ([]catalog.InboxFile, error) { return s.InboxStore.Look(ctx, now, o) })
}

func (s doomedStore) Begin(ctx context.Context, u catalog.Upload, f catalog.InboxFile) error {
	return s.d.call(func() error { return s.InboxStore.Begin(ctx, u, f) })
}

func (s doomedStore) Save(ctx context.Context, f catalog.InboxFile) error {
	return s.d.call(func() error { return s.InboxStore.Save(ctx, f) })
}

type doomedUploads struct {
	catalog.UploadStore
	d *doom
}

func (s doomedUploads) SetState(ctx context.Context, id catalog.UploadID, state catalog.UploadState) error {
	return s.d.call(func() error { return s.UploadStore.SetState(ctx, id, state) })
}

func (s doomedUploads) Finish(ctx context.Context, by string, id catalog.UploadID, a catalog.Asset, unique bool) error {
	return s.d.call(func() error { return s.UploadStore.Finish(ctx, by, id, a, unique) })
}

type doomedOriginals struct {
	catalog.Originals
	d *doom
}

func (o doomedOriginals) Discard(ctx context.Context, u catalog.Upload) error {
	return o.d.call(func() error { return o.Originals.Discard(ctx, u) })
}

// TestInboxSurvivesTheEndAnywhere ends the program at every step of taking in: a picture, the same one again, one that is
// refused, one that is cut off, and a sidecar. The next one finishes: nothing is lost, nothing is there twice.
func TestInboxSurvivesTheEndAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("ends the program some sixty times, with nothing beside it")
	}
	r := newRig(t)
	said := []byte("WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n")
	film := clip(t, "1")
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			d := &doom{left: n, after: after}
			folder := fmt.Sprintf("%v-%d", after, n)
			body := append(append([]byte(nil), film...), fmt.Sprintf("\x00\x00\x00\x18free%-16s", folder)...) // a box that says nothing
			had := r.all()
			r.lay(folder+"/a.mov", body)
			r.lay(folder+"/b.mov", body)
			r.lay(folder+"/a.nb.vtt", said)
			r.lay(folder+"/c.txt", []byte(folder))
			r.lay(folder+"/d.jpg", photo(t, 40, 30, 1)[:400])
			originals := doomedOriginals{ingest.NewOriginals(r.bucket, thumbs.DefaultLimits()), d}
			uploads := catalog.NewUploads(doomedUploads{r.db.Uploads(), d}, r.assets, originals, r.queue, catalog.DefaultLimits(), r.now, newID)
			victim := r.newInbox(doomedStore{r.db.Inbox(), d}, doomedBucket{ingest.NewInbox(r.bucket), d}, uploads)
			for range 3 {
				_, _ = victim.TakeIn(t.Context(), never)
				r.ahead.Add(int64(5 * time.Second))
			}
			r.look(5*time.Second, 5*time.Second, 5*time.Second)
			r.check(folder, had, body, string(said))
			if !d.met {
				t.Logf("%d steps, ended after: %v", n-1, after)
				break
			}
			if t.Failed() {
				t.Fatalf("ended at step %d, after it: %v", n, after)
			}
		}
	}
}

// check looks for what TestInboxSurvivesTheEndAnywhere has laid down.
func (r *rig) check(folder string, had map[string]catalog.Asset, body []byte, said string) {
	r.t.Helper()
	var fresh []catalog.Asset
	for name, a := range r.all() {
		if _, old := had[name]; !old {
			fresh = append(fresh, a)
		}
	}
	if len(fresh) != 1 || fresh[0].Original.Size != int64(len(body)) || len(fresh[0].Captions) != 1 {
		r.t.Errorf("%s: assets %+v, want one with captions", folder, fresh)
	}
	if n := len(r.objects(storage.Originals)); n != len(had)+1 {
		r.t.Errorf("%s: %d originals for %d assets", folder, n, len(had)+1)
	}
	if r.text("refused/"+folder+"/c.txt") != folder || r.text("refused/"+folder+"/c.txt.reason.txt") != catalog.KeyUnsupported {
		r.t.Errorf("%s: the refused file is not where it belongs", folder)
	}
	list, err := r.inbox.Files(r.t.Context(), anybody())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, name := range []string{folder + "/c.txt", folder + "/d.jpg"} {
		if !slices.ContainsFunc(list.Refused, func(f catalog.InboxFile) bool { return f.Name == name }) {
			r.t.Errorf("%s is not listed as refused", name)
		}
	}
	for _, name := range r.inInbox() {
		if len(name) < 8 || name[:8] != "refused/" {
			r.t.Errorf("%s: %s is left in the inbox", folder, name)
		}
	}
}
