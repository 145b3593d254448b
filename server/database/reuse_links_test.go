package database_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestReuseLinks(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, asset("a1", ""), false))
		want := catalog.ReuseLink{ID: "r1", Asset: "a1", AssetTitle: "Bilde a1", Hash: "h1", Purpose: "Nettside «Hå»",
			Library: catalog.LibraryRef{ID: "l2", Slug: "ha", Name: "Hå folkebibliotek"}, Channel: catalog.Website, Renditions: []string{"w640", "square"},
			ExpiresAt: stored(at().Add(time.Hour)), CreatedBy: by, CreatedAt: stored(at())}
		must(t, db.ReuseLinks().Create(ctx, by, want))
		same(t, got(db.ReuseLinks().Get(ctx, "r1")).or(t), want)
		same(t, got(db.ReuseLinks().ByHash(ctx, "h1")).or(t), want)
		_, err := db.ReuseLinks().ByHash(ctx, "h2")
		wantCode(t, err, catalog.NotFound)
		wantCode(t, db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r2", Asset: "a1", Hash: "h1", CreatedAt: at()}), catalog.Conflict)
		wantCode(t, db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r2", Asset: "none", Hash: "h2", CreatedAt: at()}), catalog.NotFound)

		before := got(db.Changes().Last(ctx)).or(t)
		wantCode(t, db.ReuseLinks().Revoke(ctx, by, "none", at()), catalog.NotFound)
		must(t, db.ReuseLinks().Revoke(ctx, "u2", "r1", at()))
		must(t, db.ReuseLinks().Revoke(ctx, "u3", "r1", at().Add(time.Hour)))
		want.RevokedAt, want.RevokedBy = stored(at()), "u2"
		same(t, got(db.ReuseLinks().Get(ctx, "r1")).or(t), want)
		changes := got(db.Changes().Since(ctx, before, 10)).or(t)
		if len(changes) != 1 || changes[0].Kind != catalog.KindAsset || changes[0].ID != "a1" {
			t.Errorf("got changes %v, want one of a1", changes)
		}

		later := at().Add(time.Minute)
		must(t, db.ReuseLinks().Count(ctx, map[catalog.ReuseLinkID]int{"r1": 3, "gone": 1}, later))
		must(t, db.ReuseLinks().Count(ctx, map[catalog.ReuseLinkID]int{"r1": 2}, at()))
		want.Opens, want.LastOpenedAt = 5, stored(later)
		same(t, got(db.ReuseLinks().Get(ctx, "r1")).or(t), want)
	})
}

func TestReuseLinkList(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, asset("a1", ""), false))
		must(t, db.Assets().Create(ctx, by, asset("a2", ""), false))
		for i := range 6 {
			l := catalog.ReuseLink{ID: catalog.ReuseLinkID(fmt.Sprintf("r%d", i)), Asset: "a1", Hash: fmt.Sprint(i), CreatedBy: "u1",
				CreatedAt: at().Add(time.Duration(i/2) * time.Minute)} // pairs made at the same time
			switch i {
			case 1:
				l.Asset, l.Purpose = "a2", "Årsmelding 100 %"
			case 2:
				l.CreatedBy = "u2"
			case 3:
				l.ExpiresAt = at()
			case 4:
				l.RevokedAt = at()
			case 5:
				l.Library.ID, l.ExpiresAt = "l1", at().Add(time.Hour)
			}
			must(t, db.ReuseLinks().Create(ctx, by, l))
		}
		list := func(f catalog.ReuseLinkFilter) (out []catalog.ReuseLinkID) {
			for {
				page := got(db.ReuseLinks().List(ctx, f)).or(t)
				for _, l := range page.Items {
					out = append(out, l.ID)
				}
				if f.Cursor = page.Next; f.Cursor == "" {
					return out
				}
			}
		}
		all := []catalog.ReuseLinkID{"r5", "r4", "r3", "r2", "r1", "r0"}
		for limit := range 7 {
			same(t, list(catalog.ReuseLinkFilter{ListFilter: catalog.ListFilter{Limit: limit}}), all)
		}
		same(t, list(catalog.ReuseLinkFilter{Asset: "a2"}), []catalog.ReuseLinkID{"r1"})
		same(t, list(catalog.ReuseLinkFilter{CreatedBy: "u2"}), []catalog.ReuseLinkID{"r2"})
		same(t, list(catalog.ReuseLinkFilter{Library: "l1"}), []catalog.ReuseLinkID{"r5"})
		same(t, list(catalog.ReuseLinkFilter{Live: true, Now: at()}), []catalog.ReuseLinkID{"r5", "r2", "r1", "r0"})
		same(t, list(catalog.ReuseLinkFilter{ListFilter: catalog.ListFilter{Text: "åRS"}}), []catalog.ReuseLinkID{"r1"})
		for _, cursor := range []string{"x", "WyJhIiwiYiJd"} {
			_, err := db.ReuseLinks().List(ctx, catalog.ReuseLinkFilter{ListFilter: catalog.ListFilter{Cursor: cursor}})
			wantCode(t, err, catalog.Invalid)
		}

		a := got(db.Assets().Get(ctx, "a1")).or(t) // links that have ended count, too
		if want := (catalog.Usage{Count: 5, LastUsedAt: stored(at().Add(2 * time.Minute))}); a.Usage != want {
			t.Errorf("got usage %+v, want %+v", a.Usage, want)
		}
	})
}
