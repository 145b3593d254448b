package catalog

import (
	"context"
	"strings"
	"time"
)

// PostAddress is what a post is found by.
type PostAddress struct {
	Post      PostID
	Permalink string
}

// ResponseTable is a table of responses to be noted: what each column holds, and when the numbers were read where no column
// tells. Zone is that of its days.
type ResponseTable struct {
	Table
	Columns []Column
	At      time.Time // zero: now
	Zone    *time.Location
}

// ImportedRow is one row of a table of responses, with its post, or why nothing was noted.
type ImportedRow struct {
	Line     int
	Post     Post
	Response Response
	Known    bool        // the log says so already: nothing is to be noted
	Problem  *FieldError // nil: it can be noted, or is, or is known
}

// mostAddresses bounds the posts that a table is matched with.
const mostAddresses = 100_000

// Import matches the rows of a table with posts and, when it is to be applied, notes what they tell: all that can be noted in one
// go, or nothing. What is known already is not noted again, so that the same table twice changes nothing. Invalid when no column
// tells of which post a row is, or none holds numbers.
func (s *Posts) Import(ctx context.Context, actor Actor, t ResponseTable, apply bool) ([]ImportedRow, error) {
	if err := MayPost(actor); err != nil {
		return nil, err
	}
	places, err := t.places()
	if err != nil {
		return nil, err
	}
	addresses, err := s.store.Addresses(ctx, mostAddresses)
	if err != nil {
		return nil, err
	}
	book := newAddressBook(addresses)
	n := importer{actor: actor, now: s.now(), zone: t.Zone, rows: make([]ImportedRow, len(t.Rows)), of: map[PostID][]int{}, told: make([]bool, len(t.Rows))}
	if t.At.IsZero() {
		t.At = n.now
	} else {
		n.dated = true
	}
	for i, row := range t.Rows {
		n.read(i, t.Lines[i], t.reader(places, row, book))
	}
	if apply {
		err = s.store.UpdateAll(ctx, actor.ID, n.ids, n.note)
	} else {
		err = s.tryAll(ctx, &n)
	}
	if err != nil {
		return nil, err
	}
	n.missing()
	return n.rows, s.onlyImported(ctx, actor, n.rows)
}

// tryAll tells what noting would say, and notes nothing.
func (s *Posts) tryAll(ctx context.Context, n *importer) error {
	found, err := s.store.ByIDs(ctx, n.ids)
	for i := range found {
		n.note(&found[i])
	}
	return err
}

// places finds the column of each thing.
func (t ResponseTable) places() (map[Column]int, error) {
	places := map[Column]int{}
	for i, c := range t.Columns {
		if c != ColumnNone && i < len(t.Headings) {
			places[c] = i
		}
	}
	_, address := places[ColumnAddress]
	_, id := places[ColumnPost]
	numbers := false
	for _, m := range Measures() {
		_, has := places[Column(m)]
		numbers = numbers || has
	}
	var c checker
	if !address && !id {
		c.refuse("columns", KeyNoAddressColumn, nil)
	}
	if !numbers {
		c.refuse("columns", KeyNoNumberColumn, nil)
	}
	return places, c.err()
}

// rowReader reads one row.
type rowReader struct {
	at     time.Time
	zone   *time.Location
	book   addressBook
	places map[Column]int
	row    []string
	width  int // how many headings there are
}

func (t ResponseTable) reader(places map[Column]int, row []string, book addressBook) rowReader {
	return rowReader{t.At, t.Zone, book, places, row, len(t.Headings)}
}

func (r rowReader) cell(c Column) string {
	i, has := r.places[c]
	if !has || i >= len(r.row) {
		return ""
	}
	return strings.TrimSpace(r.row[i])
}

func (r rowReader) post() (PostID, *FieldError) {
	if id := r.cell(ColumnPost); id != "" {
		return PostID(id), nil
	}
	address := r.cell(ColumnAddress)
	if address == "" {
		return "", &FieldError{Location: string(ColumnAddress), Key: KeyRequired}
	}
	if id := r.book.find(address); id != "" {
		return id, nil
	}
	return "", &FieldError{Location: string(ColumnAddress), Key: KeyPostNotFound, Args: Args{"value": address}}
}

// long reports whether there are cells that stand under no heading: something was set apart that belongs together.
func (r rowReader) long() bool {
	return len(r.row) > r.width && strings.TrimSpace(strings.Join(r.row[r.width:], "")) != ""
}

func (r rowReader) response() (Response, *FieldError) {
	out := Response{At: r.at}
	if at := r.cell(ColumnAt); at != "" {
		if out.At = readMoment(at, r.zone); out.At.IsZero() {
			return Response{}, &FieldError{Location: string(ColumnAt), Key: KeyBadDate, Args: Args{"value": at}}
		}
	}
	for _, m := range Measures() {
		text := r.cell(Column(m))
		if strings.Trim(text, "-–—") == "" {
			continue
		}
		n, ok := ReadCount(text)
		if !ok {
			return Response{}, &FieldError{Location: string(m), Key: KeyBadNumber, Args: Args{"value": text}}
		}
		out.Set(m, n)
	}
	if out.Empty() {
		return Response{}, &FieldError{Location: string(MeasureViews), Key: KeyNoNumbers}
	}
	return out, nil
}

// readMoment reads a time, or a day, whose noon is meant; nothing else. Days with slashes are American, as Meta writes them,
// unless they can only be ours.
func readMoment(s string, zone *time.Location) time.Time {
	s = strings.ToLower(s)
	for _, layout := range []string{"2006-01-02t15:04:05", "2006-01-02t15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2.1.2006 15:04:05", "2.1.2006 15:04", "2.1.2006 15.04",
		"2.1.2006, 15:04", "2.1.2006 kl. 15:04", "2.1.2006 kl. 15.04", "1/2/2006 15:04:05", "1/2/2006 15:04", "2/1/2006 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t
		}
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return t
	}
	for _, layout := range []string{time.DateOnly, "2.1.2006", "2.1.06", "1/2/2006", "2/1/2006"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, zone)
		}
	}
	return time.Time{}
}

// onlyImported leaves out of posts what the actor does not see of them.
func (s *Posts) onlyImported(ctx context.Context, actor Actor, rows []ImportedRow) error {
	posts := make([]Post, len(rows))
	for i := range rows {
		posts[i] = rows[i].Post
	}
	err := s.only(ctx, actor, posts)
	for i := range rows {
		rows[i].Post = posts[i]
	}
	return err
}
