package edge

import (
	"strings"

	"github.com/gin-gonic/gin"
)

// Policy is what a group of routes tells browsers to hold to.
type Policy struct {
	// ContentSecurity is the Content-Security-Policy without its frame-ancestors; empty means "default-src 'none'".
	ContentSecurity string
	// FrameAncestors are the origins that may embed the answer, "*" for all; none means that nobody may.
	FrameAncestors []string
	// Referrer is the Referrer-Policy; empty means same-origin.
	Referrer string
	// CrossOrigin lets other origins use the bytes; else only our own may.
	CrossOrigin bool
	// Secure tells browsers to come by https only, for a year.
	Secure bool
}

// What a page may ask its reader for, as the Permissions-Policy says it: nothing unless its handler sets OwnCamera.
const (
	NoDevices = "camera=(), microphone=(), geolocation=()"
	OwnCamera = "camera=(self), microphone=(), geolocation=()"
)

// Secure sets the headers of a policy, nosniff among them. Handlers may replace single ones.
func Secure(p Policy) gin.HandlerFunc {
	headers := p.headers()
	return func(c *gin.Context) {
		for _, h := range headers {
			c.Header(h[0], h[1])
		}
	}
}

func (p Policy) headers() [][2]string {
	csp, ancestors, referrer, resource := p.ContentSecurity, "'none'", p.Referrer, "same-origin"
	if csp == "" {
		csp = "default-src 'none'"
	}
	if len(p.FrameAncestors) > 0 {
		ancestors = strings.Join(p.FrameAncestors, " ")
	}
	if referrer == "" {
		referrer = "same-origin"
	}
	if p.CrossOrigin {
		resource = "cross-origin"
	}
	h := [][2]string{
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", referrer},
		{"Content-Security-Policy", csp + "; frame-ancestors " + ancestors},
		{"Cross-Origin-Resource-Policy", resource},
		{"Permissions-Policy", NoDevices},
	}
	if len(p.FrameAncestors) == 0 {
		h = append(h, [2]string{"X-Frame-Options", "DENY"})
	}
	if p.Secure {
		h = append(h, [2]string{"Strict-Transport-Security", "max-age=31536000"})
	}
	return h
}
