package database_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestChanges(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		if seq := got(db.Changes().Last(ctx)).or(t); seq != 0 {
			t.Errorf("got last %d of none", seq)
		}
		registers(t, db)
		must(t, db.Assets().Create(ctx, "u2", fullAsset(), false))
		must(t, db.Changes().Request(ctx, "system:cli", catalog.KindReindex))
		all := got(db.Changes().Since(ctx, 0, 100)).or(t)
		if len(all) != 12 || all[0].Kind != catalog.KindLibrary || all[0].ID != "l1" || all[10].Kind != catalog.KindAsset || all[11].Kind != catalog.KindReindex {
			t.Fatalf("got %v", all)
		}
		same(t, got(db.Changes().Since(ctx, all[3].Seq, 2)).or(t), all[4:6])
		if seq := got(db.Changes().LastBy(ctx, "u2")).or(t); seq != all[10].Seq {
			t.Errorf("got last %d of u2, want %d", seq, all[10].Seq)
		}
		if seq := got(db.Changes().LastBy(ctx, "nobody")).or(t); seq != 0 {
			t.Errorf("got last %d of nobody", seq)
		}
		wantCode(t, db.Assets().Create(ctx, by, fullAsset(), false), catalog.Conflict)
		if seq := got(db.Changes().Last(ctx)).or(t); seq != all[11].Seq {
			t.Errorf("a refused write left change %d", seq)
		}
	})
}

func TestTouched(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, fullAsset(), false)) // l1 l2 p1 p2 b1 s1 d1
		onlyDay := asset("a2", "")
		onlyDay.RecordingDay.ID = "d1" // whose place is l1
		must(t, db.Assets().Create(ctx, by, onlyDay, false))
		for _, c := range []struct {
			kind catalog.Kind
			id   string
			want []catalog.AssetID
		}{
			{catalog.KindAsset, "gone", []catalog.AssetID{"gone"}},
			{catalog.KindLibrary, "l1", []catalog.AssetID{"a1", "a2"}},
			{catalog.KindLibrary, "l2", []catalog.AssetID{"a1"}},
			{catalog.KindPresenter, "p1", []catalog.AssetID{"a1"}},
			{catalog.KindBook, "b1", []catalog.AssetID{"a1"}},
			{catalog.KindBook, "b2", []catalog.AssetID{}},
			{catalog.KindSeries, "s1", []catalog.AssetID{"a1"}},
			{catalog.KindRecordingDay, "d1", []catalog.AssetID{"a1", "a2"}},
			{catalog.KindReindex, "", []catalog.AssetID{}},
		} {
			same(t, got(db.Changes().Touched(ctx, []catalog.Change{{Kind: c.kind, ID: c.id}, {Kind: c.kind, ID: c.id}})).or(t), c.want)
		}
	})
}

func TestAllAssets(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		var want, all []catalog.AssetID
		for _, id := range []string{"b", "a", "10", "9", "c"} {
			a := asset(id, "")
			if id == "c" {
				a.BinnedAt = at()
			}
			must(t, db.Assets().Create(t.Context(), by, a, false))
			want = append(want, a.ID)
		}
		slices.Sort(want)
		for after := catalog.AssetID(""); ; after = all[len(all)-1] {
			page := got(db.Changes().AllAssets(t.Context(), after, 2)).or(t)
			if all = append(all, page...); len(page) == 0 {
				break
			}
		}
		same(t, all, want)
	})
}

func TestBookmarks(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		marks := db.Bookmarks()
		for _, c := range []struct{ set, want int64 }{{0, 0}, {5, 5}, {3, 5}, {9, 9}} {
			must(t, marks.SetBookmark(t.Context(), "sidecars", c.set))
			if seq := got(marks.Bookmark(t.Context(), "sidecars")).or(t); seq != c.want {
				t.Errorf("got %d after setting %d, want %d", seq, c.set, c.want)
			}
		}
		if seq := got(marks.Bookmark(t.Context(), "other")).or(t); seq != 0 {
			t.Errorf("got %d of a follower that never came, want 0", seq)
		}
	})
}

// Writers on two nodes append while a follower reads on from the last change it has seen: it must see every one.
func TestFollowerNeverSkips(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		ctx := t.Context()
		nodes := []*database.Database{open(t, url), open(t, url)}
		const writers, each = 8, 15
		var wg sync.WaitGroup
		failed := make(chan error, writers)
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := nodes[w%2].Assets().Create(ctx, by, asset(fmt.Sprintf("a%dx%d", w, i), ""), false); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		seen := map[string]bool{}
		var seq int64
		for last := false; ; {
			changes := got(nodes[0].Changes().Since(ctx, seq, 7)).or(t)
			for _, c := range changes {
				if c.Seq <= seq {
					t.Fatalf("change %d came after %d", c.Seq, seq)
				}
				seq, seen[c.ID] = c.Seq, true
			}
			if last && len(changes) == 0 {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
		select {
		case err := <-failed:
			t.Fatal(err)
		default:
		}
		if len(seen) != writers*each {
			t.Errorf("the follower saw %d of %d changes", len(seen), writers*each)
		}
	})
}

func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		ctx := t.Context()
		nodes := []*database.Database{open(t, url), open(t, url)}
		must(t, nodes[0].Assets().Create(ctx, by, asset("a1", ""), false))
		const clients = 20
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				_, err := nodes[c%2].Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error {
					a.Version++
					a.Tags = append(a.Tags, fmt.Sprintf("tag %d", c))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a := got(nodes[0].Assets().Get(ctx, "a1")).or(t); a.Version != clients+1 || len(a.Tags) != clients {
			t.Errorf("got version %d with %d tags, want %d and %d", a.Version, len(a.Tags), clients+1, clients)
		}

		// Those who all read the same version: one wins, the others are told.
		stale := errors.New("stale")
		var won, lost int
		var mu sync.Mutex
		for c := range clients {
			wg.Go(func() {
				_, err := nodes[c%2].Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error {
					if a.Version != clients+1 {
						return stale
					}
					a.Version++
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				switch err {
				case nil:
					won++
				case stale:
					lost++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != clients-1 {
			t.Errorf("%d won and %d lost, want 1 and %d", won, lost, clients-1)
		}
	})
}

func TestDuplicateRace(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		ctx := t.Context()
		nodes := []*database.Database{open(t, url), open(t, url)}
		const senders = 10
		errs := make([]error, senders)
		var wg sync.WaitGroup
		for i := range senders {
			id := fmt.Sprintf("u%d", i)
			must(t, nodes[0].Uploads().Create(ctx, catalog.Upload{ID: catalog.UploadID(id), State: catalog.Receiving, CreatedAt: at(), ExpiresAt: at()}))
			wg.Go(func() {
				errs[i] = nodes[i%2].Uploads().Finish(ctx, by, catalog.UploadID(id), asset(fmt.Sprintf("a%d", i), "c0ffee"), true)
			})
		}
		wg.Wait()
		stored := 0
		for _, err := range errs {
			if err == nil {
				stored++
				continue
			}
			wantCode(t, err, catalog.Conflict)
		}
		if n := len(got(nodes[1].Changes().AllAssets(ctx, "", 100)).or(t)); n != 1 || stored != 1 {
			t.Errorf("%d senders succeeded and %d assets are there, want 1 and 1", stored, n)
		}
	})
}

// A read is answered while a write is under way, which waits for it.
func TestReadsDoNotWaitForWrites(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		must(t, db.Assets().Create(t.Context(), by, asset("a1", ""), false))
		_, err := db.Assets().Update(t.Context(), by, "a1", func(a *catalog.Asset) error {
			if a := got(db.Assets().Get(t.Context(), "a1")).or(t); a.Title != "Bilde a1" {
				t.Errorf("read %q, want what was committed", a.Title)
			}
			a.Title = "Ny"
			return nil
		})
		must(t, err)
	})
}
