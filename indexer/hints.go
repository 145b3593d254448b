package indexer

import (
	"cmp"
	"slices"
	"strings"
)

// unknownValues adds a hint for every typed code that neither the configuration nor any document knows.
func (s *search) unknownValues() {
	for _, c := range s.clauses {
		for _, l := range c {
			if l.kind == leafCode && !s.knownCode(l) {
				text := clip(s.query.Text[l.at.From:l.at.To], maxHintBytes)
				s.hints = append(s.hints, Hint{HintUnknownValue, strings.ToValidUTF8(text, "")})
			}
		}
	}
	slices.SortStableFunc(s.hints, func(a, b Hint) int {
		return cmp.Compare(strings.Index(s.query.Text, a.Text), strings.Index(s.query.Text, b.Text))
	})
}

func (s *search) knownCode(l leaf) bool {
	if l.field == FieldUsed && slices.ContainsFunc(l.codes, isUsed) {
		return true
	}
	for _, code := range s.codes[l.field] {
		if slices.Contains(l.codes, code) {
			return true
		}
	}
	return len(s.view.values[slices.Index(Facets(), l.field)].of(l.codes)) > 0
}

func isUsed(code string) bool {
	return code == UsedNever || code == UsedOnce || code == UsedFew || code == UsedMany
}
