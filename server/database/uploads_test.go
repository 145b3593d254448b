package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func pointer[T any](v T) *T { return &v }

func upload(id string) catalog.Upload {
	return catalog.Upload{ID: catalog.UploadID(id), Asset: catalog.AssetID("a" + id), By: by, FileName: "klipp.mov", Ext: "mov", Size: 20 << 30, PartSize: 8 << 20,
		PartCount: 2560, StorageID: "storage-" + id, State: catalog.Receiving, KeepDuplicate: true, CreatedAt: stored(at()), ExpiresAt: stored(at().Add(time.Hour)),
		Metadata: catalog.AssetPatch{Title: pointer(""), Tags: &[]string{"krim"}, Libraries: &[]string{"ha"}, PeopleStatus: pointer(catalog.PeopleCrowd),
			RecordedAt: pointer(time.Date(2025, 1, 2, 3, 4, 5, 6, time.UTC)), FocalPoint: pointer(&catalog.Point{X: 0.5, Y: 0.25})}}
}

func TestUploads(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		uploads := db.Uploads()
		want := upload("1")
		must(t, uploads.Create(ctx, want))
		single := catalog.Upload{ID: "2", State: catalog.Receiving, CreatedAt: stored(at()), ExpiresAt: stored(at())}
		must(t, uploads.Create(ctx, single))
		must(t, uploads.Create(ctx, catalog.Upload{ID: "3", State: catalog.Receiving, CreatedAt: at(), ExpiresAt: at()}))
		same(t, got(uploads.Get(ctx, "1")).or(t), want)
		same(t, got(uploads.Get(ctx, "2")).or(t), single)
		same(t, got(uploads.ByStorageID(ctx, "storage-1")).or(t), want)
		for _, id := range []string{"", "none"} {
			_, err := uploads.ByStorageID(ctx, id)
			wantCode(t, err, catalog.NotFound)
		}
		wantCode(t, uploads.SetState(ctx, "none", catalog.Refused), catalog.NotFound)
		must(t, uploads.SetState(ctx, "1", catalog.Cancelled))
		must(t, uploads.SetState(ctx, "1", catalog.Refused))
		if u := got(uploads.Get(ctx, "1")).or(t); u.State != catalog.Cancelled {
			t.Errorf("got state %s, want the first it was moved to", u.State)
		}
	})
}

func TestFinish(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		for _, id := range []string{"1", "2", "3"} {
			must(t, db.Uploads().Create(ctx, upload(id)))
		}
		a := asset("a1", "beef")
		a.Libraries = []catalog.LibraryRef{{ID: "gone"}, {ID: "l1"}}
		a.Presenters, a.Books = []catalog.Ref{{ID: "gone"}}, []catalog.BookRef{{ID: "gone"}, {ID: "b2"}}
		a.Series.ID, a.RecordingDay.ID = "gone", "gone"
		must(t, db.Uploads().Finish(ctx, by, "1", a, true))
		must(t, db.Uploads().Finish(ctx, by, "1", a, true)) // once more
		back := got(db.Assets().Get(ctx, "a1")).or(t)
		if len(back.Libraries) != 1 || len(back.Presenters) != 0 || len(back.Books) != 1 || back.Series.ID != "" || back.RecordingDay.ID != "" {
			t.Errorf("got %+v, want only the references that exist", back)
		}
		if u := got(db.Uploads().Get(ctx, "1")).or(t); u.State != catalog.Complete {
			t.Errorf("got state %s, want complete", u.State)
		}
		wantCode(t, db.Uploads().Finish(ctx, by, "2", asset("a2", "beef"), true), catalog.Conflict)
		if u := got(db.Uploads().Get(ctx, "2")).or(t); u.State != catalog.Receiving {
			t.Errorf("got state %s after a duplicate, want receiving", u.State)
		}
		must(t, db.Uploads().SetState(ctx, "3", catalog.Cancelled))
		wantCode(t, db.Uploads().Finish(ctx, by, "3", asset("a3", ""), false), catalog.Conflict)
		wantCode(t, db.Uploads().Finish(ctx, by, "none", asset("a4", ""), false), catalog.NotFound)
		same(t, got(db.Changes().AllAssets(ctx, "", 10)).or(t), []catalog.AssetID{"a1"})
	})
}

func TestExpiredUploads(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for id, expires := range map[string]time.Time{"1": at(), "2": at().Add(-time.Hour), "3": at().Add(time.Hour), "4": at().AddDate(0, 0, -31), "5": at().AddDate(0, 0, -1)} {
			u := upload(id)
			u.ExpiresAt = expires
			must(t, db.Uploads().Create(ctx, u))
		}
		must(t, db.Uploads().SetState(ctx, "4", catalog.Complete))
		must(t, db.Uploads().SetState(ctx, "5", catalog.Complete))
		ids := func(limit int) (out []catalog.UploadID) {
			for _, u := range got(db.Uploads().Expired(ctx, at(), limit)).or(t) {
				out = append(out, u.ID)
			}
			return out
		}
		same(t, ids(10), []catalog.UploadID{"2", "1"})
		same(t, ids(1), []catalog.UploadID{"2"})
		_, err := db.Uploads().Get(ctx, "4")
		wantCode(t, err, catalog.NotFound)
		got(db.Uploads().Get(ctx, "5")).or(t)
	})
}
