package indexer

import (
	"context"
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// Names of the index's own fields, beside one keyword field per facet ("library"). Every field is a set of terms without
// frequencies or positions.
const (
	textTitle  = "title" // surface and canonical words of the title
	textBody   = "body"  // canonical words of description, alternative text and captions
	textHead   = "head"  // canonical parts of compounds in the title
	textPart   = "part"  // canonical parts of compounds elsewhere, but in names
	textWord   = "word"  // all surface words: beginnings, typing errors
	textPair   = "pair"  // pairs of neighbouring surface words in texts, see pairTerm
	keySpell   = "spell" // folded word, NUL, word as written, where they differ
	keyVisible = "seen"  // visibility marks
)

// Places that are no fields: words of names are looked up among the names (see names), which lead to facet terms.
const (
	textName  = "name"  // surface words of people, libraries, series and days
	textTopic = "topic" // surface and canonical words of book titles and tags
	textBegin = "begin" // beginnings of words, as written, that are in the title
	inPrefix  = "in:"   // + a Field: the words of its names, or of the title
)

const (
	maxIDBytes = 200
	pairBits   = 14
)

// analyst turns Documents into bleve documents. It is safe for concurrent use.
type analyst struct {
	words  *wordCache
	once   *index.TokenFreq // of every term; nobody counts
	fields []string         // the facets, then the others as numbered below
}

// Numbers of the fields in a sheet, behind those of the facets.
const (
	sheetTitle = iota
	sheetBody
	sheetHead
	sheetPart
	sheetWord
	sheetPair
	sheetSpell
	sheetVisible
	sheetFields
)

func newAnalyst(learned *norwegian.Learned) *analyst {
	a := &analyst{words: newWordCache(learned), once: &index.TokenFreq{}}
	for _, f := range Facets() {
		a.fields = append(a.fields, string(f))
	}
	a.fields = append(a.fields, textTitle, textBody, textHead, textPart, textWord, textPair, keySpell, keyVisible)
	return a
}

// all analyses documents on all cores.
func (a *analyst) all(ctx context.Context, docs []*Document) ([]*document.Document, error) {
	out := make([]*document.Document, len(docs))
	workers := min(runtime.GOMAXPROCS(0), len(docs))
	var g errgroup.Group
	for w := range workers {
		g.Go(func() (err error) {
			defer recovered(&err)
			for i := w; i < len(docs); i += workers {
				if err := ctx.Err(); err != nil {
					return err
				}
				out[i] = a.document(docs[i])
			}
			return nil
		})
	}
	return out, g.Wait()
}

// document builds the bleve document.
func (a *analyst) document(d *Document) *document.Document {
	s := &sheet{analyst: a, facets: len(a.fields) - sheetFields, terms: make([]index.TokenFrequencies, len(a.fields))}
	s.text(d.Title, sheetTitle)
	for _, t := range []string{d.Description, d.AltText, d.CaptionText} {
		s.text(t, sheetBody)
	}
	s.entities(d)
	s.codes(d)
	for _, v := range d.Visibility {
		s.key(s.facets+sheetVisible, v)
	}
	s.month(d.RecordedAt)
	doc := document.NewDocument(d.ID)
	doc.Fields = make([]document.Field, 0, len(a.fields)+3) // bleve adds _id
	for i, terms := range s.terms {
		if len(terms) > 0 {
			doc.AddField(&termField{name: a.fields[i], terms: terms})
		}
	}
	doc.AddField(&storedField{name: storedRow, value: rowOf(d).encode()})
	if b := likenessOf(d, a.words).encode(); b != nil {
		doc.AddField(&storedField{name: storedLikeness, value: b})
	}
	return doc
}

// sheet collects the terms of one document by field: the facets first, then the others.
type sheet struct {
	*analyst
	facets int
	terms  []index.TokenFrequencies
}

func (s *sheet) key(field int, term string) {
	if term == "" {
		return
	}
	if s.terms[field] == nil {
		s.terms[field] = index.TokenFrequencies{}
	}
	s.terms[field][term] = s.once
}

// text indexes running text: canonical words and parts, surface words, and pairs of neighbours. A title's surface words
// are kept with its canonical ones too.
func (s *sheet) text(text string, field int) {
	part := sheetPart
	if field == sheetTitle {
		part = sheetHead
	}
	var prev *word
	for _, at := range norwegian.Words(text) {
		w := s.words.get(text[at.From:at.To])
		if w.Surface == "" {
			continue
		}
		s.key(s.facets+field, w.Canonical)
		if field == sheetTitle {
			s.key(s.facets+field, w.Surface)
		}
		for _, p := range w.Parts {
			s.key(s.facets+part, p)
		}
		s.word(w)
		if prev != nil {
			s.key(s.facets+sheetPair, pairTerm(prev.hash, w.hash))
		}
		prev = w
	}
}

func (s *sheet) word(w *word) {
	s.key(s.facets+sheetWord, w.Surface)
	s.key(s.facets+sheetSpell, w.spelling)
}

// entities indexes what the document belongs to: facet terms that carry the names, and the words of the names.
func (s *sheet) entities(d *Document) {
	for facet, f := range s.fields[:s.facets] {
		refs := d.refs(Field(f))
		for i, r := range refs {
			if r.ID != "" && slices.ContainsFunc(refs[:i], func(o Ref) bool { return o.ID == r.ID }) {
				continue // one document gives an entity one name
			}
			s.key(facet, facetTerm(r))
			s.names(r.Name)
			for _, n := range r.Also {
				s.names(n)
			}
		}
	}
}

func (s *sheet) names(name string) {
	for _, at := range norwegian.Words(name) {
		if w := s.words.get(name[at.From:at.To]); w.Surface != "" {
			s.word(w)
		}
	}
}

func (s *sheet) codes(d *Document) {
	for i, f := range s.fields[:s.facets] {
		for _, c := range d.code(Field(f)) {
			s.key(i, clean(c))
		}
	}
}

// month lets a typed year or month find what was recorded then.
func (s *sheet) month(t time.Time) {
	if t.IsZero() {
		return
	}
	s.text(t.Format("2006"), sheetBody)
	s.text(monthNames()[t.Month()-1], sheetBody)
}

// pairTerm is the term of two words in a row, given their hashes: 14 bits. So of the texts that have both words apart,
// one in 16,384 divided by its number of pairs is taken to have them in a row; and a longer phrase holds when all its
// neighbouring pairs stand somewhere in the document. Positions would be exact and take five times the room.
func pairTerm(first, second uint64) string {
	h := (first*0x9e3779b97f4a7c15 ^ second) * 0xff51afd7ed558ccd
	return string(binary.BigEndian.AppendUint16(nil, uint16(h>>(64-pairBits))))
}

// facetTerm is the term of an entity: its id, its name and other spellings, with NUL between them.
func facetTerm(r Ref) string {
	parts := []string{clean(r.ID), clean(r.Name)}
	for _, a := range r.Also {
		parts = append(parts, clean(a))
	}
	return strings.Join(parts, "\x00")
}

// clean takes out the byte that parts the pieces of a facet term.
func clean(s string) string { return strings.ReplaceAll(s, "\x00", "") }
