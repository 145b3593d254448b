package catalog

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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

// ReadTable reads a file of values set apart by commas, semicolons or tabs, in UTF-8 or, as spreadsheets write it, UTF-16.
// Invalid, of the field "file", when it is none or too large.
func ReadTable(raw []byte) (Table, error) {
	refuse := func(key string, args Args) (Table, error) {
		return Table{}, invalidFields([]FieldError{{Location: "file", Key: key, Args: args}})
	}
	if len(raw) > mostTableBytes {
		return refuse(KeyTableLarge, Args{"max": mostTableRows})
	}
	text, ok := plainText(raw)
	if !ok {
		return refuse(KeyTableUnreadable, nil)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.TrimLeadingSpace = separator(text), true, -1, true
	var t Table
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(row) > mostColumns {
			return refuse(KeyTableUnreadable, nil)
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
			return refuse(KeyTableLarge, Args{"max": mostTableRows})
		}
	}
	if len(t.Rows) == 0 {
		return refuse(KeyTableEmpty, nil)
	}
	return t, nil
}

// plainText is the text of a file; none when it is no text.
func plainText(raw []byte) (string, bool) {
	for mark, order := range map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian} {
		if rest, ok := bytes.CutPrefix(raw, []byte(mark)); ok {
			units := make([]uint16, len(rest)/2)
			for i := range units {
				units[i] = order.Uint16(rest[2*i:])
			}
			raw = []byte(string(utf16.Decode(units)))
		}
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	return text, utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// separator is what the first line holds most of.
func separator(text string) rune {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best := ','
	for _, r := range ";\t" {
		if strings.Count(line, string(r)) > strings.Count(line, string(best)) {
			best = r
		}
	}
	return best
}

// Match guesses what each column holds by its heading. No two columns hold the same.
func (t Table) Match() []Column {
	words := measureWords()
	taken := map[Column]bool{ColumnNone: true}
	out := make([]Column, len(t.Headings))
	for i, heading := range t.Headings {
		h := strings.ToLower(strings.TrimSpace(heading))
		guess := Column(words[h])
		switch h {
		case "permalink", "permanent kobling", "permanent lenke", "permanent lenkje", "link", "lenke", "lenkje", "url", "address", "adresse":
			guess = ColumnAddress
		case "at", "dato", "date", "lest", "lese", "read":
			guess = ColumnAt
		case "id", "post":
			guess = ColumnPost
		}
		if !taken[guess] {
			out[i], taken[guess] = guess, true
		}
	}
	return out
}

// AddressKey makes addresses of one post equal that differ in what does not matter: the scheme, www, what stands behind the
// question mark, and on Instagram whether it is called a post or a reel. Addresses on Facebook live by their query.
func AddressKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Host), "www."), "m.")
	path := strings.TrimRight(u.EscapedPath(), "/")
	if host == "instagram.com" {
		parts := strings.Split(strings.Trim(path, "/"), "/")
		for i, part := range parts {
			if i+1 < len(parts) && (part == "p" || part == "reel" || part == "reels" || part == "tv") {
				return host + "/" + parts[i+1]
			}
		}
	}
	for _, name := range []string{"story_fbid", "fbid", "v", "id"} {
		if v := u.Query().Get(name); v != "" && (host == "facebook.com" || host == "youtube.com") {
			path += "&" + name + "=" + v
		}
	}
	return host + path
}
