package database_test

import (
	"errors"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func user(id, email string) catalog.User {
	return catalog.User{ID: catalog.UserID(id), Email: email, Name: "Navn " + id, Role: catalog.Editor, Active: true, Language: "nn", CreatedAt: stored(at()), Version: 1}
}

func TestUsers(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		want := user("u1", "ase@ha.no")
		want.Library, want.PasswordHash = catalog.Ref{ID: "l2", Name: "Hå folkebibliotek"}, "$argon2id$x"
		must(t, db.Users().Create(ctx, want))
		same(t, got(db.Users().Get(ctx, "u1")).or(t), want)
		same(t, got(db.Users().ByEmail(ctx, "ase@ha.no")).or(t), want)
		_, err := db.Users().ByEmail(ctx, "ASE@ha.no")
		wantCode(t, err, catalog.NotFound)
		err = db.Users().Create(ctx, user("u2", "ase@ha.no"))
		wantCode(t, err, catalog.Conflict)
		var e *catalog.Error
		if errors.As(err, &e); e.Args["value"] != "ase@ha.no" || e.Fields[0].Location != "email" {
			t.Errorf("got %+v", e)
		}
		must(t, db.Users().Create(ctx, user("u2", "kari@ha.no")))
		_, err = db.Users().Update(ctx, "u2", func(u *catalog.User) error { u.Email = "ase@ha.no"; return nil })
		wantCode(t, err, catalog.Conflict)
		updated := got(db.Users().Update(ctx, "u2", func(u *catalog.User) error { u.Active, u.Library.ID = false, "l1"; return nil })).or(t)
		if updated.Active || updated.Library.Name != "Sandnes bibliotek" {
			t.Errorf("got %+v", updated)
		}
		refused := errors.New("no")
		if _, err := db.Users().Update(ctx, "u2", func(*catalog.User) error { return refused }); err != refused {
			t.Errorf("got error %v, want the one of change", err)
		}
		page := got(db.Users().List(ctx, catalog.ListFilter{Limit: 1})).or(t)
		same(t, page.Items, []catalog.User{want})
		page = got(db.Users().List(ctx, catalog.ListFilter{Cursor: page.Next})).or(t)
		same(t, page.Items, []catalog.User{updated})
		page = got(db.Users().List(ctx, catalog.ListFilter{Text: "KARI@"})).or(t)
		same(t, page.Items, []catalog.User{updated})
	})
}

func TestHasAdministrator(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		u := user("u1", "a@b.no")
		must(t, db.Users().Create(ctx, u))
		for _, c := range []struct {
			role   catalog.Role
			hash   string
			active bool
			want   bool
		}{
			{catalog.Editor, "x", true, false}, {catalog.Administrator, "", true, false},
			{catalog.Administrator, "x", false, false}, {catalog.Administrator, "x", true, true},
		} {
			got(db.Users().Update(ctx, "u1", func(u *catalog.User) error {
				u.Role, u.PasswordHash, u.Active = c.role, c.hash, c.active
				return nil
			})).or(t)
			if has := got(db.Users().HasAdministrator(ctx)).or(t); has != c.want {
				t.Errorf("%+v: got %t", c, has)
			}
		}
	})
}

func TestOneTimeLinks(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		users := db.Users()
		must(t, users.Create(ctx, user("u1", "a@b.no")))
		soon := stored(at().Add(time.Hour))
		for _, l := range []catalog.OneTimeLink{{Hash: "h1", User: "u1", ExpiresAt: soon}, {Hash: "h2", User: "u1", ExpiresAt: soon},
			{Hash: "h3", ExpiresAt: soon}, {Hash: "h4", ExpiresAt: soon}} {
			must(t, users.CreateLink(ctx, l))
		}
		wantCode(t, users.CreateLink(ctx, catalog.OneTimeLink{Hash: "h5", User: "none", ExpiresAt: soon}), catalog.NotFound)
		for _, hash := range []string{"h1", "h3", "h5"} {
			_, err := users.Link(ctx, hash)
			wantCode(t, err, catalog.NotFound)
		}
		same(t, got(users.Link(ctx, "h2")).or(t), catalog.OneTimeLink{Hash: "h2", User: "u1", ExpiresAt: soon})
		same(t, got(users.Link(ctx, "h4")).or(t), catalog.OneTimeLink{Hash: "h4", ExpiresAt: soon})

		wantCode(t, users.UseLink(ctx, "h2", user("u9", "x@y.no")), catalog.NotFound)
		u := user("u1", "a@b.no")
		u.PasswordHash = "x"
		must(t, users.UseLink(ctx, "h2", u))
		wantCode(t, users.UseLink(ctx, "h2", u), catalog.NotFound)
		same(t, got(users.Get(ctx, "u1")).or(t), u)

		wantCode(t, users.UseLink(ctx, "h4", user("u2", "a@b.no")), catalog.Conflict)
		must(t, users.UseLink(ctx, "h4", user("u2", "c@d.no"))) // the refused use did not spend it
		got(users.Get(ctx, "u2")).or(t)
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		want := catalog.Token{ID: "t1", Name: "Import", Role: catalog.Contributor, Library: catalog.Ref{ID: "l1", Name: "Sandnes bibliotek"}, Hash: "h1",
			CreatedBy: by, CreatedAt: stored(at())}
		must(t, db.Tokens().Create(ctx, want))
		must(t, db.Tokens().Create(ctx, catalog.Token{ID: "t2", Name: "Annet", Hash: "h2", CreatedAt: at()}))
		same(t, got(db.Tokens().ByHash(ctx, "h1")).or(t), want)
		used := at().Add(time.Hour)
		must(t, db.Tokens().Used(ctx, "t1", used))
		must(t, db.Tokens().Used(ctx, "t1", at()))
		want.LastUsedAt = stored(used)
		same(t, got(db.Tokens().ByHash(ctx, "h1")).or(t), want)
		page := got(db.Tokens().List(ctx, catalog.ListFilter{})).or(t)
		if len(page.Items) != 2 || page.Items[0].Name != "Annet" {
			t.Errorf("got %+v", page.Items)
		}
		must(t, db.Tokens().Delete(ctx, "t1"))
		wantCode(t, db.Tokens().Delete(ctx, "t1"), catalog.NotFound)
		_, err := db.Tokens().ByHash(ctx, "h1")
		wantCode(t, err, catalog.NotFound)
	})
}

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		now := at()
		sessions := db.Sessions(func() time.Time { return now })
		must(t, sessions.CommitCtx(ctx, "s1", []byte("\x00\xff'old"), at().Add(time.Hour)))
		must(t, sessions.Commit("s1", []byte("\x00\xff'new"), at().Add(time.Hour)))
		must(t, sessions.Commit("s2", nil, at().Add(time.Minute)))
		if b, found, err := sessions.Find("s1"); err != nil || !found || string(b) != "\x00\xff'new" {
			t.Errorf("got %q, %t, %v", b, found, err)
		}
		if b, found, err := sessions.FindCtx(ctx, "s2"); err != nil || !found || len(b) != 0 {
			t.Errorf("got %q, %t, %v", b, found, err)
		}
		now = at().Add(time.Minute)
		if _, found, err := sessions.Find("s2"); err != nil || found {
			t.Errorf("found %t an expired session, error %v", found, err)
		}
		if n := got(sessions.Sweep(ctx)).or(t); n != 1 {
			t.Errorf("swept %d, want 1", n)
		}
		must(t, sessions.Delete("s1"))
		must(t, sessions.Delete("s1"))
		if _, found, err := sessions.Find("s1"); err != nil || found {
			t.Errorf("found %t a removed session, error %v", found, err)
		}
	})
}
