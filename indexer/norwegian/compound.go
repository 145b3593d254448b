package norwegian

import (
	"iter"
	"strings"
)

const (
	minHead     = 2 // letters of a first part; the shipped lists hold few words as short as that, learned words are longer
	minPart     = 3 // letters of a last part
	minCompound = 7
	maxCompound = 60
	longPart    = 5 // letters from which on a part is known by its canonical form, not by a list of endings
	minTail     = 6 // letters of a last part that is worth finding although what stands before it is not known
)

// addParts makes words known as parts of compounds.
func (l *Lexicon) addParts(words []string) {
	for _, w := range words {
		l.addPart(Fold(w))
	}
}

func (l *Lexicon) addPart(w string) {
	if len(w) < minHead {
		return
	}
	l.parts[w] = true
	if len(w) < minPart {
		return
	}
	if c := l.canonical(w); len(c) >= longPart {
		l.tails[c] = true
	}
	for form := range inflected(w) {
		l.forms[form], l.forms[form+"s"] = true, true
	}
}

// inflected gives a base form with the endings it may have, of either standard.
func inflected(w string) iter.Seq[string] {
	base := strings.TrimSuffix(w, "e")
	if strings.HasSuffix(w, "m") { // rom, rommet
		base += "m"
	}
	return func(yield func(string) bool) {
		if !yield(w) {
			return
		}
		for _, ending := range [...]string{"en", "et", "a", "er", "ar", "ene", "ane", "e"} {
			if !yield(base + ending) {
				return
			}
		}
	}
}

// split gives the folded parts of a compound, or nil when the word is none that we know, or itself a simple one. The
// longest known tail wins, and the head is split again. Both sides must be known words: blind n-grams find everything.
func (l *Lexicon) split(w string, learned *Learned) []string {
	if len(w) < minCompound || len(w) > maxCompound || l.forms[w] || l.irregular[w] != "" || l.tails[l.canonical(w)] {
		return nil
	}
	for cut := minHead; cut <= len(w)-minPart; cut++ {
		tail := w[cut:]
		if !l.mayBeHead(w[:cut], learned) || !l.isTail(tail, learned) {
			continue
		}
		if head := l.head(w[:cut], tail[0], learned); head != nil {
			return append(head, tail)
		}
	}
	return nil
}

// mayBeHead tells, cheaply, whether h is a known word or long enough to be a compound itself.
func (l *Lexicon) mayBeHead(h string, learned *Learned) bool {
	n := len(h)
	return n >= minCompound || l.isHead(h, learned) || l.isHead(h[:n-1], learned) || l.isHead(h+h[n-1:], learned)
}

func (l *Lexicon) isHead(h string, learned *Learned) bool {
	if l.parts[h] || learned.has(h) {
		return true
	}
	stem, nynorsk := strings.CutSuffix(h, "ar") // forfattarbesøk
	return nynorsk && l.parts[stem+"er"]
}

// head gives the parts of the head of a compound, or nil when it is no known word. Between head and tail there may be an
// -s- or -e-, and of three equal consonants one is not written: buss + sjåfør = bussjåfør.
func (l *Lexicon) head(h string, next byte, learned *Learned) []string {
	n := len(h)
	for _, h := range [...]string{h, strings.TrimSuffix(h, "s"), strings.TrimSuffix(h, "e"), h + h[n-1:]} {
		if len(h) < minHead || len(h) > n && (h[n] != next || vowel(next)) {
			continue
		}
		if l.isHead(h, learned) {
			return []string{h}
		}
		if parts := l.split(h, learned); parts != nil {
			return parts
		}
	}
	return nil
}

// isTail tells whether w, which may be inflected, is a known word.
func (l *Lexicon) isTail(w string, learned *Learned) bool {
	if ending(w) {
		return false
	}
	if l.forms[w] || learned.has(w) {
		return true
	}
	if len(w) < longPart {
		return false
	}
	c := l.canonical(w)
	return l.tails[c] || learned.hasTail(c)
}

// knownTail gives the canonical last part of a word of which only that is known, and known to be long: a library that is
// called after its place, say.
func (l *Lexicon) knownTail(w string) []string {
	if len(w) > maxCompound || l.forms[w] || l.irregular[w] != "" || l.tails[l.canonical(w)] {
		return nil
	}
	for cut := minPart + 1; cut <= len(w)-minTail; cut++ {
		if c := l.canonical(w[cut:]); l.tails[c] && len(c) >= minTail {
			return []string{c}
		}
	}
	return nil
}

// ending tells that w is rather an ending than a word.
func ending(w string) bool {
	switch w {
	case "ene", "ens", "ting", "ane", "anen", "inger", "ingen", "inga", "het", "heten", "ring", "ringen", "ert", "ende", "else",
		"elsen", "isk", "ing", "sen", "ste", "ere", "er", "erne", "tene", "tet", "ten", "sjon", "lig", "lege", "leg":
		return true
	}
	return false
}
