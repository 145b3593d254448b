package main

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestBookLookupSettings reads them as an operator gives them: as flags, and from the environment.
func TestBookLookupSettings(t *testing.T) {
	tests := []struct {
		flags   []string
		env     map[string]string
		sources string // what is asked; "!" begins what a refusal says
		nb      string
	}{
		{nil, nil, "nb bibbi openlibrary", ""},
		{[]string{"--book-lookup=off"}, nil, "", ""},
		{nil, map[string]string{"FELLESMAPPA_BOOK_LOOKUP": "off"}, "", ""},
		{nil, map[string]string{"FELLESMAPPA_BOOK_LOOKUP": "nb,google", "FELLESMAPPA_BOOK_LOOKUP_URL": "nb=http://127.0.0.1:1;google=https://books.example.org"}, "nb google", "http://127.0.0.1:1"},
		{[]string{"--book-lookup-url=nb=https://nb.example.org/x"}, nil, "nb bibbi openlibrary", "https://nb.example.org/x"},
		{[]string{"--book-lookup=amazon"}, nil, "!want off, on or some of nb,bibbi,openlibrary,google", ""},
		{[]string{"--book-lookup-url=nb=http://nb.example.org"}, nil, "!want https://", ""},
		{[]string{"--book-lookup-url=amazon=https://example.org"}, nil, `!there is none named "amazon"`, ""},
	}
	for _, tt := range tests {
		t.Run("", func(t *testing.T) {
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			var line commandLine
			parser, err := kong.New(&line, kong.DefaultEnvars("FELLESMAPPA"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = parser.Parse(tt.flags) // which also validates
			if refusal, refused := strings.CutPrefix(tt.sources, "!"); refused {
				if err == nil || !strings.Contains(err.Error(), refusal) {
					t.Errorf("%v %v: %v, want %q", tt.flags, tt.env, err, refusal)
				}
				return
			}
			cfg := line.bookfinder()
			if err != nil || strings.Join(cfg.Sources, " ") != tt.sources || cfg.Addresses["nb"] != tt.nb || cfg.Contact != "http://localhost:8080" {
				t.Errorf("%v %v: %+v, %v", tt.flags, tt.env, cfg, err)
			}
		})
	}
}
