package web

import (
	"errors"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// BuildingView is the page that stands in for the search while the index is filled for the first time. It renews itself.
type BuildingView struct {
	Frame
	URL         string // of the search that was asked for
	Done, Total int    // assets; Total is 0 while it is not known
}

// isBuilding reports whether an error says that the index is being filled.
func isBuilding(err error) bool {
	var e *catalog.Error
	return errors.As(err, &e) && e.Key == catalog.KeyIndexBuilding
}

func (p *Pages) building(c *gin.Context, err error) error {
	edge.Refuse(c, err) // for Retry-After, and the log
	view := BuildingView{Frame: p.frame(c, "search", "building.title"), URL: c.Request.URL.RequestURI()}
	view.Query, view.LiveSearch = c.Query("q"), true
	var e *catalog.Error
	if errors.As(err, &e) {
		view.Done, _ = e.Args["done"].(int)
		view.Total, _ = e.Args["total"].(int)
	}
	return p.show(c, http.StatusServiceUnavailable, "building", view)
}
