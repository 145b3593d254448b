package indexer

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// manner is how a word is meant when labels are looked up by it. Words are folded.
type manner uint8

const (
	asWritten manner = iota
	beginning        // of a word as written
	canonical        // of facets whose names are bent, see isBent
	part             // canonical part of a compound, of the same facets
)

// names finds the labels of entities, numbered by valueNumbers, by their words. It holds every label that documents of a
// generation ever had; counts tell which of them are still in use. It is safe for concurrent use.
type names struct {
	learned *norwegian.Learned

	mu    sync.Mutex
	added []newLabel          // not in the table yet
	first []map[string]uint32 // by facet and id: the first label's number

	unsettled atomic.Bool // added is not empty
	table     atomic.Pointer[nameTable]
}

type newLabel struct {
	facet  int
	number uint32
	term   string
}

func newNames(learned *norwegian.Learned) *names {
	n := &names{learned: learned, first: make([]map[string]uint32, len(Facets()))}
	for i := range n.first {
		n.first[i] = map[string]uint32{}
	}
	n.table.Store(&nameTable{labels: make([][]label, len(n.first)), entities: make([][]uint32, len(n.first)),
		renamed: make([]bool, len(n.first))})
	return n
}

// add takes a term of an entity facet in. The numbers of a facet must come in rising order.
func (n *names) add(facet int, number uint32, term string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.added = append(n.added, newLabel{facet, number, term})
	n.unsettled.Store(true)
}

// settle makes what was added findable. Looking up does the same when it has to; that is then slower once.
func (n *names) settle() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.added) == 0 {
		return
	}
	t := n.table.Load().copy()
	var words newWords
	for _, a := range n.added {
		l := readLabel(a.term)
		for _, key := range append([]string{l.key}, l.also...) {
			words.add(a, key, n.learned)
		}
		first, known := n.first[a.facet][l.id]
		if !known {
			first = a.number
			n.first[a.facet][l.id] = first
		}
		t.add(a, l, first)
	}
	t.written, t.canon, t.parts = t.written.with(words.written), t.canon.with(words.canon), t.parts.with(words.parts)
	n.table.Store(t)
	n.added = nil
	n.unsettled.Store(false)
}

// now is everything that was added.
func (n *names) now() *nameTable {
	if n.unsettled.Load() {
		n.settle()
	}
	return n.table.Load()
}

// having gives the numbers of a facet's labels with a word in the name or another spelling, in rising order.
func (n *names) having(facet int, word string, how manner) []uint32 {
	t := n.now()
	table := &t.written
	switch how {
	case canonical:
		table = &t.canon
	case part:
		table = &t.parts
	case asWritten, beginning:
	}
	var out []uint32
	for _, entries := range table.find(word, how == beginning) {
		for i := range entries {
			if int(entries[i].facet) == facet {
				out = append(out, entries[i].number)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// named gives the numbers of a facet's labels that have a name or another spelling with that norwegian.Key, in rising order.
func (n *names) named(facet int, key string) []uint32 {
	word, _, _ := strings.Cut(key, " ")
	numbers := n.having(facet, word, asWritten)
	labels := n.now().labels[facet] // at least those
	var out []uint32
	for _, number := range numbers {
		if l := &labels[number]; l.key == key || slices.Contains(l.also, key) {
			out = append(out, number)
		}
	}
	return out
}

// fitting gives the numbers of a facet's labels with a name, or another spelling, in which every beginning starts a word, in
// rising order.
func (n *names) fitting(facet int, beginnings []string) []uint32 {
	t := n.now()
	var out []uint32
	for _, entries := range t.written.find(beginnings[t.rarest(beginnings)], true) {
		for i := range entries {
			e := &entries[i]
			if int(e.facet) == facet && (len(beginnings) == 1 || t.labels[facet][e.number].fits(beginnings)) {
				out = append(out, e.number)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// entities gives, by number, the first number with the same id; it is nil when no id of the facet has two numbers.
func (n *names) entities(facet int) []uint32 {
	if t := n.now(); t.renamed[facet] {
		return t.entities[facet]
	}
	return nil
}
