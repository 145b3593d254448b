package search_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/bits"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// history is a catalogue with a fuzzed past: pictures and versions of them, clips and cuts of cuts, the same bytes twice, and
// posts of them, some of which were taken back.
type history struct {
	t        *testing.T
	r        *rand.Rand
	db       *database.Database
	posts    *catalog.Posts
	assets   map[catalog.AssetID]catalog.Asset
	ids      []catalog.AssetID
	accounts []catalog.Account
	logged   map[string]catalog.Post
	gone     map[catalog.AssetID]bool // deleted for good
	now      time.Time
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{t: t, r: rand.New(rand.NewPCG(seed, 7)), db: openDatabase(t), assets: map[catalog.AssetID]catalog.Asset{},
		logged: map[string]catalog.Post{}, gone: map[catalog.AssetID]bool{}, now: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}
	n := 0
	id := func() string { n++; return fmt.Sprintf("p%04d", n) }
	h.posts = catalog.NewPosts(h.db.Posts(), h.db.Assets(), h.db.Accounts(), func() time.Time { return h.now }, id)
	for _, name := range []string{"Fylket", "Sandnes", "Sola"} {
		a := catalog.Account{Entry: catalog.Entry{ID: "k" + name, Version: 1, CreatedAt: h.now, UpdatedAt: h.now}, Name: name, Channel: catalog.Instagram}
		if err := h.db.Accounts().Create(t.Context(), "u1", a); err != nil {
			t.Fatal(err)
		}
		h.accounts = append(h.accounts, a)
	}
	return h
}

func (h *history) any() catalog.AssetID {
	for {
		if id := h.ids[h.r.IntN(len(h.ids))]; !h.gone[id] {
			return id
		}
	}
}

// add stores a picture of its own, or one that belongs together with an earlier one.
func (h *history) add() {
	a := catalog.Asset{ID: catalog.AssetID(fmt.Sprintf("a%04d", len(h.ids)))}
	for range 1 + h.r.IntN(4) {
		a.Fingerprints = append(a.Fingerprints, h.r.Uint64())
	}
	a.Original.SHA256 = fmt.Sprintf("%064d", len(h.ids))
	if len(h.ids) > 0 {
		switch of := h.assets[h.any()]; h.r.IntN(5) {
		case 0:
			a.DerivedFrom = of.ID
		case 1:
			a.Original.SHA256 = of.Original.SHA256
		case 2:
			a.Fingerprints = slices.Clone(of.Fingerprints)
			a.Fingerprints[0] ^= 1 << h.r.IntN(64) << h.r.IntN(3)
		}
	}
	add(h.t, h.db, string(a.ID), "Bilde", func(to *catalog.Asset) {
		to.Fingerprints, to.DerivedFrom, to.Original.SHA256 = a.Fingerprints, a.DerivedFrom, a.Original.SHA256
		if h.r.IntN(6) == 0 {
			to.BinnedAt = h.now // an audience has seen it all the same
		}
	})
	h.ids, h.assets[a.ID] = append(h.ids, a.ID), a
}

func (h *history) post() {
	p := catalog.Post{Account: catalog.Ref{ID: h.accounts[h.r.IntN(len(h.accounts))].ID}, PostedAt: h.now.Add(-time.Duration(h.r.IntN(900*24)) * time.Hour)}
	for range 1 + h.r.IntN(3) {
		p.Assets = append(p.Assets, catalog.PostedAsset{ID: h.any()})
	}
	officer := catalog.Actor{Kind: catalog.Person, ID: "u1", Role: catalog.Administrator}
	logged, err := h.posts.Add(h.t.Context(), officer, p)
	if err != nil {
		h.t.Fatal(err)
	}
	if h.logged[logged.ID] = logged; h.r.IntN(8) > 0 {
		return
	}
	if err := h.posts.Remove(h.t.Context(), officer, catalog.PostID(logged.ID)); err != nil {
		h.t.Fatal(err)
	}
	delete(h.logged, logged.ID)
}

// remove deletes files for good: what was posted of them has been seen all the same, and what was cut from them still belongs
// together.
func (h *history) remove() {
	for _, id := range h.ids {
		if h.gone[id] || h.r.IntN(8) > 0 {
			continue
		}
		h.gone[id] = true
		if _, err := h.db.Assets().Update(h.t.Context(), "u1", id, func(a *catalog.Asset) error { a.BinnedAt = h.now; return nil }); err != nil {
			h.t.Fatal(err)
		}
		if err := h.db.Assets().Delete(h.t.Context(), "u1", id); err != nil {
			h.t.Fatal(err)
		}
	}
}

// origin follows an asset to what it was cut from first of all.
func (h *history) origin(id catalog.AssetID) catalog.AssetID {
	for h.assets[id].DerivedFrom != "" {
		id = h.assets[id].DerivedFrom
	}
	return id
}

// same is the rule by which one asset shows what another one has shown.
func (h *history) same(one, other catalog.AssetID) bool {
	a, b := h.assets[one], h.assets[other]
	return h.origin(one) == h.origin(other) || a.Original.SHA256 == b.Original.SHA256 || looksLike(a.Fingerprints, b.Fingerprints)
}

// looksLike is the rule of the index by trying all pairs of pairs: one near pair with a picture as a whole, or two.
func looksLike(a, b []uint64) bool {
	for i, p := range a {
		for j, q := range b {
			d := bits.OnesCount64(p ^ q)
			if d <= 4 && (i == 0 || j == 0) || d <= 6 && i == 0 && j == 0 {
				return true
			}
			for k, other := range a {
				for l, another := range b {
					if d <= 6 && k != i && l != j && bits.OnesCount64(other^another) <= 14 {
						return true
					}
				}
			}
		}
	}
	return false
}

// recount tells what audiences have seen of an asset by going through all posts.
func (h *history) recount(id catalog.AssetID, until time.Time) []catalog.Exposure {
	by := map[string]catalog.Exposure{}
	for _, p := range h.logged {
		own, alike := false, false
		for _, a := range p.Assets {
			own, alike = own || a.ID == id, alike || h.same(id, a.ID)
		}
		if !alike || p.PostedAt.After(until) {
			continue
		}
		e, there := by[p.Account.ID]
		if !there {
			e = catalog.Exposure{Account: p.Account, Channel: p.Channel, Alike: true}
		}
		if e.Count, e.Alike = e.Count+1, e.Alike && !own; p.PostedAt.After(e.LastAt) {
			e.LastAt = p.PostedAt
		}
		by[p.Account.ID] = e
	}
	return slices.SortedFunc(maps.Values(by), func(a, b catalog.Exposure) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.Account.Name, b.Account.Name))
	})
}

func TestExposuresEqualARecount(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("rand.NewPCG(%d, 7)", seed)
	h := newHistory(t, seed)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), h.db)
	defer x.Close()
	for range 120 {
		h.add()
	}
	source := catalog.NewExposures(h.db.Exposures(), x, nil)
	shown, alike := 0, 0
	for round := range 4 {
		for range 30 {
			h.post()
		}
		h.add()
		h.remove()
		last, err := h.db.Changes().Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		if err := x.WaitFor(ctx, last); err != nil {
			t.Fatal(err)
		}
		until := h.now.Add(-time.Duration(round*100*24) * time.Hour)
		got, err := source.Exposures(t.Context(), append(h.ids, "never there"), until)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range h.ids {
			want := h.recount(id, until)
			if h.gone[id] && want != nil {
				continue // nobody asks for it, and nothing may be told of it
			}
			if !slices.EqualFunc(got[id], want, equalExposure) {
				t.Errorf("round %d, %s (%+v): got %v, want %v", round, id, h.assets[id], got[id], want)
			}
			for _, e := range want {
				if shown++; e.Alike {
					alike++
				}
			}
		}
	}
	if shown < 300 || alike < 30 {
		t.Errorf("%d exposures, %d of what is alike: the test says little", shown, alike)
	}
}

func equalExposure(a, b catalog.Exposure) bool {
	return a.Account == b.Account && a.Channel == b.Channel && a.Count == b.Count && a.Alike == b.Alike && a.LastAt.Equal(b.LastAt)
}

// TestPostsAreUse: what was posted is no longer found among what was never used, until the post is taken back.
func TestPostsAreUse(t *testing.T) {
	h := newHistory(t, 1)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), h.db)
	defer x.Close()
	h.add()
	unused := catalog.Query{NeverPosted: true}
	if n := finds(t, h.db, x, unused, everything); n != 1 {
		t.Fatalf("%d unused before", n)
	}
	officer := catalog.Actor{Kind: catalog.Person, ID: "u1", Role: catalog.Administrator}
	p, err := h.posts.Add(t.Context(), officer, catalog.Post{Account: catalog.Ref{ID: h.accounts[0].ID}, PostedAt: h.now.Add(-time.Hour), Assets: []catalog.PostedAsset{{ID: h.ids[0]}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := finds(t, h.db, x, unused, everything); n != 0 {
		t.Errorf("%d unused after it was posted", n)
	}
	a, err := h.db.Assets().Get(t.Context(), h.ids[0])
	if err != nil || a.Usage.Count != 1 || !a.Usage.LastUsedAt.Equal(p.PostedAt) {
		t.Errorf("used %+v, %v", a.Usage, err)
	}
	if err := h.posts.Remove(t.Context(), officer, catalog.PostID(p.ID)); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, h.db, x, unused, everything); n != 1 {
		t.Errorf("%d unused after the post was taken back", n)
	}
}
