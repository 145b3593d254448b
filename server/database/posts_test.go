package database_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// posted is a catalogue with somebody who has agreed and is shown on two assets that were posted, one of them twice.
type posted struct {
	t        *testing.T
	db       *database.Database
	posts    *catalog.Posts
	tasks    *catalog.TakeDowns
	consents *catalog.Consents
	next     int
	now      time.Time
}

var officer = catalog.Actor{Kind: catalog.Person, ID: "officer", Role: catalog.PrivacyOfficer}
var poster = catalog.Actor{Kind: catalog.Person, ID: by, Role: catalog.Contributor}

func newPosted(t *testing.T, db *database.Database) *posted {
	p := &posted{t: t, db: db, now: stored(at())}
	clock := func() time.Time { return p.now }
	id := func() string { p.next++; return fmt.Sprintf("id%03d", p.next) }
	p.posts = catalog.NewPosts(db.Posts(), db.Assets(), db.Accounts(), clock, id)
	p.tasks = catalog.NewTakeDowns(db.TakeDowns(), db.ReuseLinks(), catalog.DefaultTakeDownTerms(), time.UTC, clock)
	p.consents = catalog.NewConsents(db.Consents(), db.People(), catalog.DefaultConsentTerms(), time.UTC, clock, id)
	ctx := t.Context()
	entry := catalog.Entry{ID: "insta", Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
	must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry, Name: "@sola", Channel: catalog.Instagram}))
	for _, day := range []string{"d1", "d2"} {
		entry.ID = day
		must(t, db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry, Date: "2025-10-20"}))
	}
	entry.ID = "kari"
	must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry, DisplayName: "Kari", Category: catalog.CategoryAdult}))
	for i, id := range []catalog.AssetID{"a1", "a2", "a3"} {
		a := catalog.Asset{ID: id, Kind: catalog.Photo, State: catalog.Ready, Title: "Bilde " + string(id), PeopleStatus: catalog.PeopleRegistered, CreatedAt: p.now, UpdatedAt: p.now, Version: 1,
			RecordingDay: catalog.Ref{ID: []string{"d1", "d2", "d1"}[i]}, People: []catalog.ShownPerson{{ID: "kari"}}}
		if id == "a3" {
			a.PeopleStatus, a.People = catalog.PeopleNobody, nil
		}
		must(t, db.Assets().Create(ctx, by, a, false))
	}
	return p
}

func (p *posted) agree(day string) catalog.Consent {
	return got(p.consents.Add(p.t.Context(), officer, catalog.Consent{Person: catalog.Ref{ID: "kari"}, Permission: catalog.Permission{Channels: catalog.Channels(), Day: day}})).or(p.t)
}

func (p *posted) post(assets ...catalog.AssetID) catalog.Post { return p.postAs(poster, assets...) }

func (p *posted) postAs(actor catalog.Actor, assets ...catalog.AssetID) catalog.Post {
	post := catalog.Post{Account: catalog.Ref{ID: "insta"}, Permalink: "https://instagram.example/p/1"}
	for _, id := range assets {
		post.Assets = append(post.Assets, catalog.PostedAsset{ID: id})
	}
	return got(p.posts.Add(p.t.Context(), actor, post)).or(p.t)
}

func (p *posted) open() []catalog.TakeDown {
	return got(p.tasks.List(p.t.Context(), officer, catalog.TakeDownFilter{State: catalog.TakeDownOpen})).or(p.t).Items
}

// TestWithdrawalGivesTasks: each post that shows the person becomes a task, once, with its owner, address and deadline.
func TestWithdrawalGivesTasks(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		all, day := p.agree(""), p.agree("d2")
		first, second := p.post("a1", "a3"), p.post("a1", "a2")
		if !first.Assets[0].Cleared() || len(p.open()) != 0 {
			t.Fatalf("before: cleared %v, %d tasks", first.Assets[0].Refused, len(p.open()))
		}
		got(p.consents.Withdraw(t.Context(), officer, day.Permission.Consent, "")).or(t)
		open := p.open()
		if len(open) != 1 || open[0].Asset != "a2" || string(open[0].Post) != second.ID || open[0].Owner != by || open[0].Permalink != second.Permalink ||
			open[0].AssetTitle != "Bilde a2" || open[0].PersonName != "Kari" || !open[0].DueAt.Equal(time.Date(2025, 10, 24, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("a consent for one day: %+v", open)
		}
		for range 2 { // the second time changes nothing
			got(p.consents.Withdraw(t.Context(), officer, all.Permission.Consent, "")).or(t)
			if open = p.open(); len(open) != 3 {
				t.Fatalf("%d tasks, want 3: %+v", len(open), open)
			}
		}
		county := catalog.Actor{Kind: catalog.Person, ID: "county", Role: catalog.CountyEditor}
		left := got(p.tasks.Remaining(t.Context(), officer, catalog.TakeDownFilter{})).or(t)
		if len(left) != 2 || len(left[0].Posts)+len(left[1].Posts) != 3 || left[0].PersonName != "Kari" || !left[0].CachesUntil.Equal(p.now.Add(catalog.CacheTime)) {
			t.Errorf("what can still be seen: %+v", left)
		}
		late := p.postAs(county, "a2", "a3")
		if late.Assets[0].Cleared() || !late.Assets[1].Cleared() || len(p.open()) != 4 {
			t.Errorf("posted although she said no: refused because of %v, %d tasks", late.Assets[0].Refused, len(p.open()))
		}
		if err := p.posts.Remove(t.Context(), county, catalog.PostID(late.ID)); !catalog.Is(err, catalog.Conflict) {
			t.Errorf("a post with a task is removed: %v", err)
		}
	})
}

// questions counts what is asked for the lists of a person who is shown on some files, each handed out and posted.
func questions(t *testing.T, files int) map[string]int64 {
	t.Helper()
	ctx, url := t.Context(), filepath.Join(t.TempDir(), "x.db")
	db := open(t, url)
	n, p := got(db.CountReads(url)).or(t), newPosted(t, db)
	clock, key := func() time.Time { return p.now }, bytes.Repeat([]byte{7}, 32)
	id := func() string { p.next++; return fmt.Sprintf("id%03d", p.next) }
	links := catalog.NewReuseLinks(db.ReuseLinks(), db.Assets(), db.References(), key, clock, id)
	records := catalog.NewRecords(db.Records(), catalog.NewPeople(db.People(), clock, id), p.consents, nil,
		catalog.NewAssets(db.Assets(), db.References(), db.Changes(), nil, nil, clock), db.ReuseLinks(), db.Audit(), clock)
	signings := catalog.NewSignings(catalog.SigningDeps{Store: db.Signings(), Endings: db.Endings(), Days: db.RecordingDays(), Consents: p.consents, ReuseLinks: links,
		Texts: catalog.NewConsentTexts(db.ConsentTexts(), time.UTC, clock), Records: db.Records(), TakeDowns: db.TakeDowns(), Key: key, Mail: true})
	consent := p.agree("")
	must(t, db.Signings().Ask(ctx, catalog.ConsentLink{ID: "own", Hash: catalog.HashSecret("own"), Consent: consent.Consent, CreatedAt: p.now}, nil))
	for range files {
		a := got(db.Assets().Get(ctx, "a1")).or(t)
		a.ID = catalog.AssetID(id())
		must(t, db.Assets().Create(ctx, by, a, false))
		got(links.Issue(ctx, catalog.Actor{Kind: catalog.Person, ID: "county", Role: catalog.CountyEditor}, a.ID, catalog.ReuseLink{Channel: catalog.Website})).or(t)
		p.post(a.ID)
		e := entry(id())
		must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: e, DisplayName: "Ola", Category: catalog.CategoryAdult, Contact: "ola@example.no"}))
		got(p.consents.Add(ctx, officer, catalog.Consent{Person: catalog.Ref{ID: e.ID}, Permission: catalog.Permission{Channels: catalog.Channels(), ValidUntil: p.now.AddDate(0, 0, 5)}})).or(t)
	}
	out := map[string]int64{}
	count := func(what string, length int, err error) {
		if must(t, err); length != files {
			t.Errorf("%s: lists %d, want %d", what, length, files)
		}
		out[what] = n.Swap(0)
	}
	n.Store(0)
	own, err := signings.Own(ctx, "own", "nb")
	count("where somebody is shown", len(own.Shown), err)
	count("where they were posted", len(own.Posted), nil)
	record, err := records.Of(ctx, officer, "kari")
	count("the record", len(record.Posts), err)
	ending, err := signings.Ending(ctx, officer, 7)
	count("what ends", len(ending), err)
	if !ending[0].Email {
		t.Error("nobody can be written to")
	}
	got(p.consents.Withdraw(ctx, officer, consent.Consent, "")).or(t)
	n.Store(0)
	left, err := p.tasks.Remaining(ctx, officer, catalog.TakeDownFilter{})
	count("what can still be seen", len(left)-2, err) // a1 and a2 are not handed out
	for _, one := range left {
		if n := len(one.Links); n > 0 != (one.Asset != "a1" && one.Asset != "a2") {
			t.Errorf("%s has %d links", one.Asset, n)
		}
	}
	return out
}

// TestManyFilesCostNoMoreQuestions: what is listed of a person is asked for at once, however many files and posts there are.
func TestManyFilesCostNoMoreQuestions(t *testing.T) {
	same(t, questions(t, 6), questions(t, 1))
}

// TestErasureTakesNotes: what somebody wrote about taking down may tell of who is erased; it went to all tasks of the asset.
func TestErasureTakesNotes(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, p := t.Context(), newPosted(t, db)
		entry := catalog.Entry{ID: "ola", Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
		must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry, DisplayName: "Ola", Category: catalog.CategoryAdult}))
		_, err := db.Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error {
			a.People = append(a.People, catalog.ShownPerson{ID: "ola"})
			return nil
		})
		must(t, err)
		p.post("a1")
		c := got(p.consents.Add(ctx, officer, catalog.Consent{Person: catalog.Ref{ID: "ola"}, Permission: catalog.Permission{Channels: catalog.Channels()}})).or(t)
		for _, id := range []catalog.ConsentID{p.agree("").Consent, c.Consent} {
			got(p.consents.Withdraw(ctx, officer, id, "")).or(t)
		}
		got(p.tasks.Edit(ctx, officer, p.open()[0].ID, catalog.TakeDownChange{State: catalog.TakeDownRemoved, Note: new("Kari ringte")})).or(t)
		tasks := func() []catalog.TakeDown {
			return got(p.tasks.List(ctx, officer, catalog.TakeDownFilter{})).or(t).Items
		}
		if all := tasks(); len(all) != 2 || all[0].Note == "" || all[1].Note == "" {
			t.Fatalf("before: %+v", all)
		}
		got(db.Records().Erase(ctx, by, "kari", p.now)).or(t)
		for _, task := range tasks() {
			if task.Note != "" {
				t.Errorf("the task of %s still says %q", task.PersonName, task.Note)
			}
		}
	})
}

// TestWithdrawnIsFrozen: an edit of what was withdrawn narrows neither the consent nor the withdrawal.
func TestWithdrawnIsFrozen(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		c := p.agree("")
		got(p.consents.Withdraw(t.Context(), officer, c.Permission.Consent, "")).or(t)
		after := got(p.consents.Edit(t.Context(), officer, c.Permission.Consent, 0, func(c *catalog.Consent) {
			c.Day, c.GivenAt, c.WithdrawnAt, c.Note = "d2", p.now.Add(-time.Hour), time.Time{}, "Ringte"
		})).or(t)
		if after.Day != "" || !after.GivenAt.Equal(c.GivenAt) || !after.Withdrawn() || after.Note != "Ringte" {
			t.Errorf("edited: %+v", after)
		}
		a := got(db.Assets().Get(t.Context(), "a1")).or(t)
		if !a.Withheld() {
			t.Error("the withdrawal no longer reaches the file")
		}
	})
}

// TestNoOldConsentIsNewer: a consent that stands cannot be edited into one that was given after another was taken back.
func TestNoOldConsentIsNewer(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		old, gone := p.agree(""), p.agree("")
		p.now = p.now.Add(time.Hour)
		got(p.consents.Withdraw(t.Context(), officer, gone.Permission.Consent, "")).or(t)
		p.now = p.now.Add(time.Hour)
		_, err := p.consents.Edit(t.Context(), officer, old.Permission.Consent, 0, func(c *catalog.Consent) { c.GivenAt = p.now })
		if !catalog.Is(err, catalog.Invalid) {
			t.Errorf("given after it was recorded: %v", err)
		}
		if a := got(db.Assets().Get(t.Context(), "a1")).or(t); !a.Withheld() {
			t.Error("the withdrawal no longer reaches the file")
		}
	})
}

// TestTakingDown: what is removed is told of the post, closes what else was asked about it, and stands in the audit.
func TestTakingDown(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		c := p.agree("")
		post := p.post("a1", "a2")
		got(p.consents.Withdraw(t.Context(), officer, c.Permission.Consent, "")).or(t)
		task := p.open()[0]
		reader := catalog.Actor{Kind: catalog.Person, ID: "r", Role: catalog.Reader}
		if _, err := p.tasks.Edit(t.Context(), reader, task.ID, catalog.TakeDownChange{State: catalog.TakeDownRemoved}); !catalog.Is(err, catalog.Forbidden) {
			t.Errorf("a reader: %v", err)
		}
		if _, err := p.tasks.Edit(t.Context(), poster, task.ID, catalog.TakeDownChange{State: catalog.TakeDownKept}); !catalog.Is(err, catalog.Invalid) {
			t.Errorf("not removed without a word why: %v", err)
		}
		note := "Arkivert"
		p.now = p.now.Add(time.Hour)
		done := got(p.tasks.Edit(t.Context(), poster, task.ID, catalog.TakeDownChange{State: catalog.TakeDownRemoved, Note: &note})).or(t)
		if done.State != catalog.TakeDownRemoved || done.ClosedBy != by || !done.ClosedAt.Equal(p.now) || done.Note != note {
			t.Errorf("done: %+v", done)
		}
		after := got(p.posts.Get(t.Context(), officer, catalog.PostID(post.ID))).or(t)
		if after.Assets[0].RemovedAt.IsZero() || !after.Assets[1].RemovedAt.IsZero() || len(p.open()) != 1 {
			t.Errorf("the post: %+v, %d open", after.Assets, len(p.open()))
		}
		lines := got(db.Audit().Audit(t.Context(), catalog.AuditFilter{Kind: catalog.KindTakeDown})).or(t).Items
		if len(lines) != 1 || lines[0].Action != catalog.AuditTakenDown || lines[0].Person != "kari" || lines[0].Actor != by {
			t.Errorf("audit: %+v", lines)
		}
		if n := got(p.tasks.Open(t.Context(), poster)).or(t); n != 1 {
			t.Errorf("the poster has %d open tasks, want 1", n)
		}
	})
}

// TestDeletedAssetsAreTakenDownToo: a post may still show what is gone here.
func TestDeletedAssetsAreTakenDownToo(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		c := p.agree("")
		p.post("a1")
		_, err := db.Assets().Update(t.Context(), by, "a1", func(a *catalog.Asset) error { a.BinnedAt = p.now; return nil })
		must(t, err)
		must(t, db.Assets().Delete(t.Context(), by, "a1"))
		got(p.consents.Withdraw(t.Context(), officer, c.Permission.Consent, "")).or(t)
		if open := p.open(); len(open) != 1 || open[0].AssetTitle != "Bilde a1" {
			t.Errorf("tasks: %+v", open)
		}
	})
}

// TestWithdrawalIsAllOrNothing: a transaction that fails at its end leaves neither a withdrawal nor a task.
func TestWithdrawalIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		c := p.agree("")
		p.post("a1")
		ctx, cancel := context.WithCancel(t.Context())
		_, err := db.Consents().Update(ctx, by, catalog.AuditConsentWithdrawn, c.Permission.Consent, func(c *catalog.Consent) error {
			c.WithdrawnAt, c.Version = p.now, c.Version+1
			cancel()
			return nil
		})
		if err == nil {
			t.Fatal("the transaction went through")
		}
		if after := got(db.Consents().Get(t.Context(), c.Permission.Consent)).or(t); after.Withdrawn() || len(p.open()) != 0 {
			t.Errorf("withdrawn %v, %d tasks (%v)", after.Withdrawn(), len(p.open()), errors.Unwrap(err))
		}
	})
}
