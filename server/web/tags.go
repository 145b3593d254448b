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
	Doubles []DoubleRow
}

// TagRow is one tag with its use.
type TagRow struct {
	Name, FindURL, EditURL string
	Count                  int
}

// Pick is the tag as a list offers it for choosing.
func (r TagRow) Pick() Option { return Option{Value: r.Name, Label: r.Name} }

func (p *Pages) tagNames() names { return names{pages: p, kind: catalog.KindTag, name: "tags"} }

// tags is GET /tags.
func (p *Pages) tags(c *gin.Context) error {
	actor := edge.Actor(c)
	text := c.Query("name")
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.Tag], error) {
		return p.Tags.List(c.Request.Context(), actor, catalog.ListFilter{Text: text, Cursor: cursor})
	})
	if err != nil {
		return err
	}
	view := TagsView{Frame: p.frame(c, "tags", "nav.tags"), Text: text, MoreURL: nextURL("/tags", c.Request.URL.Query(), page.Next),
		MayEdit: catalog.MayKeepRegisters(actor, catalog.KindTag, false) == nil}
	for _, t := range page.Items {
		view.Rows = append(view.Rows, TagRow{Name: t.Name, Count: t.Count, FindURL: with(nil, string(catalog.ByTag), t.Name),
			EditURL: p.tagNames().path() + "?" + url.Values{"from": {t.Name}}.Encode()})
	}
	if view.Doubles, err = p.doubles(c, catalog.KindTag, "tags"); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "tags", view)
}
