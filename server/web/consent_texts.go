package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ConsentTextsView lists the versions of the text that people agree to, and shows one of them.
type ConsentTextsView struct {
	Frame
	Versions []TextVersion
	Shown    TextVersion
	Texts    []TextIn // of the version that is shown, in every language
	MayAdd   bool
	Form     Form
}

// TextVersion is one version in the list.
type TextVersion struct {
	Version string
	Current bool
	Added   time.Time // zero: it came with the program
}

// TextIn is a text in a language, with the places to fill as they stand.
type TextIn struct {
	Language, Name string
	Blocks         []catalog.TextBlock
}

func (p *Pages) consentTextRoutes(in gin.IRouter) {
	in.GET("/consent-texts", edge.Handle(p.consentTexts))
	in.POST("/consent-texts", edge.Handle(p.addConsentText))
	in.GET("/consent-form", edge.Handle(p.paperForm))
}

// consentTexts is GET /consent-texts?version=….
func (p *Pages) consentTexts(c *gin.Context) error {
	view, err := p.consentTextsView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "consent_texts", view)
}

func (p *Pages) consentTextsView(c *gin.Context) (ConsentTextsView, error) {
	view := ConsentTextsView{Frame: p.frame(c, "consent-texts", "text.title"), MayAdd: catalog.MayWriteConsentTexts(edge.Actor(c)) == nil}
	if err := catalog.MaySeePeople(edge.Actor(c)); err != nil {
		return view, err
	}
	all, err := p.ConsentTexts.Versions(c.Request.Context())
	if err != nil {
		return view, err
	}
	wanted := c.DefaultQuery("version", all[0].Version)
	view.Form = Form{Action: "/consent-texts"}
	for _, t := range all {
		if !slices.ContainsFunc(view.Versions, func(v TextVersion) bool { return v.Version == t.Version }) {
			view.Versions = append(view.Versions, TextVersion{Version: t.Version, Current: t.Version == all[0].Version, Added: t.CreatedAt})
		}
		if t.Version == wanted {
			view.Shown = view.Versions[len(view.Versions)-1]
			view.Texts = append(view.Texts, TextIn{Language: t.Language, Name: ownName(t.Language), Blocks: t.Blocks(p.Signings.Unfilled())})
		}
		if t.Version == all[0].Version {
			view.Form.Fields = append(view.Form.Fields, Field{Kind: areaField, Name: t.Language, Label: "language." + t.Language, Rows: 16, Required: true, Value: t.Body})
		}
	}
	if len(view.Texts) == 0 {
		return view, catalog.Missing("page")
	}
	return view, nil
}

// addConsentText is POST /consent-texts: a new version. The older ones stay as they are.
func (p *Pages) addConsentText(c *gin.Context) error {
	view, err := p.consentTextsView(c)
	if err != nil {
		return err
	}
	bodies := map[string]string{}
	for _, language := range catalog.ConsentTextLanguages() {
		bodies[language] = c.PostForm(language)
	}
	version, err := p.ConsentTexts.Add(c.Request.Context(), edge.Actor(c), bodies)
	if err == nil {
		return done(c, "/consent-texts?"+url.Values{"version": {version}}.Encode(), "saved")
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "consent_texts", view)
}
