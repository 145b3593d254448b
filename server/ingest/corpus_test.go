package ingest_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestRealFiles sends the real media that lie beside the repository, where they do, all the way: each ends as ready, as
// failed with a sentence for people, or refused, and no rendition of theirs tells more than it shows.
func TestRealFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute, most of it in ffmpeg")
	}
	var paths []string
	for _, kind := range []string{"photos", "rotated", "clips", "hostile"} {
		found, err := filepath.Glob(filepath.Join(corpus, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	r := newRig(t)
	r.start()
	sent := map[string]catalog.AssetID{}
	refused := 0
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			continue // a folder
		}
		a, err := r.uploads.Receive(t.Context(), anybody(), catalog.NewUpload{FileName: filepath.Base(path), KeepDuplicate: true}, bytes.NewReader(body))
		var told *catalog.Error
		switch {
		case err == nil:
			sent[path] = a.ID
		case errors.As(err, &told) && (told.Code == catalog.Invalid || told.Code == catalog.UnsupportedMedia):
			refused++
		default:
			t.Errorf("%s: %v", path, err)
		}
	}
	failed := 0
	for path, id := range sent {
		a := r.await(id, "done", func(a catalog.Asset) bool { return a.State == catalog.Ready || a.State == catalog.Failed })
		if a.State == catalog.Failed {
			failed++
			if !slices.Contains(catalog.ErrorKeys(), a.Failure.Key) || a.Failure.Key == catalog.KeyMissingTool {
				t.Errorf("%s failed: %v", path, a.Failure)
			}
			t.Logf("%s: %s", filepath.Base(path), a.Failure.Key)
			continue
		}
		r.clean(path, a)
	}
	t.Logf("%d files: %d ready, %d failed, %d refused", len(sent)+refused, len(sent)-failed, failed, refused)
}

// clean looks for traces of metadata in every rendition.
func (r *rig) clean(path string, a catalog.Asset) {
	r.t.Helper()
	if _, ok := a.Rendition("w320"); !ok {
		r.t.Errorf("%s is ready without a thumbnail", path)
	}
	for _, made := range a.Renditions {
		b := r.read(a, made.Name)
		for _, trace := range []string{"Exif\x00\x00", "http://ns.adobe.com/xap", "Photoshop 3.0", "ISO6709", "\xa9xyz", "com.apple.quicktime"} {
			if bytes.Contains(b, []byte(trace)) {
				r.t.Errorf("%s of %s holds %q", made.Name, path, trace)
			}
		}
	}
}
