package ingest_test

import (
	"bytes"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestKitFilesAreMadeInTheBackgroundAndRemovedLater(t *testing.T) {
	r := newRig(t)
	clip := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{})
	clip.State, clip.Renditions = catalog.Ready, []catalog.Rendition{{Name: "w320", Ext: "jpg", Version: 1}}
	files := ingest.NewKitFiles(r.bucket, r.maker, ingest.NewCrops(r.bucket, r.maker, thumbs.DefaultLimits()), filepath.Join(r.dir, "work"), r.now, slog.New(slog.DiscardHandler))
	defer files.Close()
	at := 1500 * time.Millisecond
	cut := catalog.KitCut{Asset: clip, Format: "square", From: 1100 * time.Millisecond, To: 1900 * time.Millisecond, CoverAt: &at}
	cover := cut
	cover.Cover = true
	if made, err := files.Make(t.Context(), cover, 0); err != nil || made.Ready {
		t.Errorf("nobody waits for a picture of a clip: %+v, %v", made, err)
	}
	if made, err := files.Make(t.Context(), cover, r.patience); err != nil || !made.Ready || made.Width != 1080 || made.Size == 0 {
		t.Errorf("cover %+v, %v", made, err)
	}
	made, err := files.Make(t.Context(), cut, 0)
	if err != nil || made.Ready || made.Key != "" {
		t.Errorf("begun %+v, %v", made, err)
	}
	if made, err = files.Make(t.Context(), cut, r.patience); err != nil || !made.Ready || made.Size == 0 {
		t.Fatalf("waited for %+v, %v", made, err)
	}
	if again, err := files.Make(t.Context(), cut, 0); err != nil || again.Key != made.Key || again.Size != made.Size {
		t.Errorf("found %+v, %v, want %+v", again, err, made)
	}
	beyond := cut
	beyond.From, beyond.To = time.Hour, 2*time.Hour
	for range 2 { // made in vain, and told of that
		if _, err := files.Make(t.Context(), beyond, r.patience); !catalog.Is(err, catalog.Invalid) {
			t.Errorf("beyond the end: %v", err)
		}
	}
	if got := len(r.objects(storage.Kits)); got != 2 {
		t.Errorf("%d objects, want cover and clip", got)
	}
	for _, after := range []struct{ days, want int }{{13, 2}, {15, 0}} {
		r.ahead.Store(int64(time.Duration(after.days) * 24 * time.Hour))
		if err := files.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := len(r.objects(storage.Kits)); got != after.want {
			t.Errorf("%d objects after %d days, want %d", got, after.days, after.want)
		}
	}
	if left, err := filepath.Glob(filepath.Join(r.dir, "work", "kit-*")); err != nil || len(left) != 0 {
		t.Errorf("work folder holds %v, %v", left, err)
	}
}

// TestKitFilesOfTwoNodes has two nodes make the same part of a clip at once. Each makes the same bytes, and one does without the
// other when that dies.
func TestKitFilesOfTwoNodes(t *testing.T) {
	r := newRig(t)
	clip := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{})
	clip.State = catalog.Ready
	node := func(name string) *ingest.KitFiles {
		files := ingest.NewKitFiles(r.bucket, r.maker, ingest.NewCrops(r.bucket, r.maker, thumbs.DefaultLimits()), filepath.Join(r.dir, name), r.now, slog.New(slog.DiscardHandler))
		t.Cleanup(files.Close)
		return files
	}
	nodes := []*ingest.KitFiles{node("one"), node("other")}
	cut := catalog.KitCut{Asset: clip, Format: "square", From: 1100 * time.Millisecond, To: 1900 * time.Millisecond}
	for _, files := range nodes {
		if _, err := files.Make(t.Context(), cut, 0); err != nil {
			t.Fatal(err)
		}
	}
	var made [2]catalog.KitObject
	for i, files := range nodes {
		var err error
		if made[i], err = files.Make(t.Context(), cut, r.patience); err != nil || !made[i].Ready {
			t.Fatalf("node %d made %+v, %v", i, made[i], err)
		}
	}
	if made[0].Key != made[1].Key || made[0].Size != made[1].Size || len(r.objects(storage.Kits)) != 1 {
		t.Errorf("made %+v and %+v", made[0], made[1])
	}
	var each [2][]byte
	for i, files := range nodes {
		r.forget(t, made[0].Key)
		if _, err := files.Make(t.Context(), cut, r.patience); err != nil {
			t.Fatal(err)
		}
		each[i] = r.bytesOf(t, made[0].Key)
	}
	if !bytes.Equal(each[0], each[1]) {
		t.Errorf("the nodes make %d and %d bytes that are not the same", len(each[0]), len(each[1]))
	}
	r.forget(t, made[0].Key)
	for _, files := range nodes {
		if _, err := files.Make(t.Context(), cut, 0); err != nil {
			t.Fatal(err)
		}
	}
	nodes[0].Close()
	if left, err := nodes[1].Make(t.Context(), cut, r.patience); err != nil || !left.Ready {
		t.Errorf("when the other has died: %+v, %v", left, err)
	}
}

// forget removes an object.
func (r *rig) forget(t *testing.T, name string) {
	t.Helper()
	key, err := storage.ParseKey(name)
	if err == nil {
		err = r.bucket.Remove(t.Context(), key)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// bytesOf gives the bytes of an object.
func (r *rig) bytesOf(t *testing.T, name string) []byte {
	t.Helper()
	key, err := storage.ParseKey(name)
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := r.bucket.Open(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
