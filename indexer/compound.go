package indexer

import "strings"

const (
	minPart     = 3 // letters of a part; the shipped list holds few words as short as that, learned words are longer
	minCompound = 7
	maxCompound = 60
)

// split gives the folded parts of a compound, or nil when the word is none that we know. The longest known tail wins, and
// the head, less a binding -s- or -e-, is split again. Both sides must be known words: blind n-grams find everything.
func (l *lexicon) split(w string, learned map[string]bool) []string {
	if len(w) < minCompound || len(w) > maxCompound || l.irregular[w] != "" {
		return nil
	}
	for cut := minPart; cut <= len(w)-minPart; cut++ {
		tail := w[cut:]
		if !l.isTail(tail, learned) {
			continue
		}
		if head := l.head(w[:cut], learned); head != nil {
			return append(head, tail)
		}
	}
	return nil
}

// head gives the parts of the head of a compound, or nil when it is no known word.
func (l *lexicon) head(h string, learned map[string]bool) []string {
	for _, h := range [...]string{h, strings.TrimSuffix(h, "s"), strings.TrimSuffix(h, "e")} {
		if len(h) < minPart {
			continue
		}
		if parts := l.split(h, learned); parts != nil {
			return parts
		}
		if l.parts[h] || learned[h] {
			return []string{h}
		}
	}
	return nil
}

// isTail tells whether w, which may be inflected, is a known word.
func (l *lexicon) isTail(w string, learned map[string]bool) bool {
	if ending(w) {
		return false
	}
	return l.parts[w] || learned[w] || l.tails[l.canonical(w)] || learned[stem(w)]
}

// ending tells that w is rather an ending than a word.
func ending(w string) bool {
	switch w {
	case "ene", "ens", "ane", "anen", "inger", "ingen", "inga", "het", "heten", "ring", "ringen", "ert", "ende", "else",
		"elsen", "isk", "ing", "sen", "ste", "ere", "er", "erne", "tene", "tet", "ten", "sjon", "lig", "lege", "leg":
		return true
	}
	return false
}
