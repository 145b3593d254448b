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

const captionsPath = "/assets/{id}/captions/{language}"

// captionTypes are what captions may be sent as; what they are is told from the bytes.
func captionTypes() []string {
	return []string{"text/vtt", "application/x-subrip", "text/plain", "application/octet-stream"}
}

type caption struct {
	Language  string    `json:"language"`
	URL       string    `json:"url" doc:"WebVTT."`
	UpdatedAt time.Time `json:"updated_at"`
}

func captionsOf(a catalog.Asset) []caption {
	return each(a.Captions, func(c catalog.Caption) caption {
		return caption{Language: c.Language, UpdatedAt: c.UpdatedAt,
			URL: basePath + strings.NewReplacer("{id}", string(a.ID), "{language}", c.Language).Replace(captionsPath)}
	})
}

// captions mounts the sending of captions, whose body is read by hand since it may be of many types.
func (r *routes) captions(v1 gin.IRouter) {
	v1.PUT(ginPath(captionsPath), edge.Handle(func(c *gin.Context) error {
		err := r.putCaption(c)
		if err != nil {
			drain(c)
		}
		return err
	}))
	r.huma.OpenAPI().AddOperation(r.captionOperation())
	handle(r, describe(assetsTag, http.MethodDelete, captionsPath, "delete-captions", "Remove the captions in a language", 204), r.deleteCaption)
}

func (r *routes) putCaption(c *gin.Context) error {
	actor := edge.Actor(c)
	if err := catalog.MayUpload(actor); err != nil {
		return err
	}
	// A writer without deadlines, as in tests, has none to set.
	_ = huma.SetReadDeadline(c.Writer, time.Now().Add(bodyTimeout))
	defer func() { _ = huma.SetReadDeadline(c.Writer, time.Time{}) }()
	file, err := captionFile(c.Request)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(io.LimitReader(file, catalog.MaxCaption+1))
	if err != nil {
		return malformed(err)
	}
	a, err := r.Assets.SetCaption(c.Request.Context(), actor, catalog.AssetID(c.Param("id")), c.Param("language"), b)
	if err != nil {
		return err
	}
	answer := r.answerAsset(call{gin: c, actor: actor}, a)
	c.Header("ETag", answer.ETag)
	c.JSON(http.StatusOK, answer.Body)
	return nil
}

// captionFile finds the file in a request: its body, or the part named file of a form.
func captionFile(r *http.Request) (io.Reader, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && slices.Contains(captionTypes(), mediaType) {
		return r.Body, nil
	}
	if mediaType != "multipart/form-data" {
		return nil, catalog.NewError(catalog.UnsupportedMedia, catalog.KeyContentType,
			catalog.Args{"accepted": strings.Join(append(captionTypes(), "multipart/form-data"), ", ")})
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

type captionInput struct {
	ID       string `path:"id"`
	Language string `path:"language"`
}

func (r *routes) captionOperation() *huma.Operation {
	op := describe(assetsTag, http.MethodPut, captionsPath, "put-captions", "Attach captions in a language", http.StatusOK)
	op.Description = "A WebVTT or SRT file of at most 2 MiB, in place of the one in the same language. It is converted to WebVTT."
	op.Parameters = []*huma.Param{pathParam("id", nil), pathParam("language", nil)}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": binary}}}}}
	for _, t := range captionTypes() {
		op.RequestBody.Content[t] = &huma.MediaType{Schema: binary}
	}
	op.Responses = map[string]*huma.Response{"200": r.assetResponse(http.StatusOK), "default": r.problem()}
	return &op
}

func (r *routes) deleteCaption(ctx context.Context, c call, in *captionInput) (*none, error) {
	_, err := r.Assets.RemoveCaption(ctx, c.actor, catalog.AssetID(in.ID), in.Language)
	return nil, err
}
