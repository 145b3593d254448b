package database_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
	books *catalog.Reports
	// What assets are described with now, and whose they were when they were posted, by "post asset". What was merged is
	// something else by now.
	presenters, libraries map[catalog.AssetID][]string
	series                map[catalog.AssetID]string
	sources               map[string][]string
	merged                map[string]string
	homes                 map[string]string // of accounts
	thanked               map[string]bool   // by "post asset library"
}

func newHistory(t *testing.T, db *database.Database, seed uint64) *history {
	h := &history{posted: newPosted(t, db), r: rand.New(rand.NewPCG(seed, 7)), kept: map[string]catalog.Post{}, presenters: map[catalog.AssetID][]string{},
		libraries: map[catalog.AssetID][]string{}, series: map[catalog.AssetID]string{}, sources: map[string][]string{}, merged: map[string]string{}, thanked: map[string]bool{}, homes: map[string]string{"insta": ""}}
	h.now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	h.books = catalog.NewReports(db.Reports(), db.Assets(), time.UTC, func() time.Time { return h.now })
	ctx := t.Context()
	entry := func(id string) catalog.Entry {
		return catalog.Entry{ID: id, Version: 1, CreatedAt: h.now, UpdatedAt: h.now}
	}
	must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry("county"), Slug: "county", Name: "Fylket"}))
	for _, l := range []string{"l1", "l2", "l3"} {
		h.homes["at-"+l] = l
		must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry(l), Slug: l, Name: l, Parent: catalog.Ref{ID: "county"}}))
		must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry("at-" + l), Name: "@" + l, Channel: catalog.Facebook, Library: catalog.Ref{ID: l}}))
		must(t, db.Presenters().Create(ctx, by, catalog.Presenter{Entry: entry("p-" + l), Name: "P " + l}))
		must(t, db.Series().Create(ctx, by, catalog.Series{Entry: entry("s-" + l), Name: "S " + l}))
	}
	h.describe("a1", "l1", "l3")
	h.describe("a2", "l2")
	h.describe("a3", "county", "l2")
	return h
}

func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// is what something has become by now.
func (h *history) is(id string) string { return cmp.Or(h.merged[id], id) }

// describe gives an asset libraries, with their presenters and the series of the last.
func (h *history) describe(id catalog.AssetID, libraries ...string) {
	h.presenters[id], h.series[id], h.libraries[id] = nil, "", libraries
	_, err := h.db.Assets().Update(h.t.Context(), by, id, func(a *catalog.Asset) error {
		a.Libraries, a.Presenters, a.Series = nil, nil, catalog.Ref{}
		for _, l := range libraries {
			a.Libraries = append(a.Libraries, catalog.LibraryRef{ID: catalog.LibraryID(h.is(l))})
			if l != "county" && !slices.Contains(h.presenters[id], "p-"+l) {
				a.Presenters, a.Series = append(a.Presenters, catalog.Ref{ID: h.is("p-" + l)}), catalog.Ref{ID: h.is("s-" + l)}
				h.presenters[id], h.series[id] = append(h.presenters[id], "p-"+l), "s-"+l
			}
		}
		return nil
	})
	must(h.t, err)
}

// upset changes what posts are about: what assets are described with, what was merged, what is withheld, and what is gone.
func (h *history) upset(round int) {
	ctx := h.t.Context()
	switch round {
	case 0:
		h.describe("a2", "l3", "l2")
	case 1:
		h.merged["p-l3"], h.merged["s-l3"], h.merged["l3"] = "p-l1", "s-l2", "l2"
		must(h.t, h.db.Presenters().Merge(ctx, by, "p-l3", "p-l1", h.now))
		must(h.t, h.db.Series().Merge(ctx, by, "s-l3", "s-l2", h.now))
		must(h.t, h.db.Libraries().Merge(ctx, by, "l3", "l2", h.now))
		for line := range h.thanked {
			h.thanked[strings.Replace(line, " l3", " l2", 1)] = true
		}
	case 2:
		got(h.consents.Withdraw(ctx, officer, h.agree("").Consent, "")).or(h.t)
	case 3:
		_, err := h.db.Assets().Update(ctx, by, "a3", func(a *catalog.Asset) error { a.BinnedAt = h.now; return nil })
		must(h.t, err)
		must(h.t, h.db.Assets().Delete(ctx, by, "a3"))
		h.presenters["a3"], h.series["a3"] = nil, ""
	}
}

// step writes down, changes, notes or removes a post.
func (h *history) step(assets ...catalog.AssetID) {
	ctx, admin := h.t.Context(), catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.CountyEditor}
	ids := make([]string, 0, len(h.kept))
	for id := range h.kept {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) == 0 || h.r.IntN(3) == 0 {
		p := catalog.Post{Account: catalog.Ref{ID: one(h.r, "insta", "at-l1", "at-l2", "at-l3")}, PostedAt: h.now.Add(-time.Duration(h.r.IntN(one(h.r, 900, 90, 20)*24)) * time.Hour),
			ContentType: one(h.r, catalog.Literature, catalog.Relations, catalog.ServiceInfo), Language: one(h.r, "nb", "nn", ""), Format: one(h.r, "", "square", "story"), Outcome: one(h.r, "", "Ni nye")}
		h.r.Shuffle(len(assets), func(i, j int) { assets[i], assets[j] = assets[j], assets[i] })
		for _, a := range assets[:1+h.r.IntN(len(assets))] {
			p.Assets = append(p.Assets, catalog.PostedAsset{ID: a})
		}
		p = got(h.posts.Add(ctx, admin, p)).or(h.t)
		h.kept[p.ID] = p
		for _, a := range p.Assets {
			h.sources[p.ID+" "+string(a.ID)] = h.libraries[a.ID]
		}
		return
	}
	id := one(h.r, ids...)
	switch h.r.IntN(6) {
	case 0:
		err := h.posts.Remove(ctx, admin, catalog.PostID(id))
		if catalog.Is(err, catalog.Conflict) { // it is to be taken down
			return
		}
		must(h.t, err)
		delete(h.kept, id)
	case 1:
		h.kept[id] = got(h.posts.Edit(ctx, admin, catalog.PostID(id), 0, func(p *catalog.Post) {
			p.Language, p.ContentType, p.AnsweredAt = one(h.r, "nb", "nn"), catalog.Literature, h.now
		})).or(h.t)
	default:
		r := catalog.Response{At: h.kept[id].PostedAt.Add(time.Duration(h.r.IntN(40*24)) * time.Hour)}
		if r.At.After(h.now) {
			return
		}
		for range 3 {
			r.Set(one(h.r, catalog.Measures()...), h.r.IntN(1000))
		}
		h.kept[id] = got(h.posts.Note(ctx, admin, catalog.PostID(id), r)).or(h.t)
	}
}

// TestLogIsRecounted: over histories at random, every number of every report is what counting by hand gives.
func TestLogIsRecounted(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		h := newHistory(t, db, seed)
		assets := []catalog.AssetID{"a1", "a2", "a3"}
		for round := range 5 {
			if round == 3 {
				assets = assets[:0]
				assets = append(assets, "a1", "a2") // the third one goes
			}
			for range 30 {
				h.step(assets...)
			}
			h.recountResponse()
			h.recountLanguages()
			h.recountReuse()
			h.recountFollowUps()
			h.upset(round)
		}
		h.recountResponse()
		h.recountReuse()
		if len(h.kept) < 5 {
			t.Fatalf("%d posts are too few to count", len(h.kept))
		}
	})
}

// number is the number of a post at a mark, found anew.
func number(p catalog.Post, m catalog.Measure, at catalog.Mark) (int, bool) {
	all := slices.SortedFunc(slices.Values(p.Responses), func(a, b catalog.Response) int { return a.At.Compare(b.At) })
	all = slices.DeleteFunc(all, func(r catalog.Response) bool {
		days := r.At.Sub(p.PostedAt).Hours() / 24
		return at == catalog.Mark48Hours && (days < 1.5 || days >= 14) || at == catalog.Mark30Days && days < 25
	})
	if len(all) == 0 {
		return 0, false
	}
	r := all[0]
	if at == catalog.MarkNewest {
		r = all[len(all)-1]
	}
	parts := map[catalog.Measure][]*int{catalog.MeasureViews: {r.Views}, catalog.MeasureReach: {r.Reach}, catalog.MeasureLikes: {r.Likes}, catalog.MeasureComments: {r.Comments},
		catalog.MeasureShares: {r.Shares}, catalog.MeasureSaves: {r.Saves}, catalog.MeasureInteractions: {r.Likes, r.Comments, r.Shares, r.Saves}}[m]
	n, known := 0, false
	for _, part := range parts {
		if part != nil {
			n, known = n+*part, true
		}
	}
	return n, known
}

// groups are what a post is in a dimension.
func (h *history) groups(p catalog.Post, d catalog.Dimension) []string {
	var out []string
	for _, a := range p.Assets {
		switch d {
		case catalog.ReportPresenter:
			for _, id := range h.presenters[a.ID] {
				out = append(out, h.is(id))
			}
		case catalog.ReportSeries:
			if id := h.series[a.ID]; id != "" {
				out = append(out, h.is(id))
			}
		}
	}
	switch slices.Sort(out); d {
	case catalog.ReportAccount:
		return []string{p.Account.ID}
	case catalog.ReportContentType:
		return []string{string(p.ContentType)}
	case catalog.ReportFormat:
		return []string{p.Format}
	case catalog.ReportLanguage:
		return []string{p.Language}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return slices.Compact(out)
}

func (h *history) recountResponse() {
	for _, d := range catalog.Dimensions() {
		for _, m := range []catalog.Measure{catalog.MeasureInteractions, one(h.r, catalog.Measures()...), one(h.r, catalog.Measures()...)} {
			for _, at := range catalog.Marks() {
				f := one(h.r, catalog.PostFilter{}, catalog.PostFilter{Account: "at-l2"}, catalog.PostFilter{From: h.now.AddDate(0, 0, -h.r.IntN(60))})
				report := got(h.books.Compare(h.t.Context(), officer, f, d, m, at)).or(h.t)
				posts, values, known, asked := map[string]int{}, map[string][]int{}, 0, 0
				for _, p := range h.kept {
					if f.Account != "" && p.Account.ID != f.Account || p.PostedAt.Before(f.From) {
						continue
					}
					asked++
					n, ok := number(p, m, at)
					if ok {
						known++
					}
					for _, g := range h.groups(p, d) {
						if posts[g]++; ok {
							values[g] = append(values[g], n)
						}
					}
				}
				if len(report.Groups) != len(posts) || report.Posts != asked || report.Known != known {
					h.t.Fatalf("%s by %s, %s: %d groups of %d posts, %d known, want %d of %d, %d", m, d, at, len(report.Groups), report.Posts, report.Known, len(posts), asked, known)
				}
				for _, g := range report.Groups {
					want := values[g.Of.ID]
					slices.Sort(want)
					sum, median, highest := 0, 0.0, 0
					for _, n := range want {
						sum += n
					}
					if n := len(want); n > 0 {
						highest, median = want[n-1], float64(want[n/2])
						if n%2 == 0 {
							median = (float64(want[n/2-1]) + float64(want[n/2])) / 2
						}
					}
					if g.Posts != posts[g.Of.ID] || !slices.Equal(g.Values, want) || g.Sum != sum || g.Median != median || g.Highest != highest {
						h.t.Errorf("%s by %s %s, %s: %+v, want %d posts, %v", m, d, g.Of.ID, at, g, posts[g.Of.ID], want)
					}
				}
			}
		}
	}
}

func (h *history) recountLanguages() {
	want := map[string]int{}
	for _, p := range h.kept {
		want[fmt.Sprint(p.PostedAt.Year(), p.Language)]++
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
	var want []string
	sums := map[string][2]int{} // uses and thanks
	f := one(h.r, catalog.ReuseFilter{}, catalog.ReuseFilter{Source: catalog.LibraryID(h.is("l3"))}, catalog.ReuseFilter{By: "l1"}, catalog.ReuseFilter{From: h.now.AddDate(0, 0, -60), To: h.now.AddDate(0, 0, -9)})
	for _, p := range h.kept {
		home := h.is(h.homes[p.Account.ID])
		for _, a := range p.Assets {
			var of []string
			for _, l := range h.sources[p.ID+" "+string(a.ID)] {
				of = append(of, h.is(l))
			}
			slices.Sort(of)
			if of = slices.Compact(of); slices.Contains(of, home) || home == "" && slices.Contains(of, "county") {
				continue
			}
			for _, l := range of {
				line := fmt.Sprintf("%s %s %s", p.ID, a.ID, l)
				want = append(want, line)
				if h.r.IntN(9) == 0 {
					must(h.t, h.db.Reports().Thank(h.t.Context(), p.ID, a.ID, catalog.LibraryID(l), h.now))
					h.thanked[line] = true
				}
				if f.Source != "" && l != string(f.Source) || f.By != "" && home != string(f.By) || p.PostedAt.Before(f.From) || !f.To.IsZero() && !p.PostedAt.Before(f.To) {
					continue
				}
				sum := sums[l+" "+home]
				if sum[0]++; h.thanked[line] {
					sum[1]++
				}
				sums[l+" "+home] = sum
			}
		}
	}
	var have []string
	all := catalog.ReuseFilter{ListFilter: catalog.ListFilter{Limit: 3}}
	for {
		page := got(h.books.Reuses(h.t.Context(), officer, all)).or(h.t)
		for _, u := range page.Items {
			have = append(have, fmt.Sprintf("%s %s %s", u.Used, u.Asset, u.Source.ID))
		}
		if all.Cursor = page.Next; all.Cursor == "" {
			break
		}
	}
	for _, s := range got(h.books.ReuseSums(h.t.Context(), officer, f)).or(h.t) {
		if key := string(s.Source.ID) + " " + string(s.By.ID); sums[key] != [2]int{s.Uses, s.Thanks} {
			h.t.Errorf("reuse %q of %+v: %d, thanked for %d, want %d", key, f, s.Uses, s.Thanks, sums[key])
		} else {
			delete(sums, key)
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if slices.Compare(have, want) != 0 || len(sums) != 0 {
		h.t.Errorf("reuse:\n%s\nwant\n%s\nleft %v", strings.Join(have, "\n"), strings.Join(want, "\n"), sums)
	}
}

// recountFollowUps holds what SQL lists and counts against what each post says of itself.
func (h *history) recountFollowUps() {
	admin := catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.CountyEditor}
	var want []string
	for _, p := range h.kept {
		if due := p.Chores(h.now); len(due) > 0 {
			want = append(want, fmt.Sprint(due[0].Deadline.UnixMicro(), " ", p.ID, due))
		}
	}
	slices.Sort(want)
	var have []string
	for _, f := range got(h.posts.FollowUps(h.t.Context(), admin, true)).or(h.t) {
		have = append(have, fmt.Sprint(f.Chores[0].Deadline.UnixMicro(), " ", f.ID, f.Chores))
	}
	if n := got(h.posts.CountFollowUps(h.t.Context(), admin, true)).or(h.t); !slices.Equal(have, want) || n != len(want) {
		h.t.Errorf("follow-ups, %d:\n%s\nwant\n%s", n, strings.Join(have, "\n"), strings.Join(want, "\n"))
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

// TestPlannedFollowsItsPost: a planned post is published with its post, followed up when nothing is left to do of it, and open
// again when it is removed; who only follows up may do that, and no more.
func TestPlannedFollowsItsPost(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		h := newHistory(t, db, 1)
		ctx, admin := t.Context(), catalog.Actor{Kind: catalog.Person, ID: "boss", Role: catalog.CountyEditor}
		must(t, db.Users().Create(ctx, catalog.User{ID: "ola", Email: "ola@example.no", Name: "Ola", Role: catalog.Contributor, Active: true, CreatedAt: h.now}))
		ola := catalog.Actor{Kind: catalog.Person, ID: "ola", Role: catalog.Contributor, Library: "l2"}
		item := catalog.PlanItem{Entry: catalog.Entry{ID: "plan", Version: 1, CreatedAt: h.now, UpdatedAt: h.now}, Account: catalog.Ref{ID: "at-l1"}, Status: catalog.PlanToApprove, PlannedAt: h.now, CreatedBy: by}
		must(t, db.Plan().Create(ctx, by, []catalog.PlanItem{item}))
		status := func(want catalog.PlanStatus, post string) {
			t.Helper()
			if p := got(db.Plan().Get(ctx, "plan")).or(t); p.Status != want || string(p.Post) != post {
				t.Errorf("the planned post is %s with %q, want %s with %q", p.Status, p.Post, want, post)
			}
		}
		post := catalog.Post{Account: catalog.Ref{ID: "at-l1"}, Plan: "plan", Assets: []catalog.PostedAsset{{ID: "a3"}}, PostedAt: h.now.AddDate(0, 0, -31), FollowUp: catalog.Ref{ID: "ola"}}
		_, err := h.posts.Add(ctx, ola, post)
		wantCode(t, err, catalog.Forbidden)
		p := got(h.posts.Add(ctx, admin, post)).or(t)
		status(catalog.PlanPublished, p.ID)
		_, err = h.posts.Add(ctx, admin, post)
		wantCode(t, err, catalog.Conflict)
		post.Plan = "nope"
		_, err = h.posts.Add(ctx, admin, post)
		wantCode(t, err, catalog.Invalid)
		if n := got(h.posts.CountFollowUps(ctx, ola, false)).or(t); n != 1 {
			t.Errorf("who is to follow up is told of %d posts, want 1", n)
		}
		got(h.posts.Edit(ctx, ola, catalog.PostID(p.ID), 0, func(p *catalog.Post) { p.Outcome, p.AnsweredAt = "Fullt hus", h.now })).or(t)
		status(catalog.PlanPublished, p.ID)
		views := 12
		got(h.posts.Note(ctx, ola, catalog.PostID(p.ID), catalog.Response{Views: &views})).or(t)
		status(catalog.PlanFollowed, p.ID)
		got(h.posts.Unnote(ctx, ola, catalog.PostID(p.ID), h.now)).or(t)
		status(catalog.PlanPublished, p.ID)
		wantCode(t, h.posts.Remove(ctx, ola, catalog.PostID(p.ID)), catalog.Forbidden)
		must(t, h.posts.Remove(ctx, admin, catalog.PostID(p.ID)))
		status(catalog.PlanDraft, "")
	})
}
