package caption

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/asticode/go-astisub"
)

// mostTags bounds the tags of a file that are looked at, since each costs memory; the text of a file with more is taken
// without any.
const mostTags = 50_000

// What texts carry past astisub. Neither is left in a text that was decoded.
const (
	glue      = '\u2060' // marks a space between two tags, which it would drop
	ampersand = '\ue000' // stands for &, since it knows three entities only
)

var (
	tagPattern    = regexp.MustCompile(`<[^<>]*>`)
	gapPattern    = regexp.MustCompile(`>(\s+)<`)
	breakPattern  = regexp.MustCompile(`(?i)<br\s*/?>`)
	clockPattern  = regexp.MustCompile(`<\d[\d:.]*>`) // when a word is said, in karaoke
	voicePattern  = regexp.MustCompile(`<v(?:\.[^\s<>]*)?\s+([^<>]+)>`)
	effectPattern = regexp.MustCompile(`\{\\[^{}]*\}`) // of other subtitle formats, as {\an8}
)

// ordered sorts cues by their start and drops those that show nothing or take no time.
func ordered(cues []cue) []cue {
	cues = slices.DeleteFunc(cues, func(c cue) bool { return c.end == c.start || len(c.text) == 0 })
	slices.SortStableFunc(cues, func(a, b cue) int { return cmp.Compare(a.start, b.start) })
	return cues
}

// style reads the tags in the cues' text: the answer holds the lines of each cue.
func style(cues []cue) (lines [][]astisub.Line, err error) {
	defer func() { // of a library that reads foreign bytes
		if v := recover(); v != nil {
			lines, err = nil, fmt.Errorf("panic: %v", v)
		}
	}()
	read, err := astisub.ReadFromSRT(strings.NewReader(plainest(cues)))
	if err != nil {
		return nil, err
	}
	if len(read.Items) != len(cues) {
		return nil, fmt.Errorf("%d captions were read as %d", len(cues), len(read.Items))
	}
	for _, item := range read.Items {
		lines = append(lines, item.Lines)
	}
	return lines, nil
}

// plainest writes cues as an SRT file without anything that astisub could take otherwise than it is meant.
func plainest(cues []cue) string {
	tags := 0
	var b strings.Builder
	for i, c := range cues {
		fmt.Fprintf(&b, "%d\n00:00:00,000 --> 00:00:01,000\n", i+1)
		for _, line := range c.text {
			line = clockPattern.ReplaceAllString(effectPattern.ReplaceAllString(line, ""), "")
			line = strings.ReplaceAll(breakPattern.ReplaceAllString(line, " "), "&", string(ampersand))
			if tags += strings.Count(line, "<"); tags > mostTags {
				line = tagPattern.ReplaceAllString(line, "")
			}
			b.WriteString(gapPattern.ReplaceAllString(line, ">"+string(glue)+"$1<") + "\n")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// textOf is the text of a run, as it is meant: with characters in place of entities.
func textOf(run astisub.LineItem) string {
	s := strings.NewReplacer(string(glue), "", string(ampersand), "&").Replace(run.Text)
	return clean(html.UnescapeString(s))
}

// voice finds who speaks in a cue of WebVTT; "" where nobody is named.
func (c cue) voice() string {
	for _, line := range c.text {
		if m := voicePattern.FindStringSubmatch(line); m != nil {
			return strings.Join(strings.Fields(clean(html.UnescapeString(m[1]))), " ")
		}
	}
	return ""
}
