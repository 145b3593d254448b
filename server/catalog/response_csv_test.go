package catalog

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var writeTables = flag.Bool("write-tables", false, "write down anew how tables of responses are read")

// readOut tells how a table is read: what each column holds, and what each row tells, or why it does not.
func readOut(raw []byte) string {
	var b strings.Builder
	say := func(err error) string {
		var e *Error
		if !errors.As(err, &e) {
			return fmt.Sprint(err)
		}
		for _, f := range e.Fields {
			fmt.Fprintln(&b, "refused", f.Location, f.Key, f.Args)
		}
		return b.String()
	}
	table, err := ReadTable(raw)
	if err != nil {
		return say(err)
	}
	t := ResponseTable{Table: table, Columns: table.Match(), At: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC), Zone: time.UTC}
	for i, c := range t.Columns {
		if c != ColumnNone {
			fmt.Fprintf(&b, "%s = %s\n", t.Headings[i], c)
		}
	}
	places, err := t.places()
	if err != nil {
		return say(err)
	}
	for i, row := range t.Rows {
		r := t.reader(places, row, nil)
		n := importer{rows: make([]ImportedRow, 1), told: make([]bool, 1), of: map[PostID][]int{}}
		r.book = newAddressBook([]PostAddress{{"post", r.cell(ColumnAddress)}})
		n.read(0, t.Lines[i], r)
		fmt.Fprintf(&b, "line %d: %s ", n.rows[0].Line, cmp.Or(r.cell(ColumnPost), whereaboutsOf(r.cell(ColumnAddress)).key))
		if p := n.rows[0].Problem; p != nil {
			fmt.Fprintln(&b, p.Location, p.Key, p.Args)
			continue
		}
		for _, m := range Measures() {
			if v, known := n.rows[0].Response.Number(m); known {
				fmt.Fprintf(&b, "%s %d ", m, v)
			}
		}
		fmt.Fprintln(&b, "at", n.rows[0].Response.At.Format(time.RFC3339))
	}
	return b.String()
}

// TestTablesAreRead reads files as channels and spreadsheets write them, as they stand in testdata beside what is read of them.
func TestTablesAreRead(t *testing.T) {
	files, err := filepath.Glob("testdata/responses/*.[ct][sx][vt]")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, golden := readOut(raw), path+".golden"
		if *writeTables {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s is read as\n%swant (%v)\n%s", path, got, err, want)
		}
	}
}

// FuzzReadTable: whatever is sent, a table is read or refused, every row has its line, and no number is made up.
func FuzzReadTable(f *testing.F) {
	files, _ := filepath.Glob("testdata/responses/*.[ct][sx][vt]")
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("\xff\xfe\x00"))
	f.Add([]byte("sep=;"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := ReadTable(raw)
		if err != nil {
			if !Is(err, Invalid) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if len(table.Rows) == 0 || len(table.Rows) != len(table.Lines) || len(table.Match()) != len(table.Headings) {
			t.Fatalf("%d rows with %d lines", len(table.Rows), len(table.Lines))
		}
		last := 1
		for i, line := range table.Lines {
			if line <= last && i > 0 || line < 1 {
				t.Fatalf("line %d after %d", line, last)
			}
			last = line
			for _, cell := range table.Rows[i] {
				if !utf8.ValidString(cell) {
					t.Fatalf("%q is no text", cell)
				}
				if n, ok := ReadCount(cell); ok && (n < 0 || n > largestNumber || !strings.ContainsAny(cell, "0123456789")) {
					t.Fatalf("%q is read as %d", cell, n)
				}
			}
		}
		if again, ok := TableText([]byte(readOut(raw))); !ok || again == "" {
			t.Fatal("what is told of it is no text")
		}
	})
}
