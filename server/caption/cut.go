package caption

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var _ catalog.CaptionCutter = Reader{}

// CutCaptions gives of clean WebVTT, as ReadCaptions makes it, what belongs to the part of a clip between from and to, told by the
// times of the part: as WebVTT and as SRT. A to of 0 is the end. Both are empty when nothing is said there.
func (Reader) CutCaptions(vtt string, from, to time.Duration) (part, srt string, err error) {
	cues, err := scan(vtt)
	if err != nil {
		return "", "", fmt.Errorf("cut captions: %w", err)
	}
	var web, sub strings.Builder
	n := 0
	for _, c := range cues {
		if to > 0 {
			c.end = min(c.end, to)
		}
		c.start, c.end = max(c.start-from, 0), c.end-from
		if c.end <= c.start || c.end < shortest {
			continue
		}
		n++
		fmt.Fprintf(&web, "\n%s\n%s\n", c.times(), strings.Join(c.text, "\n"))
		fmt.Fprintf(&sub, "%d\n%s --> %s\n%s\n\n", n, comma(c.start), comma(c.end), strings.Join(subtitles(c.text), "\n"))
	}
	if n == 0 {
		return "", "", nil
	}
	return "WEBVTT\n" + web.String(), strings.TrimSuffix(sub.String(), "\n"), nil
}

// shortest is how long a caption must show of itself to be worth its place at the edge of a part.
const shortest = 50 * time.Millisecond

// subtitles writes lines of WebVTT as SRT has them: in characters, with no tags but those of every player.
func subtitles(lines []string) (out []string) {
	for _, line := range lines {
		line = tagPattern.ReplaceAllStringFunc(line, func(tag string) string {
			switch tag {
			case "<b>", "</b>", "<i>", "</i>", "<u>", "</u>":
				return tag
			}
			return ""
		})
		out = append(out, html.UnescapeString(line))
	}
	return out
}

// comma is a time as SRT writes it.
func comma(d time.Duration) string { return strings.Replace(stamp(d), ".", ",", 1) }
