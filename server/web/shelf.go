package web

import (
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// The list of what is to be checked.
const (
	shelfAhead = 30 // days ahead that it looks
	shelfRows  = 50 // of a page
)

// ShelfView is what an asset says that ages.
type ShelfView struct {
	Facts     []FactRow
	Suggested []FactRow
	Over      bool // something counts no longer
	MayEdit   bool
	Adding    Form
}

// FactRow is one fact, or a suggestion of one, with the form in which it is looked at.
type FactRow struct {
	catalog.Fact
	Action string
	Past   bool
	Said   string // kind, words and what is to be done, in a line
	Next   string // the day that the form offers for the next look
}

// ShelfListView lists the assets that say something which has to be looked at.
type ShelfListView struct {
	Frame
	Rows    []ShelfRow
	MoreURL string
}

// ShelfRow is one asset of the list.
type ShelfRow struct {
	Card    Card
	CheckOn string
	Past    []string
}

func (p *Pages) shelfRoutes(in gin.IRouter) {
	in.GET("/shelf", edge.Handle(p.shelfList))
	in.POST("/assets/:id/facts", edge.Handle(p.setFact))
	in.POST("/assets/:id/pick", edge.Handle(p.pickAsset))
}

// shelf makes the part of an asset's page that tells what ages.
func (p *Pages) shelf(c *gin.Context, a catalog.Asset) (ShelfView, error) {
	sheet, err := p.Assets.Facts(c.Request.Context(), edge.Actor(c), a.ID)
	if err != nil {
		return ShelfView{}, err
	}
	l := p.localizer(c)
	now := p.Now().In(l.Zone())
	path, today, next := assetPath(a.ID)+"/facts", now.Format(time.DateOnly), now.AddDate(1, 0, 0).Format(time.DateOnly)
	view := ShelfView{Over: a.ShelfLife(now).Over(), MayEdit: catalog.MayEdit(edge.Actor(c), a) == nil && !a.Binned()}
	for _, f := range sheet.Facts {
		view.Facts = append(view.Facts, FactRow{Fact: f, Action: path, Past: f.Past(today), Said: factSaid(l, f, today), Next: next})
	}
	for _, f := range sheet.Suggested {
		view.Suggested = append(view.Suggested, FactRow{Fact: f, Action: path, Next: f.CheckOn})
	}
	view.Adding = Form{Action: path, Fields: []Field{
		{Kind: selectField, Name: "kind", ID: "fact-kind", Label: "fact.kind", Options: coded(l, "fact.kind", "", catalog.FactKinds(), "")},
		{Kind: "text", Name: "text", ID: "fact-text", Label: "fact.text", Hint: "fact.text.hint", Required: true},
		{Kind: "date", Name: "check_on", ID: "fact-check-on", Label: "fact.check_on", Value: next, Required: true},
	}}
	return view, nil
}

// factQuoted names a fact by its words.
func factQuoted(l *locale.Localizer, f catalog.Fact) string {
	return l.T("fact.quoted", map[string]any{"kind": l.T("fact.kind."+string(f.Kind), nil), "text": f.Text})
}

// factSaid tells a fact and what is to be done about it, as seen on a day.
func factSaid(l *locale.Localizer, f catalog.Fact, day string) string {
	said := factQuoted(l, f) + ": "
	switch {
	case f.State == catalog.FactOutdated:
		return said + l.T("fact.outdated", map[string]any{"date": l.Date(f.At)})
	case f.Past(day):
		return said + l.T("fact.past", map[string]any{"date": l.Day(f.CheckOn)})
	}
	return said + l.T("fact.check_by", map[string]any{"date": l.Day(f.CheckOn)})
}

// setFact is POST /assets/:id/facts: it confirms something that ages, looks at it again, says that it is no longer true, or
// forgets it.
func (p *Pages) setFact(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, sent := c.Request.Context(), edge.Actor(c), c.Request.PostForm
	id := catalog.AssetID(c.Param("id"))
	f := catalog.Fact{ID: sent.Get("fact"), Kind: catalog.FactKind(sent.Get("kind")), Text: sent.Get("text"), CheckOn: sent.Get("check_on"),
		State: catalog.FactState(sent.Get("state"))}
	var err error
	if f.State == "remove" {
		_, err = p.Assets.RemoveFact(ctx, actor, id, f.ID)
	} else {
		_, err = p.Assets.SetFact(ctx, actor, id, 0, f)
	}
	if err == nil {
		return done(c, assetPath(id)+"#shelf", "saved")
	}
	return p.refuseOnAsset(c, err, func(view *AssetView) *Form { return &view.Shelf.Adding })
}

// pickAsset is POST /assets/:id/pick: an editor chooses it to be shown before others, or no longer.
func (p *Pages) pickAsset(c *gin.Context) error {
	id, picked := catalog.AssetID(c.Param("id")), c.PostForm("picked") == "true"
	if _, err := p.Assets.Edit(c.Request.Context(), edge.Actor(c), id, 0, catalog.AssetPatch{EditorsPick: &picked}); err != nil {
		return err
	}
	return done(c, assetPath(id), "saved")
}

// shelfList is GET /shelf: what has to be looked at now or within a month.
func (p *Pages) shelfList(c *gin.Context) error {
	l := p.localizer(c)
	now := p.Now().In(l.Zone())
	ctx, actor, asked := c.Request.Context(), edge.Actor(c), c.Request.URL.Query()
	f := catalog.ToCheckFilter{ListFilter: catalog.ListFilter{Limit: shelfRows}, Until: now.AddDate(0, 0, shelfAhead).Format(time.DateOnly), Library: actor.Library}
	page, err := paged(asked.Get("cursor"), func(cursor string) (catalog.Page[catalog.Asset], error) {
		f.Cursor = cursor
		return p.Assets.ToCheck(ctx, actor, f)
	})
	if err != nil {
		return err
	}
	view := ShelfListView{Frame: p.frame(c, "shelf", "shelf.title"), MoreURL: nextURL("/shelf", asked, page.Next)}
	for _, a := range page.Items {
		life := a.ShelfLife(now)
		row := ShelfRow{Card: p.card(l, a, false), CheckOn: l.Day(life.CheckOn)}
		for _, f := range life.Past {
			row.Past = append(row.Past, factSaid(l, f, now.Format(time.DateOnly)))
		}
		view.Rows = append(view.Rows, row)
	}
	return p.show(c, http.StatusOK, "shelf", view)
}
