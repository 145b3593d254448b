package database_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// history is a log that is written at random, with what is remembered of it beside.
type history struct {
	*posted
	r     *rand.Rand
	kept  map[string]catalog.Post
	zone  *time.Location
	books *catalog.Reports
}

func newHistory(t *testing.T, db *database.Database, seed uint64) *history {
	h := &history{posted: newPosted(t, db), r: rand.New(rand.NewPCG(seed, 7)), kept: map[string]catalog.Post{}, zone: time.UTC}
	h.now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	h.books = catalog.NewReports(db.Reports(), db.Assets(), h.zone, func() time.Time { return h.now })
	ctx := t.Context()
	for _, l := range []string{"l1", "l2"} {
		e := catalog.Entry{ID: l, Version: 1, CreatedAt: h.now, UpdatedAt: h.now}
		must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: e, Slug: l, Name: l}))
		e.ID = "at-" + l
		must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: e, Name: "@" + l, Channel: catalog.Facebook, Library: catalog.Ref{ID: l}}))
		e.ID = "p-" + l
		must(t, db.Presenters().Create(ctx, by, catalog.Presenter{Entry: e, Name: "P " + l}))
	}
	for i, id := range []catalog.AssetID{"a1", "a2"} {
		l := fmt.Sprintf("l%d", i+1)
		_, err := db.Assets().Update(ctx, by, id, func(a *catalog.Asset) error {
			a.Libraries, a.Presenters = []catalog.LibraryRef{{ID: catalog.LibraryID(l)}}, []catalog.Ref{{ID: "p-" + l}}
			return nil
		})
		must(t, err)
	}
	return h
}

func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// step writes down, changes, notes or removes a post.
func (h *history) step() {
	ctx, admin := h.t.Context(), catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.CountyEditor}
	ids := make([]string, 0, len(h.kept))
	for id := range h.kept {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) == 0 || h.r.IntN(3) == 0 {
		p := catalog.Post{Account: catalog.Ref{ID: one(h.r, "insta", "at-l1", "at-l2")}, PostedAt: h.now.Add(-time.Duration(h.r.IntN(900*24)) * time.Hour),
			ContentType: one(h.r, catalog.Literature, catalog.Relations, catalog.ServiceInfo), Language: one(h.r, "nb", "nn", "")}
		for _, a := range [][]catalog.AssetID{{"a1"}, {"a2"}, {"a3"}, {"a1", "a2"}}[h.r.IntN(4)] {
			p.Assets = append(p.Assets, catalog.PostedAsset{ID: a})
		}
		p = got(h.posts.Add(ctx, admin, p)).or(h.t)
		h.kept[p.ID] = p
		return
	}
	id := one(h.r, ids...)
	switch h.r.IntN(4) {
	case 0:
		must(h.t, h.posts.Remove(ctx, admin, catalog.PostID(id)))
		delete(h.kept, id)
	case 1:
		h.kept[id] = got(h.posts.Edit(ctx, admin, catalog.PostID(id), 0, func(p *catalog.Post) { p.Language, p.ContentType = one(h.r, "nb", "nn"), catalog.Literature })).or(h.t)
	default:
		r := catalog.Response{At: h.kept[id].PostedAt.Add(time.Duration(h.r.IntN(40*24)) * time.Hour)}
		if r.At.After(h.now) {
			return
		}
		r.Set(one(h.r, catalog.Measures()...), h.r.IntN(1000))
		h.kept[id] = got(h.posts.Note(ctx, admin, catalog.PostID(id), r)).or(h.t)
	}
}

// TestLogIsRecounted: over histories at random, every number of every report is what counting by hand gives.
func TestLogIsRecounted(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		h := newHistory(t, db, 20261129)
		for i := range 120 {
			if h.step(); i%30 == 29 {
				h.recountResponse()
				h.recountLanguages()
				h.recountReuse()
			}
		}
		if len(h.kept) < 10 {
			t.Fatalf("%d posts are too few to count", len(h.kept))
		}
	})
}

// newestOf is the number of the newest response, found anew.
func newestOf(p catalog.Post, m catalog.Measure) (int, bool) {
	var newest *catalog.Response
	for i, r := range p.Responses {
		if newest == nil || r.At.After(newest.At) {
			newest = &p.Responses[i]
		}
	}
	if newest == nil {
		return 0, false
	}
	n := map[catalog.Measure]*int{catalog.MeasureViews: newest.Views, catalog.MeasureReach: newest.Reach, catalog.MeasureLikes: newest.Likes,
		catalog.MeasureComments: newest.Comments, catalog.MeasureShares: newest.Shares, catalog.MeasureSaves: newest.Saves}[m]
	if n == nil {
		return 0, false
	}
	return *n, true
}

func (h *history) recountResponse() {
	presenters := map[catalog.AssetID]string{"a1": "p-l1", "a2": "p-l2"}
	for _, m := range catalog.Measures() {
		report := got(h.books.Compare(h.t.Context(), officer, catalog.PostFilter{}, catalog.ReportPresenter, m, catalog.MarkNewest)).or(h.t)
		posts, sums := map[string]int{}, map[string]int{}
		for _, p := range h.kept {
			groups := map[string]bool{}
			for _, a := range p.Assets {
				if who := presenters[a.ID]; who != "" {
					groups[who] = true
				}
			}
			if len(groups) == 0 {
				groups[""] = true
			}
			n, _ := newestOf(p, m)
			for g := range groups {
				posts[g], sums[g] = posts[g]+1, sums[g]+n
			}
		}
		if len(report.Groups) != len(posts) || report.Posts != len(h.kept) {
			h.t.Fatalf("%s: %d groups of %d posts, want %d of %d", m, len(report.Groups), report.Posts, len(posts), len(h.kept))
		}
		for _, g := range report.Groups {
			if g.Posts != posts[g.Of.ID] || g.Sum != sums[g.Of.ID] {
				h.t.Errorf("%s by %s: %d posts, sum %d; want %d, %d", m, g.Of.ID, g.Posts, g.Sum, posts[g.Of.ID], sums[g.Of.ID])
			}
		}
	}
}

func (h *history) recountLanguages() {
	want := map[string]int{}
	for _, p := range h.kept {
		want[fmt.Sprint(p.PostedAt.In(h.zone).Year(), p.Language)]++
	}
	have := map[string]int{}
	for _, y := range got(h.books.Languages(h.t.Context(), officer, catalog.PostFilter{})).or(h.t) {
		for language, n := range y.Posts {
			have[fmt.Sprint(y.Year, language)] = n
		}
	}
	if fmt.Sprint(have) != fmt.Sprint(want) {
		h.t.Errorf("languages %v, want %v", have, want)
	}
}

func (h *history) recountReuse() {
	owner := map[catalog.AssetID]string{"a1": "l1", "a2": "l2"}
	var want []string
	for _, p := range h.kept {
		for _, a := range p.Assets {
			if of := owner[a.ID]; of != "" && p.Account.ID != "at-"+of {
				want = append(want, fmt.Sprintf("%s %s %s", p.ID, a.ID, of))
			}
		}
	}
	var have []string
	sums, f := 0, catalog.ReuseFilter{ListFilter: catalog.ListFilter{Limit: 3}}
	for {
		page := got(h.books.Reuses(h.t.Context(), officer, f)).or(h.t)
		for _, u := range page.Items {
			have = append(have, fmt.Sprintf("%s %s %s", u.Used, u.Asset, u.Source.ID))
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	for _, s := range got(h.books.ReuseSums(h.t.Context(), officer, catalog.ReuseFilter{})).or(h.t) {
		sums += s.Uses
	}
	slices.Sort(have)
	slices.Sort(want)
	if slices.Compare(have, want) != 0 || sums != len(want) {
		h.t.Errorf("reuse: %d of %d, sum %d", len(have), len(want), sums)
	}
}

// TestReceivedAndDue: the ranking gets the newest numbers of the newest post, and what is due comes and goes.
func TestReceivedAndDue(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		h := newHistory(t, db, 1)
		ctx := t.Context()
		p := h.post("a1", "a3")
		start := h.now
		for _, test := range []struct {
			after time.Duration
			want  string
		}{{time.Hour, "[answer]"}, {49 * time.Hour, "[answer response_48h outcome]"}, {15 * 24 * time.Hour, "[]"}, {31 * 24 * time.Hour, "[response_30d outcome]"}, {91 * 24 * time.Hour, "[]"}} {
			h.now = start.Add(test.after)
			var have []catalog.Chore
			for _, f := range got(h.posts.FollowUps(ctx, poster, false)).or(t) {
				for _, c := range f.Chores {
					have = append(have, c.Chore)
				}
			}
			if fmt.Sprint(have) != test.want {
				t.Errorf("after %s: %v, want %s", test.after, have, test.want)
			}
		}
		for i, views := range []int{10, 20} {
			r := catalog.Response{At: start.Add(time.Duration(i+1) * time.Hour)}
			r.Set(catalog.MeasureViews, views)
			got(h.posts.Note(ctx, poster, catalog.PostID(p.ID), r)).or(t)
		}
		received := got(db.Posts().Received(ctx, []catalog.AssetID{"a1", "a2"})).or(t)
		if n, _ := received["a1"].Response.Number(catalog.MeasureViews); n != 20 || len(received) != 1 || string(received["a1"].Post) != p.ID {
			t.Errorf("received: %+v", received)
		}
	})
}
