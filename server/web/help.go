package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// HelpView is the page that explains keys and search.
type HelpView struct{ Frame }

// help is GET /help.
func (p *Pages) help(c *gin.Context) error {
	return p.show(c, http.StatusOK, "help", HelpView{Frame: p.frame(c, "help", "help.title")})
}
