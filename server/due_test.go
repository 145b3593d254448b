package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/mail"
)

// mailSink is a mail server on loopback that takes every letter.
func mailSink(t *testing.T) (address string, letters chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	letters = make(chan string, 10)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go takeLetter(conn, letters)
		}
	}()
	return l.Addr().String(), letters
}

func takeLetter(conn net.Conn, letters chan string) {
	defer conn.Close()
	in, say := bufio.NewScanner(conn), func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 sink")
	for in.Scan() {
		switch word, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); word {
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for in.Scan() && in.Text() != "." {
				b.WriteString(in.Text() + "\n")
			}
			letters <- b.String()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

var (
	privatePage = regexp.MustCompile(`/due/[\w-]{24}`)
	stopAddress = regexp.MustCompile(`/due/stop/[\w-]+`)
	duePicture  = regexp.MustCompile(`src="https?://[^/]+(/due/[^"]+)"`)
)

// TestDueGoesOut follows the due list by a letter and a private page. Its thumbnails open without an account, each alone, as
// long as it is cleared and the address holds.
func TestDueGoesOut(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			sink, letters := mailSink(t)
			cfg := b.config(t)
			cfg.SMTPURL, cfg.SMTPFrom = "smtp://"+sink, "ikke-svar@example.org"
			s := start(t, cfg)
			asset := s.upload("far.jpg", picture(t, 1600, 1200, 7), map[string]any{"title": "Far leser", "tags": []string{"pappatreff"}, "people_status": "nobody"})
			other := s.upload("mor.jpg", picture(t, 1600, 1200, 9), map[string]any{"title": "Mor leser", "people_status": "nobody"})
			s.ready(asset)
			s.ready(other)
			account := s.call(201, "POST", "/accounts", map[string]any{"name": "Fylket", "channel": "instagram"})["id"].(string)
			reader, week := s.follows(8 * 24 * time.Hour)
			s.suggests(asset, account)
			body := s.letter(week, letters, cfg)
			at := duePicture.FindStringSubmatch(body)
			if at == nil || !strings.Contains(body, "Far leser") || !strings.Contains(body, "merket pappatreff") || strings.Contains(body, "Mor leser") {
				t.Fatalf("the letter says\n%s", body)
			}
			page := privatePage.FindString(body)
			if got := s.do("GET", page, nil, "Accept", "text/html", "Authorization", ""); got.status != 200 || !strings.Contains(string(got.body), at[1]) {
				t.Errorf("the page: status %d\n%s", got.status, got.body)
			}
			tag := s.opens(200, at[1])
			s.asksAgain(304, at[1], tag)
			s.opens(410, strings.Replace(at[1], asset, other, 1))
			s.opens(410, at[1][:len(page)+len(asset)+2]+strings.Repeat("A", 16)+"-"+account+".jpg")
			s.opens(404, page+"/"+asset+"/w320.jpg")
			s.call(200, "PATCH", "/assets/"+asset, map[string]any{"usage_terms": "internal"})
			s.opens(410, at[1])
			s.asksAgain(410, at[1], tag)
			s.call(200, "PATCH", "/assets/"+asset, map[string]any{"usage_terms": ""})
			s.opens(200, at[1])
			s.stops(stopAddress.FindString(body), reader)
			if _, err := s.app.dueReaders.Set(t.Context(), reader, catalog.DueReaderTerms{Weekday: 1}); err != nil {
				t.Fatal(err)
			}
			s.opens(410, at[1])
			s.opens(410, page)
		})
	}
}

// stops asks for no more letters by the address in one, as a mail program does: only by posting, and only by the right address.
func (s *site) stops(path string, reader catalog.Actor) {
	s.t.Helper()
	for _, step := range []struct {
		method, path string
		status       int
		goesOn       bool
	}{{"GET", path, 200, true}, {"POST", path[:len(path)-1] + "~", 410, true}, {"POST", path, 200, false}, {"POST", path, 200, false}} {
		got := s.do(step.method, step.path, nil, "Accept", "text/html", "Authorization", "")
		r, err := s.app.dueReaders.Mine(s.t.Context(), reader)
		if err != nil || got.status != step.status || (r.Weekday != 0) != step.goesOn || r.Link == "" {
			s.t.Errorf("%s %s: status %d, letters on weekday %d, %v", step.method, step.path, got.status, r.Weekday, err)
		}
	}
}

// follows lets somebody follow the due list, and gives the service as it is a time later.
func (s *site) follows(later time.Duration) (catalog.Actor, *catalog.DueReaders) {
	s.t.Helper()
	ctx := s.t.Context()
	u, _, err := s.app.users.Invite(ctx, catalog.SystemActor("test"), catalog.User{Email: "per@example.org", Name: "Per", Role: catalog.CountyEditor})
	if err != nil {
		s.t.Fatal(err)
	}
	u.Active = true
	if _, err := s.app.users.Edit(ctx, catalog.SystemActor("test"), u.ID, func(e *catalog.User) { e.Active = true }); err != nil {
		s.t.Fatal(err)
	}
	weekday := (int(time.Now().In(s.app.due.Zone).Weekday())+6)%7 + 1
	if _, err := s.app.dueReaders.Set(ctx, u.Actor(), catalog.DueReaderTerms{Weekday: weekday, Page: true}); err != nil {
		s.t.Fatal(err)
	}
	deps, readers := s.app.due.DueDeps, s.app.dueReaders.DueReaderDeps
	deps.Now = func() time.Time { return time.Now().Add(later) }
	readers.Due = catalog.NewDue(deps)
	return u.Actor(), catalog.NewDueReaders(readers)
}

// suggests adds an offer that comes in ten days, and makes sure that an asset is suggested for it over the API.
func (s *site) suggests(asset, account string) {
	s.t.Helper()
	day := time.Now().In(s.app.due.Zone).AddDate(0, 0, 10).Format(time.DateOnly)
	_, err := s.app.offers.Add(s.t.Context(), catalog.SystemActor("test"), catalog.Offer{Name: "Pappatreff", Rule: catalog.Rule{Dates: []string{day}, Time: "10:00"}, LeadDays: 14,
		Match: catalog.Match{Tags: []string{"pappatreff"}}})
	if err != nil {
		s.t.Fatal(err)
	}
	got := s.call(200, "GET", "/due?from="+day+"&to="+day, nil)
	items := got["items"].([]any)
	i := slices.IndexFunc(items, func(i any) bool { return i.(map[string]any)["offer"].(map[string]any)["name"] == "Pappatreff" })
	if i < 0 {
		s.t.Fatalf("due are %v", items)
	}
	item := items[i].(map[string]any)
	suggestions := item["suggestions"].([]any)
	if len(suggestions) != 1 || suggestions[0].(map[string]any)["asset"].(map[string]any)["id"] != asset || item["account"].(map[string]any)["id"] != account {
		s.t.Fatalf("suggested are %v", item)
	}
	taken := map[string]any{"offer": item["offer"].(map[string]any)["id"], "day": item["day"], "asset": asset}
	first, again := s.call(201, "POST", "/due/plan", taken), s.call(201, "POST", "/due/plan", taken)
	if first["id"] != again["id"] || first["status"] != "draft" {
		s.t.Errorf("taken is %v, and again %v", first, again)
	}
}

// letter writes and sends what is due; once, however often it is looked after.
func (s *site) letter(readers *catalog.DueReaders, letters chan string, cfg *Config) string {
	s.t.Helper()
	ctx := s.t.Context()
	postman, err := mail.New(cfg.mail(), s.app.words)
	if err != nil {
		s.t.Fatal(err)
	}
	send := catalog.NewLetters(s.app.db.Letters(), s.app.signings, readers, s.app.answerReaders, postman, readers.Due.Now, slog.New(slog.DiscardHandler))
	for range 2 {
		if err := readers.Write(ctx); err != nil {
			s.t.Fatal(err)
		}
		if err := send.Send(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
	if len(letters) != 1 {
		s.t.Fatalf("%d letters are sent", len(letters))
	}
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(<-letters)))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(raw)
}

// asksAgain asks as a browser does that has kept a picture: what may still be shown is not sent again, and what may not is gone.
func (s *site) asksAgain(status int, path, tag string) {
	s.t.Helper()
	if got := s.do("GET", path, nil, "Authorization", "", "If-None-Match", tag); got.status != status || status == 304 && len(got.body) > 0 {
		s.t.Errorf("%s, which was kept: status %d with %d bytes; want %d", path, got.status, len(got.body), status)
	}
}

// opens asks for an address without an account, and gives what it can be asked again by: what may not be shown holds no picture,
// and what may is kept by nobody without asking.
func (s *site) opens(status int, path string) (tag string) {
	s.t.Helper()
	got := s.do("GET", path, nil, "Authorization", "")
	kind := got.header.Get("Content-Type")
	if got.status != status || (status == 200) != (kind == "image/jpeg") {
		s.t.Errorf("%s: status %d, %s; want %d", path, got.status, kind, status)
	}
	if status == 200 && got.header.Get("Cache-Control") != "private, no-cache" {
		s.t.Errorf("%s may be kept: %s", path, got.header.Get("Cache-Control"))
	}
	return got.header.Get("Etag")
}
