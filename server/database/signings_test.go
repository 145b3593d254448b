package database_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// signing is what one person signs by the invitation i1 to the day d1.
func signing(n int, key string) catalog.NewSigning {
	id, now := fmt.Sprintf("c%d", n), stored(at())
	p := catalog.PersonShown{Entry: entry(fmt.Sprintf("n%d", n)), DisplayName: fmt.Sprintf("Ola %d", n), Category: catalog.CategoryAdult, Library: catalog.Ref{ID: "l1"}}
	return catalog.NewSigning{By: "guest:i1", Person: &p, Day: "d1",
		Consent: catalog.Consent{Entry: entry(id), Person: catalog.Ref{ID: p.ID}, Category: catalog.CategoryAdult, Basis: catalog.BasisConsent, LegalBasis: catalog.LegalConsent,
			TextVersion: "2026-11", Language: "nb", Given: catalog.GivenQR, RecordedBy: "guest:i1",
			Permission: catalog.Permission{Consent: catalog.ConsentID(id), Day: "d1", Library: "l1", Channels: []catalog.Channel{catalog.Website}, GivenAt: now, ValidFrom: now, ValidUntil: now.AddDate(5, 0, 0)}},
		Signed: catalog.Signed{Consent: catalog.ConsentID(id), KeyHash: key, Invitation: "i1", Places: catalog.TextPlaces{Library: "Sandnes", Years: 5}, SignedName: "Ola", Signature: []byte{1}},
		Link:   catalog.ConsentLink{ID: catalog.ConsentLinkID("k" + id), Hash: "hash-" + id, Consent: catalog.ConsentID(id), CreatedAt: now, CreatedBy: "guest:i1"},
		Letter: &catalog.Letter{ID: catalog.LetterID("m" + id), Kind: catalog.LetterCopy, To: "ola@example.org", Language: "nb", Link: catalog.ConsentLinkID("k" + id), DueAt: now}}
}

func TestSignings(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, store := t.Context(), db.Signings()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		first := signing(1, "key")
		link := got(store.Sign(ctx, first)).or(t)
		same(t, link, first.Link)
		again := signing(2, "key")
		same(t, got(store.Sign(ctx, again)).or(t), first.Link)
		day := got(db.RecordingDays().Get(ctx, "d1")).or(t)
		if len(day.People) != 1 || day.People[0].Person != "n1" || day.Version != 2 {
			t.Errorf("people of the day: %+v, version %d", day.People, day.Version)
		}
		if page := got(db.Consents().List(ctx, catalog.ConsentFilter{Day: "d1", Now: at()})).or(t); len(page.Items) != 1 {
			t.Errorf("%d consents, want 1", len(page.Items))
		}
		same(t, got(store.Signed(ctx, "c1")).or(t), first.Signed)
		same(t, got(store.Drawings(ctx, 5)).or(t), []catalog.Signed{first.Signed})
		must(t, store.Drawn(ctx, "c1"))
		if left := got(store.Drawings(ctx, 5)).or(t); len(left) != 0 {
			t.Errorf("drawings are left: %v", left)
		}
		same(t, got(store.Link(ctx, "hash-c1")).or(t), first.Link)
		_, err := store.Link(ctx, "none")
		wantCode(t, err, catalog.NotFound)
		lines := got(db.Audit().Audit(ctx, catalog.AuditFilter{Person: "n1"})).or(t).Items
		if len(lines) != 1 || lines[0].Action != catalog.AuditConsentAdded || lines[0].Actor != "guest:i1" {
			t.Errorf("audit: %+v", lines)
		}
	})
}

// TestADrawingIsStoredOnce: of two nodes that move a signature at once, one stores it.
func TestADrawingIsStoredOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		got(db.Signings().Sign(ctx, signing(1, "key"))).or(t)
		store := func(id catalog.DocumentID) error {
			must(t, db.Documents().Expect(ctx, id, at()))
			return db.Documents().Create(ctx, "guest:i1", catalog.Document{ID: id, Consent: "c1", Purpose: catalog.DocumentSignature, FileName: "signature.png", MediaType: "image/png", AddedAt: at()})
		}
		must(t, store("o1"))
		wantCode(t, store("o2"), catalog.Stale)
		if left := got(db.Signings().Drawings(ctx, 5)).or(t); len(left) != 0 {
			t.Errorf("%d drawings are left", len(left))
		}
		if c := got(db.Consents().Get(ctx, "c1")).or(t); len(c.Documents) != 1 {
			t.Errorf("%d documents, want 1", len(c.Documents))
		}
	})
}

func TestSigningsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		i := invitation("i1")
		i.MaxFiles, i.Files = 3, 3 // files do not take the room of signatures
		must(t, db.Invitations().Create(ctx, i))
		var wait sync.WaitGroup
		errs := make([]error, 12)
		for n := range errs {
			wait.Go(func() { _, errs[n] = db.Signings().Sign(ctx, signing(n, fmt.Sprintf("key%d", n/2))) })
		}
		wait.Wait()
		page := got(db.Consents().List(ctx, catalog.ConsentFilter{Day: "d1", Now: at()})).or(t)
		day := got(db.RecordingDays().Get(ctx, "d1")).or(t)
		if len(page.Items) != 3 || len(day.People) != 3 {
			t.Errorf("%d consents and %d people, want 3 of each", len(page.Items), len(day.People))
		}
		for _, err := range errs {
			if err != nil {
				wantCode(t, err, catalog.Conflict)
			}
		}
		must(t, db.Invitations().Revoke(ctx, by, "i1", at()))
		_, err := db.Signings().Sign(ctx, signing(20, "late"))
		wantCode(t, err, catalog.Withheld)
	})
}

func TestRenewedSignings(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, store := t.Context(), db.Signings()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		first := signing(1, "key")
		first.Letter = nil
		got(store.Sign(ctx, first)).or(t)
		asked := catalog.ConsentLink{ID: "ka", Hash: "hash-a", Consent: "c1", CreatedAt: stored(at()), CreatedBy: by, AskedAt: stored(at())}
		must(t, store.Ask(ctx, asked, &catalog.Letter{ID: "ma", Kind: catalog.LetterRenewal, To: "ola@example.org", Language: "nn", Link: "ka", DueAt: stored(at())}))
		if times := got(store.Asked(ctx, []catalog.ConsentID{"c1", "none"})).or(t); len(times) != 1 || !times["c1"].Equal(asked.AskedAt) {
			t.Errorf("asked: %v", times)
		}
		next := signing(2, "key2")
		next.Person, next.Consent.Person.ID, next.Signed.Renews, next.Signed.Invitation, next.Link, next.Letter = nil, "n1", "c1", "", asked, nil
		next.Consent.GivenAt = stored(at().Add(time.Hour))
		next.Consent.ValidUntil = next.Consent.GivenAt.AddDate(5, 0, 0)
		got(store.Sign(ctx, next)).or(t)
		for _, hash := range []string{"hash-a", "hash-c1"} {
			if l := got(store.Link(ctx, hash)).or(t); l.Consent != "c2" || l.Asked() {
				t.Errorf("%s leads to %s, asked %v", hash, l.Consent, l.Asked())
			}
		}
	})
}

func TestEndings(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, store := t.Context(), db.Endings()
		registers(t, db)
		must(t, db.Invitations().Create(ctx, invitation("i1")))
		for n, days := range []int{0, 5, 20, 80, 200} {
			one := signing(n, fmt.Sprintf("key%d", n))
			one.Letter, one.Consent.ValidUntil = nil, stored(at().AddDate(0, 0, days).Add(-time.Hour))
			got(db.Signings().Sign(ctx, one)).or(t)
		}
		renewed := signing(9, "key9")
		renewed.Person, renewed.Letter, renewed.Consent.Person.ID, renewed.Consent.GivenAt = nil, nil, "n1", stored(at().Add(time.Minute))
		got(db.Signings().Sign(ctx, renewed)).or(t)
		ends := func(days int) (out []catalog.ConsentID) {
			until := at().AddDate(0, 0, days)
			if listed, n := got(store.Ending(ctx, "l1", at(), until, 10)).or(t), got(store.CountEnding(ctx, "l1", "", at(), until)).or(t); n != len(listed) {
				t.Errorf("%d days: counts %d of %d", days, n, len(listed))
			}
			for _, c := range got(store.Ending(ctx, "l1", at(), until, 10)).or(t) {
				out = append(out, c.Consent)
			}
			return out
		}
		same(t, ends(90), []catalog.ConsentID{"c2", "c3"}) // c1 is renewed, c0 has ended
		same(t, ends(7), []catalog.ConsentID(nil))
		unwarned := func(days int) map[catalog.ConsentID]catalog.LibraryID {
			return got(store.Unwarned(ctx, at(), at().AddDate(0, 0, days), days, 10)).or(t)
		}
		same(t, unwarned(30), map[catalog.ConsentID]catalog.LibraryID{"c2": "l1"})
		letter := catalog.Letter{ID: "m1", Kind: catalog.LetterEnding, To: "kari@example.org", Language: "nb", Count: 1, Days: 30, DueAt: stored(at())}
		must(t, store.Warn(ctx, []catalog.ConsentID{"c2"}, 30, at(), []catalog.Letter{letter}))
		same(t, unwarned(30), map[catalog.ConsentID]catalog.LibraryID{})
		same(t, unwarned(90), map[catalog.ConsentID]catalog.LibraryID{"c3": "l1"})
		again := letter
		again.ID = "m2"
		must(t, store.Warn(ctx, []catalog.ConsentID{"c3", "c2"}, 30, at(), []catalog.Letter{again})) // by another node, which did not see it
		same(t, unwarned(90), map[catalog.ConsentID]catalog.LibraryID{"c3": "l1"})
		same(t, got(db.Letters().Due(ctx, at(), 10)).or(t), []catalog.Letter{letter})
		remind := func(at time.Time) {
			got(db.Consents().Update(ctx, by, catalog.AuditConsentChanged, "c4", func(c *catalog.Consent) error { c.RemindAt, c.Version = at, c.Version+1; return nil })).or(t)
		}
		unreminded := func(now time.Time) map[catalog.ConsentID]catalog.LibraryID {
			return got(store.Unreminded(ctx, now, 10)).or(t)
		}
		remind(at().Add(time.Second))
		same(t, ends(7), []catalog.ConsentID(nil))
		remind(at().Add(-time.Second)) // of c4, which ends in 200 days
		same(t, ends(7), []catalog.ConsentID{"c4"})
		same(t, unreminded(at()), map[catalog.ConsentID]catalog.LibraryID{"c4": "l1"})
		must(t, store.Warn(ctx, []catalog.ConsentID{"c4"}, 0, at(), nil))
		same(t, unreminded(at()), map[catalog.ConsentID]catalog.LibraryID{})
		same(t, unwarned(200)["c4"], catalog.LibraryID("l1")) // a reminder is no warning of the end
		remind(at().Add(time.Hour))                           // once more, on another day
		same(t, unreminded(at().Add(2*time.Hour)), map[catalog.ConsentID]catalog.LibraryID{"c4": "l1"})
		must(t, store.Warn(ctx, []catalog.ConsentID{"c4"}, 0, at().Add(2*time.Hour), nil))
		must(t, store.Warn(ctx, []catalog.ConsentID{"c4"}, 0, at().Add(2*time.Hour), []catalog.Letter{again}))
		same(t, unreminded(at().Add(2*time.Hour)), map[catalog.ConsentID]catalog.LibraryID{})
		same(t, got(store.Contacts(ctx, []catalog.PersonID{"n1", "n2"})).or(t), map[catalog.PersonID]string{})
		must(t, db.Letters().Later(ctx, "m1", at().Add(time.Hour)))
		same(t, got(db.Letters().Due(ctx, at(), 10)).or(t), []catalog.Letter{})
		if due := got(db.Letters().Due(ctx, at().Add(2*time.Hour), 10)).or(t); len(due) != 1 || due[0].Tries != 1 {
			t.Errorf("due later: %+v", due)
		}
		must(t, db.Letters().Done(ctx, "m1"))
		same(t, got(db.Letters().Due(ctx, at().Add(2*time.Hour), 10)).or(t), []catalog.Letter{})
	})
}
