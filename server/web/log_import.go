package web

import (
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
	Rows    []ImportRow
	Noted   int
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
	l := p.localizer(c)
	t := catalog.ResponseTable{Zone: l.Zone()}
	if t.Table, err = catalog.ReadTable(raw); err == nil {
		t.Columns = t.Match()
		for i, column := range c.PostFormArray("column") {
			if i < len(t.Columns) && slices.Contains(catalog.Columns(), catalog.Column(column)) {
				t.Columns[i] = catalog.Column(column)
			}
		}
		view.Text = string(raw)
		for i, heading := range t.Headings {
			view.Columns = append(view.Columns, ImportColumn{heading, coded(l, "import_log.column", "import_log.column.none", catalog.Columns()[1:], t.Columns[i])})
		}
		var rows []catalog.ImportedRow
		apply := c.PostForm("apply") != ""
		if rows, err = p.Posts.Import(c.Request.Context(), edge.Actor(c), t, apply); err == nil {
			if view.list(rows); apply {
				view.Notice, view.Count, view.Text = "done.imported", view.Noted, ""
			}
			return p.show(c, http.StatusOK, "import_log", view)
		}
	}
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "import_log", view)
}

func (v *ImportView) list(rows []catalog.ImportedRow) {
	for _, r := range rows {
		row := ImportRow{ImportedRow: r, Numbers: logNumbers(r.Response)}
		if r.Problem != nil {
			row.Wrong = &catalog.Reason{Key: r.Problem.Key, Args: r.Problem.Args}
		} else {
			v.Noted, row.URL = v.Noted+1, postPath(r.Post.ID)
		}
		v.Rows = append(v.Rows, row)
	}
}
