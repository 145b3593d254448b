package database_test

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// writes are ways to change what is shown of assets.
func writes(ctx context.Context, db *database.Database) []struct {
	name string
	do   func() error
} {
	edit := func(id catalog.AssetID, change func(*catalog.Asset)) func() error {
		return func() error {
			_, err := db.Assets().Update(ctx, by, id, func(a *catalog.Asset) error { change(a); return nil })
			return err
		}
	}
	may := func(catalog.Asset) error { return nil }
	return []struct {
		name string
		do   func() error
	}{
		{"title", edit("a00001", func(a *catalog.Asset) { a.Title = "Ny tittel" })},
		{"references", edit("a00002", func(a *catalog.Asset) { a.Libraries, a.Series = a.Libraries[:1], catalog.Ref{ID: "s2"} })},
		{"tags", edit("a00003", func(a *catalog.Asset) { a.Tags = []string{"annet"} })},
		{"tag replaced", func() error {
			_, _, err := db.Assets().UpdateIn(ctx, batchOf("b1", 0), []catalog.AssetID{"a00002"}, func(a *catalog.Asset) error { a.Tags = []string{"Spenning"}; return nil })
			return err
		}},
		{"bin", edit("a00004", func(a *catalog.Asset) { a.BinnedAt = at() })},
		{"delete", func() error { return db.Assets().Delete(ctx, by, "a00004") }},
		{"caption", func() error {
			_, err := db.Assets().SetCaption(ctx, by, "a00005", catalog.CaptionFile{Caption: catalog.Caption{Language: "nb", UpdatedAt: at()}}, may)
			return err
		}},
		{"no caption", func() error {
			_, err := db.Assets().RemoveCaption(ctx, by, "a00005", catalog.Caption{Language: "nb", UpdatedAt: at()}, may)
			return err
		}},
		{"reuse link", func() error {
			return db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r", Asset: "a00006", Hash: "h", CreatedAt: at().Add(time.Hour)})
		}},
		{"reuse link revoked", func() error { return db.ReuseLinks().Revoke(ctx, by, "r", at()) }},
		{"library renamed", rename(ctx, db.Libraries(), "l1", func(l *catalog.Library) { l.Name, l.Slug = "Stavanger bibliotek", "stavanger" })},
		{"presenter renamed", rename(ctx, db.Presenters(), "p1", func(p *catalog.Presenter) { p.Name = "Siri Sand" })},
		{"book renamed", rename(ctx, db.Books(), "b1", func(b *catalog.Book) { b.Title, b.Authors = "Flaggermusmannen", []string{"Nesbø"} })},
		{"series renamed", rename(ctx, db.Series(), "s1", func(s *catalog.Series) { s.Name = "Lørdagsboka" })},
		{"recording day moved", rename(ctx, db.RecordingDays(), "d1", func(d *catalog.RecordingDay) { d.Date = "2025-10-21" })},
		{"recording day's place", rename(ctx, db.RecordingDays(), "d1", func(d *catalog.RecordingDay) { d.Place.ID = "l2" })},
		{"its place renamed", rename(ctx, db.Libraries(), "l2", func(l *catalog.Library) { l.Name = "Nærbø bibliotek" })},
		{"presenters merged", func() error { return db.Presenters().Merge(ctx, by, "p2", "p1", at()) }},
		{"books merged", func() error { return db.Books().Merge(ctx, by, "b1", "b2", at()) }},
		{"series merged", func() error { return db.Series().Merge(ctx, by, "s1", "s2", at()) }},
		{"libraries merged", func() error { return db.Libraries().Merge(ctx, by, "l2", "l1", at()) }},
		{"recording days merged", func() error { return db.RecordingDays().Merge(ctx, by, "d1", "d2", at()) }},
		{"asset added", func() error { return db.Assets().Create(ctx, by, asset("a00099", ""), false) }},
	}
}

func rename[T any](ctx context.Context, r *database.Register[T], id string, change func(*T)) func() error {
	return func() error {
		_, err := r.Update(ctx, by, id, func(e *T) error { change(e); return nil })
		return err
	}
}

// TestCopiesAreTrueAfterEveryWrite changes the catalogue on one node and looks at it on another, which has copies.
func TestCopiesAreTrueAfterEveryWrite(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		here, there := open(t, url), open(t, url)
		ids := append(many(t, here, 8), "a00099", "unknown")
		for _, w := range writes(t.Context(), here) {
			before := shownTrue(t, "before "+w.name, there, ids)
			must(t, w.do())
			if after := shownTrue(t, w.name, there, ids); w.name != "reuse link revoked" && reflect.DeepEqual(before, after) {
				t.Errorf("%s: nothing that is shown is different", w.name)
			}
		}
	})
}

// shownTrue compares what is shown with what is read anew.
func shownTrue(t *testing.T, when string, db *database.Database, ids []catalog.AssetID) []any {
	t.Helper()
	ctx := t.Context()
	shown, read := got(db.Assets().Shown(ctx, ids, everything)).or(t), got(db.Assets().ByIDs(ctx, ids, everything)).or(t)
	if !reflect.DeepEqual(shown, read) {
		t.Fatalf("%s: shown\n%+v\nwant\n%+v", when, shown, read)
	}
	wanted := map[catalog.Kind][]string{catalog.KindLibrary: {"l1", "l2"}, catalog.KindPresenter: {"p1", "p2", "gone"},
		catalog.KindBook: {"b1", "b2"}, catalog.KindSeries: {"s1", "s2"}, catalog.KindRecordingDay: {"d1", "d2"}}
	names := got(db.References().Names(ctx, wanted)).or(t)
	for kind, ids := range wanted {
		if want := namesOf(t, db, kind, ids); !reflect.DeepEqual(names[kind], want) {
			t.Fatalf("%s: %s are called %v, want %v", when, kind, names[kind], want)
		}
	}
	return []any{shown, names}
}

func namesOf(t *testing.T, db *database.Database, kind catalog.Kind, ids []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	switch kind {
	case catalog.KindLibrary:
		for id, l := range got(db.References().LibraryRefs(t.Context(), ids)).or(t) {
			out[id] = l.Name
		}
	case catalog.KindBook:
		for id, b := range got(db.References().BookRefs(t.Context(), ids)).or(t) {
			out[id] = b.Title
		}
	default:
		for id, r := range got(db.References().Refs(t.Context(), kind, ids)).or(t) {
			out[id] = r.Name
		}
	}
	return out
}

// TestNobodyIsShownWhatWasBefore changes an asset and a presenter again and again; whoever asks after a change was
// committed must see it, or a later one.
func TestNobodyIsShownWhatWasBefore(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		const rounds, readers = 60, 4
		ctx := t.Context()
		here, there := open(t, url), open(t, url)
		ids := many(t, here, 3)
		var mu sync.Mutex
		committed := 0
		var done sync.WaitGroup
		for range readers {
			done.Go(func() {
				for last := 0; last < rounds; {
					mu.Lock()
					last = committed
					mu.Unlock()
					a, err := there.Assets().Shown(ctx, ids, everything)
					if err != nil {
						t.Error(err)
						return
					}
					var version int
					_, _ = fmt.Sscanf(a[0].Presenters[1].Name, "Navn %d", &version) // 0 before the first
					if a[0].Progress < last || version < last {
						t.Errorf("shown %d and %q after %d was committed", a[0].Progress, a[0].Presenters[1].Name, last)
						return
					}
				}
			})
		}
		for i := 1; i <= rounds && !t.Failed(); i++ {
			must(t, rename(ctx, here.Presenters(), "p1", func(p *catalog.Presenter) { p.Name = fmt.Sprint("Navn ", i) })())
			_, err := here.Assets().Update(ctx, by, ids[0], func(a *catalog.Asset) error { a.Progress = i; return nil })
			must(t, err)
			mu.Lock()
			committed = i
			mu.Unlock()
		}
		done.Wait()
	})
}

// TestManyChangesAtOnce makes more changes than copies follow one by one.
func TestManyChangesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ids := many(t, db, 2)
		shownTrue(t, "at first", db, ids)
		for range 1100 {
			must(t, db.Changes().Request(t.Context(), by, catalog.KindReindex))
		}
		must(t, rename(t.Context(), db.Presenters(), "p2", func(p *catalog.Presenter) { p.Name = "Annet navn" })())
		shownTrue(t, "after many changes", db, ids)
	})
}
