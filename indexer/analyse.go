package indexer

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// Names of the index's own fields, beside one keyword field per facet ("library") and one text field per named field
// ("in:library").
const (
	textTitle  = "title"  // surface and canonical words of the title
	textName   = "name"   // surface words of people, libraries, series and days
	textTopic  = "topic"  // surface and canonical words of book titles and tags
	textBody   = "body"   // canonical words of description, alternative text, captions, series, libraries
	textHead   = "head"   // canonical parts of compounds in the title
	textPart   = "part"   // canonical parts of compounds elsewhere, but in names
	textWord   = "word"   // all surface words with their positions: phrases, beginnings, typing errors
	keyWhole   = "whole"  // whole titles and names
	keySpell   = "spell"  // folded word, NUL, word as written, where they differ
	keyLabel   = "label"  // field, NUL, id, NUL, name: what suggestions show
	keyVisible = "seen"   // visibility marks
	keyRow     = "row"    // the numbers of the document, see rowTerm
	inPrefix   = "in:"    // + a Field
	wholeTitle = "title:" // + wholeKey of a title, in keyWhole
	wholeName  = "name:"  // + wholeKey of a name, in keyWhole
)

const (
	keywordOptions  = index.IndexField | index.SkipFreqNorm
	positionOptions = index.IndexField | index.IncludeTermVectors
	fieldGap        = 100 // positions between fields, so that no phrase crosses them
	maxIDBytes      = 200
)

// analysed hands words that are analysed already to bleve.
type analysed struct{ tokens analysis.TokenStream }

func (a analysed) Analyze([]byte) analysis.TokenStream { return a.tokens }

// analyst turns one Document into a bleve document.
type analyst struct {
	lex     *lexicon
	learned map[string]bool
	terms   map[string]map[string]bool // index field → its terms
	words   analysis.TokenStream       // for textWord
	pos     int
}

// analyse builds the bleve document; learned words count as parts of compounds.
func analyse(d *Document, learned map[string]bool) *document.Document {
	a := &analyst{lex: norwegianLexicon(), learned: learned, terms: map[string]map[string]bool{}}
	a.text(d.Title, FieldTitle, textTitle, true)
	for _, t := range []string{d.Description, d.AltText, d.CaptionText} {
		a.text(t, "", textBody, false)
	}
	for _, e := range d.refs() {
		for _, r := range e.refs {
			a.ref(e.field, r)
		}
	}
	for f, values := range d.codes() {
		for _, v := range values {
			a.key(string(f), v)
		}
	}
	for _, v := range d.Visibility {
		a.key(keyVisible, v)
	}
	a.months(d.RecordedAt)
	if d.Title != "" {
		a.key(keyWhole, wholeTitle+wholeKey(d.Title))
		a.key(keyLabel, string(FieldTitle)+"\x00\x00"+clean(d.Title))
	}
	a.key(keyRow, rowTerm(d))
	return a.document(d.ID)
}

// text indexes running text: canonical words and parts into field, with the surface words too where exact is set. What is
// named can be asked for by that name.
func (a *analyst) text(text string, named Field, field string, exact bool) {
	for _, s := range words(text) {
		written := text[s.from:s.to]
		w := surface(written)
		if w == "" {
			continue
		}
		f := a.lex.form(w, a.learned)
		a.key(field, f.canonical)
		if exact {
			a.key(field, w)
		}
		if named != "" {
			a.key(inPrefix+string(named), w)
			a.key(inPrefix+string(named), f.canonical)
		}
		in := textPart
		if field == textTitle {
			in = textHead
		}
		for _, p := range f.parts {
			a.key(in, p)
		}
		a.word(w, written)
	}
	a.pos += fieldGap
}

// name indexes a name: folded, never stemmed.
func (a *analyst) name(name string, in Field) {
	for _, s := range words(name) {
		if w := surface(name[s.from:s.to]); w != "" {
			a.key(textName, w)
			a.key(inPrefix+string(in), w)
			a.word(w, name[s.from:s.to])
		}
	}
	a.pos += fieldGap
}

// ref indexes an entity: its id as facet value, its name and other spellings as text, its label for suggestions.
func (a *analyst) ref(field Field, r Ref) {
	if r.ID != "" {
		a.key(string(field), r.ID)
	}
	if r.ID != "" && r.Name != "" {
		a.key(keyLabel, string(field)+"\x00"+clean(r.ID)+"\x00"+clean(r.Name))
	}
	for _, n := range append([]string{r.Name}, r.Also...) {
		switch field {
		case FieldBook, FieldTag:
			a.text(n, field, textTopic, true)
		case FieldLibrary, FieldSeries, FieldRecordingDay:
			a.name(n, field)
			a.text(n, field, textBody, false)
		default:
			a.name(n, field)
		}
		if k := wholeKey(n); k != "" {
			a.key(keyWhole, wholeName+k)
		}
	}
}

// months lets a typed year or month find what was recorded then.
func (a *analyst) months(t time.Time) {
	if t.IsZero() {
		return
	}
	names := [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
		"november", "desember"}
	a.text(t.Format("2006")+" "+names[t.Month()-1], "", textBody, false)
}

func (a *analyst) key(field, term string) {
	if term == "" {
		return
	}
	if a.terms[field] == nil {
		a.terms[field] = map[string]bool{}
	}
	a.terms[field][term] = true
}

func (a *analyst) word(w, written string) {
	a.pos++
	a.words = append(a.words, &analysis.Token{Term: []byte(w), Position: a.pos})
	if low := strings.ToLower(written); low != w && len(low) <= maxWordBytes {
		a.key(keySpell, w+"\x00"+low)
	}
}

func (a *analyst) document(id string) *document.Document {
	doc := document.NewDocument(id)
	for field, terms := range a.terms {
		tokens := make(analysis.TokenStream, 0, len(terms))
		for t := range terms {
			tokens = append(tokens, &analysis.Token{Term: []byte(t), Position: 1})
		}
		doc.AddField(document.NewTextFieldCustom(field, nil, nil, keywordOptions, analysed{tokens}))
	}
	if len(a.words) > 0 {
		doc.AddField(document.NewTextFieldCustom(textWord, nil, nil, positionOptions, analysed{a.words}))
	}
	return doc
}

// clean takes out the byte that parts labels.
func clean(s string) string { return strings.ReplaceAll(s, "\x00", "") }

const rowBytes = 6 + 6 + 6 + 4 + 1

// rowTerm packs the document's numbers: recorded, created, last posted (48-bit milliseconds, 0 for none), times used, and
// flags (1: vetted).
func rowTerm(d *Document) string {
	b := make([]byte, 0, rowBytes)
	for _, t := range []time.Time{d.RecordedAt, d.CreatedAt, d.LastPostedAt} {
		var eight [8]byte
		binary.BigEndian.PutUint64(eight[:], uint64(millis(t)))
		b = append(b, eight[2:]...)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(min(max(d.Used, 0), 1<<31-1)))
	if d.Vetted {
		return string(append(b, 1))
	}
	return string(append(b, 0))
}

// millis is a time as a positive number that keeps the order; the zero time is 0.
func millis(t time.Time) int64 {
	const bias = 1 << 47
	if t.IsZero() {
		return 0
	}
	return min(max(t.UnixMilli()+bias, 1), 1<<48-1)
}
