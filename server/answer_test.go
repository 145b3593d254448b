package main

import (
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/mail"
)

var answersStop = regexp.MustCompile(`/answers/stop/[\w-]+`)

// TestAnswersAreRemindedOf: who follows up a post is written to on the day by which comments should be answered, once for each post
// and once a day, until somebody has answered, and no more after one click.
func TestAnswersAreRemindedOf(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			sink, letters := mailSink(t)
			cfg := b.config(t)
			s := start(t, cfg) // writes to nobody by itself, whatever hour it is
			mails := *cfg
			mails.SMTPURL, mails.SMTPFrom = "smtp://"+sink, "ikke-svar@example.org"
			per, ola := s.joins("per@example.org"), s.joins("ola@example.org")
			account := s.call(201, "POST", "/accounts", map[string]any{"name": "Fylket", "channel": "instagram"})["id"]
			asset := s.upload("far.jpg", picture(t, 160, 120, 7), map[string]any{"title": "Far leser", "people_status": "nobody"})
			began := time.Now()
			posted := func(by catalog.Actor, ago time.Duration) string {
				return s.call(201, "POST", "/posts", map[string]any{"account": account, "assets": []string{asset}, "posted_at": began.Add(-ago).Format(time.RFC3339), "follow_up": by.ID})["id"].(string)
			}
			posted(per, 72*time.Hour)
			posted(per, 0)
			s.call(200, "PATCH", "/posts/"+posted(ola, 72*time.Hour), map[string]any{"answered": true})

			at := began
			deps := s.app.answerReaders.AnswerReaderDeps
			deps.Now, deps.Mail = func() time.Time { return at }, true
			readers := catalog.NewAnswerReaders(deps)
			postman, err := mail.New(mails.mail(), s.app.words)
			if err != nil {
				t.Fatal(err)
			}
			send := catalog.NewLetters(s.app.db.Letters(), s.app.signings, s.app.dueReaders, readers, postman, deps.Now, slog.New(slog.DiscardHandler))
			var last string
			for _, step := range []struct {
				days, hour int
				says       string // empty: nobody is written to
			}{{1, 5, ""}, {1, 12, "under et innlegg"}, {1, 13, ""}, {2, 5, ""}, {2, 12, "under 2 innlegg"}, {3, 12, ""}} {
				day := began.In(deps.Zone).AddDate(0, 0, step.days)
				at = time.Date(day.Year(), day.Month(), day.Day(), step.hour, 0, 0, 0, deps.Zone)
				for range 2 {
					if err := readers.Write(t.Context()); err != nil {
						t.Fatal(err)
					}
					if err := send.Send(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if want := min(1, len(step.says)); len(letters) != want {
					t.Fatalf("day %d at %d: %d letters, want %d", step.days, step.hour, len(letters), want)
				}
				if step.says == "" {
					continue
				}
				last = unquoted(t, <-letters)
				for _, want := range []string{step.says, "per@example.org", "/posts/follow-ups", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"} {
					if !strings.Contains(last, want) {
						t.Errorf("the letter of day %d lacks %q:\n%s", step.days, want, last)
					}
				}
			}
			stop := answersStop.FindString(last)
			for _, step := range []struct {
				method, path string
				status       int
				goesOn       bool
			}{{"GET", stop, 200, true}, {"POST", stop[:len(stop)-1] + "~", 410, true}, {"POST", stop, 200, false}, {"POST", stop, 200, false}} {
				got := s.do(step.method, step.path, nil, "Accept", "text/html", "Authorization", "")
				if wants, err := readers.Wants(t.Context(), per); err != nil || got.status != step.status || wants != step.goesOn {
					t.Errorf("%s %s: status %d, letters %v, %v", step.method, step.path, got.status, wants, err)
				}
			}
			posted(per, 48*time.Hour)
			at = time.Date(at.Year(), at.Month(), at.Day()+1, 12, 0, 0, 0, deps.Zone)
			if err := readers.Write(t.Context()); err != nil {
				t.Fatal(err)
			}
			if due, err := s.app.db.Letters().Due(t.Context(), at, 9); err != nil || len(due) != 0 {
				t.Errorf("%d letters wait for who wants none, %v", len(due), err)
			}
			if err := readers.SetWants(t.Context(), per, true); err != nil {
				t.Fatal(err)
			}
			if wants, err := readers.Wants(t.Context(), per); err != nil || !wants {
				t.Errorf("asked for again: %v, %v", wants, err)
			}
		})
	}
}

// TestLettersAreWritten: the program looks by itself whether letters are to be written.
func TestLettersAreWritten(t *testing.T) {
	sink, _ := mailSink(t)
	cfg := backends()[0].config(t)
	cfg.SMTPURL, cfg.SMTPFrom = "smtp://"+sink, "ikke-svar@example.org"
	s := start(t, cfg)
	var names []string
	for _, c := range s.app.chores() {
		names = append(names, c.Name)
		if err := c.Do(t.Context()); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	for _, want := range []string{"write what is due", "remind of comments", "send letters"} {
		if !slices.Contains(names, want) {
			t.Errorf("nobody is to %s: %q", want, names)
		}
	}
}

// joins gives an active contributor.
func (s *site) joins(email string) catalog.Actor {
	s.t.Helper()
	u, _, err := s.app.users.Invite(s.t.Context(), catalog.SystemActor("test"), catalog.User{Email: email, Name: email, Role: catalog.Contributor})
	if err == nil {
		u, err = s.app.users.Edit(s.t.Context(), catalog.SystemActor("test"), u.ID, func(e *catalog.User) { e.Active = true })
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Actor()
}

// unquoted is a letter as it is read.
func unquoted(t *testing.T, letter string) string {
	t.Helper()
	head, body, _ := strings.Cut(letter, "\n\n")
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return head + "\n\n" + string(raw)
}

// TestRemindersAreOnesOwn: who is signed in decides whether they are written to, by the API as on the page.
func TestRemindersAreOnesOwn(t *testing.T) {
	s := start(t, backends()[0].config(t))
	secret, err := s.app.users.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"name": {"Kari Nordmann"}, "email": {"kari@example.org"}, "password": {password}}
	person := *s
	person.token = ""
	welcome := person.do("POST", "/welcome/"+secret, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	cookie, _, _ := strings.Cut(welcome.header.Get("Set-Cookie"), ";")
	for _, step := range []struct {
		method, body string
		on           bool
	}{{"GET", "", true}, {"PUT", `{"on":false}`, false}, {"GET", "", false}, {"PUT", `{"on":true}`, true}} {
		got := person.do(step.method, "/api/v1/posts/reminders", strings.NewReader(step.body), "Cookie", cookie, "Content-Type", "application/json")
		if got.status != 200 || got.json(t)["on"] != step.on || got.json(t)["sent"] != false {
			t.Errorf("%s %s: %d %s", step.method, step.body, got.status, got.body)
		}
	}
}
