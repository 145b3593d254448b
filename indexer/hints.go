package indexer

import "slices"

// unknownValues adds a hint for every typed code that neither the configuration nor any document knows.
func (s *search) unknownValues() {
	for _, c := range s.clauses {
		for _, l := range c {
			if l.kind == leafCode && !s.knownCode(l) {
				s.hints = append(s.hints, Hint{HintUnknownValue, clip(s.query.Text[l.at.From:l.at.To], maxHintBytes)})
			}
		}
	}
}

func (s *search) knownCode(l leaf) bool {
	for _, code := range s.codes[l.field] {
		if slices.Contains(l.codes, code) {
			return true
		}
	}
	return len(s.view.values[slices.Index(Facets(), l.field)].of(l.codes)) > 0
}
