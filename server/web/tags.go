package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// TagsView lists the tags with their use.
type TagsView struct {
	Frame
	Text    string // what the list is narrowed by
	Rows    []TagRow
	MoreURL string
	MayEdit bool
	Chosen  string // the tag that is to be renamed
	Form    Form
}

// TagRow is one tag with its use.
type TagRow struct {
	Name, FindURL, EditURL string
	Count                  int
}

// tags is GET /tags.
func (p *Pages) tags(c *gin.Context) error {
	view, err := p.tagsView(c, c.Query("tag"))
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "tags", view)
}

// mergeTag is POST /tags: it puts one tag in the place of another, which renames it when the other is new.
func (p *Pages) mergeTag(c *gin.Context) error {
	from, into := c.PostForm("tag"), c.PostForm("into")
	view, err := p.tagsView(c, from)
	if err != nil {
		return err
	}
	if _, err = p.Tags.Merge(c.Request.Context(), edge.Actor(c), from, into); err == nil {
		return done(c, "/tags", "merged")
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "tags", view)
}

func (p *Pages) tagsView(c *gin.Context, chosen string) (TagsView, error) {
	actor := edge.Actor(c)
	text := c.Query("name")
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.Tag], error) {
		return p.Tags.List(c.Request.Context(), actor, catalog.ListFilter{Text: text, Cursor: cursor})
	})
	view := TagsView{Frame: p.frame(c, "tags", "nav.tags"), Text: text, MoreURL: nextURL("/tags", c.Request.URL.Query(), page.Next), Chosen: chosen,
		MayEdit: catalog.MayKeepRegisters(actor, catalog.KindTag, false) == nil}
	into := Field{Kind: "text", Name: "into", Label: "tag.into", Hint: "tag.into.hint", Required: true}
	for _, t := range page.Items {
		view.Rows = append(view.Rows, TagRow{Name: t.Name, Count: t.Count, FindURL: with(nil, string(catalog.ByTag), t.Name),
			EditURL: "/tags?" + url.Values{"tag": {t.Name}}.Encode()})
		into.List = append(into.List, t.Name)
	}
	view.Form = Form{Action: "/tags", Fields: []Field{into}}
	return view, err
}
