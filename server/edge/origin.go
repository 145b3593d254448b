package edge

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// SameOrigin refuses what browsers send from other sites, except by GET, HEAD and OPTIONS. Trusted are further origins of
// our own, such as the public address behind a proxy that rewrites Host. A request with a Bearer token is let through:
// no browser adds one by itself.
func SameOrigin(trusted ...string) (gin.HandlerFunc, error) {
	guard := http.NewCrossOriginProtection()
	for _, origin := range trusted {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trust origin %q: %w", origin, err)
		}
	}
	return Handle(func(c *gin.Context) error {
		if _, ok := Bearer(c.Request); ok {
			return nil
		}
		if err := guard.Check(c.Request); err != nil {
			return &catalog.Error{Code: catalog.Forbidden, Key: catalog.KeyCrossOrigin, Err: err}
		}
		return nil
	}), nil
}

// Bearer finds the token of an Authorization header; ok is false when the header is of another scheme or missing.
func Bearer(r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}
