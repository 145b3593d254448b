package ingest_test

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// redThenBlue is a clip of two seconds, the first red and the second blue, that plays everywhere.
func redThenBlue(t testing.TB) []byte {
	return ffmpeg(t, "clip.mp4", "-f", "lavfi", "-i", "color=red:size=320x180:rate=10:duration=1", "-f", "lavfi", "-i", "color=blue:size=320x180:rate=10:duration=1",
		"-filter_complex", "[0][1]concat,format=yuv420p", "-g", "5", "-c:v", "libx264", "-preset", "ultrafast")
}

// blue reports whether a picture is blue rather than red.
func blue(t *testing.T, b []byte) bool {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	middle := img.Bounds().Max.Div(2)
	red, _, blue, _ := img.At(middle.X, middle.Y).RGBA()
	return blue > red
}

func (r *rig) edit(id catalog.AssetID, patch catalog.AssetPatch) catalog.Asset {
	r.t.Helper()
	a, err := r.assets.Edit(r.t.Context(), anybody(), id, 0, patch)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *rig) order(id catalog.AssetID, name string) catalog.Asset {
	r.t.Helper()
	a, err := r.assets.OrderRendition(r.t.Context(), anybody(), id, name)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// delivered waits until nothing is ordered any more.
func (r *rig) delivered(id catalog.AssetID) catalog.Asset {
	r.t.Helper()
	return r.await(id, "without orders", func(a catalog.Asset) bool { return len(a.Orders) == 0 })
}

func version(a catalog.Asset, name string) int {
	made, _ := a.Rendition(name)
	return made.Version
}

func TestPosterOfAnotherMoment(t *testing.T) {
	r := newRig(t)
	r.start()
	before := r.ready(r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{}).ID)
	at := new(1500 * time.Millisecond)
	began := time.Now()
	if a := r.edit(before.ID, catalog.AssetPatch{PosterAt: &at}); a.Order(catalog.PosterName) == nil {
		t.Fatalf("orders %v, want a poster", a.Orders)
	}
	a := r.delivered(before.ID)
	t.Logf("another poster after %v", time.Since(began).Round(time.Millisecond))
	for _, name := range []string{"poster", "w320"} {
		if version(a, name) <= version(before, name) || !blue(t, r.read(a, name)) {
			t.Errorf("%s has version %d after %d and is blue: %v, want a newer and blue one", name, version(a, name), version(before, name), blue(t, r.read(a, name)))
		}
	}
	for _, name := range []string{"web", "preview", "sprite", "sprite.vtt"} {
		if version(a, name) != version(before, name) {
			t.Errorf("%s has version %d, want still %d", name, version(a, name), version(before, name))
		}
		r.read(a, name)
	}
	if crop, err := r.crops().Make(t.Context(), a, "square"); err != nil || !blue(t, r.stored(a, crop)) {
		t.Errorf("the crop is not that of the new poster: %v", err)
	}
	gone := func() bool {
		return !has(r.objects(storage.Prefix(fmt.Sprintf("renditions/%s/%d/", a.ID, version(before, "poster")))), "poster")
	}
	for deadline := time.Now().Add(r.patience); !gone(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the old poster is still there")
		}
	}
	if a.Version != before.Version+1 || a.State != catalog.Ready || a.Fingerprint != before.Fingerprint {
		t.Errorf("version %d, state %s, fingerprint %x: want %d, ready, %x", a.Version, a.State, a.Fingerprint, before.Version+1, before.Fingerprint)
	}
	at = new(500 * time.Millisecond)
	r.edit(a.ID, catalog.AssetPatch{PosterAt: &at})
	if a = r.delivered(a.ID); blue(t, r.read(a, "poster")) {
		t.Error("the poster of the first second is blue, want red")
	}
}

func TestCropsOfAClipAreMadeOnOrder(t *testing.T) {
	r := newRig(t)
	a := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{})
	if a = r.order(a.ID, "clip-square"); len(a.Orders) != 1 { // it waits for the processing
		t.Fatalf("orders %v, want one", a.Orders)
	}
	r.start()
	r.ready(a.ID)
	a = r.delivered(a.ID)
	made, ok := a.Rendition("clip-square")
	if !ok || made.Width != 1080 || made.Height != 1080 || made.Around != nil {
		t.Errorf("crop %+v, want 1080 × 1080 around the centre", made)
	}
	if got := codec(t, r.read(a, "clip-square")); got != "h264" {
		t.Errorf("crop is %q, want h264", got)
	}
	if a = r.order(a.ID, "clip-square"); len(a.Orders) != 0 {
		t.Errorf("orders %v of what is there, want none", a.Orders)
	}

	corner := &catalog.Point{X: 0, Y: 0}
	if a = r.edit(a.ID, catalog.AssetPatch{FocalPoint: &corner}); a.Order("clip-square") == nil || version(a, "clip-square") != made.Version {
		t.Errorf("orders %v, crop of version %d: want it ordered anew and the old one shown meanwhile", a.Orders, version(a, "clip-square"))
	}
	a = r.delivered(a.ID)
	moved, _ := a.Rendition("clip-square")
	if moved.Around == nil || *moved.Around != *corner || moved.Version <= made.Version {
		t.Errorf("crop %+v, want a newer one around the corner", moved)
	}

	if _, err := r.db.Assets().Reprocess(t.Context(), []catalog.AssetID{a.ID}); err != nil {
		t.Fatal(err)
	}
	r.ahead.Store(int64(2 * time.Minute))
	a = r.await(a.ID, "made anew", func(a catalog.Asset) bool { return version(a, "web") > moved.Version })
	if again, _ := a.Rendition("clip-square"); again.Version <= moved.Version || again.Around == nil {
		t.Errorf("crop %+v after everything was made anew, want it, too", again)
	}
	r.read(a, "clip-square")
}

func TestOrdersSurviveALostQueueAndADeadJob(t *testing.T) {
	r := newRig(t)
	if err := r.in.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := r.ready(r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{}).ID)
	r.stop()
	at := new(1500 * time.Millisecond)
	r.edit(a.ID, catalog.AssetPatch{PosterAt: &at})
	r.order(a.ID, "clip-portrait")
	for _, trouble := range []string{"DELETE FROM river_job WHERE queue = 'clips'",
		"UPDATE river_job SET state = 'running', attempt = 1, attempted_at = datetime('now', 'subsec') WHERE kind = 'order'"} {
		if _, err := r.db.SQL().Exec(trouble); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(5 * time.Millisecond)
	if err := r.build(testLog(t)); err != nil {
		t.Fatal(err)
	}
	r.start()
	a = r.delivered(a.ID)
	if made, ok := a.Rendition("clip-portrait"); !ok || made.Height != 1350 || !blue(t, r.read(a, "poster")) {
		t.Errorf("renditions %v, want the crop and the blue poster", a.Renditions)
	}
}

func TestOrderThatCannotBeMadeSaysWhy(t *testing.T) {
	r := newRig(t)
	r.start()
	body := redThenBlue(t)
	a := r.ready(r.upload("a.mp4", body, catalog.AssetPatch{}).ID)
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.bucket.Put(t.Context(), key, bytes.NewReader(make([]byte, len(body))), int64(len(body)), "application/octet-stream"); err != nil {
		t.Fatal(err)
	}
	failed := func(a catalog.Asset) bool { o := a.Order("clip-story"); return o != nil && o.Failure.Key != "" }
	for range 2 { // ordered again, it is tried again
		if a = r.order(a.ID, "clip-story"); failed(a) {
			t.Fatalf("orders %v right after ordering", a.Orders)
		}
		a = r.await(a.ID, "with a failed order", failed)
	}
	if key := a.Order("clip-story").Failure.Key; !slices.Contains(catalog.ErrorKeys(), key) || a.State != catalog.Ready {
		t.Errorf("failure %q, state %s: want a sentence, and ready", key, a.State)
	}
	if ids, err := r.db.Assets().Ordered(t.Context(), r.now().Add(time.Hour), 10); err != nil || len(ids) != 0 {
		t.Errorf("due orders of %v, %v, want none: it is not tried by itself", ids, err)
	}
}

func TestOrdersAreRefused(t *testing.T) {
	r := newRig(t)
	film, photo := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{}), r.upload("a.jpg", photo(t, 400, 300, 20), catalog.AssetPatch{})
	for _, test := range []struct {
		a    catalog.Asset
		name string
	}{{film, "w320"}, {film, "poster"}, {film, "clip-huge"}, {photo, "clip-square"}} {
		if _, err := r.assets.OrderRendition(t.Context(), anybody(), test.a.ID, test.name); !catalog.Is(err, catalog.NotFound) {
			t.Errorf("%s of a %s: %v, want not found", test.name, test.a.Kind, err)
		}
	}
	reader := catalog.Actor{Kind: catalog.Person, ID: "u1", Role: catalog.Reader}
	if _, err := r.assets.OrderRendition(t.Context(), reader, film.ID, "clip-square"); !catalog.Is(err, catalog.Forbidden) {
		t.Errorf("a reader: %v, want forbidden", err)
	}
	film.State = catalog.Ready
	film.Renditions = []catalog.Rendition{{Name: "poster", Version: 1}}
	if _, err := r.crops().Make(t.Context(), film, "clip-square"); !catalog.Is(err, catalog.NotFound) || err.(*catalog.Error).Key != catalog.KeyNotOrdered {
		t.Errorf("what was not ordered: %v, want %s", err, catalog.KeyNotOrdered)
	}
}
