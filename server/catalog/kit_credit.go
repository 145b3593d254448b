package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// credit is a line that credits somebody, and the part of it by which a text is seen to do so already. A made one is seen only
// on a line that says what was made: who took a photo may be named for another reason.
type credit struct {
	text, sign string
	made       bool
}

// madePattern finds the words and signs by which people credit a photo, a film or a recording.
var madePattern = regexp.MustCompile(`(?i)foto|photo|film|video|kamera|camera|bild|bilete|opptak|recording|©|📷|📸|🎥`)

// given reports whether a text gives the credit already.
func (c credit) given(text string) bool {
	if !c.made {
		return says(text, c.sign)
	}
	return slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool { return madePattern.MatchString(line) && says(line, c.sign) })
}

// says reports whether a text says some words as whole words, in whichever case: "Is" is not said in "Isbjørn".
func says(text, words string) bool {
	text, words = strings.ToLower(text), strings.ToLower(strings.TrimSpace(words))
	if words == "" {
		return false
	}
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' }
	first, size := utf8.DecodeRuneInString(words)
	last, _ := utf8.DecodeLastRuneInString(words)
	for from := 0; ; {
		at := strings.Index(text[from:], words)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(words):])
		if !(part(before) && part(first)) && !(part(after) && part(last)) {
			return true
		}
		from = at + size
	}
}

func (p kitParts) credits() (out []string) {
	for _, c := range p.credited() {
		out = append(out, c.text)
	}
	return out
}

// credited lists whom a post owes a credit: who took the pictures, who inspired them, and the books.
func (p kitParts) credited() (out []credit) {
	add := func(one credit) {
		if !slices.ContainsFunc(out, func(had credit) bool { return had.text == one.text }) {
			out = append(out, one)
		}
	}
	for _, a := range p.assets {
		if line := a.CreditLine; line != "" {
			add(credit{text: line, sign: line})
		} else if a.Creator != "" {
			add(credit{text: p.say("post_text.credit."+string(a.Kind), Args{"name": a.Creator}), sign: a.Creator, made: true})
		}
	}
	for _, a := range p.assets {
		if by := inspiration(a.InspiredBy); by != "" {
			add(credit{text: p.say("post_text.inspired_by", Args{"name": by}), sign: by})
		}
	}
	for _, a := range p.assets {
		for _, b := range a.Books {
			add(credit{text: p.say("post_text.credit.book", Args{"book": p.book(b)}), sign: b.Title})
		}
	}
	return out
}

var profilePattern = regexp.MustCompile(`^(?:https?://)?(?:www\.)?(?:instagram|facebook)\.com/([A-Za-z0-9._]{1,60})/?(?:\?.*)?$`)

// inspiration names who inspired something: an account's address as @ and its name.
func inspiration(said string) string {
	said = strings.TrimSpace(said)
	if found := profilePattern.FindStringSubmatch(said); found != nil {
		return "@" + found[1]
	}
	return said
}

var (
	hashtagPattern = regexp.MustCompile(`#[\p{L}\p{N}\p{M}_]+`)
	addressPattern = regexp.MustCompile(`https?://\S+`)
	mentionPattern = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.@])(@[A-Za-z0-9_][A-Za-z0-9._]*)`)
)

// hashtagsIn lists the hashtags in a text, in lower case. What follows # in an address is none.
func hashtagsIn(text string) []string {
	return hashtagPattern.FindAllString(addressPattern.ReplaceAllString(strings.ToLower(norm.NFC.String(text)), " "), -1)
}

// mentionsIn lists the accounts that a text names, each once.
func mentionsIn(text string) (out []string) {
	for _, found := range mentionPattern.FindAllStringSubmatch(text, -1) {
		out = withWord(out, strings.ToLower(strings.TrimRight(found[1], ".")))
	}
	return out
}
