package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ImportView is the page on which a table of responses is matched with posts: first the file, then what it would note.
type ImportView struct {
	Frame
	Form    Form
	Text    string // the table as it was sent
	Columns []ImportColumn
	Wrong   []catalog.Reason // of what the columns hold
	Rows    []ImportRow
	Noted   int
	Known   int // rows that change nothing
	Refused int
	Applied bool
}

// ImportColumn is a heading of the table with what it may hold.
type ImportColumn struct {
	Heading string
	Options []Option
}

// ImportRow is one row, with its post or why it is not noted.
type ImportRow struct {
	catalog.ImportedRow
	URL     string
	Numbers []LogNumber
	Wrong   *catalog.Reason
}

// mostImported bounds a table that is sent.
const mostImported = 3 << 20

func (p *Pages) importView(c *gin.Context) (ImportView, error) {
	view := ImportView{Frame: p.frame(c, "posts", "import_log.title"), Form: Form{Action: "/posts/responses", Fields: []Field{
		{Kind: fileField, Name: "file", Label: "import_log.file", Hint: "import_log.file.hint", Accept: ".csv,.tsv,.txt,text/csv"},
		{Kind: areaField, Name: "text", Label: "import_log.text", Rows: 4},
		{Kind: "date", Name: "at", Label: "import_log.at", Hint: "import_log.at.hint"},
	}}}
	return view, catalog.MayPost(edge.Actor(c))
}

// importPage is GET /posts/responses.
func (p *Pages) importPage(c *gin.Context) error {
	view, err := p.importView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "import_log", view)
}

// importResponses is POST /posts/responses: it shows what a table would note, or notes it.
func (p *Pages) importResponses(c *gin.Context) error {
	view, err := p.importView(c)
	if err != nil {
		return err
	}
	raw, err := readSent(c, mostImported)
	if err != nil {
		return err
	}
	view.Form.fill(c.Request.PostForm, p.namer(c))
	t, err := p.sentTable(c, raw)
	if err == nil {
		view.Text, _ = catalog.TableText(raw)
		for i, heading := range t.Headings {
			view.Columns = append(view.Columns, ImportColumn{heading, coded(p.localizer(c), "import_log.column", "import_log.column.none", catalog.Columns()[1:], t.Columns[i])})
		}
		var rows []catalog.ImportedRow
		view.Applied = c.PostForm("apply") != ""
		if rows, err = p.Posts.Import(c.Request.Context(), edge.Actor(c), t, view.Applied); err == nil {
			if view.list(rows); view.Applied {
				view.Notice, view.Count = "done.imported", view.Noted
			}
			return p.show(c, http.StatusOK, "import_log", view)
		}
	}
	if !view.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "import_log", view)
}

// sentTable reads a table with what its columns are said to hold, and when its numbers were read.
func (p *Pages) sentTable(c *gin.Context, raw []byte) (t catalog.ResponseTable, err error) {
	t.Zone = p.localizer(c).Zone()
	if t.Table, err = catalog.ReadTable(raw); err != nil {
		return t, err
	}
	t.Columns = t.Match()
	for i, column := range c.PostFormArray("column") {
		if i < len(t.Columns) && slices.Contains(catalog.Columns(), catalog.Column(column)) {
			t.Columns[i] = catalog.Column(column)
		}
	}
	if c.PostForm("at") == "" {
		return t, nil
	}
	if t.At, err = p.noonOf("at", c.PostForm("at"), t.Zone); t.At.IsZero() {
		t.At = p.Now()
	}
	return t, err
}

// refuse puts a refusal beside the columns that it is about, or the form.
func (v *ImportView) refuse(err error) bool {
	var e *catalog.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			if f.Location == "columns" {
				v.Wrong = append(v.Wrong, catalog.Reason{Key: f.Key, Args: f.Args})
			}
		}
	}
	return len(v.Wrong) > 0 || v.Form.refuse(err)
}

func (v *ImportView) list(rows []catalog.ImportedRow) {
	for _, r := range rows {
		row := ImportRow{ImportedRow: r, Numbers: logNumbers(r.Response)}
		switch {
		case r.Problem != nil:
			v.Refused++
			row.Wrong = &catalog.Reason{Key: r.Problem.Key, Args: r.Problem.Args}
		case r.Known:
			v.Known++
			row.URL = postPath(r.Post.ID)
		default:
			v.Noted++
			row.URL = postPath(r.Post.ID)
		}
		v.Rows = append(v.Rows, row)
	}
}
