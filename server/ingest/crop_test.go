package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"strings"
	"sync"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func (r *rig) crops() *ingest.Crops {
	return ingest.NewCrops(r.bucket, r.maker, thumbs.DefaultLimits())
}

func (r *rig) stored(a catalog.Asset, made catalog.Rendition) []byte {
	a.Renditions = []catalog.Rendition{made}
	return r.read(a, made.Name)
}

func TestCropsAreMadeOnceAroundTheFocalPoint(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("a.jpg", photo(t, 1500, 1000, 10), catalog.AssetPatch{}).ID)
	crops := r.crops()
	for name, size := range map[string]image.Point{"square": {1080, 1080}, "portrait": {1080, 1350}, "tall": {1080, 1440}, "landscape": {1200, 630}, "story": {1080, 1920}} {
		made, err := crops.Make(t.Context(), a, name)
		if err != nil {
			t.Fatalf("make %s: %v", name, err)
		}
		cfg, _, err := image.DecodeConfig(bytes.NewReader(r.stored(a, made)))
		if err != nil || cfg.Width != size.X || cfg.Height != size.Y || made.Width != size.X {
			t.Errorf("%s is %d × %d, %v, want %v", name, cfg.Width, cfg.Height, err, size)
		}
	}
	centre, err := crops.Make(t.Context(), a, "square")
	if err != nil {
		t.Fatal(err)
	}
	a.FocalPoint = &catalog.Point{X: 0, Y: 0}
	corner, err := crops.Make(t.Context(), a, "square")
	if err != nil {
		t.Fatal(err)
	}
	if centre.Name == corner.Name || bytes.Equal(r.stored(a, centre), r.stored(a, corner)) {
		t.Errorf("crops around the centre (%s) and around a corner (%s) are the same", centre.Name, corner.Name)
	}
}

func TestCropsOfAClipComeFromItsPoster(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("a.mov", clip(t, "2"), catalog.AssetPatch{}).ID)
	made, err := r.crops().Make(t.Context(), a, "story")
	if err != nil {
		t.Fatal(err)
	}
	if cfg, _, err := image.DecodeConfig(bytes.NewReader(r.stored(a, made))); err != nil || cfg.Width != 1080 || cfg.Height != 1920 {
		t.Errorf("story is %d × %d, %v", cfg.Width, cfg.Height, err)
	}
}

func TestOnlyCropsThatExistAreMade(t *testing.T) {
	r := newRig(t)
	crops := r.crops()
	ready := catalog.Asset{ID: "a1", Kind: catalog.Photo, State: catalog.Ready, Renditions: []catalog.Rendition{{Name: "w320"}}}
	for _, test := range []struct {
		name string
		kind catalog.MediaKind
		made bool
		want string
	}{
		{"w640", catalog.Photo, true, catalog.KeyNoRendition}, {"huge", catalog.Photo, true, catalog.KeyNoRendition}, {"../square", catalog.Photo, true, catalog.KeyNoRendition},
		{"original", catalog.Photo, true, catalog.KeyNoRendition}, {"square", catalog.Audio, true, catalog.KeyNoRendition}, {"square", catalog.Photo, false, catalog.KeyNotReady},
	} {
		a := ready
		if a.Kind = test.kind; !test.made {
			a.Renditions = nil
		}
		_, err := crops.Make(t.Context(), a, test.name)
		if !catalog.Is(err, catalog.NotFound) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s of %s: %v, want %s", test.name, test.kind, err, test.want)
		}
	}
}

func TestManyWhoAskGetOneCrop(t *testing.T) {
	r := newRig(t)
	r.start()
	a := r.ready(r.upload("a.jpg", photo(t, 1200, 900, 11), catalog.AssetPatch{}).ID)
	crops := r.crops()
	var all sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		all.Go(func() {
			ctx, leave := context.WithCancel(context.Background())
			if i == 0 {
				leave() // the first leaves at once; the others get theirs all the same
			}
			defer leave()
			_, errs[i] = crops.Make(ctx, a, "square")
		})
	}
	all.Wait()
	for i, err := range errs[1:] {
		if err != nil {
			t.Errorf("asker %d: %v", i+1, err)
		}
	}
	if got := r.objects(storage.Prefix(fmt.Sprintf("renditions/%s/1/square", a.ID))); len(got) != 1 {
		t.Errorf("stored %v, want one", got)
	}
}
