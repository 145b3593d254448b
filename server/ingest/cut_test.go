package ingest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestCutBecomesAnAsset(t *testing.T) {
	r := newRig(t)
	r.start()
	title, crowd := "Boktips", catalog.PeopleCrowd
	clip := r.ready(r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{Title: &title, PeopleStatus: &crowd}).ID)
	cut, err := r.assets.Trim(t.Context(), anybody(), clip.ID, time.Second, 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	cut = r.ready(cut.ID)
	if cut.DerivedFrom != clip.ID || cut.Title != title || cut.PeopleStatus != crowd || cut.Version != 1 {
		t.Errorf("cut from %q, title %q, people %s, version %d", cut.DerivedFrom, cut.Title, cut.PeopleStatus, cut.Version)
	}
	if !blue(t, r.read(cut, "poster")) || cut.Original.Duration > 1500*time.Millisecond {
		t.Errorf("cut of %v, blue: %v; want the blue second", cut.Original.Duration, blue(t, r.read(cut, "poster")))
	}
	cuts, err := r.assets.Cuts(t.Context(), anybody(), clip.ID)
	if err != nil || len(cuts) != 1 || cuts[0].ID != cut.ID {
		t.Errorf("cuts %v, %v, want the one", cuts, err)
	}
	if left, err := filepath.Glob(filepath.Join(r.dir, "work", "cut-*")); err != nil || len(left) != 0 {
		t.Errorf("work folder holds %v, %v", left, err)
	}
}

// meanwhile cuts as it should, and lets something happen before the cut is taken in.
type meanwhile struct {
	catalog.Cutter
	happens func()
}

func (m meanwhile) Cut(ctx context.Context, a catalog.Asset, from, to time.Duration) (catalog.Cut, error) {
	cut, err := m.Cutter.Cut(ctx, a, from, to)
	m.happens()
	return cut, err
}

func TestCutIsNeverLessStrict(t *testing.T) {
	r := newRig(t)
	clip := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{})
	cutter := meanwhile{Cutter: ingest.NewCuts(r.bucket, r.maker, filepath.Join(r.dir, "work"))}
	service := func() *catalog.Assets {
		return catalog.NewAssets(r.db.Assets(), r.db.References(), r.db.Changes(), nil, r.queue, r.now,
			catalog.WithCuts(cutter, r.db.Uploads(), ingest.NewOriginals(r.bucket, thumbs.DefaultLimits()), catalog.DefaultLimits(), newID))
	}
	registered, internal := catalog.PeopleRegistered, catalog.TermsInternal
	cutter.happens = func() { r.edit(clip.ID, catalog.AssetPatch{PeopleStatus: &registered, UsageTerms: &internal}) }
	cut, err := service().Trim(t.Context(), anybody(), clip.ID, 0, time.Second)
	if err != nil || cut.PeopleStatus != registered || cut.UsageTerms != internal {
		t.Errorf("people %s, terms %q, %v: want what was said while it was cut", cut.PeopleStatus, cut.UsageTerms, err)
	}
	before := r.objects(storage.Originals)
	cutter.happens = func() {
		if _, err := r.assets.Bin(t.Context(), anybody(), clip.ID, 0); err != nil {
			t.Error(err)
		}
	}
	if _, err := service().Trim(t.Context(), anybody(), clip.ID, 0, time.Second); !catalog.Is(err, catalog.Conflict) {
		t.Errorf("cut of what was binned meanwhile: %v, want a conflict", err)
	}
	if after := r.objects(storage.Originals); len(after) != len(before) {
		t.Errorf("originals %v, want %v: nothing is left of what was refused", after, before)
	}
	if left, err := os.ReadDir(filepath.Join(r.dir, "work")); err != nil || len(left) != 0 {
		t.Errorf("work folder holds %v, %v", left, err)
	}
}

func TestCutsThatCannotBeMade(t *testing.T) {
	r := newRig(t)
	clip := r.upload("a.mp4", redThenBlue(t), catalog.AssetPatch{})
	r.bucket.Close()
	r.down.Store(true)
	var e *catalog.Error
	cuts := ingest.NewCuts(r.bucket, r.maker, filepath.Join(r.dir, "work"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := cuts.Cut(ctx, clip, 0, time.Second); !errors.As(err, &e) || e.Key != catalog.KeyStorageDown {
		t.Errorf("with the storage down: %v, want %s", err, catalog.KeyStorageDown)
	}
	r.down.Store(false)
	late, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if _, err := cuts.Cut(late, clip, 0, time.Second); !errors.As(err, &e) || e.Key != catalog.KeyTooSlow {
		t.Errorf("too late: %v, want %s", err, catalog.KeyTooSlow)
	}
	clip.Original.Size -= 5000
	if _, err := cuts.Cut(t.Context(), clip, 0, time.Second); !errors.As(err, &e) || e.Code == catalog.Internal {
		t.Errorf("a file that is cut off: %v, want a refusal", err)
	}
}
