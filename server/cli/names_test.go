package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// files are media of these names in a folder.
func files(names ...string) []found {
	var out []found
	for _, n := range names {
		out = append(out, found{path: filepath.Join("mappe", n)})
	}
	return out
}

func TestSidecarsFindTheirFiles(t *testing.T) {
	tests := []struct {
		media, sidecars []string
		want            string // file: sidecar (language) …, then what is lonely
	}{
		{[]string{"a.jpg"}, []string{"a.xmp"}, "a.jpg: a.xmp()"},
		{[]string{"a.jpg"}, []string{"a.jpg.xmp", "a.xmp"}, "a.jpg: a.jpg.xmp() a.xmp()"},
		{[]string{"a.jpg", "a.mov"}, []string{"a.xmp", "a.mov.xmp"}, "a.jpg: a.xmp(); a.mov: a.mov.xmp() a.xmp()"},
		{[]string{"a.mp4"}, []string{"a.vtt", "a.nn.srt", "a.mp4.en.vtt"}, "a.mp4: a.mp4.en.vtt(en) a.nn.srt(nn) a.vtt()"},
		{[]string{"a.mp4"}, []string{"a.NB.vtt", "a.se-NO.vtt"}, "a.mp4: a.se-NO.vtt(se-no) a.NB.vtt(nb)"},
		{[]string{"a.mp4"}, []string{"a.nb.vtt", "a.nb.srt"}, "a.mp4: a.nb.vtt(nb); alone: a.nb.srt"},
		{[]string{"a.nb.mp4", "a.mp4"}, []string{"a.nb.vtt"}, "a.nb.mp4: a.nb.vtt()"},
		{[]string{"a.jpg"}, []string{"a.vtt"}, "alone: a.vtt"},
		{[]string{"a.jpg", "a.mp4"}, []string{"a.vtt"}, "a.mp4: a.vtt()"},
		{[]string{"A.JPG"}, []string{"a.xmp"}, "A.JPG: a.xmp()"},
		{[]string{"p\u00e5.jpg"}, []string{"pa\u030a.xmp"}, "p\u00e5.jpg: pa\u030a.xmp()"},
		{[]string{"A.JPG", "a.jpg"}, []string{"a.xmp"}, "a.jpg: a.xmp()"},
		{[]string{"A.JPG", "a.jpg"}, []string{"a.JPG.xmp"}, "alone: a.JPG.xmp"},
		{[]string{"a.mp4"}, []string{"a.forced.vtt", "b.vtt", ".vtt"}, "alone: .vtt; alone: a.forced.vtt; alone: b.vtt"},
	}
	for _, test := range tests {
		media := files(test.media...)
		lonely := beside("mappe", media, test.sidecars)
		var got []string
		for _, m := range media {
			var of []string
			for _, s := range m.sidecars {
				of = append(of, fmt.Sprintf("%s(%s)", filepath.Base(s.path), s.language))
			}
			if len(of) > 0 {
				got = append(got, filepath.Base(m.path)+": "+strings.Join(of, " "))
			}
		}
		var alone []string
		for name := range lonely {
			alone = append(alone, "alone: "+name)
		}
		slices.Sort(alone)
		if got := strings.Join(append(got, alone...), "; "); got != test.want {
			t.Errorf("%v beside %v: %s, want %s", test.sidecars, test.media, got, test.want)
		}
	}
}

func TestDatesInNamesOfFolders(t *testing.T) {
	for name, want := range map[string]string{
		"2026-11-24 Tysvær": "2026-11-24 at Tysvær", "2026-11-24": "2026-11-24 at ", "20261124_sola": "2026-11-24 at sola",
		"2026.11.24 - Sola kulturhus": "2026-11-24 at Sola kulturhus", "24.11.2026 Tysvær": "2026-11-24 at Tysvær", "8.4.2026": "2026-04-08 at ",
		"2026-02-30 Sola": "", "Tysvær 2026-11-24": "", "2026-11-245": "", "DCIM": "", "100CANON": "",
	} {
		date, place, ok := catalog.DateIn(name)
		if got := date + " at " + place; ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s, %v, want %q", name, got, ok, want)
		}
	}
}

func TestPlacesInNamesOfFolders(t *testing.T) {
	m := mapping{libraries: []library{{namedEntry: namedEntry{"1", "Tysvær folkebibliotek"}, Slug: "tysvaer", Municipality: "Tysvær"},
		{namedEntry: namedEntry{"2", "Sølvberget, Stavanger bibliotek"}, Slug: "stavanger", Aliases: []string{"Sølvberget"}}}}
	for place, want := range map[string]string{"Tysvær": "1", "TYSVÆR kamera 2": "1", "tysvaer": "1", "Sølvberget": "2", "Stavanger": "2", "Sølvberget 3. etasje": "2",
		"Tys": "", "": "", "Bergen": ""} {
		got := ""
		for _, l := range m.libraries {
			if m.called(l.ID, l.Name, place) {
				got += l.ID
			}
		}
		if got != want {
			t.Errorf("%q is at %q, want %q", place, got, want)
		}
	}
}

// alike makes names that differ only in case or in the form of one letter (å as one character or as two).
func alike(n int) []string {
	letters := []rune("innspillingsdag")
	var out []string
	for i := 0; len(out) < n; i++ {
		name := make([]rune, len(letters))
		for j, r := range letters {
			if name[j] = r; i>>j&1 == 1 {
				name[j] = r - 'a' + 'A'
			}
		}
		out = append(out, string(name)+"\u00e5", string(name)+"a\u030a")
	}
	return out[:n]
}

func TestFiveThousandNamesAlikeAreKeptApart(t *testing.T) {
	var media, sidecars []string
	for _, n := range alike(5000) {
		media, sidecars = append(media, n+".jpg"), append(sidecars, n+".jpg.xmp")
	}
	all := files(media...)
	if lonely := beside("mappe", all, sidecars); len(lonely) > 0 {
		t.Errorf("%d of 5000 sidecars are beside nothing", len(lonely))
	}
	for _, f := range all {
		if len(f.sidecars) != 1 || f.sidecars[0].path != f.path+".xmp" {
			t.Fatalf("beside %q: %v", f.path, f.sidecars)
		}
	}
}
