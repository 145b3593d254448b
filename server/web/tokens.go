package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// TokensView lists the API tokens, with the form that makes a new one.
type TokensView struct {
	Frame
	Rows    []catalog.Token
	Form    Form
	MoreURL string
	Made    *CopyField // the secret of the token made just now, shown once
}

// tokens is GET /tokens.
func (p *Pages) tokens(c *gin.Context) error {
	view, err := p.tokensView(c)
	if err != nil {
		return err
	}
	if secret := p.handedOver(c, "/tokens"); secret != "" {
		view.Made = &CopyField{ID: "copy-token", Label: "token.secret", Hint: "token.secret.hint", Text: secret, Rows: 1}
	}
	return p.show(c, http.StatusOK, "tokens", view)
}

// issueToken is POST /tokens. The page that follows shows the secret.
func (p *Pages) issueToken(c *gin.Context) error {
	view, err := p.tokensView(c)
	if err != nil {
		return err
	}
	_, secret, err := p.Tokens.Issue(c.Request.Context(), edge.Actor(c), c.PostForm("name"), catalog.Role(c.PostForm("role")), c.PostForm("library"))
	if err == nil {
		return p.handOver(c, "/tokens", secret)
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "tokens", view)
}

// revokeToken is POST /tokens/:id/revoke.
func (p *Pages) revokeToken(c *gin.Context) error {
	if err := p.Tokens.Revoke(c.Request.Context(), edge.Actor(c), catalog.TokenID(c.Param("id"))); err != nil {
		return err
	}
	return done(c, "/tokens", "token_revoked")
}

func (p *Pages) tokensView(c *gin.Context) (TokensView, error) {
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.Token], error) {
		return p.Tokens.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Cursor: cursor})
	})
	if err != nil {
		return TokensView{}, err
	}
	libraries, err := p.libraryChoices(c, catalog.Ref{})
	return TokensView{Frame: p.frame(c, "tokens", "nav.tokens"), Rows: page.Items, MoreURL: nextURL("/tokens", nil, page.Next),
		Form: Form{Action: "/tokens", Fields: []Field{
			{Kind: "text", Name: "name", Label: "token.name", Hint: "token.name.hint", Required: true},
			{Kind: choicesField, Name: "role", Label: "user.role", Options: coded(p.localizer(c), "role", "", catalog.Roles(), catalog.Contributor)},
			{Kind: selectField, Name: "library", Label: "user.library", Hint: "user.library.hint", Options: libraries},
		}}}, err
}
