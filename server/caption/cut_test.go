package caption_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/caption"
)

func TestCutCaptions(t *testing.T) {
	const file = "1\n00:00:00,200 --> 00:00:00,800\nFør\n\n2\n00:00:01,200 --> 00:00:01,600\n<i>Hei</i> & hå <3\n– Ja!\n\n3\n00:00:01,900 --> 00:01:03,000\nEtter\n"
	vtt, _, err := caption.Reader{}.ReadCaptions([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name      string
		from, to  time.Duration
		part, srt string
	}{
		{"a part", time.Second, 2 * time.Second, "WEBVTT\n\n00:00:00.200 --> 00:00:00.600\n<i>Hei</i> &amp; hå &lt;3\n– Ja!\n\n00:00:00.900 --> 00:00:01.000\nEtter\n",
			"1\n00:00:00,200 --> 00:00:00,600\n<i>Hei</i> & hå <3\n– Ja!\n\n2\n00:00:00,900 --> 00:00:01,000\nEtter\n"},
		{"one that had begun", 1500 * time.Millisecond, 1800 * time.Millisecond, "WEBVTT\n\n00:00:00.000 --> 00:00:00.100\n<i>Hei</i> &amp; hå &lt;3\n– Ja!\n",
			"1\n00:00:00,000 --> 00:00:00,100\n<i>Hei</i> & hå <3\n– Ja!\n"},
		{"to the end", 2 * time.Second, 0, "WEBVTT\n\n00:00:00.000 --> 00:01:01.000\nEtter\n", "1\n00:00:00,000 --> 00:01:01,000\nEtter\n"},
		{"where nothing is said", 850 * time.Millisecond, 1100 * time.Millisecond, "", ""},
		{"a blink", 1590 * time.Millisecond, 1700 * time.Millisecond, "", ""},
	} {
		part, srt, err := caption.Reader{}.CutCaptions(vtt, tt.from, tt.to)
		if err != nil || part != tt.part || srt != tt.srt {
			t.Errorf("%s: got\n%q\n%q, %v", tt.name, part, srt, err)
		}
	}
	whole, srt, err := caption.Reader{}.CutCaptions(vtt, 0, 0)
	if err != nil || whole != vtt {
		t.Errorf("all of it: %q, %v", whole, err)
	}
	if again, _, err := (caption.Reader{}).ReadCaptions([]byte(srt)); err != nil || again != vtt {
		t.Errorf("SRT that is read again: %q, %v", again, err)
	}
}
