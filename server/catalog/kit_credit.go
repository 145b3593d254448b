package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// credit is a line that credits somebody, and the part of it by which a text is seen to do so already.
type credit struct{ text, sign string }

func (p kitParts) credits() (out []string) {
	for _, c := range p.credited() {
		out = append(out, c.text)
	}
	return out
}

// credited lists whom a post owes a credit: who took the pictures, who inspired them, and the books.
func (p kitParts) credited() (out []credit) {
	add := func(text, sign string) {
		if !slices.ContainsFunc(out, func(had credit) bool { return had.text == text }) {
			out = append(out, credit{text, sign})
		}
	}
	for _, a := range p.assets {
		if line := a.CreditLine; line != "" {
			add(line, line)
		} else if a.Creator != "" {
			add(p.say("post_text.credit."+string(a.Kind), Args{"name": a.Creator}), a.Creator)
		}
	}
	for _, a := range p.assets {
		if by := inspiration(a.InspiredBy); by != "" {
			add(p.say("post_text.inspired_by", Args{"name": by}), by)
		}
	}
	for _, a := range p.assets {
		for _, b := range a.Books {
			add(p.say("post_text.credit.book", Args{"book": p.book(b)}), b.Title)
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
	hashtagPattern = regexp.MustCompile(`#[\p{L}\p{N}_]+`)
	mentionPattern = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.@])(@[A-Za-z0-9_][A-Za-z0-9._]*)`)
)

// hashtagsIn lists the hashtags in a text, in lower case.
func hashtagsIn(text string) []string { return hashtagPattern.FindAllString(strings.ToLower(text), -1) }

// mentionsIn lists the accounts that a text names, each once.
func mentionsIn(text string) (out []string) {
	for _, found := range mentionPattern.FindAllStringSubmatch(text, -1) {
		out = withWord(out, strings.ToLower(strings.TrimRight(found[1], ".")))
	}
	return out
}
