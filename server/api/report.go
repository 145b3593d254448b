package api

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const reportsTag = "Reports"

type responseReport struct {
	Groups []responseGroup `json:"groups" doc:"What went best first."`
	Posts  int             `json:"posts"`
	Known  int             `json:"known" doc:"Posts whose number is known."`
	Cut    bool            `json:"cut" doc:"Only the newest posts were looked at."`
}

type responseGroup struct {
	ID      string  `json:"id" doc:"An id, or a code; empty for posts that are nothing in the dimension."`
	Name    string  `json:"name"`
	Posts   int     `json:"posts"`
	Known   int     `json:"known"`
	Median  float64 `json:"median"`
	Highest int     `json:"highest"`
	Sum     int     `json:"sum"`
}

type responseReportInput struct {
	By      string `query:"by" doc:"content_type unless told; series, presenter, format, language, account."`
	Measure string `query:"measure" doc:"views unless told; reach, likes, comments, shares, saves, interactions."`
	At      string `query:"at" doc:"newest unless told; 48h, 30d."`
	PostsAsked
}

type yearOfLanguages struct {
	Year  int            `json:"year"`
	Posts map[string]int `json:"posts" doc:"By language; the empty one is not told."`
	Total int            `json:"total"`
	NN    float64        `json:"nn_share" doc:"Of the posts in bokmål and nynorsk, from 0 to 1."`
}

type reuseEntry struct {
	Used      string                     `json:"used" doc:"The id of the post or of the reuse link."`
	Kind      string                     `json:"kind" enum:"post,link"`
	At        time.Time                  `json:"at"`
	Asset     string                     `json:"asset"`
	Title     string                     `json:"title" doc:"Empty for who may not see the asset."`
	Source    libraryReference           `json:"source"`
	By        nullable[libraryReference] `json:"by" doc:"Who used it; null for the county."`
	Account   nullable[reference]        `json:"account"`
	Permalink string                     `json:"permalink"`
	ThankedAt *time.Time                 `json:"thanked_at"`
}

type reuseInput struct {
	Limit  int    `query:"limit" doc:"Entries on a page, 1 to 1000; 100 unless told."`
	Cursor string `query:"cursor"`
	ReuseAsked
}

// ReuseAsked narrows the ledger of reuse.
type ReuseAsked struct {
	Source string `query:"source" doc:"Only what is this library's: its id or slug."`
	By     string `query:"by" doc:"Only what this library used: its id or slug."`
	From   string `query:"from"`
	To     string `query:"to"`
}

type reuseSum struct {
	Source libraryReference           `json:"source"`
	By     nullable[libraryReference] `json:"by"`
	Uses   int                        `json:"uses"`
	Thanks int                        `json:"thanks"`
}

type thanksInput struct {
	Body struct {
		Used   string `json:"used"`
		Asset  string `json:"asset"`
		Source string `json:"source" doc:"The library: its id or slug."`
	}
}

func (r *routes) reports() {
	handle(r, describe(reportsTag, http.MethodGet, "/reports/response", "report-response", "Compare how posts were received", 200), r.compare)
	handle(r, describe(reportsTag, http.MethodGet, "/reports/languages", "report-languages", "Count posts by language and year, the newest year first", 200), r.languages)
	handle(r, describe(reportsTag, http.MethodGet, "/reports/reuse", "report-reuse", "List who used what is another library's, newest first", 200), r.reuses)
	handle(r, describe(reportsTag, http.MethodGet, "/reports/reuse-sums", "report-reuse-sums", "Count the same by library", 200), r.reuseSums)
	handle(r, describe(reportsTag, http.MethodPost, "/reports/reuse/thanks", "thank", "Say thanks for a use", 204), r.thank)
}

func (r *routes) compare(ctx context.Context, c call, in *responseReportInput) (*answer[responseReport], error) {
	f, err := r.postFilter(ctx, c, in.PostsAsked)
	if err != nil {
		return nil, err
	}
	found, err := r.Reports.Compare(ctx, c.actor, f, cmp.Or(catalog.Dimension(in.By), catalog.ReportContentType), cmp.Or(catalog.Measure(in.Measure), catalog.MeasureViews),
		cmp.Or(catalog.Mark(in.At), catalog.MarkNewest))
	return answerWith(responseReport{Posts: found.Posts, Known: found.Known, Cut: found.Cut, Groups: each(found.Groups, responseGroupOf)}), err
}

func responseGroupOf(g catalog.ReportGroup) responseGroup {
	return responseGroup{ID: g.Of.ID, Name: g.Of.Name, Posts: g.Posts, Known: len(g.Values), Median: g.Median, Highest: g.Highest, Sum: g.Sum}
}

func (r *routes) languages(ctx context.Context, c call, in *struct{ PostsAsked }) (*answer[list[yearOfLanguages]], error) {
	f, err := r.postFilter(ctx, c, in.PostsAsked)
	if err != nil {
		return nil, err
	}
	found, err := r.Reports.Languages(ctx, c.actor, f)
	return listOf(catalog.Page[catalog.YearOfLanguages]{Items: found}, func(y catalog.YearOfLanguages) yearOfLanguages {
		return yearOfLanguages{Year: y.Year, Posts: y.Posts, Total: y.Total, NN: y.Share("nn")}
	}), err
}

func (r *routes) reuseFilter(ctx context.Context, c call, in ReuseAsked) (catalog.ReuseFilter, error) {
	times := moments{zone: r.cfg.Zone}
	f := catalog.ReuseFilter{From: times.start("from", in.From), To: times.end("to", in.To)}
	if err := times.err(); err != nil {
		return f, err
	}
	if err := f.Check(); err != nil {
		return f, err
	}
	keys := libraryKeys{routes: r, call: c}
	source, err := keys.find(ctx, "source", in.Source)
	if err != nil {
		return f, err
	}
	by, err := keys.find(ctx, "by", in.By)
	if err != nil {
		return f, err
	}
	f.Source, f.By = catalog.LibraryID(source.ID), catalog.LibraryID(by.ID)
	return f, keys.err()
}

func (r *routes) reuses(ctx context.Context, c call, in *reuseInput) (*answer[list[reuseEntry]], error) {
	page, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	f, err := r.reuseFilter(ctx, c, in.ReuseAsked)
	if err != nil {
		return nil, err
	}
	f.ListFilter = page
	found, err := r.Reports.Reuses(ctx, c.actor, f)
	return listOf(found, reuseOf), err
}

func reuseOf(u catalog.Reuse) reuseEntry {
	kind := "post"
	if u.Link {
		kind = "link"
	}
	return reuseEntry{Used: u.Used, Kind: kind, At: u.At, Asset: string(u.Asset), Title: u.Title, Source: libraryReferenceOf(u.Source), By: libraryOrNull(u.By),
		Account: referenceOrNull(u.Account), Permalink: u.Permalink, ThankedAt: orNever(u.ThankedAt)}
}

func (r *routes) reuseSums(ctx context.Context, c call, in *struct{ ReuseAsked }) (*answer[list[reuseSum]], error) {
	f, err := r.reuseFilter(ctx, c, in.ReuseAsked)
	if err != nil {
		return nil, err
	}
	found, err := r.Reports.ReuseSums(ctx, c.actor, f)
	return listOf(catalog.Page[catalog.ReuseSum]{Items: found}, func(s catalog.ReuseSum) reuseSum {
		return reuseSum{Source: libraryReferenceOf(s.Source), By: libraryOrNull(s.By), Uses: s.Uses, Thanks: s.Thanks}
	}), err
}

func (r *routes) thank(ctx context.Context, c call, in *thanksInput) (*none, error) {
	keys := libraryKeys{routes: r, call: c}
	source, err := keys.find(ctx, "source", in.Body.Source)
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	return nil, r.Reports.Thank(ctx, c.actor, in.Body.Used, catalog.AssetID(in.Body.Asset), catalog.LibraryID(source.ID))
}

// importInput is a table of responses.
type importInput struct {
	Body struct {
		CSV     string   `json:"csv" doc:"A table with headings; values set apart by commas, semicolons or tabs."`
		Columns []string `json:"columns,omitempty" doc:"What each column holds: permalink, id, at, views, reach, likes, comments, shares, saves, or nothing. Guessed by the headings unless told."`
		At      string   `json:"at,omitempty" doc:"When the numbers were read, where no column tells. Now unless told."`
		Apply   bool     `json:"apply,omitempty" doc:"Note them; else only tell what would be."`
	}
}

type importedTable struct {
	Columns []string      `json:"columns"`
	Rows    []importedRow `json:"rows"`
	Noted   int           `json:"noted" doc:"Rows that can be noted, or are. All of them are noted together, or none."`
}

type importedRow struct {
	Line     int                `json:"line"`
	Post     *string            `json:"post"`
	Response nullable[response] `json:"response" doc:"As it was read; null where it could not be."`
	Known    bool               `json:"known" doc:"The log says so already: nothing is to be noted."`
	Problem  string             `json:"problem" doc:"Why nothing is noted, in the reader's language; empty when it is."`
}

func (r *routes) importResponses(ctx context.Context, c call, in *importInput) (*answer[importedTable], error) {
	times := moments{zone: r.cfg.Zone}
	t := catalog.ResponseTable{At: times.start("at", in.Body.At), Zone: r.cfg.Zone}
	if err := times.err(); err != nil {
		return nil, err
	}
	var err error
	if t.Table, err = catalog.ReadTable([]byte(in.Body.CSV)); err != nil {
		return nil, renamed(err, "file", "csv")
	}
	t.Columns = t.Match()
	var wrong []catalog.FieldError
	for i, column := range in.Body.Columns {
		switch {
		case !slices.Contains(catalog.Columns(), catalog.Column(column)):
			wrong = append(wrong, catalog.FieldError{Location: fmt.Sprintf("columns[%d]", i), Key: catalog.KeyUnknownValue,
				Args: catalog.Args{"value": column, "allowed": strings.Join(each(catalog.Columns()[1:], func(c catalog.Column) string { return string(c) }), ", ")}})
		case i < len(t.Columns):
			t.Columns[i] = catalog.Column(column)
		}
	}
	if err := refuseFields(wrong); err != nil {
		return nil, err
	}
	rows, err := r.Posts.Import(ctx, c.actor, t, in.Body.Apply)
	out := importedTable{Columns: each(t.Columns, func(c catalog.Column) string { return string(c) }), Rows: []importedRow{}}
	for _, row := range rows {
		one := importedRow{Line: row.Line, Post: orNull(row.Post.ID), Known: row.Known}
		if r := responseOf(row.Response); !r.At.IsZero() {
			one.Response.value = &r
		}
		switch {
		case row.Problem != nil:
			one.Problem = edge.Text(c.gin, row.Problem.Key, row.Problem.Args)
		case !row.Known:
			out.Noted++
		}
		out.Rows = append(out.Rows, one)
	}
	return answerWith(out), err
}

// csvAnswer is a table.
type csvAnswer struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// mostExported bounds the posts of one table.
const mostExported = 20_000

func (r *routes) exportPosts(ctx context.Context, c call, in *struct{ PostsAsked }) (*csvAnswer, error) {
	f, err := r.postFilter(ctx, c, in.PostsAsked)
	if err != nil {
		return nil, err
	}
	posts, err := r.Posts.All(ctx, c.actor, f, mostExported)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(catalog.PostTable(posts, r.cfg.Zone)); err != nil {
		return nil, err
	}
	return &csvAnswer{ContentType: "text/csv; charset=utf-8", Body: []byte("\ufeff" + b.String())}, nil
}

type followUp struct {
	Post   post    `json:"post"`
	Chores []chore `json:"chores"`
}

type chore struct {
	Chore    string    `json:"chore" enum:"answer,response_48h,response_30d,outcome"`
	Deadline time.Time `json:"deadline"`
	Late     bool      `json:"late"`
}

type followUpsInput struct {
	All bool `query:"all" doc:"Everybody's, for who answers for all libraries."`
}

func (r *routes) followUps(ctx context.Context, c call, in *followUpsInput) (*answer[list[followUp]], error) {
	found, err := r.Posts.FollowUps(ctx, c.actor, in.All)
	return listOf(catalog.Page[catalog.FollowUp]{Items: found}, func(f catalog.FollowUp) followUp {
		return followUp{Post: c.postOf(f.Post), Chores: each(f.Chores, func(d catalog.DueChore) chore { return chore{string(d.Chore), d.Deadline, d.Late} })}
	}), err
}
