package database_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func batchOf(id string, minutes int) catalog.Batch {
	return catalog.Batch{ID: catalog.BatchID(id), By: by, At: stored(at().Add(time.Duration(minutes) * time.Minute))}
}

func TestBatches(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		s, ctx := db.Assets(), t.Context()
		for _, id := range []string{"a1", "a2", "a3"} {
			must(t, s.Create(ctx, by, asset(id, id), false))
		}
		before := got(db.Changes().Last(ctx)).or(t)
		no := errors.New("no")
		ids := []catalog.AssetID{"a3", "nowhere", "a1", "a2"}
		done, refused, err := s.UpdateIn(ctx, batchOf("b1", 0), ids, func(a *catalog.Asset) error {
			if a.ID == "a2" {
				return no
			}
			a.Tags, a.Version = []string{"Høst"}, a.Version+1
			return nil
		})
		must(t, err)
		if !reflect.DeepEqual(done, []catalog.AssetID{"a3", "a1"}) || len(refused) != 2 || !errors.Is(refused["a2"], no) || !catalog.Is(refused["nowhere"], catalog.NotFound) {
			t.Errorf("done %v, refused %v", done, refused)
		}
		if changes := got(db.Changes().Since(ctx, before, 10)).or(t); len(changes) != 2 {
			t.Errorf("%d changes were told, want 2", len(changes))
		}
		if b := got(s.Batch(ctx, "b1")).or(t); b.Changed != 2 || !b.At.Equal(batchOf("b1", 0).At) || b.By != by || !b.UndoneAt.IsZero() {
			t.Errorf("batch %+v", b)
		}
		entries := got(s.BatchEntries(ctx, "b1", "", 10)).or(t)
		if len(entries) != 2 || entries[0].Asset != "a1" || string(entries[0].After.Fields["tags"]) != `["Høst"]` || len(entries[0].Before.Fields) != 1 {
			t.Errorf("entries %+v", entries)
		}
		if more := got(s.BatchEntries(ctx, "b1", "a1", 10)).or(t); len(more) != 1 || more[0].Asset != "a3" {
			t.Errorf("entries after a1: %+v", more)
		}

		// What makes nothing different is no batch.
		_, _, err = s.UpdateIn(ctx, batchOf("b2", 1), ids[:1], func(a *catalog.Asset) error { a.Version++; return nil })
		must(t, err)
		_, err = s.Batch(ctx, "b2")
		wantCode(t, err, catalog.NotFound)

		// An error undoes the whole part.
		_, _, err = s.UpdateIn(ctx, batchOf("b3", 2), []catalog.AssetID{"a1", "a2"}, func(a *catalog.Asset) error {
			if a.Title = "Ny"; a.ID == "a2" {
				a.Series.ID = "nowhere"
			}
			return nil
		})
		wantCode(t, err, catalog.Invalid)
		if a := got(s.Get(ctx, "a1")).or(t); a.Title == "Ny" {
			t.Error("a part was stored though it failed")
		}

		if last := got(s.LastBatch(ctx, by)).or(t); last.ID != "b1" {
			t.Errorf("last batch %s, want b1", last.ID)
		}
		_, err = s.LastBatch(ctx, "somebody else")
		wantCode(t, err, catalog.NotFound)
		done, _, err = s.Revert(ctx, by, "b1", at(), []catalog.AssetID{"a1", "a3"}, func(a *catalog.Asset) error {
			if a.Tags = nil; a.ID == "a3" {
				return no
			}
			return nil
		})
		must(t, err)
		if left := got(s.BatchEntries(ctx, "b1", "", 10)).or(t); len(done) != 1 || len(left) != 1 || left[0].Asset != "a3" {
			t.Errorf("done %v, left %+v", done, left)
		}
		_, err = s.LastBatch(ctx, by)
		wantCode(t, err, catalog.NotFound)

		if n := got(s.ForgetBatches(ctx, at().Add(time.Minute))).or(t); n != 1 {
			t.Errorf("%d batches were forgotten, want 1", n)
		}
		if left := got(s.BatchEntries(ctx, "b1", "", 10)).or(t); len(left) != 0 {
			t.Errorf("entries outlive their batch: %+v", left)
		}
	})
}

// idleQueue takes the hint that something is to be made.
type idleQueue struct{}

func (idleQueue) Enqueue(context.Context, catalog.AssetID) {}

// Undoing puts back exactly what was there, whatever was changed.
func TestUndoRestoresExactly(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		registers(t, db)
		ctx, n := t.Context(), 0
		rnd := rand.New(rand.NewPCG(5, 9))
		admin := catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.Administrator}
		assets := catalog.NewAssets(db.Assets(), db.References(), db.Changes(), nil, idleQueue{}, at,
			catalog.WithBatches(func() string { n++; return fmt.Sprintf("b%03d", n) }))
		full := fullAsset()
		full.BinnedAt, full.Shot = time.Time{}, catalog.Ref{}
		must(t, db.Assets().Create(ctx, by, full, false))
		must(t, db.Assets().Create(ctx, by, asset("a2", "x"), false))
		ids := []catalog.AssetID{"a1", "a2"}
		for range 60 {
			was := got(db.Assets().ByIDs(ctx, ids, everything)).or(t)
			out := got(assets.EditMany(ctx, admin, ids, nil, randomPatch(rnd))).or(t)
			if len(out.Refused) > 0 {
				t.Fatalf("refused %v", out.Refused)
			}
			if rnd.IntN(3) == 0 {
				continue // and go on from there
			}
			if out.Batch != "" {
				if undone := got(assets.UndoBatch(ctx, admin, out.Batch)).or(t); len(undone.Refused) > 0 {
					t.Fatalf("not undone: %v", undone.Refused)
				}
			}
			is := got(db.Assets().ByIDs(ctx, ids, everything)).or(t)
			for i := range is {
				is[i].Version, is[i].UpdatedAt, is[i].Orders = was[i].Version, was[i].UpdatedAt, was[i].Orders
				if !reflect.DeepEqual(is[i], was[i]) {
					t.Fatalf("got\n%+v\nwant\n%+v", is[i], was[i])
				}
			}
		}
	})
}

// randomPatch says some of what can be said.
func randomPatch(rnd *rand.Rand) catalog.AssetPatch {
	var p catalog.AssetPatch
	word := func(to **string, words ...string) {
		if rnd.IntN(3) == 0 {
			*to = new(words[rnd.IntN(len(words))])
		}
	}
	list := func(to **[]string, words ...string) {
		if rnd.IntN(3) == 0 {
			rnd.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			*to = new(words[:rnd.IntN(len(words)+1)])
		}
	}
	word(&p.Title, "", "En", "To")
	word(&p.AltText, "", "Tre")
	word(&p.CreditLine, "", "Foto: Kari")
	word(&p.Series, "", "s1", "s2")
	word(&p.RecordingDay, "", "d1", "d2")
	word(&p.Language, "", "nb", "se")
	list(&p.Tags, "en", "EN", "å", "blå")
	list(&p.Libraries, "l1", "l2")
	list(&p.Presenters, "p1", "p2")
	list(&p.Books, "b1", "b2")
	edit := func(to **catalog.ListEdit, words ...string) {
		if rnd.IntN(3) == 0 {
			some := func() []string { return []string{words[rnd.IntN(len(words))]} }
			*to = &catalog.ListEdit{Add: some(), Remove: some(), Instead: some()}
		}
	}
	edit(&p.EditTags, "en", "EN", "å", "blå")
	edit(&p.EditLibraries, "l1", "l2")
	edit(&p.EditPresenters, "p1", "p2")
	edit(&p.EditBooks, "b1", "b2")
	if rnd.IntN(3) == 0 {
		p.RecordedAt = new([]time.Time{{}, at(), at().In(time.FixedZone("", 3600))}[rnd.IntN(3)])
	}
	if rnd.IntN(3) == 0 {
		p.FocalPoint = new([]*catalog.Point{nil, {X: 0.5, Y: 0.25}}[rnd.IntN(2)])
	}
	if rnd.IntN(3) == 0 {
		p.Editing = new([]catalog.Editing{"", catalog.EditingRaw, catalog.EditingDone}[rnd.IntN(3)])
	}
	if rnd.IntN(3) == 0 {
		p.PeopleStatus = new([]catalog.PeopleStatus{catalog.PeopleNobody, catalog.PeopleCrowd}[rnd.IntN(2)])
	}
	return p
}
