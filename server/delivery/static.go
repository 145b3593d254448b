package delivery

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

//go:embed static templates
var files embed.FS

// static are the style and script of the public pages, under addresses that change with their content.
type static struct {
	byPath map[string][]byte
	paths  map[string]string // of each file by its name
}

func newStatic() (static, error) {
	s := static{byPath: map[string][]byte{}, paths: map[string]string{}}
	entries, err := files.ReadDir("static")
	if err != nil {
		return s, fmt.Errorf("read static files: %w", err)
	}
	for _, e := range entries {
		text, err := files.ReadFile("static/" + e.Name())
		if err != nil {
			return s, fmt.Errorf("read static files: %w", err)
		}
		sum := sha256.Sum256(text)
		at := "/r-static/" + hex.EncodeToString(sum[:8]) + "/" + e.Name()
		s.byPath[at], s.paths[e.Name()] = text, at
	}
	return s, nil
}

// serve answers for one static file; an address with an old checksum is gone.
func (s static) serve(c *gin.Context) error {
	text, ok := s.byPath[c.Request.URL.Path]
	if !ok {
		return catalog.Missing("page")
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("X-Content-Type-Options", "nosniff")
	http.ServeContent(c.Writer, c.Request, path.Base(c.Request.URL.Path), time.Time{}, bytes.NewReader(text))
	return nil
}
