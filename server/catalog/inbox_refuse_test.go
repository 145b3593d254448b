package catalog

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a refused file is called, its place and the text beside it have names that every storage can keep.
func FuzzRefusedNames(f *testing.F) {
	for _, name := range []string{"a.jpg", "dag/å%.jpg", strings.Repeat("å", 127) + ".jpg", strings.Repeat("mappe/", 170) + "x", "a//b", "line\nbreak", "/"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) || strings.Trim(name, "/") == "" || len(name) > 1018 || strings.HasSuffix(name, "/") {
			t.Skip()
		}
		place := refusedName(name)
		last := numberedName(place, mostAlike)
		for _, got := range []string{place, noteName(place), last, noteName(last), refusedName(flatName(place))} {
			if len(got) > longestName || !utf8.ValidString(got) || !strings.HasPrefix(got, RefusedFolder) || strings.ContainsAny(got, "\n\r\x00") {
				t.Errorf("%q became %q", name, got)
			}
			for _, step := range strings.Split(got, "/") {
				if step == "" || len(step) > longestStep {
					t.Errorf("%q became %q", name, got)
				}
			}
		}
		if last == place || len(last) > len(place)+7 {
			t.Errorf("%q lies at %q, and the next of its name at %q", name, place, last)
		}
		if refusedName(strings.TrimPrefix(place, RefusedFolder)) != place {
			t.Errorf("%q is cut twice", name)
		}
	})
}
