package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ReuseLinksView lists the reuse links that the reader may see.
type ReuseLinksView struct {
	Frame
	Rows    []LinkRow
	Live    bool // only those that still open
	Mine    bool
	MayAll  bool // the reader may see those of others
	MoreURL string
}

// LinkRow is one reuse link in a list.
type LinkRow struct {
	Link      catalog.ReuseLink
	Address   string // empty when it can no longer be told
	AssetURL  string
	Live      bool
	State     string // translation key
	MayRevoke bool
	From      string // the page to come back to after revoking
}

// reuseLinks is GET /reuse-links.
func (p *Pages) reuseLinks(c *gin.Context) error {
	actor := edge.Actor(c)
	view := ReuseLinksView{Frame: p.frame(c, "reuse-links", "nav.reuse_links"), Live: c.Query("show") != "all", Mine: c.Query("by") != "all",
		MayAll: actor.Role != catalog.Reader && actor.Role != catalog.Contributor}
	f := catalog.ReuseLinkFilter{Live: view.Live}
	if view.Mine {
		f.CreatedBy = actor.ID
	}
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.ReuseLink], error) {
		f.Cursor = cursor
		return p.ReuseLinks.List(c.Request.Context(), actor, f)
	})
	if err != nil {
		return err
	}
	for _, link := range page.Items {
		view.Rows = append(view.Rows, p.linkRow(c, link))
	}
	view.MoreURL = nextURL("/reuse-links", c.Request.URL.Query(), page.Next)
	return p.show(c, http.StatusOK, "reuse_links", view)
}

// revokeLink is POST /reuse-links/:id/revoke.
func (p *Pages) revokeLink(c *gin.Context) error {
	if err := p.ReuseLinks.Revoke(c.Request.Context(), edge.Actor(c), catalog.ReuseLinkID(c.Param("id"))); err != nil {
		return err
	}
	return done(c, backTo(c, "/reuse-links"), "link_revoked")
}

// linkRows lists the links that a filter finds.
func (p *Pages) linkRows(c *gin.Context, f catalog.ReuseLinkFilter) ([]LinkRow, error) {
	page, err := p.ReuseLinks.List(c.Request.Context(), edge.Actor(c), f)
	if err != nil {
		return nil, err
	}
	var rows []LinkRow
	for _, link := range page.Items {
		rows = append(rows, p.linkRow(c, link))
	}
	return rows, nil
}

func (p *Pages) linkRow(c *gin.Context, link catalog.ReuseLink) LinkRow {
	row := LinkRow{Link: link, AssetURL: assetPath(link.Asset), Live: link.Live(p.Now()), State: "link.live", From: c.Request.URL.Path}
	switch {
	case !link.RevokedAt.IsZero():
		row.State = "link.revoked"
	case !row.Live:
		row.State = "link.expired"
	}
	if token := p.ReuseLinks.Token(link); token != "" && row.Live {
		row.Address = p.Links.Page(token)
	}
	row.MayRevoke = row.Live && catalog.MayRevoke(edge.Actor(c), link) == nil
	return row
}

// backTo is the page of ours that a form came from.
func backTo(c *gin.Context, otherwise string) string {
	if from := c.PostForm("from"); from != "" && onward(from) == from {
		return from
	}
	return otherwise
}

// nextURL is the address of a list's next page, or "" on the last.
func nextURL(path string, asked url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	q := url.Values{}
	for k, v := range asked {
		if k != "done" && k != "lang" {
			q[k] = v
		}
	}
	q.Set("cursor", cursor)
	return path + "?" + q.Encode()
}
