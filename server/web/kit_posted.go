package web

import (
	"net/url"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) postedForm(l *locale.Localizer, item catalog.PlanItem) Form {
	return Form{Action: kitPath(item.ID) + "/posted", Fields: []Field{
		{Kind: "text", Inputmode: "url", Name: "permalink", Label: "kit.permalink", Hint: "kit.permalink.hint", Autocomplete: "off"},
		{Kind: "datetime-local", Name: "posted_at", Label: "kit.posted_at", Value: p.Now().In(l.Zone()).Format(wallLayout)},
	}}
}

// wallLayout is how a browser writes a time by the clock on the wall.
const wallLayout = "2006-01-02T15:04"

// kitPosted is POST /plan/:id/kit/posted: it is out.
func (p *Pages) kitPosted(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	l, sent := p.localizer(c), c.Request.PostForm
	at, err := p.wall(l, sent.Get("posted_at"))
	if err == nil {
		_, err = p.Kits.Posted(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(c.Param("id")), webAddress(sent.Get("permalink")), at)
	}
	if err == nil {
		return done(c, "/plan/"+url.PathEscape(c.Param("id")), "posted")
	}
	view, _, shown := p.kitView(c)
	if shown != nil {
		return shown
	}
	view.PostedForm.fill(sent, p.namer(c))
	if !view.PostedForm.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "kit", view)
}

// wall reads a time by the clock on the wall. This minute is now.
func (p *Pages) wall(l *locale.Localizer, said string) (time.Time, error) {
	now := p.Now()
	if said == "" || said == now.In(l.Zone()).Format(wallLayout) {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(wallLayout, said, l.Zone())
	if err != nil {
		return at, invalid([]catalog.FieldError{{Location: "posted_at", Key: catalog.KeyBadTime, Args: catalog.Args{"value": said}}})
	}
	return at, nil
}
