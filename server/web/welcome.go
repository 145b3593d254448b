package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// WelcomeView is the page behind a one-time link, on which a person sets a password.
type WelcomeView struct {
	Frame
	Form  Form
	First bool   // the first administrator, who also gives a name
	Name  string // whom the link is for
}

// welcomePage is GET /welcome/:token.
func (p *Pages) welcomePage(c *gin.Context) error {
	view, err := p.welcomeView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "welcome", view)
}

// welcome is POST /welcome/:token.
func (p *Pages) welcome(c *gin.Context) error {
	view, err := p.welcomeView(c)
	if err != nil {
		return err
	}
	err = p.Sessions.Accept(c, c.Param("token"), c.PostForm("email"), c.PostForm("name"), c.PostForm("password"))
	if err == nil {
		return done(c, "/", "welcome")
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "welcome", view)
}

func (p *Pages) welcomeView(c *gin.Context) (WelcomeView, error) {
	user, err := p.Users.Welcome(c.Request.Context(), c.Param("token"))
	if err != nil {
		return WelcomeView{}, err
	}
	// The address is a secret: it must not travel on to where the page links to.
	c.Header("Referrer-Policy", "no-referrer")
	view := WelcomeView{Frame: p.frame(c, "", "welcome.title"), First: user.ID == "", Name: user.Name}
	view.Form.Action = "/welcome/" + url.PathEscape(c.Param("token"))
	if view.First {
		view.Form.Fields = []Field{
			{Kind: "text", Name: "name", Label: "user.name", Required: true, Autocomplete: "name"},
			{Kind: "email", Name: "email", Label: "user.email", Required: true, Autocomplete: "username"},
		}
	}
	view.Form.Fields = append(view.Form.Fields, Field{Kind: passwordField, Name: "password", Label: "welcome.password",
		Hint: "welcome.password.hint", Required: true, Autocomplete: "new-password"})
	return view, nil
}
