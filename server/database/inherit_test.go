package database_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// work is the services over a database, for an administrator.
type work struct {
	t      *testing.T
	db     *database.Database
	admin  catalog.Actor
	assets *catalog.Assets
	days   *catalog.Days
}

func working(t *testing.T, db *database.Database) work {
	t.Helper()
	registers(t, db)
	n := 0
	id := func() string { n++; return fmt.Sprintf("b%04d", n) }
	assets := catalog.NewAssets(db.Assets(), db.References(), db.Changes(), nil, idleQueue{}, at, catalog.WithBatches(id))
	oslo, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	return work{t, db, catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.Administrator}, assets,
		catalog.NewDays(db.RecordingDays(), assets, catalog.NewConsents(db.Consents(), db.People(), catalog.DefaultConsentTerms(), oslo, at, id), oslo)}
}

func (w work) day(id string, change func(*catalog.RecordingDay)) catalog.RecordingDay {
	w.t.Helper()
	return got(w.db.RecordingDays().Update(w.t.Context(), by, id, func(d *catalog.RecordingDay) error { change(d); return nil })).or(w.t)
}

func (w work) edit(id catalog.AssetID, p catalog.AssetPatch) catalog.Asset {
	w.t.Helper()
	return got(w.assets.Edit(w.t.Context(), w.admin, id, 0, p)).or(w.t)
}

func (w work) asset(id catalog.AssetID) catalog.Asset {
	w.t.Helper()
	return got(w.db.Assets().Get(w.t.Context(), id)).or(w.t)
}

func TestInheritance(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		w, ctx := working(t, db), t.Context()
		w.day("d1", func(d *catalog.RecordingDay) {
			d.CreditLine, d.Language = "Foto: Sandnes bibliotek", "nb"
			d.Shots = []catalog.Shot{{ID: "t1", Title: "Åpning", Presenter: "p2", Book: "b2", ContentType: catalog.Literature, Status: "planned"},
				{ID: "t2", Title: "Slutt", Status: "planned"}}
		})
		must(t, db.Assets().Create(ctx, by, catalog.Asset{ID: "a1", CreditLine: "Foto: meg", CreatedBy: by, CreatedAt: at(), UpdatedAt: at(), Version: 1}, false))

		a := w.edit("a1", catalog.AssetPatch{Shot: new("t1"), Language: new("")})
		want := []string{"title", "content_type", "libraries", "presenters", "books"}
		if a.RecordingDay.ID != "d1" || a.Title != "Åpning" || a.ContentType != catalog.Literature || a.CreditLine != "Foto: meg" || a.Language != "" ||
			len(a.Libraries) != 2 || a.Presenters[0].ID != "p2" || a.Books[0].ID != "b2" || !reflect.DeepEqual(a.Inherited, want) {
			t.Fatalf("a file of a shot: %+v", a)
		}
		// What a person sets leaves the list, also when it is the same or nothing.
		a = w.edit("a1", catalog.AssetPatch{Title: new("Åpning"), Presenters: &[]string{}})
		if !reflect.DeepEqual(a.Inherited, []string{"content_type", "libraries", "books"}) {
			t.Errorf("inherited %v", a.Inherited)
		}
		a = w.edit("a1", catalog.AssetPatch{Shot: new("t2")})
		if a.Title != "Åpning" || len(a.Books) != 0 || a.ContentType != "" || a.Presenters[0].ID != "p1" {
			t.Errorf("of another shot: %+v", a)
		}
		a = w.edit("a1", catalog.AssetPatch{Shot: new("")})
		if a.RecordingDay.ID != "d1" || a.Shot.ID != "" || a.Inherits("books") || !a.Inherits("libraries") {
			t.Errorf("of no shot: %+v", a)
		}
		a = w.edit("a1", catalog.AssetPatch{RecordingDay: new("d2")})
		if len(a.Libraries) != 0 || len(a.Presenters) != 0 || !a.Inherits("libraries") {
			t.Errorf("of another day: %+v", a)
		}
		a = w.edit("a1", catalog.AssetPatch{RecordingDay: new("")})
		if a.Inherited != nil || a.CreditLine != "Foto: meg" || a.Title != "Åpning" {
			t.Errorf("of no day: %+v", a)
		}
		_, err := w.assets.Edit(ctx, w.admin, "a1", 0, catalog.AssetPatch{RecordingDay: new("d2"), Shot: new("t1")})
		wantCode(t, err, catalog.Invalid)
		_, err = w.assets.Edit(ctx, w.admin, "a1", 0, catalog.AssetPatch{Shot: new("nowhere")})
		wantCode(t, err, catalog.Invalid)
	})
}

func TestUnsaid(t *testing.T) {
	a := catalog.Asset{Language: "nb", CreditLine: "Foto: x", Presenters: []catalog.Ref{{ID: "p1"}}, Inherited: []string{"language", "credit_line", "presenters"}}
	p := catalog.AssetPatch{Language: new("nb"), CreditLine: new("Foto: y"), Presenters: &[]string{"p1"}, Title: new("")}.Unsaid(a)
	if p.Language != nil || p.Presenters != nil || p.CreditLine == nil || p.Title == nil {
		t.Errorf("left %+v", p)
	}
}

// heirs are the fields that a file takes over, and what a day and its shot say of them.
func heirs(a catalog.Asset, d catalog.RecordingDay) map[string][2]string {
	var shot catalog.Shot
	for _, s := range d.Shots {
		if string(s.ID) == a.Shot.ID {
			shot = s
		}
	}
	text := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	ids := func(refs []catalog.Ref) (out []string) {
		for _, r := range refs {
			out = append(out, r.ID)
		}
		return out
	}
	libraries := func(refs []catalog.LibraryRef) (out []string) {
		for _, r := range refs {
			out = append(out, string(r.ID))
		}
		return out
	}
	var books, shotBooks []string
	for _, b := range a.Books {
		books = append(books, string(b.ID))
	}
	if shot.Book != "" {
		shotBooks = []string{shot.Book}
	}
	presenters, kind := ids(d.Presenters), d.ContentType
	if shot.Presenter != "" {
		presenters = []string{shot.Presenter}
	}
	if shot.ContentType != "" {
		kind = shot.ContentType
	}
	return map[string][2]string{
		"title": {a.Title, shot.Title}, "books": {text(books), text(shotBooks)}, "presenters": {text(ids(a.Presenters)), text(presenters)},
		"content_type": {string(a.ContentType), string(kind)}, "libraries": {text(libraries(a.Libraries)), text(libraries(d.Libraries))},
		"language": {a.Language, d.Language}, "credit_line": {a.CreditLine, d.CreditLine},
	}
}

// Whatever happens to days, shots and files, what a person has set stays; after an update what was inherited is what the
// day says; and undoing puts back exactly what was there.
func TestInheritanceAlways(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		w, ctx := working(t, db), t.Context()
		rnd := rand.New(rand.NewPCG(3, 4))
		ids := []catalog.AssetID{"a1", "a2", "a3", "a4"}
		byHand := map[catalog.AssetID]map[string]string{}
		for _, id := range ids {
			must(t, db.Assets().Create(ctx, by, asset(string(id), string(id)), false))
			byHand[id] = map[string]string{"title": "Bilde " + string(id)} // what was there before is a person's
		}
		for range 150 {
			day := []string{"d1", "d2"}[rnd.IntN(2)]
			switch id := ids[rnd.IntN(len(ids))]; rnd.IntN(5) {
			case 0:
				w.day(day, func(d *catalog.RecordingDay) { shuffleDay(rnd, d) })
			case 1:
				w.edit(id, catalog.AssetPatch{RecordingDay: new([]string{"", "d1", "d2"}[rnd.IntN(3)])})
			case 2:
				d := got(db.RecordingDays().Get(ctx, day)).or(t)
				if len(d.Shots) > 0 {
					w.edit(id, catalog.AssetPatch{Shot: new(string(d.Shots[rnd.IntN(len(d.Shots))].ID))})
				}
			case 3:
				p := randomPatch(rnd)
				p.RecordingDay = nil
				a := w.edit(id, p)
				now := heirs(a, catalog.RecordingDay{})
				for name, said := range map[string]bool{"title": p.Title != nil, "books": p.Books != nil || p.EditBooks != nil, "presenters": p.Presenters != nil || p.EditPresenters != nil,
					"content_type": p.ContentType != nil, "libraries": p.Libraries != nil || p.EditLibraries != nil, "language": p.Language != nil, "credit_line": p.CreditLine != nil} {
					if said && now[name][0] != "" && now[name][0] != "null" {
						byHand[id][name] = now[name][0]
					} else if said {
						delete(byHand[id], name) // what is cleared may be filled by the next day
					}
				}
			case 4:
				update(t, w, rnd, day, ids)
			}
			for _, id := range ids {
				a := w.asset(id)
				for name, want := range byHand[id] {
					if is := heirs(a, catalog.RecordingDay{})[name][0]; is != want || a.Inherits(name) {
						t.Fatalf("%s of %s is %q, a person said %q; inherited: %v", name, id, is, want, a.Inherited)
					}
				}
			}
		}
	})
}

// update updates the files of a day, looks at them, and sometimes undoes it.
func update(t *testing.T, w work, rnd *rand.Rand, day string, ids []catalog.AssetID) {
	t.Helper()
	ctx := t.Context()
	before := got(w.db.Assets().ByIDs(ctx, ids, everything)).or(t)
	offered := got(w.days.Outdated(ctx, w.admin, day)).or(t)
	out := got(w.days.UpdateFiles(ctx, w.admin, day)).or(t)
	if out.Changed != offered.Total || len(out.Refused) > 0 || (out.Batch == "") != (offered.Total == 0) {
		t.Fatalf("%d were offered, %d changed, refused %v", offered.Total, out.Changed, out.Refused)
	}
	if left := got(w.days.Outdated(ctx, w.admin, day)).or(t); left.Total != 0 {
		t.Fatalf("%d are outdated after an update: %v", left.Total, left.Fields)
	}
	d := got(w.db.RecordingDays().Get(ctx, day)).or(t)
	for _, id := range ids {
		a := w.asset(id)
		for name, v := range heirs(a, d) {
			if a.RecordingDay.ID == day && a.Inherits(name) && v[0] != v[1] {
				t.Fatalf("%s of %s is %q, the day says %q", name, id, v[0], v[1])
			}
		}
	}
	if out.Batch == "" || rnd.IntN(2) == 0 {
		return
	}
	if undone := got(w.assets.UndoBatch(ctx, w.admin, out.Batch)).or(t); undone.Changed != out.Changed {
		t.Fatalf("undone %d of %d: %v", undone.Changed, out.Changed, undone.Refused)
	}
	after := got(w.db.Assets().ByIDs(ctx, ids, everything)).or(t)
	for i := range after {
		after[i].Version, after[i].UpdatedAt = before[i].Version, before[i].UpdatedAt
		if !reflect.DeepEqual(after[i], before[i]) {
			t.Fatalf("got\n%+v\nwant\n%+v", after[i], before[i])
		}
	}
}

func shuffleDay(rnd *rand.Rand, d *catalog.RecordingDay) {
	d.CreditLine = []string{"", "Foto: A", "Foto: B"}[rnd.IntN(3)]
	d.Language = []string{"", "nb", "nn"}[rnd.IntN(3)]
	d.ContentType = []catalog.ContentType{"", catalog.Relations, catalog.ServiceInfo}[rnd.IntN(3)]
	d.Libraries = []catalog.LibraryRef{{ID: "l1"}, {ID: "l2"}}[:rnd.IntN(3)]
	d.Presenters = []catalog.Ref{{ID: "p1"}, {ID: "p2"}}[:rnd.IntN(3)]
	d.Shots = nil
	for i := range rnd.IntN(4) {
		d.Shots = append(d.Shots, catalog.Shot{ID: catalog.ShotID(fmt.Sprint(d.ID, "s", i)), Title: []string{"X", "Y"}[rnd.IntN(2)], Presenter: []string{"", "p1", "p2"}[rnd.IntN(3)],
			Book: []string{"", "b1", "b2"}[rnd.IntN(3)], ContentType: []catalog.ContentType{"", catalog.Literature}[rnd.IntN(2)], Status: "planned"})
	}
}

func TestOffered(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		w, ctx := working(t, db), t.Context()
		w.day("d1", func(d *catalog.RecordingDay) { d.Date, d.Until = "2025-10-20", "2025-10-21" })
		local := func(value string) time.Time { return got(time.Parse(time.RFC3339, value)).or(t) }
		tests := []struct {
			id, at, source string
			want           string // offered, taken, or nothing
		}{
			{"a01", "2025-10-20T00:00:00+02:00", "quicktime", "taken"}, // in UTC the day before
			{"a02", "2025-10-20T23:30:00+02:00", "quicktime", "taken"},
			{"a03", "2025-10-21T23:30:00-05:00", "quicktime", "taken"}, // in UTC the day after
			{"a04", "2025-10-22T00:00:00+02:00", "exif", ""},           // in UTC the last day
			{"a05", "2025-10-19T23:59:59+02:00", "exif", "offered"},
			{"a06", "2025-10-19T00:00:00+02:00", "exif", "offered"}, // in UTC two days before
			{"a07", "2025-10-18T23:30:00+02:00", "exif", ""},
			{"a08", "2025-10-19T22:30:00Z", "mvhd", "taken"}, // half past midnight on the wall
			{"a09", "2025-10-21T21:59:59Z", "mvhd", "taken"},
			{"a10", "2025-10-21T22:00:00Z", "mvhd", ""},
			{"a11", "2025-10-18T22:00:00Z", "mvhd", "offered"},
			{"a12", "2025-10-18T21:59:59Z", "mvhd", ""},
			{"a13", "2025-10-20T12:00:00+14:00", "exif", "taken"},
			{"a14", "2025-10-21T23:59:00-12:00", "exif", "taken"},
			{"a15", "2025-10-19T23:30:00Z", "exif", "offered"}, // a zone that is UTC's own
		}
		for _, test := range tests {
			a := asset(test.id, test.id)
			a.RecordedAt, a.RecordedAtSource = local(test.at), test.source
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		binned, taken := asset("b1", "b1"), asset("b2", "b2")
		binned.RecordedAt, binned.BinnedAt = local("2025-10-20T12:00:00+02:00"), at()
		taken.RecordedAt, taken.RecordingDay.ID = local("2025-10-20T12:00:00+02:00"), "d2"
		must(t, db.Assets().Create(ctx, by, binned, false))
		must(t, db.Assets().Create(ctx, by, taken, false))

		is := map[string]string{}
		offers := got(w.days.Offered(ctx, w.admin, "d1")).or(t)
		for _, o := range offers {
			if is[string(o.Asset.ID)] = "offered"; o.Taken {
				is[string(o.Asset.ID)] = "taken"
			}
		}
		for _, test := range tests {
			if is[test.id] != test.want {
				t.Errorf("%s %s: got %q, want %q", test.at, test.source, is[test.id], test.want)
			}
			delete(is, test.id)
		}
		if len(is) > 0 {
			t.Errorf("offered too: %v", is)
		}
		if !slices.IsSortedFunc(offers, func(a, b catalog.OfferedFile) int { return a.Asset.RecordedAt.Compare(b.Asset.RecordedAt) }) {
			t.Error("they are not in the order of time")
		}
		bound := catalog.Actor{Kind: catalog.Person, ID: "u2", Role: catalog.Contributor, Library: "l2"}
		if offers := got(w.days.Offered(ctx, bound, "d1")).or(t); len(offers) != 0 {
			t.Errorf("%d files were offered to somebody who may not edit them", len(offers))
		}
	})
}
