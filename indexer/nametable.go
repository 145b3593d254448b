package indexer

import (
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

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

// readLabel reads the facet term of an entity: id, name and other spellings with NUL between them, see facetTerm.
func readLabel(term string) label {
	id, rest, _ := strings.Cut(term, "\x00")
	name, rest, more := strings.Cut(rest, "\x00")
	l := label{id: id, name: name, key: norwegian.Key(name)}
	if more {
		for other := range strings.SplitSeq(rest, "\x00") {
			l.also = append(l.also, norwegian.Key(other))
		}
	}
	return l
}

// fits tells whether every beginning starts a word of the name, or of one other spelling.
func (l *label) fits(beginnings []string) bool {
	return beginAll(l.key, beginnings) || slices.ContainsFunc(l.also, func(key string) bool { return beginAll(key, beginnings) })
}

// copy gives a table that can be added to; what it shares with the first is only appended to.
func (t *nameTable) copy() *nameTable {
	out := *t
	out.labels, out.entities, out.renamed = slices.Clone(t.labels), slices.Clone(t.entities), slices.Clone(t.renamed)
	return &out
}

// add puts a label in, whose id has its first number in first. Its words are added apart.
func (t *nameTable) add(l newLabel, read label, first uint32) {
	labels, entities := t.labels[l.facet], t.entities[l.facet]
	for len(labels) < int(l.number) { // numbers that mean no label
		entities = append(entities, uint32(len(labels)))
		labels = append(labels, label{})
	}
	t.labels[l.facet], t.entities[l.facet] = append(labels, read), append(entities, first)
	t.renamed[l.facet] = t.renamed[l.facet] || first != l.number
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
