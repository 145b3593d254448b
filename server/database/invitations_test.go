package database_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func invitation(id string) catalog.Invitation {
	return catalog.Invitation{ID: catalog.InvitationID(id), Day: "d1", Hash: "hash-" + id, ValidUntil: stored(at().Add(time.Hour)), MaxFiles: 10, MaxBytes: 1000,
		MaxFileBytes: 200, CreatedBy: by, CreatedAt: stored(at())}
}

// guestUpload is an upload by an invitation.
func guestUpload(id, invitation string, bytes int64) catalog.Upload {
	u := upload(id)
	u.Invitation, u.Visitor, u.Reserved, u.CreatedAt = catalog.InvitationID(invitation), "visitor", bytes, stored(at())
	return u
}

func TestInvitations(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		store := db.Invitations()
		want := invitation("i1")
		must(t, store.Create(ctx, want))
		later := invitation("i2")
		later.CreatedAt = stored(at().Add(time.Minute))
		must(t, store.Create(ctx, later))
		lost := invitation("i3")
		lost.Day = "none"
		wantCode(t, store.Create(ctx, lost), catalog.Invalid)
		same(t, got(store.Get(ctx, "i1")).or(t), want)
		same(t, got(store.ByHash(ctx, "hash-i1")).or(t), want)
		same(t, got(store.Of(ctx, "d1")).or(t), []catalog.Invitation{later, want})
		_, err := store.ByHash(ctx, "none")
		wantCode(t, err, catalog.NotFound)
		changed := got(store.Update(ctx, "i1", func(i *catalog.Invitation) error { i.MaxFiles, i.MaxBytes = 2, 5; return nil })).or(t)
		same(t, got(store.Get(ctx, "i1")).or(t), changed)
		_, err = store.Update(ctx, "i1", func(*catalog.Invitation) error { return catalog.NewError(catalog.Conflict, catalog.KeyStale, nil) })
		wantCode(t, err, catalog.Conflict)
		wantCode(t, store.Revoke(ctx, by, "none", at()), catalog.NotFound)
	})
}

func TestShareOfAnInvitation(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		count := func(files int, bytes int64) {
			t.Helper()
			if i := got(db.Invitations().Get(ctx, "i1")).or(t); i.Files != files || i.Bytes != bytes {
				t.Errorf("%d files and %d bytes are taken, want %d and %d", i.Files, i.Bytes, files, bytes)
			}
		}
		for n, bytes := range []int64{400, 500} {
			must(t, db.Uploads().Create(ctx, guestUpload(fmt.Sprint(n+1), "i1", bytes)))
		}
		count(2, 900)
		wantCode(t, db.Uploads().Create(ctx, guestUpload("3", "i1", 101)), catalog.Conflict)
		_, err := db.Uploads().Get(ctx, "3")
		wantCode(t, err, catalog.NotFound)
		must(t, db.Uploads().SetState(ctx, "1", catalog.Cancelled))
		must(t, db.Uploads().SetState(ctx, "1", catalog.Cancelled)) // once more gives nothing more
		count(1, 500)
		a := asset("a2", "")
		a.Original.Size = 450 // the file turned out smaller than it might have
		must(t, db.Uploads().Finish(ctx, by, "2", a, false))
		must(t, db.Uploads().SetState(ctx, "2", catalog.Cancelled))
		count(1, 450)
		same(t, len(got(db.Uploads().OfVisitor(ctx, "i1", "visitor")).or(t)), 1)
		same(t, len(got(db.Uploads().OfVisitor(ctx, "i1", "another")).or(t)), 0)
	})
}

func TestInvitationsThatTakeNothing(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		expired, full, revoked := invitation("expired"), invitation("full"), invitation("revoked")
		expired.ValidUntil, full.Files = stored(at()), 10
		for _, i := range []catalog.Invitation{expired, full, revoked} {
			must(t, db.Invitations().Create(ctx, i))
		}
		must(t, db.Uploads().Create(ctx, guestUpload("1", "revoked", 5)))
		must(t, db.Invitations().Revoke(ctx, by, "revoked", at()))
		must(t, db.Invitations().Revoke(ctx, "another", "revoked", at().Add(time.Hour)))
		if i := got(db.Invitations().Get(ctx, "revoked")).or(t); i.RevokedBy != by || !i.RevokedAt.Equal(stored(at())) {
			t.Errorf("got %+v, want the first revocation", i)
		}
		for n, code := range map[string]catalog.Code{"expired": catalog.Withheld, "full": catalog.Conflict, "revoked": catalog.Withheld, "none": catalog.NotFound} {
			wantCode(t, db.Uploads().Create(ctx, guestUpload("2", n, 5)), code)
		}
		// What was on its way by a revoked one is swept like all whose time is over, and gives back what it took.
		late := got(db.Uploads().Expired(ctx, at().Add(time.Second), 10)).or(t)
		if len(late) != 1 || late[0].ID != "1" {
			t.Fatalf("got %d uploads whose time is over, want the one by the revoked invitation", len(late))
		}
	})
}

func TestManyAtOnceTakeNoMoreThanThereIs(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		var took atomic.Int64
		var all sync.WaitGroup
		for n := range 50 {
			all.Go(func() {
				err := db.Uploads().Create(ctx, guestUpload(fmt.Sprint("p", n), "i1", 150))
				if err == nil {
					took.Add(1)
				} else if !catalog.Is(err, catalog.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		i := got(db.Invitations().Get(ctx, "i1")).or(t)
		if took.Load() != 6 || i.Files != 6 || i.Bytes != 900 {
			t.Errorf("%d were taken, counted as %d files and %d bytes; want 6 of 150 within 1000", took.Load(), i.Files, i.Bytes)
		}
	})
}

func TestInvitationsFollowTheirDay(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		other := catalog.RecordingDay{Entry: catalog.Entry{ID: "d9", Version: 1, CreatedAt: at(), UpdatedAt: at()}, Date: "2025-10-21"}
		must(t, db.RecordingDays().Create(ctx, by, other))
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		must(t, db.RecordingDays().Merge(ctx, by, "d1", "d9", at()))
		if i := got(db.Invitations().Get(ctx, "i1")).or(t); i.Day != "d9" {
			t.Errorf("the invitation is to %q after the merge, want d9", i.Day)
		}
		must(t, db.RecordingDays().Delete(ctx, by, "d9"))
		_, err := db.Invitations().Get(ctx, "i1")
		wantCode(t, err, catalog.NotFound)
	})
}
