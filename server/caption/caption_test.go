package caption_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestReadCaptions(t *testing.T) {
	for name, test := range map[string]struct{ file, vtt, words string }{
		"srt": {"1\n00:00:01,000 --> 00:00:02,500\nHei og velkommen\ntil biblioteket\n\n2\n00:00:03,000 --> 00:00:04,000\nHa det\n",
			"00:00:01.000 --> 00:00:02.500\nHei og velkommen\ntil biblioteket\n\n00:00:03.000 --> 00:00:04.000\nHa det\n",
			"Hei og velkommen til biblioteket\nHa det"},
		"vtt with head, note, style and region": {"WEBVTT - Boktips\nKind: captions\nLanguage: nb\n\nNOTE alt dette\ngår bort\n\nSTYLE\n::cue { color: red }\n\n" +
			"REGION\nid:fred\nwidth:40%\n\ninnledning\n00:01.500 --> 00:02.000 region:fred align:start onclick:x line:0\nHei\n",
			"00:00:01.500 --> 00:00:02.000 align:start line:0\nHei\n", "Hei"},
		"byte order mark and CRLF":      {"\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nBlåbær\r\n", "00:00:01.000 --> 00:00:02.000\nBlåbær\n", "Blåbær"},
		"old line ends":                 {"1\r00:00:01,000 --> 00:00:02,000\rHei\r", "00:00:01.000 --> 00:00:02.000\nHei\n", "Hei"},
		"Windows-1252":                  {"1\n00:00:01,000 --> 00:00:02,000\nBl\xe5b\xe6r p\xe5 \x93Sola\x94\n", "00:00:01.000 --> 00:00:02.000\nBlåbær på “Sola”\n", "Blåbær på “Sola”"},
		"UTF-16":                        {"\xff\xfe" + wide("1\n00:00:01,000 --> 00:00:02,000\nSør\n"), "00:00:01.000 --> 00:00:02.000\nSør\n", "Sør"},
		"decomposed letters":            {"00:01 --> 00:02\na\u030a\n", "00:00:01.000 --> 00:00:02.000\nå\n", "å"},
		"points, no hours, short parts": {"1\n0:1.5 --> 00:02\nHei\n", "00:00:01.500 --> 00:00:02.000\nHei\n", "Hei"},
		"an hour in minutes":            {"1\n75:00.000 --> 75:01.000\nHei\n", "01:15:00.000 --> 01:15:01.000\nHei\n", "Hei"},
		"tags": {"1\n00:00:01,000 --> 00:00:02,000\n<b>Nå</b> <i>og <u>da</u></i> <font color=\"red\">rødt</font>{\\an8}\n",
			"00:00:01.000 --> 00:00:02.000\n<b>Nå</b> <i>og </i><i><u>da</u></i> rødt\n", "Nå og da rødt"},
		"voices": {"WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Kari Nordmann>Hei <c.yellow>du</c>\n", "00:00:01.000 --> 00:00:02.000\n<v Kari Nordmann>Hei du\n", "Hei du"},
		"karaoke and breaks": {"WEBVTT\n\n00:01.000 --> 00:02.000\nEn<br/>to <00:00:01.500>tre\n",
			"00:00:01.000 --> 00:00:02.000\nEn to tre\n", "En to tre"},
		"scripts": {"WEBVTT\n\n00:01.000 --> 00:02.000\n<script src=//x>alert(1)</script><img onerror=y src=z>R&B &lt;3 5 < 6\n",
			"00:00:01.000 --> 00:00:02.000\nalert(1)R&amp;B &lt;3 5 &lt; 6\n", "alert(1)R&B <3 5 < 6"},
		"words of the format in the text": {"WEBVTT\n\n00:01.000 --> 00:02.000\nNOTE at\nSTYLE\nRegion: x\n", "00:00:01.000 --> 00:00:02.000\nNOTE at\nSTYLE\nRegion: x\n", "NOTE at STYLE Region: x"},
		"overlapping and out of order": {"1\n00:00:05,000 --> 00:00:09,000\nTo\n\n2\n00:00:01,000 --> 00:00:08,000\nEn\n",
			"00:00:01.000 --> 00:00:08.000\nEn\n\n00:00:05.000 --> 00:00:09.000\nTo\n", "En\nTo"},
		"no empty lines between": {"1\n00:00:01,000 --> 00:00:02,000\nEn\n2\n00:00:03,000 --> 00:00:04,000\nTo\n", "00:00:01.000 --> 00:00:02.000\nEn\n\n00:00:03.000 --> 00:00:04.000\nTo\n", "En\nTo"},
		"empty lines within":     {"1\n\n00:00:01,000 --> 00:00:02,000\nEn\n\nmer\n", "00:00:01.000 --> 00:00:02.000\nEn\nmer\n", "En mer"},
		"empty ones are left out": {"1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:02,000 --> 00:00:02,000\nBlaff\n\n3\n00:00:03,000 --> 00:00:04,000\nHei\n\n4\n",
			"00:00:03.000 --> 00:00:04.000\nHei\n", "Hei"},
	} {
		t.Run(name, func(t *testing.T) {
			vtt, words, err := caption.Reader{}.ReadCaptions([]byte(test.file))
			if err != nil {
				t.Fatal(err)
			}
			if want := "WEBVTT\n\n" + test.vtt; vtt != want {
				t.Errorf("got\n%s\nwant\n%s", vtt, want)
			}
			if words != test.words {
				t.Errorf("got words %q, want %q", words, test.words)
			}
			if again, _, err := (caption.Reader{}).ReadCaptions([]byte(vtt)); err != nil || again != vtt {
				t.Errorf("read again: %v\n%s", err, again)
			}
		})
	}
}

// wide writes ASCII and Latin-1 as UTF-16, little end first.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestRefusesWhatIsNotCaptions(t *testing.T) {
	for name, test := range map[string]struct {
		file, key string
		line      int
	}{
		"a letter":               {"Kjære alle\n\nVelkommen\n", catalog.KeyCaptionLine, 1},
		"another format":         {"\n\n[Script Info]\nTitle: x\n", catalog.KeyCaptionLine, 3},
		"a page":                 {"<!doctype html>\n<p>Hei\n", catalog.KeyCaptionLine, 1},
		"a number without times": {"1\n00:00:01,000 --> 00:00:02,000\nEn\n\n2\nTo\n", catalog.KeyCaptionLine, 6},
		"junk in vtt":            {"WEBVTT\n\n00:01.000 --> 00:02.000\nEn\n\nen\nto\n", catalog.KeyCaptionLine, 7},
		"another arrow":          {"1\n00:00:01,000 --> 00:00:02,000\nEn\n\n00:00:03,000 -> 00:00:04,000\nTo\n", catalog.KeyCaptionTime, 5},
		"backwards":              {"1\n00:00:03,000 --> 00:00:02,000\nEn\n", catalog.KeyCaptionTime, 2},
		"no end":                 {"1\n00:00:03,000 -->\nEn\n", catalog.KeyCaptionTime, 2},
		"not a time":             {"1\n00:00:01,000 --> snart\nEn\n", catalog.KeyCaptionTime, 2},
		"sixty seconds":          {"1\n00:00:60,000 --> 00:02:00,000\nEn\n", catalog.KeyCaptionTime, 2},
		"a line that never ends": {"1\n00:00:01,000 --> 00:00:02,000\n" + strings.Repeat("x", 5000), catalog.KeyCaptionLine, 3},
		"nothing":                {"\n\n", catalog.KeyCaptionEmpty, 0},
		"a head alone":           {"WEBVTT\n\nNOTE tom\n", catalog.KeyCaptionEmpty, 0},
		"times alone":            {"1\n00:00:01,000 --> 00:00:02,000\n", catalog.KeyCaptionEmpty, 0},
		"tags alone":             {"1\n00:00:01,000 --> 00:00:02,000\n<b></b>\n", catalog.KeyCaptionEmpty, 0},
		"bytes":                  {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", catalog.KeyCaptionBinary, 0},
		"too many":               {strings.Repeat("00:01 --> 00:02\nx\n\n", 20_001), catalog.KeyCaptionTooMany, 0},
		"more than may be":       {strings.Repeat("x", catalog.MaxCaption+1), catalog.KeyTooLarge, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := caption.Reader{}.ReadCaptions([]byte(test.file))
			var e *catalog.Error
			if !errors.As(err, &e) || e.Key != test.key {
				t.Fatalf("got %v, want %s", err, test.key)
			}
			if line, _ := e.Args["line"].(int); line != test.line {
				t.Errorf("got line %d, want %d", line, test.line)
			}
		})
	}
}

// TestEndsSoon gives the reader what would take a parser much memory or time.
func TestEndsSoon(t *testing.T) {
	head := "WEBVTT\n\n00:01.000 --> 00:02.000\n"
	for name, unit := range map[string]string{"open tags": "<c>x", "styles": "<b>x</b>", "angles": "<", "gaps": "> <", "braces": "{\\", "entities": "&amp;", "newlines": "x\n"} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString(head)
			for width := 0; b.Len() < catalog.MaxCaption-len(unit)-1; width += len(unit) {
				if width > 3000 {
					b.WriteByte('\n')
					width = 0
				}
				b.WriteString(unit)
			}
			if _, _, err := (caption.Reader{}).ReadCaptions([]byte(b.String())); err != nil && catalog.CodeOf(err) != catalog.Invalid {
				t.Error(err)
			}
		})
	}
}

func FuzzReadCaptions(f *testing.F) {
	for _, s := range []string{"1\n00:00:01,000 --> 00:00:02,000\n<b>Hei</b> <i>du\n", "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0\n<v Kari>R&B &lt;\n",
		"\xff\xfe1\x00\n\x00", "\xe5\n0:1-->0:2\n\u2060<\n<x>", "1\n00:01 --> 00:02\n{\\an8}<00:00:01.000>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		vtt, words, err := caption.Reader{}.ReadCaptions(file)
		if err != nil {
			if code := catalog.CodeOf(err); code != catalog.Invalid && code != catalog.TooLarge {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		if words == "" || !strings.HasPrefix(vtt, "WEBVTT\n\n") {
			t.Fatalf("%q, %q", vtt, words)
		}
		again, said, err := caption.Reader{}.ReadCaptions([]byte(vtt))
		if err != nil || again != vtt || said != words {
			t.Fatalf("what was written reads as\n%s(%q), %v; it was\n%s(%q)", again, said, err, vtt, words)
		}
	})
}
