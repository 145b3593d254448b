package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// PaperView is the form on paper: the same text and the same choices as on the page.
type PaperView struct {
	Day         string // empty: of no recording day
	Library     string
	Blocks      []catalog.TextBlock
	TextVersion string
	Terms       catalog.ConsentTerms
	Purposes    []Option
	Channels    []Option
	BackURL     string
	Languages   []LanguageLink // of the form
}

// paperForm is GET /consent-form?day=…&in=nn. Its language is not the reader's: it is for those who sign.
func (p *Pages) paperForm(c *gin.Context) error {
	lang := c.Query("in")
	if !slices.Contains(locale.Languages(), lang) {
		lang = edge.Lang(c)
	}
	asked, err := p.Signings.Paper(c.Request.Context(), edge.Actor(c), c.Query("day"), lang)
	if err != nil {
		return err
	}
	l := p.Words.Localizer(lang)
	view := PaperView{Library: asked.Places.Library, Blocks: asked.Text.Blocks(asked.Places), TextVersion: asked.Text.Version, Terms: p.Signings.Terms(),
		Purposes: coded(l, "content_type", "", catalog.Purposes(), ""), Channels: coded(l, "channel", "", catalog.Channels(), ""), BackURL: "/consent-texts"}
	if asked.Day.ID != "" {
		view.Day, view.BackURL = dayName(l, asked.Day.Name()), dayPath(asked.Day.ID)
	}
	for _, tag := range locale.Languages() {
		q := url.Values{"in": {tag}}
		if asked.Day.ID != "" {
			q.Set("day", asked.Day.ID)
		}
		view.Languages = append(view.Languages, LanguageLink{Tag: tag, Name: ownName(tag), URL: "/consent-form?" + q.Encode(), Current: tag == lang})
	}
	body, err := p.templates.render(lang, "consent_form", view)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}

// LastYouth is the last age at which somebody is not of age yet.
func (v PaperView) LastYouth() int { return v.Terms.OfAge - 1 }
