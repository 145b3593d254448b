package web

import (
	"net/http"
	"path"

	"github.com/gin-gonic/gin"
)

// openable is a group of routes that notes which of its pages can be opened: not all to which a form is sent can.
type openable struct {
	*gin.RouterGroup
	pages map[string]bool // by pattern
}

func (p *Pages) openable(r *gin.RouterGroup) openable { return openable{r, p.opens} }

// GET adds a page.
func (o openable) GET(pattern string, handlers ...gin.HandlerFunc) gin.IRoutes {
	o.pages[path.Join(o.BasePath(), pattern)] = true
	return o.RouterGroup.GET(pattern, handlers...)
}

// openPath is the address of a page on which somebody stands: where a form was sent that has no page of its own, the
// nearest above it.
func (p *Pages) openPath(c *gin.Context) string {
	pattern, at := c.FullPath(), c.Request.URL.Path
	if m := c.Request.Method; m == http.MethodGet || m == http.MethodHead || pattern == "" {
		return at
	}
	for pattern != "/" && !p.opens[pattern] {
		pattern, at = path.Dir(pattern), path.Dir(at)
	}
	return at
}
