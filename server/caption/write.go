package caption

import (
	"fmt"
	"strings"
	"time"

	"github.com/asticode/go-astisub"
)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// write makes WebVTT of cues and the lines that their text consists of, and the words in them, a cue on each line.
func write(cues []cue, lines [][]astisub.Line) (vtt, words string) {
	var file, said strings.Builder
	file.WriteString("WEBVTT\n")
	for i, c := range cues {
		var shown, heard []string
		for _, line := range lines[i] {
			markup, plain := styled(line)
			if plain != "" {
				shown, heard = append(shown, markup), append(heard, plain)
			}
		}
		if len(shown) == 0 {
			continue
		}
		if who := c.voice(); who != "" {
			shown[0] = "<v " + escaper.Replace(who) + ">" + shown[0]
		}
		fmt.Fprintf(&file, "\n%s\n%s\n", c.times(), strings.Join(shown, "\n"))
		said.WriteString(strings.Join(heard, " ") + "\n")
	}
	return file.String(), strings.TrimSuffix(said.String(), "\n")
}

// styled gives a line as WebVTT and as plain words.
func styled(line astisub.Line) (markup, plain string) {
	var b, p strings.Builder
	for _, run := range line.Items {
		text := textOf(run)
		p.WriteString(text)
		text = escaper.Replace(text)
		for _, tag := range tagsOf(run) {
			text = "<" + tag + ">" + text + "</" + tag + ">"
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String()), strings.Join(strings.Fields(p.String()), " ")
}

func tagsOf(run astisub.LineItem) []string {
	s := run.InlineStyle
	if s == nil {
		return nil
	}
	var tags []string
	for _, t := range []struct {
		name string
		on   bool
	}{{"u", s.SRTUnderline}, {"i", s.SRTItalics}, {"b", s.SRTBold}} {
		if t.on {
			tags = append(tags, t.name)
		}
	}
	return tags
}

// times writes the line with a cue's times and its place in the picture.
func (c cue) times() string {
	return strings.Join(append([]string{stamp(c.start) + " --> " + stamp(c.end)}, c.settings...), " ")
}

func stamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}
