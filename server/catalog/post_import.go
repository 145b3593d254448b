package catalog

import (
	"context"
	"errors"
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
	Problem  *FieldError // nil: it can be noted, or is
}

// mostAddresses bounds the posts that a table is matched with.
const mostAddresses = 100_000

// Import matches the rows of a table with posts and, when it is to be applied, notes what they tell. Invalid when no column
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
	byKey := map[string]PostID{}
	for _, a := range addresses { // the newest first: it holds
		if key := AddressKey(a.Permalink); byKey[key] == "" {
			byKey[key] = a.Post
		}
	}
	now := s.now()
	if t.At.IsZero() {
		t.At = now
	}
	rows := make([]ImportedRow, len(t.Rows))
	for i, row := range t.Rows {
		if rows[i], err = s.importRow(ctx, actor, t.reader(places, row, byKey), now, apply); err != nil {
			return nil, err
		}
		rows[i].Line = t.Lines[i]
	}
	return rows, s.onlyImported(ctx, actor, rows)
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
	byKey  map[string]PostID
	places map[Column]int
	row    []string
}

func (t ResponseTable) reader(places map[Column]int, row []string, byKey map[string]PostID) rowReader {
	return rowReader{t.At, t.Zone, byKey, places, row}
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
	if id := r.byKey[AddressKey(address)]; id != "" {
		return id, nil
	}
	return "", &FieldError{Location: string(ColumnAddress), Key: KeyPostNotFound, Args: Args{"value": address}}
}

func (r rowReader) response() (Response, *FieldError) {
	out := Response{At: r.at}
	if at := r.cell(ColumnAt); at != "" {
		if out.At = readMoment(at, r.zone); out.At.IsZero() {
			return out, &FieldError{Location: string(ColumnAt), Key: KeyBadDate, Args: Args{"value": at}}
		}
	}
	for _, m := range Measures() {
		text := r.cell(Column(m))
		if text == "" || text == "-" || text == "–" {
			continue
		}
		n, ok := ReadCount(text)
		if !ok {
			return out, &FieldError{Location: string(m), Key: KeyBadNumber, Args: Args{"value": text}}
		}
		out.Set(m, n)
	}
	if out.Empty() {
		return out, &FieldError{Location: string(MeasureViews), Key: KeyNoNumbers}
	}
	return out, nil
}

// readMoment reads a time, or a day, whose noon is meant; nothing else.
func readMoment(s string, zone *time.Location) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "02.01.2006 15:04", "2.1.2006 15.04", "01/02/2006 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t
		}
	}
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.Add(12 * time.Hour)
		}
	}
	return time.Time{}
}

// importRow finds the post of a row and notes its numbers, when that is wanted. What speaks against it is told of the row.
func (s *Posts) importRow(ctx context.Context, actor Actor, r rowReader, now time.Time, apply bool) (out ImportedRow, err error) {
	id, problem := r.post()
	if problem == nil {
		out.Response, problem = r.response()
	}
	if problem != nil {
		out.Problem = problem
		return out, nil
	}
	if apply {
		out.Post, err = s.Note(ctx, actor, id, out.Response)
	} else {
		out.Post, err = s.tryNote(ctx, actor, id, out.Response, now)
	}
	var refused *Error
	if !errors.As(err, &refused) || refused.Code == Internal || refused.Code == Unavailable {
		return out, err
	}
	if out.Problem = (&FieldError{Key: refused.Key, Args: refused.Args}); len(refused.Fields) > 0 {
		out.Problem = &refused.Fields[0]
	}
	if refused.Code == NotFound {
		out.Problem = &FieldError{Location: string(ColumnPost), Key: KeyPostNotFound, Args: Args{"value": string(id)}}
	}
	return out, nil
}

// tryNote tells what noting would say, and notes nothing.
func (s *Posts) tryNote(ctx context.Context, actor Actor, id PostID, r Response, now time.Time) (Post, error) {
	p, err := s.store.Get(ctx, id)
	if err == nil {
		err = MayChangePost(actor, p)
	}
	if err != nil {
		return Post{}, err
	}
	var c checker
	r.check(&c, "response[0]", p.PostedAt, now)
	return p, atTop(c.err())
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
