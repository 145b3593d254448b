package delivery

import (
	"mime"
	"strings"
	"testing"
)

func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes=0-", "bytes=-1", "bytes=5-2", "bytes=0-99999999999999999999", "bytes=-0", "items=0-1", ""} {
		f.Add(s, int64(100))
	}
	f.Fuzz(func(t *testing.T, header string, size int64) {
		if size < 1 {
			return
		}
		got := parseRange(header, size)
		if got.Start < 0 || got.Length < 0 || got.Start+got.Length > size {
			t.Errorf("parseRange(%q, %d) = %+v, outside the object", header, size, got)
		}
	})
}

func FuzzDisposition(f *testing.F) {
	for _, s := range []string{"a.jpg", "å.jpg", "a\"b\\c%d.jpg", "a\r\nSet-Cookie: x", "\x00\u202e", "", "🎉"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := disposition(name, true)
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("disposition(%q) = %q, not plain", name, got)
		}
		kind, params, err := mime.ParseMediaType(got)
		if err != nil || kind != "attachment" {
			t.Fatalf("disposition(%q) = %q: %v", name, got, err)
		}
		if want := strings.ToValidUTF8(name, "\uFFFD"); name == want && params["filename"] != name {
			t.Errorf("disposition(%q) is read as %q", name, params["filename"])
		}
	})
}

func FuzzOEmbedAddress(f *testing.F) {
	for _, s := range []string{"https://mappa.example/r/AAAAAAAAAAAAAAAAAAAAAAAA", "https://mappa.example/r/AAAAAAAAAAAAAAAAAAAAAAAA/embed", "//mappa.example/r/x", "https://mappa.example:443/r/"} {
		f.Add(s)
	}
	links, err := NewLinks("https://mappa.example")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address string) {
		token, ok := links.token(address)
		if ok && (!tokenPattern.MatchString(token) || !strings.Contains(address, token)) {
			t.Errorf("token(%q) = %q", address, token)
		}
	})
}
