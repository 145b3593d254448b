package api

import (
	"context"
	"net/http"
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
	v1.PUT(ginPath(captionsPath), edge.Handle(r.putCaption))
	r.huma.OpenAPI().AddOperation(r.captionOperation())
	handle(r, describe(assetsTag, http.MethodDelete, captionsPath, "delete-captions", "Remove the captions in a language", 204), r.deleteCaption)
}

func (r *routes) putCaption(c *gin.Context) error {
	return r.putBeside(c, captionTypes(), catalog.MaxCaption, func(ctx context.Context, actor catalog.Actor, id catalog.AssetID, file []byte) (catalog.Asset, error) {
		return r.Assets.SetCaption(ctx, actor, id, c.Param("language"), file)
	})
}

type captionInput struct {
	ID       string `path:"id"`
	Language string `path:"language"`
}

func (r *routes) captionOperation() *huma.Operation {
	op := describe(assetsTag, http.MethodPut, captionsPath, "put-captions", "Attach captions in a language", http.StatusOK)
	op.Description = "A WebVTT or SRT file of at most 2 MiB, in place of the one in the same language. It is converted to WebVTT."
	op.Parameters = []*huma.Param{pathParam("id", nil), pathParam("language", nil)}
	op.RequestBody = besideBody(captionTypes())
	op.Responses = map[string]*huma.Response{"200": r.assetResponse(http.StatusOK), "default": r.problem()}
	return &op
}

func (r *routes) deleteCaption(ctx context.Context, c call, in *captionInput) (*none, error) {
	_, err := r.Assets.RemoveCaption(ctx, c.actor, catalog.AssetID(in.ID), in.Language)
	return nil, err
}
