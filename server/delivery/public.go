package delivery

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// keepAMinute is what caches may do with public bytes: a withdrawal must reach every one of them within 60 seconds.
const keepAMinute = "public, max-age=60, must-revalidate"

const pagePolicy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"

// Public adds what needs no account: the pages, bytes and frames of reuse links, oEmbed, and the files of those pages.
func (d *Delivery) Public(r gin.IRouter) {
	secure := d.links.base.Scheme == "https"
	page := edge.Secure(edge.Policy{ContentSecurity: pagePolicy, Referrer: "no-referrer", Secure: secure})
	frame := edge.Secure(edge.Policy{ContentSecurity: pagePolicy, Referrer: "no-referrer", FrameAncestors: []string{"*"}, CrossOrigin: true, Secure: secure})
	raw := edge.Secure(edge.Policy{Referrer: "no-referrer", CrossOrigin: true, Secure: secure})
	both(r, "/r/:token", page, edge.Handle(d.page))
	both(r, "/r/:token/embed", frame, edge.Handle(d.embed))
	both(r, "/r/:token/:rendition", raw, edge.Handle(d.file))
	both(r, "/calendar/:token", edge.Secure(edge.Policy{Referrer: "no-referrer", Secure: secure}), edge.Handle(d.calendar))
	both(r, "/oembed", raw, edge.Handle(d.oembed))
	both(r, "/r-static/:sum/:file", edge.Handle(d.static.serve))
}

// enter asks the catalogue what a request's token opens now.
func (d *Delivery) enter(c *gin.Context, token string) (catalog.ReuseLink, catalog.Cleared, error) {
	if !tokenPattern.MatchString(token) {
		return catalog.ReuseLink{}, catalog.Cleared{}, catalog.Missing("page")
	}
	return d.deps.ReuseLinks.Open(c.Request.Context(), token)
}

// file is /r/{token}/{rendition}.
func (d *Delivery) file(c *gin.Context) error {
	var link catalog.ReuseLink
	cleared, l, err := d.opened(func() (cleared catalog.Cleared, err error) {
		link, cleared, err = d.enter(c, c.Param("token"))
		return cleared, err
	})
	if err != nil {
		return d.refuseFile(c, err)
	}
	c.Header("X-Robots-Tag", "noindex")
	if language, ok := captionLanguage(c.Param("rendition")); ok {
		if err := d.publicCaption(c, link, cleared, language); err != nil {
			return d.refuseFile(c, err)
		}
		return nil
	}
	o, _, err := d.find(c.Request.Context(), cleared, c.Param("rendition"))
	if err != nil {
		return d.refuseFile(c, err)
	}
	defer d.count(c, link.ID) // also what breaks off half-way was opened
	if err := d.send(c, o, keepAMinute, l); err != nil {
		return d.refuseFile(c, err)
	}
	return nil
}

// count counts an opening of a link's file. What our own pages load was counted with them.
func (d *Delivery) count(c *gin.Context, id catalog.ReuseLinkID) {
	if c.Request.Method == http.MethodGet && c.Writer.Written() && c.Writer.Status() == http.StatusOK && c.GetHeader("Sec-Fetch-Site") != "same-origin" {
		d.counter.add(id)
	}
}

// refuseFile answers with a picture that says that there is none, so that a page elsewhere does not look broken.
func (d *Delivery) refuseFile(c *gin.Context, err error) error {
	if !catalog.Is(err, catalog.Withheld) && !catalog.Is(err, catalog.NotFound) {
		return err
	}
	instead := refusal(c, err)
	instead.Width, instead.Height = placeholderSize(c.Param("rendition"))
	text, renderErr := d.render("placeholder.svg", instead)
	if renderErr != nil {
		return renderErr
	}
	c.Header("Cache-Control", "no-store")
	c.Data(edge.Status(catalog.CodeOf(err)), "image/svg+xml; charset=utf-8", text)
	return nil
}
