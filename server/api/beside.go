package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// attach puts a small file on the asset that it lay beside.
type attach func(ctx context.Context, actor catalog.Actor, id catalog.AssetID, file []byte) (catalog.Asset, error)

// putBeside takes a small file of at most most bytes for an asset and answers the asset. The body is read by hand since
// it may be of many types.
func (r *routes) putBeside(c *gin.Context, types []string, most int64, attach attach) error {
	err := r.takeBeside(c, types, most, attach)
	if err != nil {
		drain(c)
	}
	return err
}

func (r *routes) takeBeside(c *gin.Context, types []string, most int64, attach attach) error {
	actor := edge.Actor(c)
	if err := catalog.MayUpload(actor); err != nil {
		return err
	}
	// A writer without deadlines, as in tests, has none to set.
	_ = huma.SetReadDeadline(c.Writer, time.Now().Add(bodyTimeout))
	defer func() { _ = huma.SetReadDeadline(c.Writer, time.Time{}) }()
	file, err := fileIn(c.Request, types)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return malformed(err)
	}
	a, err := attach(c.Request.Context(), actor, catalog.AssetID(c.Param("id")), b)
	if err != nil {
		return err
	}
	answer := r.answerAsset(call{gin: c, actor: actor}, a)
	c.Header("ETag", answer.ETag)
	c.JSON(http.StatusOK, answer.Body)
	return nil
}

// fileIn finds the file in a request: its body, or the part named file of a form.
func fileIn(r *http.Request, types []string) (io.Reader, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && slices.Contains(types, mediaType) {
		return r.Body, nil
	}
	if mediaType != "multipart/form-data" {
		return nil, catalog.NewError(catalog.UnsupportedMedia, catalog.KeyContentType,
			catalog.Args{"accepted": strings.Join(append(types, "multipart/form-data"), ", ")})
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, malformed(err)
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, catalog.NewError(catalog.Invalid, catalog.KeyNoFile, nil)
		case err != nil:
			return nil, malformed(err)
		case part.FormName() == "file":
			return part, nil
		}
	}
}

// besideBody describes a file that comes as a body of one of the types, or in a form.
func besideBody(types []string) *huma.RequestBody {
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	body := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": binary}}}}}
	for _, t := range types {
		body.Content[t] = &huma.MediaType{Schema: binary}
	}
	return body
}
