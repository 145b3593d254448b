package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// AccountView is the page of one's own account.
type AccountView struct {
	Frame
	Form Form
}

func (p *Pages) accountView(c *gin.Context) AccountView {
	return AccountView{Frame: p.frame(c, "account", "account.title"), Form: Form{Action: "/account", Fields: []Field{
		{Kind: passwordField, Name: "current_password", Label: "account.current_password", Required: true, Autocomplete: "current-password"},
		{Kind: passwordField, Name: "password", Label: "account.new_password", Hint: "welcome.password.hint", Required: true, Autocomplete: "new-password"},
	}}}
}

// account is GET /account.
func (p *Pages) account(c *gin.Context) error {
	return p.show(c, http.StatusOK, "account", p.accountView(c))
}

// changePassword is POST /account.
func (p *Pages) changePassword(c *gin.Context) error {
	err := p.Sessions.ChangePassword(c, c.PostForm("current_password"), c.PostForm("password"))
	if err == nil {
		return done(c, "/account", "password_changed")
	}
	view := p.accountView(c)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "account", view)
}
