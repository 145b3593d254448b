package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ErrorView is the page that a failed request is answered with.
type ErrorView struct {
	Frame
	Problem edge.Problem
}

// ErrorPage answers a failed request with a page, and sends a stranger to sign in first. What somebody sends whose session has
// ended is kept on the page on which they sign in. It is an edge.PageRenderer.
func (p *Pages) ErrorPage(c *gin.Context, problem edge.Problem) error {
	if problem.Status == http.StatusUnauthorized && !edge.Actor(c).Known() {
		if kept := keepForm(c.Request); kept.Fields != "" {
			return p.show(c, problem.Status, "sign_in", p.signInView(c, "/", kept))
		}
		c.Redirect(http.StatusSeeOther, signInPath(c.Request))
		return nil
	}
	frame := p.frame(c, "", problem.Title)
	frame.Notice = ""
	return p.show(c, problem.Status, "error", ErrorView{Frame: frame, Problem: problem})
}

// signInPath leads to the sign-in page and from there back to the page that was asked for.
func signInPath(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.RequestURI() == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
}
