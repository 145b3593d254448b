package api

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const (
	// formOverhead is what a form may weigh besides its file, in bytes.
	formOverhead = maxBody + 64<<10
	// A sender that is refused halfway is listened to for so much and so long, so that it reads the answer instead of
	// seeing the connection break.
	drainBytes = 32 << 20
	drainTime  = 5 * time.Second
	// stallTime is how long a sender may be silent. One that sends is not cut off, however slowly.
	stallTime = 2 * time.Minute
)

// receive mounts the upload of a whole file in one request. The form is read by hand: huma would keep it on disk.
func (r *routes) receive(v1 gin.IRouter) {
	metadata := r.metadataReader()
	v1.POST("/assets", edge.Handle(func(c *gin.Context) error {
		err := r.takeFile(c, metadata)
		if err != nil {
			drain(c)
		}
		return err
	}))
	r.huma.OpenAPI().AddOperation(r.receiveOperation(metadata.schema))
}

func (r *routes) takeFile(c *gin.Context, metadata metadataReader) error {
	actor := edge.Actor(c)
	if err := catalog.MayUpload(actor); err != nil {
		return err
	}
	keep, err := keepDuplicate(c.Query("duplicate"))
	if err != nil {
		return err
	}
	if max := r.Uploads.Limits().MaxUpload; c.Request.ContentLength > max+formOverhead {
		return catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": max})
	}
	c.Request.Body = &watched{ReadCloser: c.Request.Body, writer: c.Writer}
	f, err := newForm(c.Request, metadata)
	if err != nil {
		return err
	}
	file, err := f.file()
	if err != nil {
		return within(err, "metadata", "file")
	}
	n := catalog.NewUpload{FileName: file.FileName(), Metadata: f.patch, KeepDuplicate: keep, Late: f.rest}
	body := &remembering{Reader: file}
	a, err := r.Uploads.Receive(c.Request.Context(), actor, n, body)
	switch {
	case err != nil && body.err != nil:
		return malformed(body.err)
	case err != nil:
		return within(err, "metadata")
	}
	answer := r.answerAsset(call{gin: c, actor: actor}, a)
	c.Header("ETag", answer.ETag)
	c.Header("Location", answer.Location)
	c.JSON(http.StatusCreated, answer.Body)
	return nil
}

// keepDuplicate reads the parameter that stores identical bytes once more.
func keepDuplicate(s string) (bool, error) {
	if s != "" && s != "keep" {
		return false, refuseField("duplicate", catalog.KeyUnknownValue, catalog.Args{"value": s, "allowed": "keep"})
	}
	return s == "keep", nil
}

// remembering notes why reading ended before the end.
type remembering struct {
	io.Reader
	err error
}

func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// watched ends a body whose sender has fallen silent.
type watched struct {
	io.ReadCloser
	writer http.ResponseWriter
}

// Read lifts the deadline with the end of the body: past it, net/http would take it for a sender who has gone. A writer
// without deadlines, as in tests, has none to set.
func (w *watched) Read(p []byte) (int, error) {
	_ = huma.SetReadDeadline(w.writer, time.Now().Add(stallTime))
	n, err := w.ReadCloser.Read(p)
	if err != nil {
		_ = huma.SetReadDeadline(w.writer, time.Time{})
	}
	return n, err
}

// drain reads some of what a refused sender still sends. One that waits to be asked for its body is not asked.
func drain(c *gin.Context) {
	if strings.EqualFold(c.GetHeader("Expect"), "100-continue") {
		return
	}
	body := c.Request.Body
	if w, ok := body.(*watched); ok {
		body = w.ReadCloser
	}
	if err := huma.SetReadDeadline(c.Writer, time.Now().Add(drainTime)); err != nil {
		return
	}
	// What cannot be read is of no use either.
	_, _ = io.CopyN(io.Discard, body, drainBytes)
}

func (r *routes) receiveOperation(metadata *huma.Schema) *huma.Operation {
	op := describe(assetsTag, http.MethodPost, "/assets", "post-asset", "Upload a whole file", http.StatusCreated)
	op.Description = "For files up to some hundred megabytes over a good network; use uploads for what must be resumable."
	op.Parameters = []*huma.Param{duplicateParam()}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file": {Type: huma.TypeString, Format: "binary"}, "metadata": metadata}},
		Encoding: map[string]*huma.Encoding{"metadata": {ContentType: "application/json"}},
	}}}
	op.Responses = map[string]*huma.Response{"201": r.assetResponse(http.StatusCreated), "default": r.problem()}
	return &op
}

func duplicateParam() *huma.Param {
	return &huma.Param{Name: "duplicate", In: "query", Description: "keep stores the file although the same bytes are already there.",
		Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"keep"}}}
}
