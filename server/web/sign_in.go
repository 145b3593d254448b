package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// SignInView is the page on which people sign in. Kept is sent with it.
type SignInView struct {
	Frame
	Form Form
	Next string // where to go on to
	Kept KeptForm
}

func (p *Pages) signInView(c *gin.Context, next string, kept KeptForm) SignInView {
	return SignInView{Frame: p.frame(c, "", "sign_in.title"), Next: next, Kept: kept, Form: Form{Action: "/sign-in", Fields: []Field{
		{Kind: "email", Name: "email", Label: "user.email", Required: true, Autocomplete: "username"},
		{Kind: passwordField, Name: "password", Label: "sign_in.password", Required: true, Autocomplete: "current-password"},
	}}}
}

// signInPage is GET /sign-in?next=….
func (p *Pages) signInPage(c *gin.Context) error {
	next := onward(c.Query("next"))
	if edge.Actor(c).Known() {
		c.Redirect(http.StatusSeeOther, next)
		return nil
	}
	return p.show(c, http.StatusOK, "sign_in", p.signInView(c, next, KeptForm{}))
}

// signIn is POST /sign-in.
func (p *Pages) signIn(c *gin.Context) error {
	next, kept := onward(c.PostForm("next")), KeptForm{Action: onward(c.PostForm("kept_for")), Fields: c.PostForm("kept")}
	err := p.Sessions.SignIn(c, c.PostForm("email"), c.PostForm("password"))
	if err == nil && kept.Fields != "" {
		return p.show(c, http.StatusOK, "send_kept", SendKeptView{Frame: p.frame(c, "", "kept.title"), Action: kept.Action, Fields: kept.fields()})
	}
	if err == nil {
		c.Redirect(http.StatusSeeOther, next)
		return nil
	}
	view := p.signInView(c, next, kept)
	view.Form.fill(c.Request.PostForm, nil)
	if catalog.Is(err, catalog.Unauthenticated) {
		view.Form.Problem = &catalog.Reason{Key: catalog.KeyWrongPassword}
	} else if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "sign_in", view)
}

// signOut is POST /sign-out.
func (p *Pages) signOut(c *gin.Context) error {
	if err := p.Sessions.SignOut(c); err != nil {
		return err
	}
	return done(c, "/sign-in", "signed_out")
}

// onward lets only an address of ours through, so that a link to the sign-in page cannot lead elsewhere.
func onward(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return next
}
