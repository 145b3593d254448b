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

// nameTable is a state of names. It never changes.
type nameTable struct {
	labels   [][]label  // by facet and number
	entities [][]uint32 // by facet and number: the first number with the same id
	renamed  []bool     // by facet: an id has two numbers
	written  wordTable
	canon    wordTable
	parts    wordTable
}

// label is what an entity is called in some documents.
type label struct {
	id, name string
	key      string   // norwegian.Key of the name
	also     []string // and of other spellings
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

// splitLabel takes the facet term of an entity apart: id, name and other spellings with NUL between them.
func splitLabel(term string) (id, name string, also []string) {
	id, rest, _ := strings.Cut(term, "\x00")
	name, rest, more := strings.Cut(rest, "\x00")
	if more {
		also = strings.Split(rest, "\x00")
	}
	return id, name, also
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
	t := *n.table.Load()
	t.labels, t.entities, t.renamed = slices.Clone(t.labels), slices.Clone(t.entities), slices.Clone(t.renamed)
	var words newWords
	for _, a := range n.added {
		id, name, also := splitLabel(a.term)
		l := label{id: id, name: name, key: norwegian.Key(name)}
		words.add(a, l.key, n.learned)
		for _, other := range also {
			l.also = append(l.also, norwegian.Key(other))
			words.add(a, l.also[len(l.also)-1], n.learned)
		}
		first, known := n.first[a.facet][id]
		if !known {
			first = a.number
			n.first[a.facet][id] = first
		}
		t.renamed[a.facet] = t.renamed[a.facet] || known
		for len(t.labels[a.facet]) < int(a.number) { // numbers that mean no label
			t.labels[a.facet] = append(t.labels[a.facet], label{})
			t.entities[a.facet] = append(t.entities[a.facet], uint32(len(t.entities[a.facet])))
		}
		t.labels[a.facet] = append(t.labels[a.facet], l)
		t.entities[a.facet] = append(t.entities[a.facet], first)
	}
	t.written, t.canon, t.parts = t.written.with(words.written), t.canon.with(words.canon), t.parts.with(words.parts)
	n.table.Store(&t)
	n.added = nil
	n.unsettled.Store(false)
}

// newWords gathers the entries of labels on their way into the tables.
type newWords struct{ written, canon, parts []wordEntry }

func (w *newWords) add(l newLabel, key string, learned *norwegian.Learned) {
	entry := wordEntry{number: l.number, facet: uint8(l.facet)}
	bent := isBent(Facets()[l.facet])
	for word := range strings.SplitSeq(key, " ") {
		if word == "" {
			continue
		}
		entry.word = word
		w.written = append(w.written, entry)
		if !bent {
			continue
		}
		f := norwegian.Shipped().Form(word, learned)
		entry.word = f.Canonical
		w.canon = append(w.canon, entry)
		for _, entry.word = range f.Parts {
			w.parts = append(w.parts, entry)
		}
	}
}

// isBent tells whether the names of a field are made of words that are bent and put together, unlike names of people.
func isBent(f Field) bool {
	switch f {
	case FieldBook, FieldTag, FieldLibrary, FieldSeries, FieldRecordingDay:
		return true
	}
	return false
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
	var out []uint32
	labels := n.now().labels[facet]
	for _, number := range n.having(facet, word, asWritten) {
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
			if int(e.facet) == facet && t.labels[facet][e.number].fits(beginnings) {
				out = append(out, e.number)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// rarest tells which of some beginnings the fewest written words have.
func (t *nameTable) rarest(beginnings []string) int {
	best, least := 0, -1
	for i, b := range beginnings {
		found := t.written.find(b, true)
		if n := len(found[0]) + len(found[1]); least < 0 || n < least {
			best, least = i, n
		}
	}
	return best
}

// beginning gives, by facet, the labels with a written word that starts with a beginning.
func (t *nameTable) beginning(of string) []numberSet {
	out := make([]numberSet, len(t.labels))
	for facet, labels := range t.labels {
		out[facet] = newNumberSet(len(labels))
	}
	for _, entries := range t.written.find(of, true) {
		for i := range entries {
			out[entries[i].facet].add(entries[i].number)
		}
	}
	return out
}

// fits tells whether every beginning starts a word of the name, or of one other spelling.
func (l *label) fits(beginnings []string) bool {
	return beginAll(l.key, beginnings) || slices.ContainsFunc(l.also, func(key string) bool { return beginAll(key, beginnings) })
}

// entities gives, by number, the first number with the same id; it is nil when no id of the facet has two numbers.
func (n *names) entities(facet int) []uint32 {
	if t := n.now(); t.renamed[facet] {
		return t.entities[facet]
	}
	return nil
}
