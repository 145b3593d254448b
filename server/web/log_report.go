package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// ReportView tells what worked, and in which language people post.
type ReportView struct {
	Frame
	Groups              []ReportRow
	By, Measures, Marks []Option
	Libraries           []Option
	From, To            string
	Problem             Form // what was refused of what it is narrowed to
	Posts, Known        int
	Measure             string // what is counted, in words
	Highest             int    // at the right end of the plots
	Cut                 bool
	Years               []YearRow
}

// ReportRow is one group of posts, with its plot: a dot for each post and a line at the median, in percent of the width.
type ReportRow struct {
	Name    string
	Posts   int
	Known   int
	Median  string
	Lowest  int
	Highest int
	Dots    []string
	Line    string // empty without numbers
}

// YearRow is how the posts of a year share out over the languages. NB and NN are percent of both, as SVG writes them.
type YearRow struct {
	Year             int
	NB, NN, EN, None int
	Share            string // of nynorsk, for people
	Width            string
}

// mostDots bounds the dots of one plot: of more posts every so many is drawn.
const mostDots = 150

// report is GET /reports.
func (p *Pages) report(c *gin.Context) error {
	ctx, actor, l, asked := c.Request.Context(), edge.Actor(c), p.localizer(c), c.Request.URL.Query()
	if len(asked) == 0 { // somebody who has asked for nothing wants to know of the last year
		asked.Set("from", p.Now().In(l.Zone()).AddDate(-1, 0, 0).Format(time.DateOnly))
	}
	libraries, err := p.logLibraries(c, asked.Get("library"))
	if err != nil {
		return err
	}
	keepOffered(asked, "library", libraries)
	f := logFilter(l, asked, actor)
	by, measure, at := pickOf(asked.Get("by"), catalog.Dimensions()), pickOf(asked.Get("measure"), append(catalog.Measures(), catalog.MeasureInteractions)), pickOf(asked.Get("at"), []catalog.Mark{catalog.MarkNewest, catalog.Mark48Hours, catalog.Mark30Days})
	var found catalog.Report
	refused := f.Check()
	if refused == nil {
		if found, err = p.Reports.Compare(ctx, actor, f, by, measure, at); err != nil {
			return err
		}
	}
	years, err := p.Reports.Languages(ctx, actor, catalog.PostFilter{Library: f.Library})
	if err != nil {
		return err
	}
	view := ReportView{Frame: p.frame(c, "posts", "report.title"), From: asked.Get("from"), To: asked.Get("to"), Posts: found.Posts, Known: found.Known, Cut: found.Cut,
		By: coded(l, "report.by", "", catalog.Dimensions(), by), Measures: coded(l, "measure", "", append(catalog.Measures(), catalog.MeasureInteractions), measure),
		Marks: coded(l, "report.at", "", []catalog.Mark{catalog.MarkNewest, catalog.Mark48Hours, catalog.Mark30Days}, at)}
	view.Libraries, view.Groups, view.Years, view.Measure = libraries, reportRows(l, by, found), yearRows(l, years), l.T("measure."+string(measure), nil)
	view.Highest = 1 // where nobody has seen anything, too
	for _, row := range view.Groups {
		view.Highest = max(view.Highest, row.Highest)
	}
	if refused != nil {
		view.Problem = refusedStretch(refused)
		return p.show(c, edge.Status(catalog.CodeOf(refused)), "report", view)
	}
	return p.show(c, http.StatusOK, "report", view)
}

// pickOf is what was asked for, when it is one of some values, else the first of them.
func pickOf[T ~string](asked string, of []T) T {
	for _, v := range of {
		if string(v) == asked {
			return v
		}
	}
	return of[0]
}

func reportRows(l *locale.Localizer, by catalog.Dimension, report catalog.Report) (rows []ReportRow) {
	highest := 1
	for _, g := range report.Groups {
		highest = max(highest, g.Highest)
	}
	for _, g := range report.Groups {
		row := ReportRow{Name: groupName(l, by, g.Of), Posts: g.Posts, Known: len(g.Values), Highest: g.Highest}
		step := len(g.Values)/mostDots + 1
		for i := 0; i < len(g.Values); i += step {
			row.Dots = append(row.Dots, across(float64(g.Values[i])/float64(highest)))
		}
		if row.Known > 0 {
			row.Lowest, row.Median, row.Line = g.Values[0], l.Decimal(g.Median), across(g.Median/float64(highest))
		}
		rows = append(rows, row)
	}
	return rows
}

// across is a place in a plot, in percent, a little inside its ends.
func across(part float64) string { return percent(2 + 96*part) }

func groupName(l *locale.Localizer, by catalog.Dimension, of catalog.Ref) string {
	prefix := map[catalog.Dimension]string{catalog.ReportContentType: "content_type.", catalog.ReportFormat: "rendition.", catalog.ReportLanguage: "language."}[by]
	switch {
	case of.ID == "":
		return l.T("report.none", nil)
	case prefix != "" && l.Has(prefix+of.ID):
		return l.T(prefix+of.ID, nil)
	}
	return cmp.Or(of.Name, of.ID)
}

func yearRows(l *locale.Localizer, years []catalog.YearOfLanguages) (rows []YearRow) {
	for _, y := range years {
		row := YearRow{Year: y.Year, NB: y.Posts["nb"], NN: y.Posts["nn"], EN: y.Posts["en"], None: y.Posts[""]}
		row.Width, row.Share = percent(100*y.Share("nn")), l.Decimal(float64(int(1000*y.Share("nn")+0.5))/10)
		rows = append(rows, row)
	}
	return rows
}

// LedgerView is the ledger of reuse: who used whose.
type LedgerView struct {
	Frame
	Sums          []catalog.ReuseSum
	Rows          []LedgerRow
	Sources, Uses []Option
	MoreURL       string
}

// LedgerRow is one use.
type LedgerRow struct {
	catalog.Reuse
	AssetURL, PostURL string
	MayThank          bool
}

// ledger is GET /reports/reuse.
func (p *Pages) ledger(c *gin.Context) error {
	ctx, actor, asked := c.Request.Context(), edge.Actor(c), c.Request.URL.Query()
	sources, err := p.logLibraries(c, asked.Get("source"))
	if err != nil {
		return err
	}
	keepOffered(asked, "source", sources)
	keepOffered(asked, "by", sources)
	f := catalog.ReuseFilter{Source: catalog.LibraryID(asked.Get("source")), By: catalog.LibraryID(asked.Get("by"))}
	sums, err := p.Reports.ReuseSums(ctx, actor, f)
	if err != nil {
		return err
	}
	page, err := paged(asked.Get("cursor"), func(cursor string) (catalog.Page[catalog.Reuse], error) {
		f.ListFilter = catalog.ListFilter{Cursor: cursor, Limit: 50}
		return p.Reports.Reuses(ctx, actor, f)
	})
	if err != nil {
		return err
	}
	view := LedgerView{Frame: p.frame(c, "posts", "ledger.title"), Sums: sums, Sources: sources, Uses: chosenOf(sources, string(f.By)), MoreURL: nextURL("/reports/reuse", asked, page.Next)}
	for _, r := range page.Items {
		row := LedgerRow{Reuse: r, MayThank: r.ThankedAt.IsZero() && catalog.MayThank(actor, r) == nil}
		if r.Title != "" {
			row.AssetURL = assetPath(r.Asset)
		}
		if !r.Link {
			row.PostURL = postPath(r.Used)
		}
		view.Rows = append(view.Rows, row)
	}
	return p.show(c, http.StatusOK, "ledger", view)
}

// thank is POST /reports/reuse/thanks.
func (p *Pages) thank(c *gin.Context) error {
	source := c.PostForm("source")
	if err := p.Reports.Thank(c.Request.Context(), edge.Actor(c), c.PostForm("used"), catalog.AssetID(c.PostForm("asset")), catalog.LibraryID(source)); err != nil {
		return err
	}
	return done(c, "/reports/reuse?"+url.Values{"source": {source}}.Encode(), "thanked")
}

func percent(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) + "%" }
