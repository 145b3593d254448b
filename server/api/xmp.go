package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const xmpPath = "/assets/{id}/xmp"

// xmpTypes are what sidecars may be sent as.
func xmpTypes() []string {
	return []string{"application/rdf+xml", "application/xml", "text/xml", "application/octet-stream"}
}

// xmp mounts the sending of XMP sidecars.
func (r *routes) xmp(v1 gin.IRouter) {
	v1.PUT(ginPath(xmpPath), edge.Handle(func(c *gin.Context) error {
		return r.putBeside(c, xmpTypes(), catalog.MaxXMP, r.Assets.FillFromXMP)
	}))
	op := describe(assetsTag, http.MethodPut, xmpPath, "put-xmp", "Describe by an XMP sidecar", http.StatusOK)
	op.Description = "An XMP file of at most 1 MiB. What it says fills the fields that are empty; those that are not stay as they are."
	op.Parameters = []*huma.Param{pathParam("id", nil)}
	op.RequestBody = besideBody(xmpTypes())
	op.Responses = map[string]*huma.Response{"200": r.assetResponse(http.StatusOK), "default": r.problem()}
	r.huma.OpenAPI().AddOperation(&op)
}
