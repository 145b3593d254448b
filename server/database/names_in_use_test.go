package database_test

import (
	"fmt"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// described fills the registers and four assets with tags and presenters; the fourth lies in the bin.
func described(t *testing.T, db *database.Database) *catalog.Assets {
	t.Helper()
	registers(t, db)
	for id, tags := range map[string][]string{"a1": {"Påske", "krim", "bok"}, "a2": {"krim", "ærlig"}, "a3": {"KRIM", "påske"}, "a4": {"krim"}} {
		a := asset(id, "")
		if a.Tags, a.Presenters = tags, []catalog.Ref{{ID: "p1"}}; id == "a4" {
			a.BinnedAt = at()
		}
		if id == "a2" {
			a.Presenters = []catalog.Ref{{ID: "p2"}, {ID: "p1"}}
		}
		must(t, db.Assets().Create(t.Context(), by, a, false))
	}
	n := 0
	return catalog.NewAssets(db.Assets(), db.References(), db.Changes(), nil, idleQueue{}, at, catalog.WithBatches(func() string { n++; return fmt.Sprintf("b%03d", n) }))
}

func person(role catalog.Role, library string) catalog.Actor {
	return catalog.Actor{Kind: catalog.Person, ID: string(role) + library, Role: role, Library: catalog.LibraryID(library)}
}

func TestTagsAreReplaced(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, assets := t.Context(), described(t, db)
		editor := person(catalog.Editor, "l1") // of none of the assets
		holds := func(want map[catalog.AssetID][]string) {
			t.Helper()
			for id, tags := range want {
				same(t, got(db.Assets().Get(ctx, id)).or(t).Tags, tags)
			}
		}
		krim := catalog.Replacement{Kind: catalog.KindTag, From: []string{"KRIM"}, Into: []string{"påske"}}
		same(t, got(assets.Reach(ctx, editor, krim)).or(t), catalog.Reach{Files: 4, Binned: 1})
		before := got(db.Changes().Last(ctx)).or(t)
		out := got(assets.Replace(ctx, editor, krim)).or(t)
		if out.Changed != 4 || len(out.Refused) != 0 {
			t.Errorf("replaced %d, refused %v", out.Changed, out.Refused)
		}
		holds(map[catalog.AssetID][]string{"a1": {"Påske", "bok"}, "a2": {"påske", "ærlig"}, "a3": {"påske"}, "a4": {"påske"}})
		if n := len(got(db.Changes().Since(ctx, before, 100)).or(t)); n != 4 {
			t.Errorf("got %d changes, want one for each asset", n)
		}
		if undone := got(assets.UndoBatch(ctx, editor, out.Batch)).or(t); undone.Changed != 4 {
			t.Errorf("%d were put back, refused %v", undone.Changed, undone.Refused)
		}
		holds(map[catalog.AssetID][]string{"a1": {"Påske", "krim", "bok"}, "a2": {"krim", "ærlig"}, "a3": {"KRIM", "påske"}, "a4": {"krim"}})

		replace := func(from, into []string) {
			t.Helper()
			got(assets.Replace(ctx, editor, catalog.Replacement{Kind: catalog.KindTag, From: from, Into: into})).or(t)
		}
		replace([]string{"krim"}, []string{"Krim"}) // only the way it is written
		holds(map[catalog.AssetID][]string{"a1": {"Påske", "Krim", "bok"}, "a3": {"Krim", "påske"}})
		replace([]string{"påske", "bok"}, []string{"påske"}) // merged into one of them: a1 has it as it is written
		holds(map[catalog.AssetID][]string{"a1": {"påske", "Krim"}, "a3": {"Krim", "påske"}})
		replace([]string{"krim"}, []string{"spenning", "mord"})
		holds(map[catalog.AssetID][]string{"a1": {"påske", "spenning", "mord"}, "a2": {"spenning", "mord", "ærlig"}})
		replace([]string{"ærlig", "mord"}, nil)
		holds(map[catalog.AssetID][]string{"a1": {"påske", "spenning"}, "a2": {"spenning"}})

		_, err := assets.Replace(ctx, editor, catalog.Replacement{Kind: catalog.KindTag, From: []string{"krim"}})
		wantCode(t, err, catalog.NotFound)
		_, err = assets.Replace(ctx, editor, catalog.Replacement{Kind: catalog.KindTag, From: []string{" "}})
		wantCode(t, err, catalog.Invalid)
		_, err = assets.MergeTags(ctx, editor, "spenning", " ")
		wantCode(t, err, catalog.Invalid)
		_, err = assets.Reach(ctx, person(catalog.Contributor, ""), krim)
		wantCode(t, err, catalog.Forbidden)
	})
}

func TestPresentersAreReplaced(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, assets, admin := t.Context(), described(t, db), person(catalog.Administrator, "")
		r := catalog.Replacement{Kind: catalog.KindPresenter, From: []string{"p1"}, Into: []string{"p2"}}
		same(t, got(assets.Reach(ctx, admin, r)).or(t), catalog.Reach{Files: 4, Binned: 1})
		same(t, got(assets.Reach(ctx, person(catalog.Contributor, ""), r)).or(t), catalog.Reach{Files: 3})
		out := got(assets.Replace(ctx, person(catalog.Contributor, "l1"), r)).or(t)
		if out.Changed != 0 || len(out.Refused) != 3 || out.Batch != "" {
			t.Errorf("a contributor has changed %d of others, refused %v", out.Changed, out.Refused)
		}
		if out = got(assets.Replace(ctx, admin, r)).or(t); out.Changed != 4 {
			t.Errorf("replaced %d, refused %v", out.Changed, out.Refused)
		}
		same(t, got(db.Assets().Get(ctx, "a2")).or(t).Presenters, []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}})
		must(t, got(db.Presenters().Get(ctx, "p1")).err)
		if undone := got(assets.UndoBatch(ctx, admin, out.Batch)).or(t); undone.Changed != 4 {
			t.Errorf("%d were put back, refused %v", undone.Changed, undone.Refused)
		}
		same(t, got(db.Assets().Get(ctx, "a2")).or(t).Presenters, []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}, {ID: "p1", Name: "Åse Ødegård"}})
		r.Into = []string{"nobody"}
		_, err := assets.Reach(ctx, admin, r)
		wantCode(t, err, catalog.Invalid)
	})
}

func TestNamesInUse(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		described(t, db)
		tags := got(db.Assets().NamesInUse(t.Context(), catalog.KindTag)).or(t)
		same(t, tags[1], catalog.NameInUse{ID: "KRIM", Name: "KRIM", Count: 3})
		people := got(db.Assets().NamesInUse(t.Context(), catalog.KindPresenter)).or(t)
		same(t, people, []catalog.NameInUse{{ID: "p2", Name: "Kari Nordmann", Aliases: []string{"Kari N."}, Count: 1}, {ID: "p1", Name: "Åse Ødegård", Count: 3}})
	})
}

// What is more than one transaction changes is one batch all the same.
func TestTagOnManyAssets(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, assets := t.Context(), described(t, db)
		for i := range 250 {
			a := asset(fmt.Sprintf("m%05d", i), "")
			a.Tags = []string{"mange"}
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		editor := person(catalog.Editor, "")
		out := got(assets.MergeTags(ctx, editor, "mange", "mengder")).or(t)
		undone := got(assets.UndoBatch(ctx, editor, out.Batch)).or(t)
		if out.Changed != 250 || undone.Changed != 250 {
			t.Errorf("replaced %d, put back %d", out.Changed, undone.Changed)
		}
	})
}
