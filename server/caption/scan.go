package caption

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// longestLine bounds a line of captions, in bytes: no screen shows so much.
const longestLine = 4_000

// cue is one caption: lines of text from start to end.
type cue struct {
	start, end time.Duration
	settings   []string // where it stands in the picture, in the words of WebVTT
	text       []string
}

// What stands in a time line. Hours may be missing, the fraction too.
var (
	timesPattern   = regexp.MustCompile(`^\s*(\S+)\s*-->\s*(\S+)(.*)$`)
	momentPattern  = regexp.MustCompile(`^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$`)
	settingPattern = regexp.MustCompile(`^(align|line|position|size|vertical):[A-Za-z0-9.,%-]{1,30}$`)
	indexPattern   = regexp.MustCompile(`^\s*\d+\s*$`)
	nearlyPattern  = regexp.MustCompile(`^\s*\d+:\d+[:.,\d]*\s*[-–—>→]+\s*\d+:\d+`) // times with another arrow
)

// scanner goes through the lines of a file.
type scanner struct {
	cues  []cue
	vtt   bool
	state state
}

type state int

const (
	between state = iota // after an empty line
	named                // after a cue's number or name
	inside               // in a cue's text
	skipped              // in the head, a note, a style or a region
)

// scan finds the cues of a WebVTT or SRT text, sorted by their start.
func scan(text string) ([]cue, error) {
	var s scanner
	for i, line := range strings.Split(text, "\n") {
		if err := s.take(i+1, strings.TrimSpace(line)); err != nil {
			return nil, err.refusal()
		}
		if len(s.cues) > mostCues {
			return nil, refuse(catalog.KeyCaptionTooMany, catalog.Args{"max": mostCues})
		}
	}
	return ordered(s.cues), nil
}

func (s *scanner) take(n int, line string) *fault {
	switch {
	case len(line) > longestLine:
		return &fault{catalog.KeyCaptionLine, n}
	case line == "" && s.state == named:
		return nil // some tools leave a line between the number and the times
	case line == "":
		s.state = between
		return nil
	case s.state == skipped:
		return nil
	case strings.Contains(line, "-->"):
		return s.begin(n, line)
	case nearlyPattern.MatchString(line):
		return &fault{catalog.KeyCaptionTime, n}
	}
	switch s.state {
	case inside:
		s.add(line)
	case named:
		return &fault{catalog.KeyCaptionLine, n}
	default:
		return s.open(n, line)
	}
	return nil
}

// open is the first line of a block.
func (s *scanner) open(n int, line string) *fault {
	word, _, _ := strings.Cut(line, " ")
	switch {
	case word == "WEBVTT" && len(s.cues) == 0 && !s.vtt:
		s.vtt, s.state = true, skipped
	case s.vtt && (word == "NOTE" || line == "STYLE" || line == "REGION"):
		s.state = skipped
	case s.vtt, indexPattern.MatchString(line):
		s.state = named
	case len(s.cues) > 0: // an empty line within a caption
		s.state = inside
		s.add(line)
	default:
		return &fault{catalog.KeyCaptionLine, n}
	}
	return nil
}

func (s *scanner) add(line string) {
	c := &s.cues[len(s.cues)-1]
	c.text = append(c.text, line)
}

// begin is a line with the times of a cue.
func (s *scanner) begin(n int, line string) *fault {
	if s.state == inside { // no empty line before it: the number has been taken for text
		last := &s.cues[len(s.cues)-1]
		if k := len(last.text); k > 0 && indexPattern.MatchString(last.text[k-1]) {
			last.text = last.text[:k-1]
		}
	}
	parts := timesPattern.FindStringSubmatch(line)
	if parts == nil {
		return &fault{catalog.KeyCaptionTime, n}
	}
	start, ok := moment(parts[1])
	end, fine := moment(parts[2])
	if !ok || !fine || end < start {
		return &fault{catalog.KeyCaptionTime, n}
	}
	c := cue{start: start, end: end}
	for _, setting := range strings.Fields(parts[3]) {
		if settingPattern.MatchString(setting) {
			c.settings = append(c.settings, setting)
		}
	}
	s.cues, s.state = append(s.cues, c), inside
	return nil
}

// moment reads a time such as 00:00:01,500, 0:01.5 or 61:00 (minutes and seconds).
func moment(s string) (time.Duration, bool) {
	m := momentPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[1]) // empty: 0
	minutes, _ := strconv.Atoi(m[2])
	seconds, _ := strconv.Atoi(m[3])
	fraction, _ := strconv.Atoi((m[4] + "000")[:3])
	if seconds > 59 || minutes > 59 && m[1] != "" {
		return 0, false
	}
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second +
		time.Duration(fraction)*time.Millisecond, true
}
