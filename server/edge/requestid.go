package edge

import (
	"regexp"

	"github.com/gin-gonic/gin"
)

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// requestID takes the sender's id when it is short and plain, else makes one.
func (s *Seam) requestID(c *gin.Context) string {
	if id := c.GetHeader("X-Request-Id"); plainID.MatchString(id) {
		return id
	}
	return s.deps.NewID()
}
