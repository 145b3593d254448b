package database_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func laid(name string, size int64) catalog.InboxObject {
	return catalog.InboxObject{Name: name, Size: size, ETag: "e", Modified: at().Truncate(time.Second)}
}

func TestInbox(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, inbox := t.Context(), db.Inbox()
		objects := []catalog.InboxObject{laid("dag/a å 😀 % ' \".jpg", 1), laid("dag/b.jpg", 2), laid("c.jpg", 3)}
		first := got(inbox.Look(ctx, at(), objects)).or(t)
		for i, f := range first {
			same(t, f, catalog.InboxFile{InboxObject: objects[i], State: catalog.InboxWaiting, Since: at(), At: at()})
		}
		later := at().Add(time.Minute)
		objects[1].Size = 20
		second := got(inbox.Look(ctx, later, objects[:2])).or(t)
		if second[0].Since != stored(at()) || second[1].Since != later {
			t.Errorf("since %v and %v: what has changed begins anew, what has not does not", second[0].Since, second[1].Since)
		}
		if left := got(inbox.List(ctx, catalog.InboxWaiting, 10)).or(t); len(left) != 2 {
			t.Errorf("%d wait, want 2: one has gone", len(left))
		}

		taken := second[0]
		taken.State, taken.At, taken.Tries, taken.Upload, taken.Asset = catalog.InboxTaken, stored(later), 2, "u1", "a1"
		u := upload("u1")
		must(t, inbox.Begin(ctx, u, taken))
		same(t, got(db.Uploads().Get(ctx, "u1")).or(t), u)
		refused := second[1]
		refused.State, refused.At, refused.MovedTo = catalog.InboxRefused, stored(later), "refused/dag/b.jpg"
		refused.Since = stored(refused.Since)
		refused.Reason = catalog.Reason{Key: catalog.KeyUnsupported, Args: catalog.Args{"accepted": "JPEG"}}
		must(t, inbox.Save(ctx, refused))
		same(t, got(inbox.Became(ctx, "dag/")).or(t), []catalog.InboxFile{taken})
		same(t, got(inbox.List(ctx, catalog.InboxRefused, 10)).or(t), []catalog.InboxFile{refused})
		same(t, got(inbox.Look(ctx, later, objects[:1])).or(t), []catalog.InboxFile{taken}) // what is refused is not forgotten

		must(t, inbox.Forget(ctx, later, later))
		if n := len(got(inbox.Became(ctx, "dag/")).or(t)); n != 1 {
			t.Error("forgotten too early")
		}
		must(t, inbox.Forget(ctx, later.Add(time.Second), later))
		if n := len(got(inbox.Became(ctx, "dag/")).or(t)) + len(got(inbox.List(ctx, catalog.InboxRefused, 10)).or(t)); n != 1 {
			t.Errorf("%d are remembered, want what was refused", n)
		}
	})
}

func TestInboxOfManyFiles(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		var objects []catalog.InboxObject
		for i := range 2500 {
			objects = append(objects, laid(fmt.Sprintf("dag/%d.jpg", i), int64(i)))
		}
		must(t, got(db.Inbox().Look(t.Context(), at(), objects)).err)
		files := got(db.Inbox().Look(t.Context(), at().Add(time.Hour), objects)).or(t)
		for i, f := range files {
			if f.InboxObject != objects[i] || f.Since != stored(at()) {
				t.Fatalf("file %d is %+v", i, f)
			}
		}
	})
}
