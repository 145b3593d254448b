package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// LimitOf is what a limit of a channel counts or measures.
type LimitOf string

// What limits count or measure: of a post, and of each of its files.
const (
	OfCharacters    LimitOf = "characters" // of the post's text with all that belongs to it
	OfHashtags      LimitOf = "hashtags"
	OfMentions      LimitOf = "mentions" // accounts that the text names with @
	OfTags          LimitOf = "tags"     // accounts that are tagged
	OfCollaborators LimitOf = "collaborators"
	OfFiles         LimitOf = "files"
	OfAltText       LimitOf = "alt_text" // characters
	OfSeconds       LimitOf = "seconds"
	OfBytes         LimitOf = "bytes"
	OfRatio         LimitOf = "ratio"   // width by height
	OfBitrate       LimitOf = "bitrate" // Mbit a second of a clip
)

// LimitsOf lists all that limits count or measure.
func LimitsOf() []LimitOf {
	return []LimitOf{OfCharacters, OfHashtags, OfMentions, OfTags, OfCollaborators, OfFiles, OfAltText, OfSeconds, OfBytes, OfRatio, OfBitrate}
}

// Level says how grave a finding is.
type Level string

// The levels.
const (
	LevelWarn  Level = "warn"
	LevelBlock Level = "block" // it cannot be posted so
)

// PostForm is what a post is on a channel: limits differ.
type PostForm string

// The forms.
const (
	FormImage    PostForm = "image"
	FormCarousel PostForm = "carousel" // several pictures or clips in one post
	FormReel     PostForm = "reel"     // one clip
	FormStory    PostForm = "story"    // one picture that fills the screen, and goes after a day
	FormSound    PostForm = "sound"
)

// ChannelLimit is one line of the table of what channels take. The channels change their limits, so that each tells where it is from
// and when that was noted.
type ChannelLimit struct {
	Channel Channel   `json:"channel"`
	Form    PostForm  `json:"form"` // empty: of every form
	Kind    MediaKind `json:"kind"` // of files; empty: of every kind
	Of      LimitOf   `json:"of"`
	Least   *float64  `json:"least"` // nil: none
	Most    *float64  `json:"most"`
	Level   Level     `json:"level"`
	Say     string    `json:"say"` // how it is told when it is passed, where that is not as usual
	// Mark says how sure it is: F is found in the source; D is a guess, a margin or a decision of ours and never told as the
	// channel's.
	Mark   string `json:"mark"`
	Source string `json:"source"`
	Noted  string `json:"noted"` // the day on which it was looked up, as 2026-11-29
}

// Sure reports whether the limit is known to be the channel's.
func (l ChannelLimit) Sure() bool { return l.Mark == "F" }

//go:embed limits.json
var limitsTable []byte

// ChannelLimits is the table of what channels take. Nobody may alter it.
func ChannelLimits() ([]ChannelLimit, error) { return readLimits() }

var readLimits = sync.OnceValues(func() (out []ChannelLimit, err error) {
	if err = json.Unmarshal(limitsTable, &out); err != nil {
		err = fmt.Errorf("read limits of channels: %w", err)
	}
	return out, err
})

// limitsFor picks the lines that concern a form on a channel, grave ones first.
func limitsFor(table []ChannelLimit, ch Channel, form PostForm) []ChannelLimit {
	var out []ChannelLimit
	for _, l := range table {
		if l.Channel == ch && (l.Form == "" || l.Form == form) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b ChannelLimit) int { return rank(a.Level) - rank(b.Level) })
	return out
}

func rank(l Level) int {
	if l == LevelBlock {
		return 0
	}
	return 1
}

// passed tells how a value passes the limit: "over", "under", or "" when it keeps to it.
func (l ChannelLimit) passed(value float64) string {
	switch {
	case l.Most != nil && value > *l.Most:
		return "over"
	case l.Least != nil && value < *l.Least:
		return "under"
	}
	return ""
}
