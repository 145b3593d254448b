package edge

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// LimitBody refuses bodies of more than max bytes with 413: at once when the sender tells the length, else when the
// reading passes it.
func LimitBody(max int64) gin.HandlerFunc {
	return Handle(func(c *gin.Context) error {
		if c.Request.ContentLength > max {
			return &http.MaxBytesError{Limit: max}
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, max)
		return nil
	})
}
