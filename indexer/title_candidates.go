package indexer

import (
	"cmp"
	"slices"
)

// candidates gives documents of whose titles every beginning starts a word, each once, until f returns false. Those that
// have the rarest of the beginnings as a whole word come first, then those with the words that most often begin with it.
func (t *titles) candidates(beginnings []string, f func(doc uint32) bool) {
	ranges := make([]wordRange, len(beginnings))
	for i, b := range beginnings {
		ranges[i] = t.starting(b)
	}
	slices.SortFunc(ranges, func(a, b wordRange) int { return cmp.Compare(len(t.within(a)), len(t.within(b))) })
	rarest := ranges[0]
	if rarest.from == rarest.to {
		return
	}
	var others []numberSet
	for _, r := range ranges[1:] {
		others = append(others, t.set(r))
	}
	given := newNumberSet(t.inAll)
	once := func(d uint32) bool {
		if given.has(d) {
			return true
		}
		given.add(d)
		return f(d)
	}
	for _, docs := range t.mostUsed(rarest) {
		if !eachIn(docs, others, once) {
			return
		}
	}
	eachIn(t.within(rarest), others, once)
}

// eachIn calls f with the documents that are in all sets until it returns false, and tells whether it never did.
func eachIn(docs []uint32, sets []numberSet, f func(doc uint32) bool) bool {
next:
	for _, d := range docs {
		for _, s := range sets {
			if !s.has(d) {
				continue next
			}
		}
		if !f(d) {
			return false
		}
	}
	return true
}

// mostUsed gives the documents of the first word of a range, then of some others with the most documents.
func (t *titles) mostUsed(r wordRange) [][]uint32 {
	const others = 8
	out := make([][]uint32, 1, 2+others)
	out[0] = t.within(wordRange{r.from, r.from + 1})
	for w := r.from + 1; w < r.to; w++ {
		n := int(t.docsAt[w+1] - t.docsAt[w])
		if len(out) == 1+others && n <= len(out[others]) {
			continue
		}
		at := len(out)
		for at > 1 && n > len(out[at-1]) {
			at--
		}
		out = slices.Insert(out, at, t.within(wordRange{w, w + 1}))
		out = out[:min(len(out), 1+others)]
	}
	return out
}
