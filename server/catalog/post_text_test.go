package catalog_test

import (
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestPostTemplate(t *testing.T) {
	places := map[string]string{"title": "Pappatreff", "books": "«Is» av Ola", "presenters": "Kari", "description": "Kom!\n\nTa med {title}", "when": ""}
	tests := []struct{ name, template, want string }{
		{"all is known", "{title}\n\n{presenters} anbefaler {books}.", "Pappatreff\n\nKari anbefaler «Is» av Ola."},
		{"a line is left out", "{title}\n{offer}: {when}\nVel møtt!", "Pappatreff\nVel møtt!"},
		{"of two places one is missing", "{title} – {when}", ""},
		{"no two empty lines", "{title}\n\n{when}\n\n{books}", "Pappatreff\n\n«Is» av Ola"},
		{"none at the ends", "{when}\n\n{title}\n\n{when}\n", "Pappatreff"},
		{"in Norwegian, and in capitals", "{Tittel}: {formidlarar} og {bøker}", "Pappatreff: Kari og «Is» av Ola"},
		{"what was filled in is not filled again", "{description}", "Kom!\n\nTa med {title}"},
		{"braces that are no place", "{ukjent} {title} {}", "{ukjent} Pappatreff {}"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		if got := catalog.PostTemplate(tt.template).Fill(places); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzPostTemplate(f *testing.F) {
	for _, s := range []string{"{title}\n\n{books}", "{{title}}", "{\n}", "{tittel", "}{", "\r\n\t{ TITLE }", "\xff{når}"} {
		f.Add(s, "Is")
	}
	f.Fuzz(func(t *testing.T, template, title string) {
		got := catalog.PostTemplate(template).Fill(map[string]string{"title": title})
		if strings.TrimSpace(got) != got {
			t.Errorf("%q: %q has space around it", template, got)
		}
		if !strings.ContainsAny(template, "{}") && !strings.Contains(template, "\n") && got != strings.TrimSpace(template) {
			t.Errorf("%q without places became %q", template, got)
		}
	})
}

func TestChannelLimits(t *testing.T) {
	limits, err := catalog.ChannelLimits()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, key := range catalog.FindingKeys() {
		keys[key] = true
	}
	for _, l := range limits {
		if l.Channel == "" || l.Source == "" || len(l.Noted) != 10 || l.Least == nil && l.Most == nil || l.Level != catalog.LevelWarn && l.Level != catalog.LevelBlock {
			t.Errorf("%+v is no whole limit", l)
		}
		if l.Mark != "F" && l.Mark != "D" {
			t.Errorf("%+v: the mark is none", l)
		}
		how := l.Say
		if how == "" {
			how = "over"
		}
		if l.Most != nil && !keys["limit."+string(l.Of)+"."+how] || l.Least != nil && !keys["limit."+string(l.Of)+".under"] {
			t.Errorf("%+v has no sentence", l)
		}
	}
}
