package norwegian

const (
	shortestLearned = 4 // letters
	longestLearned  = 14
)

// Learned is a set of words, found to stand alone often in some collection, that count as parts of compounds beside those
// of a Lexicon. It never changes. A nil one is empty.
type Learned struct {
	words map[string]bool // folded
	tails map[string]bool // their canonical forms
}

// Learn makes a set of those folded words that are Learnable; it is nil when there are none.
func (l *Lexicon) Learn(surfaces []string) *Learned {
	out := &Learned{words: map[string]bool{}, tails: map[string]bool{}}
	for _, w := range surfaces {
		if l.Learnable(w) {
			out.words[w] = true
			out.tails[l.canonical(w)] = true
		}
	}
	if len(out.words) == 0 {
		return nil
	}
	return out
}

// Learnable tells whether a folded word may be a part of compounds at all: 4 to 14 plain letters, and neither a stop word
// nor an ending.
func (l *Lexicon) Learnable(surface string) bool {
	if len(surface) < shortestLearned || len(surface) > longestLearned || l.stopped[surface] || ending(surface) {
		return false
	}
	for i := range len(surface) {
		if surface[i] < 'a' || surface[i] > 'z' {
			return false
		}
	}
	return true
}

func (l *Learned) has(w string) bool { return l != nil && l.words[w] }

func (l *Learned) hasTail(canonical string) bool { return l != nil && l.tails[canonical] }
