package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

//go:embed static/own static/dist
var embedded embed.FS

// staticFiles are the style sheets, scripts and fonts. One checksum over all of them stands in their addresses, so
// that they may be cached for ever and may refer to each other by relative addresses.
type staticFiles struct {
	sum   string
	files map[string]staticFile // by path below static/
}

type staticFile struct {
	mediaType string
	raw       []byte
	gzipped   []byte // empty when it would not be smaller
}

// loadStatic reads and compresses the embedded files, once in a program. They are shared and not altered.
var loadStatic = sync.OnceValues(readStatic)

func readStatic() (*staticFiles, error) {
	s := &staticFiles{files: map[string]staticFile{}}
	sum := sha256.New()
	err := fs.WalkDir(embedded, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(raw))
		sum.Write(raw)
		short := strings.TrimPrefix(name, "static/")
		s.files[short] = staticFile{mediaType: mediaTypeOf(short), raw: raw, gzipped: compress(short, raw)}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	s.sum = hex.EncodeToString(sum.Sum(nil))[:12]
	return s, nil
}

// mediaTypeOf does not ask the machine, whose tables differ.
func mediaTypeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

func compress(name string, raw []byte) []byte {
	if path.Ext(name) == ".woff2" {
		return nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	w.Write(raw)
	if w.Close() != nil || b.Len() >= len(raw) {
		return nil
	}
	return b.Bytes()
}

// url is the address of a file below static/.
func (s *staticFiles) url(name string) (string, error) {
	if _, ok := s.files[name]; !ok {
		return "", fmt.Errorf("find static file %s: %w", name, fs.ErrNotExist)
	}
	return "/static/" + s.sum + "/" + name, nil
}

// serve answers /static/{sum}/{name}. Under another sum, as an old page may ask for, it is the current file, not kept.
func (s *staticFiles) serve(c *gin.Context) {
	f, ok := s.files[strings.TrimPrefix(c.Param("name"), "/")]
	if !ok {
		c.Status(http.StatusNotFound)
		return
	}
	keep := "no-cache"
	if c.Param("sum") == s.sum {
		keep = "public, max-age=31536000, immutable"
	}
	c.Header("Cache-Control", keep)
	c.Header("Vary", "Accept-Encoding")
	c.Header("X-Content-Type-Options", "nosniff")
	if len(f.gzipped) > 0 && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Header("Content-Encoding", "gzip")
		c.Data(http.StatusOK, f.mediaType, f.gzipped)
		return
	}
	c.Data(http.StatusOK, f.mediaType, f.raw)
}
