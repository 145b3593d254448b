package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// box is a postman that keeps what it is given, or fails.
type box struct {
	fails error
	got   []catalog.Message
}

func (b *box) Send(_ context.Context, m catalog.Message) error {
	if b.fails == nil {
		b.got = append(b.got, m)
	}
	return b.fails
}

// signs lets somebody sign by an invitation, with an address to write to.
func (s *site) signs(code, email string) (token string) {
	s.t.Helper()
	ctx := s.t.Context()
	guest, err := s.app.guests.Enter(ctx, code)
	if err != nil {
		s.t.Fatal(err)
	}
	token, err = s.app.signings.Sign(ctx, guest, catalog.Signing{Key: newSecret(), Name: "Ola Nordmann", Category: catalog.CategoryAdult, Purposes: catalog.Purposes(),
		Channels: []catalog.Channel{catalog.Website}, Email: email, TextVersion: "2026-11", Language: "nb", SignedName: "Ola Nordmann"})
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// TestLetters sends a copy, warns of a consent that ends, and writes to nobody who is erased.
func TestLetters(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			cfg := b.config(t)
			cfg.SMTPURL, cfg.SMTPFrom = "smtp://127.0.0.1:1", "ikke-svar@example.org"
			s := start(t, cfg)
			ctx, post := t.Context(), &box{fails: errors.New("later")}
			letters := func(at time.Time) *catalog.Letters {
				return catalog.NewLetters(s.app.db.Letters(), s.app.signings, s.app.dueReaders, s.app.answerReaders, post, func() time.Time { return at }, slog.New(slog.DiscardHandler))
			}
			day := s.day()
			_, g := s.inviteTo(day, nil)
			token := s.signs(g.code, "ola@example.org")
			far := time.Now().Add(time.Hour) // the program's own postman, which reaches nobody, has put the letter off
			post.fails = nil
			s.eventually(patience, "a letter waits", func() bool {
				if err := letters(far).Send(ctx); err != nil {
					t.Fatal(err)
				}
				return len(post.got) > 0
			})
			if m := post.got[0]; m.To != "ola@example.org" || m.Path != "/consent/"+token || m.Kind != catalog.LetterCopy || len(m.Text) == 0 {
				t.Errorf("the copy: %+v", m)
			}
			if err := letters(far).Send(ctx); err != nil || len(post.got) != 1 {
				t.Errorf("it is sent %d times: %v", len(post.got), err)
			}
			s.warns(day, post, letters)
			s.forgets(g, post, letters)
		})
	}
}

// warns lets a consent end within 30 days: who keeps the records is written to once.
func (s *site) warns(day string, post *box, letters func(time.Time) *catalog.Letters) {
	s.t.Helper()
	ctx, admin := s.t.Context(), catalog.SystemActor("test")
	if _, _, err := s.app.users.Invite(ctx, admin, catalog.User{Email: "vern@example.org", Name: "Vern", Role: catalog.PrivacyOfficer}); err != nil {
		s.t.Fatal(err)
	}
	given, err := s.app.consents.List(ctx, admin, catalog.ConsentFilter{Day: day})
	if err != nil || len(given.Items) != 1 {
		s.t.Fatalf("%d consents: %v", len(given.Items), err)
	}
	soon := func(c *catalog.Consent) { c.ValidUntil = time.Now().AddDate(0, 0, 20) }
	if _, err := s.app.consents.Edit(ctx, admin, given.Items[0].Consent, 0, soon); err != nil {
		s.t.Fatal(err)
	}
	post.got = nil
	for range 2 {
		if err := s.app.endings.Warn(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := letters(time.Now().Add(time.Hour)).Send(ctx); err != nil {
		s.t.Fatal(err)
	}
	if len(post.got) != 1 || post.got[0].To != "vern@example.org" || post.got[0].Count != 1 || post.got[0].Days != 30 || post.got[0].Path != "/consents/ending" {
		s.t.Errorf("warned: %+v", post.got)
	}
	far := func(c *catalog.Consent) {
		c.ValidUntil, c.RemindAt = time.Now().AddDate(1, 0, 0), time.Now().Add(-time.Minute)
	}
	if _, err := s.app.consents.Edit(ctx, admin, given.Items[0].Consent, 0, far); err != nil {
		s.t.Fatal(err)
	}
	post.got = nil
	for range 2 {
		if err := s.app.endings.Warn(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := letters(time.Now().Add(time.Hour)).Send(ctx); err != nil {
		s.t.Fatal(err)
	}
	if len(post.got) != 1 || post.got[0].Kind != catalog.LetterReminder || post.got[0].Count != 1 || post.got[0].Path != "/consents/ending" {
		s.t.Errorf("reminded: %+v", post.got)
	}
	listed, err := s.app.signings.Ending(ctx, catalog.Actor{Kind: catalog.Person, ID: "dpo", Role: catalog.PrivacyOfficer}, 7)
	if err != nil || len(listed) != 1 || !listed[0].Reminded {
		s.t.Errorf("listed: %+v, %v", listed, err)
	}
}

// forgets erases somebody who has signed: the letter to them goes, and their link opens nothing.
func (s *site) forgets(g guest, post *box, letters func(time.Time) *catalog.Letters) {
	s.t.Helper()
	ctx := s.t.Context()
	token := s.signs(g.code, "kari@example.org")
	own, err := s.app.signings.Own(ctx, token, "nb")
	if err != nil {
		s.t.Fatal(err)
	}
	s.call(204, "DELETE", "/people/"+own.Consent.Person.ID, nil)
	post.got = nil
	if err := letters(time.Now().Add(time.Hour)).Send(ctx); err != nil || len(post.got) != 0 {
		s.t.Errorf("somebody who is erased is written to: %v, %v", post.got, err)
	}
	if got := s.do("GET", "/consent/"+token, nil, "Accept", "text/html"); got.status != 410 || got.header.Get("Referrer-Policy") != "no-referrer" || got.header.Get("X-Robots-Tag") == "" {
		s.t.Errorf("the link of somebody who is erased: status %d, %v", got.status, got.header)
	}
}
