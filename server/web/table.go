package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// TableView describes many assets in a table, a row for each. Without script it only shows them; script makes cells of it
// that can be written in.
type TableView struct {
	Frame
	Columns []TableColumn
	Rows    []TableRow
	Total   int
	NextURL string // the rows that follow
	BackURL string
	Zone    string // in which days begin
}

// Kinds of column beside text, area and select.
const manyColumn, oneColumn, dateColumn = "many", "one", "date"

// TableColumn is a field that the table shows. Options are the values that are suggested, or in a select all there are.
type TableColumn struct {
	Name, Label, Kind string
	Source            string // address of an API list that names are looked for in
	Options           []Option
	Free              bool // words of people's own
	Lookup            bool // an ISBN may be typed
	MayAdd            bool // what is not found may be added to the register
	Flag              bool // a select of yes and no
	Last              bool // a date that is the last day of something
	Hidden            bool // until somebody chooses it
}

// TableRow is one asset.
type TableRow struct {
	Card    Card
	Version int
	EditURL string
	Locked  bool // others may edit it
	Cells   []TableCell
}

// TableCell is one field of one asset. Refs are what it names; else Value is what it holds and Text how that is shown.
type TableCell struct {
	Column      TableColumn
	Value, Text string
	Refs        []Option
}

// table is GET /table?id=…&id=…, or with the parameters of a search what that finds.
func (p *Pages) table(c *gin.Context) error {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	if err := catalog.MayUpload(actor); err != nil {
		return err
	}
	view := TableView{Frame: p.frame(c, "search", "table.title"), BackURL: searchOf(c.Query("from")), Zone: l.Zone().String()}
	assets, err := p.tableAssets(c, &view)
	if err != nil {
		return err
	}
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return err
	}
	view.Columns = tableColumns(l, actor, registers)
	for _, a := range assets {
		view.Rows = append(view.Rows, p.tableRow(l, actor, a, view.Columns))
	}
	return p.show(c, http.StatusOK, "table", view)
}

// tableAssets reads what the address asks for, at most largestBatch at a time.
func (p *Pages) tableAssets(c *gin.Context, view *TableView) ([]catalog.Asset, error) {
	all := c.Request.URL.Query()
	if all.Has("id") {
		chosen, err := p.readSelected(c, url.Values{"id": all["id"]})
		view.Total = chosen.total
		return chosen.assets, err
	}
	asked := askedFor(all)
	if all.Has("from") { // from a search in which nothing was chosen
		return nil, nil
	}
	view.BackURL = firstPage(asked)
	q, err := p.query(c, selected{all: true, from: view.BackURL})
	if err != nil {
		return nil, err
	}
	q.Cursor = asked.Get("cursor")
	assets, next, err := p.firstFound(c, *q, largestBatch)
	if err != nil || next == "" {
		view.Total = len(assets)
		return assets, err
	}
	q.Limit, q.Cursor = 1, ""
	found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), *q)
	asked.Set("cursor", next)
	view.Total, view.NextURL = found.Total, "/table?"+asked.Encode()
	return assets, err
}

func (p *Pages) tableRow(l *locale.Localizer, actor catalog.Actor, a catalog.Asset, columns []TableColumn) TableRow {
	row := TableRow{Card: p.card(l, a, false), Version: a.Version, EditURL: assetPath(a.ID) + "/edit", Locked: catalog.MayEdit(actor, a) != nil}
	for _, column := range columns {
		row.Cells = append(row.Cells, tableCell(l, a, column))
	}
	return row
}

// tableColumns are the fields of the table in the order that they are shown in until somebody chooses another.
func tableColumns(l *locale.Localizer, actor catalog.Actor, r registersOf) []TableColumn {
	mayAdd := func(kind catalog.Kind) bool { return catalog.MayKeepRegisters(actor, kind, true) == nil }
	yesOrNo := coded(l, "answer", "", []string{"true", "false"}, "")
	columns := []TableColumn{
		{Name: "title", Label: "asset.title", Kind: "text"},
		{Name: "presenters", Label: "asset.presenters", Kind: manyColumn, Source: "/api/v1/presenters", Options: r.presenters, MayAdd: mayAdd(catalog.KindPresenter)},
		{Name: "books", Label: "asset.books", Kind: manyColumn, Source: "/api/v1/books", Options: r.books, Lookup: true, MayAdd: mayAdd(catalog.KindBook)},
		{Name: "content_type", Label: "facet.content_type", Kind: selectField, Options: coded(l, "content_type", "", contentTypes(), "")},
		{Name: "series", Label: "facet.series", Kind: oneColumn, Source: "/api/v1/series", Options: r.series, MayAdd: mayAdd(catalog.KindSeries)},
		{Name: "recording_day", Label: "facet.recording_day", Kind: oneColumn, Options: r.days},
		{Name: "shot", Label: "facet.shot", Kind: oneColumn},
		{Name: "tags", Label: "asset.tags", Kind: manyColumn, Source: "/api/v1/tags", Options: r.tags, Free: true},
		{Name: "libraries", Label: "asset.libraries", Kind: manyColumn, Source: "/api/v1/libraries", Options: r.libraries, MayAdd: mayAdd(catalog.KindLibrary)},
		{Name: "language", Label: "facet.language", Kind: selectField, Options: coded(l, "language", "", spokenLanguages(""), "")},
		{Name: "credit_line", Label: "asset.credit_line", Kind: "text"},
		{Name: "alt_text", Label: "asset.alt_text", Kind: areaField},
		{Name: "editing", Label: "facet.editing", Kind: selectField, Options: coded(l, "editing", "", []catalog.Editing{catalog.EditingRaw, catalog.EditingDone}, "")},
		{Name: "description", Label: "asset.description", Kind: areaField, Hidden: true},
		{Name: "people_status", Label: "asset.people_status", Kind: selectField, Options: coded(l, "people_status", "", peopleStatuses(), ""), Hidden: true},
		{Name: "people", Label: "asset.people", Kind: manyColumn, Source: "/api/v1/people/search", Options: r.people, Hidden: true},
		{Name: "people_note", Label: "asset.people_note", Kind: areaField, Hidden: true},
		{Name: "speech", Label: "asset.speech", Kind: selectField, Options: coded(l, "speech", "", speeches(), ""), Hidden: true},
		{Name: "visuals_spoken", Label: "asset.visuals_spoken", Kind: selectField, Options: coded(l, "visuals_spoken", "", []string{catalog.VisualsSpoken, catalog.VisualsUnspoken, catalog.VisualsNone}, ""), Hidden: true},
		{Name: "music", Label: "asset.music", Kind: selectField, Options: coded(l, "music", "", musics(), ""), Hidden: true},
		{Name: "ai", Label: "asset.ai", Kind: selectField, Options: coded(l, "ai", "", []string{catalog.AINone, catalog.AIMade, catalog.AIChanged}, ""), Hidden: true},
		{Name: "creator", Label: "asset.creator", Kind: "text", Hidden: true},
		{Name: "embargo_until", Label: "asset.embargo_until", Kind: dateColumn, Hidden: true},
		{Name: "rights_until", Label: "asset.rights_until", Kind: dateColumn, Last: true, Hidden: true},
		{Name: "book_cover", Label: "asset.book_cover", Kind: selectField, Flag: true, Options: yesOrNo, Hidden: true},
		{Name: "decorative", Label: "asset.decorative", Kind: selectField, Flag: true, Options: yesOrNo, Hidden: true},
	}
	if catalog.MayPick(actor) == nil {
		columns = append(columns, TableColumn{Name: "editors_pick", Label: "facet.picked", Kind: selectField, Flag: true, Options: yesOrNo, Hidden: true})
	}
	return columns
}

func tableCell(l *locale.Localizer, a catalog.Asset, column TableColumn) TableCell {
	cell := TableCell{Column: column}
	one := func(r catalog.Ref, label string) []Option {
		if r.ID == "" {
			return nil
		}
		return []Option{{Value: r.ID, Label: label}}
	}
	switch column.Name {
	case "presenters":
		cell.Refs = presenterOptions(a)
	case "books":
		cell.Refs = bookOptions(a)
	case "people":
		cell.Refs = personOptions(a)
	case "libraries":
		cell.Refs = libraryOptions(a)
	case "tags":
		cell.Refs = tagOptions(a)
	case "series":
		cell.Refs = one(a.Series, a.Series.Name)
	case "recording_day":
		cell.Refs = one(a.RecordingDay, dayName(l, a.RecordingDay.Name))
	case "shot":
		cell.Refs = one(a.Shot, a.Shot.Name)
	default:
		cell.Value = map[string]string{"content_type": string(a.ContentType), "language": a.Language, "editing": string(a.Editing), "people_status": string(a.PeopleStatus),
			"people_note": a.PeopleNote, "speech": a.Speech, "visuals_spoken": a.VisualsSpoken, "music": a.Music, "ai": a.AI,
			"title": a.Title, "description": a.Description, "alt_text": a.AltText, "credit_line": a.CreditLine, "creator": a.Creator,
			"embargo_until": isoDay(l, a.EmbargoUntil), "rights_until": lastDay(l, a.RightsUntil), "book_cover": truth(a.BookCover), "decorative": truth(a.Decorative), "editors_pick": truth(a.EditorsPick)}[column.Name]
		cell.Text = cell.said(l)
	}
	return cell
}

// said is what a cell holds, as it is shown.
func (cell TableCell) said(l *locale.Localizer) string {
	prefix := cell.Column.Name
	if cell.Column.Flag {
		prefix = "answer"
	}
	switch {
	case cell.Value == "":
		return ""
	case cell.Column.Kind == selectField:
		return l.T(prefix+"."+cell.Value, nil)
	case cell.Column.Kind == dateColumn:
		day := strings.Split(cell.Value, "-")
		slices.Reverse(day)
		return strings.Join(day, ".")
	}
	return cell.Value
}
