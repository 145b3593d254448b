package report

import (
	"fmt"
	"io"
	"strings"
)

// Table is a table in Markdown.
type Table struct {
	out  io.Writer
	text strings.Builder
}

// NewTable begins a table that is printed to out when it ends.
func NewTable(out io.Writer, title string, columns ...string) *Table {
	t := &Table{out: out}
	fmt.Fprintf(&t.text, "### %s\n\n", title)
	t.Row(columns...)
	fmt.Fprintln(&t.text, "|---"+strings.Repeat("|---:", len(columns)-1)+"|")
	return t
}

// Row adds a row of cells.
func (t *Table) Row(cells ...string) { fmt.Fprintf(&t.text, "| %s |\n", strings.Join(cells, " | ")) }

// End prints the table.
func (t *Table) End() error {
	_, err := fmt.Fprintln(t.out, t.text.String())
	return err
}
