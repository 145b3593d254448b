package web

import (
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// PostedView is the page on which somebody writes down that an asset was posted.
type PostedView struct {
	Frame
	Asset       Card
	AssetURL    string
	Form        Form
	Posts       []PostRow
	NoAccounts  bool
	MayAccounts bool // the reader may add some
}

// PostRow is one post of an asset.
type PostRow struct {
	Post  catalog.Post
	Asset catalog.PostedAsset
}

// posted is GET /assets/:id/posts.
func (p *Pages) posted(c *gin.Context) error {
	view, _, err := p.postedView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "posted", view)
}

// logPost is POST /assets/:id/posts.
func (p *Pages) logPost(c *gin.Context) error {
	view, a, err := p.postedView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	post := catalog.Post{Account: catalog.Ref{ID: sent.Get("account")}, Permalink: webAddress(sent.Get("permalink")), Outcome: sent.Get("outcome"),
		Assets: []catalog.PostedAsset{{ID: a.ID}}}
	if post.PostedAt, err = p.noonOf("posted_at", sent.Get("posted_at"), p.localizer(c).Zone()); err == nil {
		_, err = p.Posts.Add(c.Request.Context(), edge.Actor(c), post)
	}
	if err == nil {
		return done(c, assetPath(a.ID)+"/posts", "posted")
	}
	view.Form.fill(sent, p.namer(c))
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "posted", view)
}

// noonOf reads a day of a field: today is now, the zero time, another one its noon.
func (p *Pages) noonOf(field, day string, zone *time.Location) (time.Time, error) {
	if day == "" || day == p.Now().In(zone).Format(time.DateOnly) {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return t, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: field, Key: catalog.KeyBadDate}}}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, zone), nil
}

func (p *Pages) postedView(c *gin.Context) (PostedView, catalog.Asset, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	a, err := p.Assets.Get(ctx, actor, catalog.AssetID(c.Param("id")))
	if err == nil {
		err = catalog.MayPost(actor)
	}
	if err != nil {
		return PostedView{}, a, err
	}
	view := PostedView{Frame: p.frame(c, "search", "post.title"), Asset: p.card(l, a, false), AssetURL: assetPath(a.ID),
		MayAccounts: catalog.MayKeepRegisters(actor, catalog.KindAccount, true) == nil}
	accounts, err := p.Accounts.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return view, a, err
	}
	view.NoAccounts = len(accounts.Items) == 0
	view.Form = p.assetPostForm(l, a, accounts.Items, ownAccount(actor, accounts.Items))
	view.Posts, err = p.postRows(c, a.ID)
	return view, a, err
}

func (p *Pages) assetPostForm(l *locale.Localizer, a catalog.Asset, accounts []catalog.Account, own string) Form {
	return Form{Action: assetPath(a.ID) + "/posts", Fields: []Field{
		{Kind: selectField, Name: "account", Label: "post.account", Options: accountChoices(l, "form.none", accounts, own)},
		{Kind: "date", Name: "posted_at", Label: "post.posted_at", Value: p.Now().In(l.Zone()).Format(time.DateOnly)},
		{Kind: "text", Inputmode: "url", Name: "permalink", Label: "post.permalink", Hint: "post.permalink.hint"},
		{Kind: areaField, Name: "outcome", Label: "post.outcome", Hint: "post.outcome.hint", Rows: 2},
	}}
}

// postRows lists the posts of an asset.
func (p *Pages) postRows(c *gin.Context, id catalog.AssetID) ([]PostRow, error) {
	page, err := p.Posts.List(c.Request.Context(), edge.Actor(c), catalog.PostFilter{Asset: id})
	if err != nil {
		return nil, err
	}
	var rows []PostRow
	for _, post := range page.Items {
		for _, a := range post.Assets {
			if a.ID == id {
				rows = append(rows, PostRow{Post: post, Asset: a})
			}
		}
	}
	return rows, nil
}
