package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// object is a stored file that may be opened, and how it is to be announced. Its bytes never change under its key.
type object struct {
	key       storage.Key
	version   int // of the rendition
	mediaType string
	size      int64 // bytes
	fileName  string
	attached  bool // to be saved, not shown
}

// etag is a strong one: a key names the same bytes for ever.
func (o object) etag() string {
	sum := sha256.Sum256([]byte(o.key.String()))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

var rangePattern = regexp.MustCompile(`^bytes=([0-9]+-[0-9]*|-[0-9]+)$`)

// send answers a GET or HEAD request with an object, as RFC 9110 asks for conditional and range requests, for as long as there is
// leave to.
func (d *Delivery) send(c *gin.Context, o object, cacheControl string, l leave) error {
	r := c.Request
	body := &reader{ctx: r.Context(), bucket: d.deps.Bucket, object: o}
	defer body.Close()
	if !rangePattern.MatchString(r.Header.Get("Range")) { // none, several or nonsense: the whole is an answer
		r = r.Clone(r.Context())
		r.Header.Del("Range")
	}
	if r.Method == http.MethodGet && !strings.Contains(r.Header.Get("If-None-Match"), o.etag()) {
		if err := body.prepare(r); err != nil { // while the answer can still be another one
			return err
		}
	}
	announce(c.Writer.Header(), o, o.etag(), cacheControl)
	return d.guard(c, l, func(g *guarded) error {
		http.ServeContent(g, r, "", time.Time{}, body)
		return nil
	})
}

// announce says what the bytes that follow are, and that they are no page.
func announce(h http.Header, o object, etag, cacheControl string) {
	h.Set("Content-Type", o.mediaType)
	h.Set("Etag", etag)
	h.Set("Cache-Control", cacheControl)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'")
	h.Set("Content-Disposition", disposition(o.fileName, o.attached))
}

// unannounce takes back what was said of bytes that do not follow after all.
func unannounce(h http.Header) {
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "Etag", "Content-Disposition"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
}

// reader reads an object from any place, opening it where it is read.
type reader struct {
	ctx    context.Context
	bucket *storage.Bucket
	object object
	offset int64 // of the next Read
	body   io.ReadCloser
	at     int64 // where body stands
}

// prepare opens the object where a request will read it, so that a fault shows before the answer begins.
func (r *reader) prepare(req *http.Request) error {
	if r.object.size == 0 {
		return nil
	}
	piece := storage.Range{}
	if ifRange := req.Header.Get("If-Range"); ifRange == "" || ifRange == r.object.etag() {
		piece = parseRange(req.Header.Get("Range"), r.object.size)
	}
	err := r.open(piece)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrNotFound):
		return &catalog.Error{Code: catalog.NotFound, Key: catalog.KeyNotFound, Args: catalog.Args{"what": "file"}, Op: "open object", Err: err}
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, storage.ErrDenied):
		return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyStorageDown, Op: "open object", Err: err}
	}
	return fmt.Errorf("open object: %w", err)
}

func (r *reader) open(piece storage.Range) error {
	var asked *storage.Range
	if piece != (storage.Range{}) {
		asked = &piece
	}
	body, info, err := r.bucket.Open(r.ctx, r.object.key, asked)
	if err != nil {
		return err
	}
	if info.Size != r.object.size {
		return errors.Join(fmt.Errorf("%w: %s has %d bytes, want %d", storage.ErrMismatch, r.object.key, info.Size, r.object.size), body.Close())
	}
	r.body, r.at = body, piece.Start
	return nil
}

func (r *reader) Read(p []byte) (int, error) {
	if r.offset >= r.object.size {
		return 0, io.EOF
	}
	if r.body == nil || r.at != r.offset {
		if err := errors.Join(r.Close(), r.open(storage.Range{Start: r.offset})); err != nil {
			return 0, err
		}
	}
	n, err := r.body.Read(p)
	r.offset, r.at = r.offset+int64(n), r.at+int64(n)
	return n, err
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.object.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	r.offset = offset
	return offset, nil
}

func (r *reader) Close() error {
	if r.body == nil {
		return nil
	}
	err := r.body.Close()
	r.body = nil
	return err
}

// parseRange reads a single range; the zero Range, which is everything, when there is none that can be met.
func parseRange(header string, size int64) storage.Range {
	if !rangePattern.MatchString(header) {
		return storage.Range{}
	}
	first, last, _ := strings.Cut(strings.TrimPrefix(header, "bytes="), "-")
	start, startErr := strconv.ParseInt(first, 10, 64)
	end, endErr := strconv.ParseInt(last, 10, 64)
	if endErr != nil || end >= size && first != "" {
		end = size - 1
	}
	switch {
	case first == "" && endErr == nil: // the last so many bytes
		start, end = max(size-end, 0), size-1
	case startErr != nil:
		return storage.Range{}
	}
	if start > end || start >= size {
		return storage.Range{}
	}
	return storage.Range{Start: start, Length: end - start + 1}
}

// disposition says how a browser names and treats a file, after RFC 6266: a plain name for old programs, and the whole
// one in UTF-8.
func disposition(name string, attached bool) string {
	kind := "inline"
	if attached {
		kind = "attachment"
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) {
			return '_'
		}
		return r
	}, name)
	if plain == name {
		return fmt.Sprintf(`%s; filename="%s"`, kind, plain)
	}
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, kind, plain, strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}
