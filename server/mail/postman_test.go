package mail_test

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/mail"
)

// sink is a mail server on loopback: it takes every letter, or answers a recipient with a status of its own.
type sink struct {
	net.Listener
	refusal string // such as "550 no such user"; empty: none
	letters chan string
}

func newSink(t *testing.T, refusal string) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{l, refusal, make(chan string, 10)}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s
}

func (s *sink) talk(conn net.Conn) {
	defer conn.Close()
	in, say := bufio.NewReader(conn), func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 sink")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); {
		case word == "EHLO" || word == "HELO":
			say("250 sink")
		case word == "RCPT" && s.refusal != "":
			say(s.refusal)
		case word == "DATA":
			say("354 go on")
			s.letters <- s.data(in)
			say("250 taken")
		case word == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *sink) data(in *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

// words say the key, the address and the time.
type words struct{}

func (words) Text(lang, key string, args map[string]any) string {
	said := fmt.Sprintf("%s %s %v", lang, key, args["address"])
	if clock := args["time"]; clock != nil {
		said += fmt.Sprint(" ", clock)
	}
	return strings.TrimSpace(said)
}

func postman(t *testing.T, s *sink) *mail.Postman {
	t.Helper()
	cfg := mail.DefaultConfig()
	cfg.URL, cfg.From, cfg.PublicURL, cfg.Patience = "smtp://"+s.Addr().String(), "Biblioteket <ikke-svar@example.org>", "https://mappa.example.org", time.Minute
	p, err := mail.New(cfg, words{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func message(kind string) catalog.Message {
	return catalog.Message{Letter: catalog.Letter{ID: "m1", Kind: kind, To: "ola@example.org", Language: "nn"}, Path: "/consent/abc",
		Consent: catalog.Consent{Person: catalog.Ref{Name: "Ola Nordmann"}, Permission: catalog.Permission{Channels: []catalog.Channel{catalog.Website}}},
		Text:    []catalog.TextBlock{{Heading: true, Text: "Kven spør deg?"}, {Text: "Sandnes bibliotek"}}}
}

func TestSend(t *testing.T) {
	s := newSink(t, "")
	if err := postman(t, s).Send(t.Context(), message(catalog.LetterCopy)); err != nil {
		t.Fatal(err)
	}
	got := <-s.letters
	head, body, _ := strings.Cut(got, "\r\n\r\n")
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"To: <ola@example.org>", "Biblioteket", "Message-ID: <m1@mappa.example.org>", "Auto-Submitted: auto-generated", "mail.copy.subject"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head lacks %q\n%s", want, head)
		}
	}
	for _, want := range []string{"https://mappa.example.org/consent/abc", "channel.website", "Kven spør deg?", "Sandnes bibliotek"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the letter lacks %q\n%s", want, raw)
		}
	}
	if strings.Contains(got, "Nordmann") {
		t.Error("the letter names somebody")
	}
}

// TestDueLetter names occasions and times in the reader's language, and what is planned already.
func TestDueLetter(t *testing.T) {
	occasion := catalog.Offer{Occasion: "nordic_literature_week", Name: "Nordisk litteraturuke"}
	for lang, want := range map[string][]string{"nb": {"Nordisk litteraturuke", "19.00"}, "nn": {"Nordisk litteraturveke", "19.00"}, "en": {"Nordic Literature Week", "19:00"}} {
		s := newSink(t, "")
		m := message(catalog.LetterDue)
		m.Language, m.Stop = lang, "/due/stop/abc"
		m.Week = &catalog.DueWeek{DueList: catalog.DueList{Items: []catalog.DueItem{{Occurrence: catalog.Occurrence{Offer: occasion, StartsAt: time.Date(2026, 11, 9, 19, 0, 0, 0, time.UTC)},
			Planned: []catalog.PlanItem{{Title: "Vi tenner lys", Status: catalog.PlanDraft}, {Title: "Vi leser høyt", Status: catalog.PlanApproved}}}}}}
		if err := postman(t, s).Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(<-s.letters)))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(want, "due.planned", "Vi tenner lys ("+lang+" due.status.draft <nil>), Vi leser høyt (") {
			if !strings.Contains(html.UnescapeString(string(raw)), want) {
				t.Errorf("%s: the letter lacks %q\n%s", lang, want, raw)
			}
		}
	}
}

func TestFailures(t *testing.T) {
	gone := newSink(t, "")
	_ = gone.Close()
	tests := []struct {
		name string
		to   *sink
		want catalog.Code
	}{
		{"no such user", newSink(t, "550 ola@example.org is nobody"), catalog.Invalid},
		{"busy", newSink(t, "451 ola@example.org later"), catalog.Internal},
		{"nobody answers", gone, catalog.Unavailable},
	}
	for _, test := range tests {
		err := postman(t, test.to).Send(t.Context(), message(catalog.LetterRenewal))
		if catalog.CodeOf(err) != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "ola@example.org") {
			t.Errorf("%s: the error tells the address: %v", test.name, err)
		}
	}
}

func TestConfig(t *testing.T) {
	tests := []struct {
		url, from string
		ok        bool
	}{
		{"", "", true},
		{"smtp://mail.example.org", "a@example.org", true},
		{"smtps://u:p@mail.example.org:465", "Bibliotek <a@example.org>", true},
		{"smtp://mail.example.org", "", false},
		{"http://mail.example.org", "a@example.org", false},
		{"smtp://:25", "a@example.org", false},
		{"smtp://mail.example.org/box", "a@example.org", false},
		{"smtp://u:hemmelig@mail.example.org:x", "a@example.org", false},
	}
	for _, test := range tests {
		cfg := mail.DefaultConfig()
		cfg.URL, cfg.From = test.url, test.from
		err := cfg.Validate()
		if (err == nil) != test.ok {
			t.Errorf("%q from %q: %v", test.url, test.from, err)
		}
		if err != nil && strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
