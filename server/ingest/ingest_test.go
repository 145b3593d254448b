package ingest_test

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

func TestPhotoIsSeenDescribedAndClean(t *testing.T) {
	r := newRig(t)
	r.start()
	began := time.Now()
	title := "Menneskets tittel"
	a := r.upload("IMG_0001.jpg", photo(t, 3000, 2000, 1), catalog.AssetPatch{Title: &title})
	a = r.ready(a.ID)
	t.Logf("ready after %v", time.Since(began).Round(time.Millisecond))

	if got, want := a.Title, title; got != want {
		t.Errorf("title %q, want the human's %q", got, want)
	}
	if got, want := a.Description, "Pappatreff i barneavdelingen"; got != want {
		t.Errorf("description %q, want %q", got, want)
	}
	if got, want := a.Creator, "Kari Nordmann"; got != want {
		t.Errorf("creator %q, want %q", got, want)
	}
	if got, want := a.RecordedAt.Format(time.RFC3339), "2025-10-20T10:15:00+02:00"; got != want || a.RecordedAtSource != "exif" {
		t.Errorf("recorded at %s from %s, want %s from exif", got, a.RecordedAtSource, want)
	}
	if a.Original.Width != 2000 || a.Original.Height != 3000 {
		t.Errorf("original %d × %d, want 2000 × 3000: it is turned", a.Original.Width, a.Original.Height)
	}
	if len(a.Original.SHA256) != 64 || a.Placeholder == "" || a.Fingerprint == 0 || len(a.Fingerprints) < 2 || a.Progress != 100 {
		t.Errorf("sha256 %q, placeholder %q, fingerprints %x, progress %d", a.Original.SHA256, a.Placeholder, a.Fingerprints, a.Progress)
	}
	if a.Version != 1 {
		t.Errorf("version %d, want 1: only people change it", a.Version)
	}
	for name, width := range map[string]int{"w320": 320, "w640": 640, "w1280": 1280, "w2048": 2000} {
		b := r.read(a, name)
		cfg, _, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil || cfg.Width != width || cfg.Height != width*3/2 {
			t.Errorf("%s is %d × %d, %v, want %d × %d", name, cfg.Width, cfg.Height, err, width, width*3/2)
		}
		for _, trace := range []string{"Exif", "http://ns.adobe.com", "Photoshop", "Nordmann"} {
			if bytes.Contains(b, []byte(trace)) {
				t.Errorf("%s still holds %q", name, trace)
			}
		}
	}
}

func TestClipGetsPosterFirstThenPlayer(t *testing.T) {
	r := newRig(t)
	body := clip(t, "4")
	a := r.upload("innspilling.mov", body, catalog.AssetPatch{})
	r.start()
	early := r.await(a.ID, "visible", func(a catalog.Asset) bool { return len(a.Renditions) > 0 })
	if _, ok := early.Rendition("w320"); !ok {
		t.Errorf("first renditions are %v, want the thumbnails", early.Renditions)
	}
	a = r.ready(a.ID)
	var names []string
	for _, m := range a.Renditions {
		names = append(names, m.Name)
	}
	for _, want := range []string{"w320", "w640", "w1280", "w2048", "poster", "preview", "web", "sprite", "sprite.vtt"} {
		if !slices.Contains(names, want) {
			t.Errorf("rendition %s is missing from %v", want, names)
		}
	}
	if a.Original.Width != 640 || a.Original.Height != 360 || a.Original.Duration.Round(time.Second) != 4*time.Second {
		t.Errorf("original %d × %d, %v, want 640 × 360, 4s", a.Original.Width, a.Original.Height, a.Original.Duration)
	}
	if vtt := string(r.read(a, "sprite.vtt")); !strings.Contains(vtt, "sprite.jpg#xywh=") {
		t.Errorf("cues do not name sprite.jpg: %s", vtt)
	}
	if !bytes.Contains(body, []byte("+58.9700")) {
		t.Fatal("the test's clip holds no place")
	}
	for _, name := range []string{"web", "preview"} {
		b := r.read(a, name)
		if bytes.Contains(b, []byte("58.97")) || bytes.Contains(b, []byte("ISO6709")) {
			t.Errorf("%s tells where it was recorded", name)
		}
		if got := codec(t, b); got != "h264" {
			t.Errorf("%s is %q, want h264", name, got)
		}
	}
}

func TestPosterDoesNotWaitForTheWholeClip(t *testing.T) {
	r := newRig(t)
	body := ffmpeg(t, "noise.mp4", "-f", "lavfi", "-i", "nullsrc=size=640x360:rate=10:duration=4,geq=random(1)*255:128:128", "-c:v", "mpeg4", "-q:v", "1", "-g", "5")
	a := r.upload("a.mp4", body, catalog.AssetPatch{})
	r.quota.Store(int64(len(body)) * 2 / 3)
	r.start()
	early := r.await(a.ID, "visible", func(a catalog.Asset) bool { return len(a.Renditions) > 0 })
	if _, ok := early.Rendition("poster"); !ok || early.State != catalog.Processing {
		t.Errorf("state %s with %v, want a poster while processing", early.State, early.Renditions)
	}
	t.Logf("%d bytes of %d were left when the poster was there", r.quota.Load(), len(body))
	r.quota.Store(0)
	r.ready(a.ID)
}

func codec(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestSoundGetsWaveformAndPlayer(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("podkast.wav", ffmpeg(t, "s.wav", "-f", "lavfi", "-i", "sine=frequency=440:duration=2"), catalog.AssetPatch{}).ID)
	if a.Kind != catalog.Audio || a.Original.Duration.Round(time.Second) != 2*time.Second {
		t.Errorf("kind %s of %v, want audio of 2s", a.Kind, a.Original.Duration)
	}
	web, ok := a.Rendition("web")
	if !ok || web.Ext != "m4a" || web.MediaType != "audio/mp4" {
		t.Errorf("web version %+v, want an m4a", web)
	}
	for _, name := range catalog.RenditionNames(catalog.Audio) {
		r.read(a, name)
	}
	if a.Fingerprint != 0 {
		t.Errorf("fingerprint %d, want none: waveforms resemble each other", a.Fingerprint)
	}
}

func TestSameBytesAreRecognised(t *testing.T) {
	r := newRig(t)
	body := photo(t, 400, 300, 2)
	first, second := r.upload("a.jpg", body, catalog.AssetPatch{}), r.upload("b.jpg", body, catalog.AssetPatch{})
	r.start()
	if got := r.ready(second.ID).DuplicateOf; got != first.ID {
		t.Errorf("second is a duplicate of %q, want %q", got, first.ID)
	}
	if got := r.ready(first.ID).DuplicateOf; got != "" {
		t.Errorf("first is a duplicate of %q, want none", got)
	}
}

func TestBadFileFailsOnceWithAReason(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.upload("skadet.png", broken(t), catalog.AssetPatch{})
	failed := func(a catalog.Asset) bool { return a.State == catalog.Failed }
	a = r.await(a.ID, "failed", failed)
	if a.Failure.Key != catalog.KeyCorrupt || !slices.Contains(catalog.ErrorKeys(), a.Failure.Key) {
		t.Errorf("failure %v, want %s", a.Failure, catalog.KeyCorrupt)
	}
	for deadline := time.Now().Add(r.patience); r.jobs("completed") == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d jobs are waiting, want none: a bad file is not tried again", r.jobs("retryable", "available", "running", "scheduled"))
		}
	}
	if ids, err := r.db.Assets().Unfinished(t.Context(), ingest.Pipeline, r.now().Add(time.Hour), 10); err != nil || len(ids) != 0 {
		t.Errorf("unfinished %v, %v, want none", ids, err)
	}
	if _, err := r.assets.Retry(t.Context(), anybody(), a.ID); err != nil {
		t.Fatal(err)
	}
	r.await(a.ID, "failed again", failed)
}

// jobs counts the jobs that process assets in some states.
func (r *rig) jobs(states ...string) int {
	r.t.Helper()
	n := 0
	query := "SELECT count(*) FROM river_job WHERE kind = 'process' AND state IN ('" + strings.Join(states, "','") + "')"
	if err := r.db.SQL().QueryRow(query).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

func TestReprocessingKeepsShowingWhatIsThere(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("a.jpg", photo(t, 900, 600, 3), catalog.AssetPatch{}).ID)
	empty := ""
	if _, err := r.assets.Edit(t.Context(), anybody(), a.ID, 0, catalog.AssetPatch{Description: &empty}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.db.Assets().Reprocess(t.Context(), []catalog.AssetID{a.ID}); err != nil {
		t.Fatal(err)
	}
	r.ahead.Store(int64(2 * time.Minute)) // the sweep sees it at its next turn
	again := r.await(a.ID, "made anew", func(a catalog.Asset) bool {
		if a.State != catalog.Ready {
			t.Fatalf("state %s meanwhile, want ready all along", a.State)
		}
		w, _ := a.Rendition("w640")
		return w.Version == 2
	})
	if again.Description != "" {
		t.Errorf("description %q, want it left empty: a human has emptied it", again.Description)
	}
	r.read(again, "w640")
	for deadline := time.Now().Add(r.patience); has(r.objects("renditions/"+storage.Prefix(a.ID)+"/1/"), "w"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the old renditions are still there")
		}
	}
}

func TestLostQueueLosesNothing(t *testing.T) {
	r := newRig(t)
	a := r.upload("a.jpg", photo(t, 500, 400, 4), catalog.AssetPatch{})
	if _, err := r.db.SQL().Exec("DELETE FROM river_job"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Millisecond)
	r.start()
	r.ready(a.ID)
}

func TestDeadJobDoesNotStandInTheWay(t *testing.T) {
	r := newRig(t)
	a := r.upload("a.jpg", photo(t, 500, 400, 5), catalog.AssetPatch{})
	if _, err := r.db.SQL().Exec("UPDATE river_job SET state = 'running', attempt = 1, attempted_at = datetime('now', 'subsec')"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Millisecond)
	r.start()
	r.ready(a.ID)
}

func TestFileThatEndsTheProgramIsGivenUp(t *testing.T) {
	r := newRig(t)
	a := r.upload("a.jpg", photo(t, 500, 400, 6), catalog.AssetPatch{})
	for range 6 { // each start queues it anew; each time the program dies over it
		if _, err := r.db.SQL().Exec("UPDATE river_job SET state = 'running', attempt = 1, attempted_at = datetime('now', 'subsec') WHERE kind = 'process'"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
		if err := r.in.Sweep(t.Context(), r.now()); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.get(a.ID); got.State != catalog.Failed || got.Failure.Key != catalog.KeyProcessing {
		t.Errorf("state %s, failure %v, want failed with %s", got.State, got.Failure, catalog.KeyProcessing)
	}
}

func TestStorageThatIsDownIsWaitedFor(t *testing.T) {
	r := newRig(t)
	a := r.upload("a.jpg", photo(t, 500, 400, 15), catalog.AssetPatch{})
	r.bucket.Close()
	r.down.Store(true)
	r.start()
	r.await(a.ID, "processing", func(a catalog.Asset) bool { return a.State == catalog.Processing })
	time.Sleep(3 * time.Second)
	if got := r.get(a.ID); got.State != catalog.Processing {
		t.Errorf("state %s, failure %v while the storage is down, want processing", got.State, got.Failure)
	}
	r.down.Store(false)
	r.ready(a.ID)
}

func TestStopGivesJobsBack(t *testing.T) {
	r := newRig(t)
	a := r.upload("lang.mov", clip(t, "25"), catalog.AssetPatch{})
	if err := r.in.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.await(a.ID, "processing", func(a catalog.Asset) bool { return a.State == catalog.Processing && len(a.Renditions) > 0 })
	r.stop()
	if n := r.jobs("available", "scheduled"); n != 1 {
		t.Errorf("%d jobs are waiting, want the one that was cut off", n)
	}
	if left, err := os.ReadDir(filepath.Join(r.dir, "work")); err != nil || len(left) != 0 {
		t.Errorf("work folder holds %v, %v, want nothing", left, err)
	}
	before, _ := r.get(a.ID).Rendition("poster")
	if err := r.build(testLog(t)); err != nil {
		t.Fatal(err)
	}
	r.start()
	if got, _ := r.ready(a.ID).Rendition("poster"); got != before {
		t.Errorf("poster %+v, want %+v: it goes on where it was", got, before)
	}
}

func TestPurgeLeavesNothing(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("a.jpg", photo(t, 500, 400, 7), catalog.AssetPatch{}).ID)
	if _, err := r.assets.Bin(t.Context(), anybody(), a.ID, 0); err != nil {
		t.Fatal(err)
	}
	r.ahead.Store(int64(29 * 24 * time.Hour))
	if err := r.in.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.objects(storage.Originals); len(got) != 1 {
		t.Fatalf("after 29 days the bucket holds %v, want the original", got)
	}
	r.ahead.Store(int64(31 * 24 * time.Hour))
	if err := r.in.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.db.Assets().Get(t.Context(), a.ID); !catalog.Is(err, catalog.NotFound) {
		t.Errorf("asset after the purge: %v, want not found", err)
	}
	if err := r.in.Follow(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []storage.Prefix{storage.Originals, storage.Renditions, storage.Records} {
		if got := r.objects(p); len(got) != 0 {
			t.Errorf("%s still holds %v", p, got)
		}
	}
}
