package catalog

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Column says what a column of a table of responses holds: a measure, or one of these.
type Column string

// What a column holds beside the measures.
const (
	ColumnAddress Column = "permalink"
	ColumnAt      Column = "at" // when the numbers were read
	ColumnPost    Column = "id" // of the post
	ColumnNone    Column = ""   // nothing that is wanted
)

// Columns lists what a column may hold.
func Columns() []Column {
	out := []Column{ColumnNone, ColumnAddress, ColumnPost, ColumnAt}
	for _, m := range Measures() {
		out = append(out, Column(m))
	}
	return out
}

// Table is a table as somebody has exported it: its headings, and its rows with the lines of the file on which they begin.
type Table struct {
	Headings []string
	Rows     [][]string
	Lines    []int
}

const (
	mostTableBytes = 2 << 20
	mostTableRows  = 2_000
	mostColumns    = 200
)

// ReadTable reads a file of values set apart by commas, semicolons or tabs, as channels and spreadsheets write it: in UTF-8, in
// UTF-16, or in the Windows code page of western Europe. Invalid, of the field "file", when it is none or too large.
func ReadTable(raw []byte) (Table, error) {
	if len(raw) > mostTableBytes {
		return refuseTable(KeyTableLarge, Args{"max": mostTableRows})
	}
	text, ok := TableText(raw)
	if !ok {
		return refuseTable(KeyTableUnreadable, nil)
	}
	comma, body, skipped := separator(text)
	t, err := readRows(body, comma, false)
	var broken *csv.ParseError
	if errors.As(err, &broken) && errors.Is(err, csv.ErrBareQuote) { // somebody wrote a quotation into a cell
		t, err = readRows(body, comma, true)
	}
	switch {
	case errors.As(err, &broken) && errors.Is(err, csv.ErrQuote):
		return refuseTable(KeyTableQuote, Args{"line": broken.StartLine + skipped})
	case errors.Is(err, errManyRows):
		return refuseTable(KeyTableLarge, Args{"max": mostTableRows})
	case err != nil:
		return refuseTable(KeyTableUnreadable, nil)
	case len(t.Rows) == 0:
		return refuseTable(KeyTableEmpty, nil)
	}
	for i := range t.Lines {
		t.Lines[i] += skipped
	}
	return t, nil
}

func refuseTable(key string, args Args) (Table, error) {
	return Table{}, invalidFields([]FieldError{{Location: "file", Key: key, Args: args}})
}

var errManyRows = errors.New("more rows than are read")

// readRows reads headings and rows. In a lazy reading a quotation mark inside a cell is one of its characters.
func readRows(text string, comma rune, lazy bool) (t Table, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.TrimLeadingSpace = comma, lazy, -1, comma != '\t'
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err == nil && len(row) > mostColumns {
			err = csv.ErrFieldCount
		}
		if err != nil {
			return t, err
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if t.Headings == nil {
			t.Headings = row
			continue
		}
		line, _ := r.FieldPos(0)
		t.Rows, t.Lines = append(t.Rows, row), append(t.Lines, line)
		if len(t.Rows) > mostTableRows {
			return t, errManyRows
		}
	}
}

// TableText is the text of a file; none when it is no text. What is no UTF-8 is read as Windows wrote it.
func TableText(raw []byte) (string, bool) {
	text, ok := plainText(raw)
	if !ok {
		text, _ = charmap.Windows1252.NewDecoder().String(string(raw)) // which gives every byte a letter
	}
	return text, !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r", r) })
}

// plainText is the text of a file in UTF-8 or UTF-16, without the mark of either; false when it is neither.
func plainText(raw []byte) (string, bool) {
	text := string(raw)
	if order := wide(raw); order != nil {
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = order.Uint16(raw[2*i:])
		}
		text = string(utf16.Decode(units))
	}
	text = strings.TrimPrefix(text, "\ufeff")
	return text, utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// wide is the order of bytes of UTF-16, with a mark or, where every other byte of the first is none, without; nil for other text.
func wide(raw []byte) binary.ByteOrder {
	switch start := raw[:min(len(raw), 64)&^1]; {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return binary.LittleEndian
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return binary.BigEndian
	case len(start) < 4, bytes.Count(start, []byte{0}) < len(start)*2/5:
		return nil
	case start[1] == 0:
		return binary.LittleEndian
	}
	return binary.BigEndian
}

// separator is what the first line holds most of, outside of quotation marks, or what it says, as spreadsheets understand it
// ("sep=;"). Then the text begins below, and so many lines are skipped.
func separator(text string) (comma rune, rest string, skipped int) {
	line, below, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	if said, ok := strings.CutPrefix(strings.TrimSpace(line), "sep="); ok && len(said) == 1 && strings.ContainsAny(said, ",;|") {
		return rune(said[0]), below, strings.Count(text[:len(text)-len(below)], "\n")
	}
	count, quoted := map[rune]int{}, false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			count[r]++
		}
	}
	comma = ','
	for _, r := range ";\t" {
		if count[r] > count[comma] {
			comma = r
		}
	}
	return comma, text, 0
}

// columnWords are the headings, in lower case and without spaces and hyphens, that say what a column holds beside a measure. Those
// of the second list are names of measures that count only where nothing better is there.
func columnWords() (first, second map[string]Column) {
	first, second = map[string]Column{}, map[string]Column{}
	for word, m := range measureWords() {
		first[word] = Column(m)
	}
	for c, words := range map[Column]string{
		ColumnAddress: "permalink permanentkobling permanentlenke permanentlenkje permalenke permalenkje link lenke lenkje url address adresse",
		ColumnAt:      "at dato date lest lese read",
		ColumnPost:    "id post",
	} {
		for _, w := range strings.Fields(words) {
			first[w] = c
		}
	}
	for c, words := range map[Column]string{
		Column(MeasureViews): "impressions eksponeringer eksponeringar videovisninger videovisningar",
		Column(MeasureReach): "viewers seere sjåarar",
	} {
		for _, w := range strings.Fields(words) {
			second[w] = c
		}
	}
	return first, second
}

// Match guesses what each column holds by its heading. No two columns hold the same. A column of dates that are none, as where
// Meta writes "Lifetime", is not used.
func (t Table) Match() []Column {
	first, second := columnWords()
	taken := map[Column]bool{ColumnNone: true}
	out := make([]Column, len(t.Headings))
	for _, words := range []map[string]Column{first, second} {
		for i, heading := range t.Headings {
			guess := words[strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.ToLower(strings.TrimSpace(heading)))]
			if out[i] == ColumnNone && !taken[guess] && (guess != ColumnAt || t.dated(i)) {
				out[i], taken[guess] = guess, true
			}
		}
	}
	return out
}

// dated reports whether the first cell of a column that holds something is a time.
func (t Table) dated(column int) bool {
	for _, row := range t.Rows {
		if column < len(row) && strings.TrimSpace(row[column]) != "" {
			return !readMoment(strings.TrimSpace(row[column]), time.UTC).IsZero()
		}
	}
	return false
}
