package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// A new secret goes from the form that made it to the page that shows it once, so that loading that page again makes no
// second one. It travels in a cookie for that page alone, which any node can read and no address ever holds.
const (
	handoverCookie = "fellesmappa_handover"
	handoverLife   = time.Minute
)

// handOver sends the actor on to the page that shows a new secret.
func (p *Pages) handOver(c *gin.Context, path, secret string) error {
	http.SetCookie(c.Writer, p.handover(path, edge.Actor(c).ID+"."+secret, int(handoverLife.Seconds())))
	c.Redirect(http.StatusSeeOther, path)
	return nil
}

// handedOver is the secret that waits for the actor to be shown on the page at path, once; "" when there is none.
func (p *Pages) handedOver(c *gin.Context, path string) string {
	sent, err := c.Request.Cookie(handoverCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(c.Writer, p.handover(path, "", -1))
	secret, ok := strings.CutPrefix(sent.Value, edge.Actor(c).ID+".")
	if !ok {
		return ""
	}
	return secret
}

func (p *Pages) handover(path, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: handoverCookie, Value: value, Path: path, MaxAge: seconds, HttpOnly: true, Secure: p.cfg.SecureCookies,
		SameSite: http.SameSiteStrictMode}
}
