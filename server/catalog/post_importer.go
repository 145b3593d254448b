package catalog

import (
	"slices"
	"strings"
	"time"
)

// importer notes the rows of a table of responses with their posts. What speaks against a row is told of it.
type importer struct {
	actor Actor
	now   time.Time
	zone  *time.Location
	dated bool // somebody has said when the numbers were read
	rows  []ImportedRow
	told  []bool // of each row, whether the table says when its numbers were read
	ids   []PostID
	of    map[PostID][]int // the rows of each post that are left to be noted
}

// read finds out of which post a row is and what it tells.
func (n *importer) read(i, line int, r rowReader) {
	out := ImportedRow{Line: line}
	n.told[i] = r.cell(ColumnAt) != ""
	id, problem := r.post()
	if r.long() {
		problem = &FieldError{Key: KeyRowLong}
	}
	if problem == nil {
		out.Response, problem = r.response()
	}
	if out.Problem = problem; problem == nil {
		if n.of[id] == nil {
			n.ids = append(n.ids, id)
		}
		n.of[id] = append(n.of[id], i)
	}
	n.rows[i] = out
}

// note notes the rows of a post, and reports whether that alters it.
func (n *importer) note(p *Post) (altered bool) {
	was := slices.Clone(p.Responses)
	mine := n.of[PostID(p.ID)]
	for at, i := range mine {
		row := &n.rows[i]
		switch problem := n.problem(p, row.Response); {
		case problem != nil:
			row.Problem = problem
		case n.noted(was, i):
			row.Known = true
		default:
			if twice := n.twice(mine[:at], row.Response); twice != nil {
				row.Problem = twice
				continue
			}
			var c checker
			had := p.Responses
			p.Responses = append(slices.Clone(had), row.Response)
			if p.checkResponses(&c, n.now); len(c.fields) > 0 {
				row.Problem, p.Responses = &c.fields[0], had
				continue
			}
			altered = true
		}
	}
	if altered {
		p.Version, p.UpdatedAt = p.Version+1, n.now
	}
	for _, i := range mine {
		n.rows[i].Post = *p
	}
	delete(n.of, PostID(p.ID))
	return altered
}

func (n *importer) problem(p *Post, r Response) *FieldError {
	if err := MayChangePost(n.actor, *p); err != nil {
		return &FieldError{Location: string(ColumnPost), Key: KeyForbiddenLibrary}
	}
	var c checker
	if r.check(&c, "row", p.PostedAt, n.now); len(c.fields) > 0 {
		f := c.fields[0]
		f.Location = strings.TrimPrefix(f.Location, "row.")
		return &f
	}
	return nil
}

// noted reports whether a post has the numbers of a row already: noted on the same day or, when nobody says when they were read,
// at any time.
func (n *importer) noted(had []Response, i int) bool {
	r := n.rows[i].Response
	day := func(t time.Time) string { return t.In(n.zone).Format(time.DateOnly) }
	return slices.ContainsFunc(had, func(had Response) bool {
		return had.tells(r) && (!n.told[i] && !n.dated || day(had.At) == day(r.At))
	})
}

// tells reports whether a response has all the numbers of another.
func (r Response) tells(other Response) bool {
	for _, m := range Measures() {
		if n, known := other.Number(m); known {
			if had, told := r.Number(m); !told || had != n {
				return false
			}
		}
	}
	return true
}

// twice refuses a second row that tells of the same time of a post.
func (n *importer) twice(before []int, r Response) *FieldError {
	for _, i := range before {
		if had := n.rows[i]; had.Problem == nil && had.Response.At.Equal(r.At) {
			return &FieldError{Location: string(ColumnPost), Key: KeyRowTwice, Args: Args{"line": had.Line}}
		}
	}
	return nil
}

// missing tells of the rows whose posts were not there.
func (n *importer) missing() {
	for id, rows := range n.of {
		for _, i := range rows {
			n.rows[i].Problem = &FieldError{Location: string(ColumnPost), Key: KeyPostNotFound, Args: Args{"value": string(id)}}
		}
	}
}
