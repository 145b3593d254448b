package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const introduction = `Sign in with "Authorization: Bearer TOKEN"; an administrator issues tokens. Times are RFC 3339, durations seconds, ` +
	`sizes bytes and pixels. Errors are application/problem+json in the language of Accept-Language. Lists page by an opaque cursor.`

// newDocument begins the OpenAPI document; registering operations fills it.
func newDocument(cfg Config) *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Fellesmappa", Version: cfg.Version, Description: introduction},
		Servers: []*huma.Server{{URL: basePath}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer":  {Type: "http", Scheme: "bearer"},
				"session": {Type: "apiKey", In: "cookie", Name: "fellesmappa", Description: "The session of somebody signed in to the pages; over https its name begins with __Host-."},
			},
		},
		Security: []map[string][]string{{"bearer": {}}, {"session": {}}},
		Tags: []*huma.Tag{{Name: assetsTag}, {Name: uploadsTag}, {Name: "Search"}, {Name: reuseTag}, {Name: postsTag}, {Name: planTag}, {Name: "Libraries"}, {Name: "Presenters"},
			{Name: "Books"}, {Name: "Series"}, {Name: "Recording days"}, {Name: peopleTag}, {Name: consentsTag}, {Name: "Tags"}, {Name: "Users"}, {Name: "Tokens"}},
	}
}

// document mounts the OpenAPI document and the page that shows it. Both are open to everybody.
func (r *routes) document(group gin.IRouter) error {
	doc := r.huma.OpenAPI()
	r.describeBytes(doc)
	// Huma notes an error of its own for every operation; what is answered is always a problem.
	delete(r.registry().Map(), "ErrorModel")
	delete(r.registry().Map(), "ErrorDetail")
	spec, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("write OpenAPI document: %w", err)
	}
	page, err := renderReference(doc)
	if err != nil {
		return err
	}
	open := group.Group("", edge.Secure(edge.Policy{ContentSecurity: "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"}))
	open.GET("/openapi.json", fixed("application/json", spec))
	open.GET("/docs", fixed("text/html; charset=utf-8", page))
	open.GET("/docs.css", fixed("text/css; charset=utf-8", referenceStyle))
	return nil
}

// fixed answers with the same bytes for as long as the program runs.
func fixed(mediaType string, b []byte) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "public, max-age=300")
		c.Data(http.StatusOK, mediaType, b)
	}
}

// describeBytes describes the routes under /assets that delivery serves.
func (r *routes) describeBytes(doc *huma.OpenAPI) {
	file := func(path, id, summary string, params ...*huma.Param) {
		op := describe(assetsTag, http.MethodGet, path, id, summary, http.StatusOK)
		op.Parameters = append([]*huma.Param{pathParam("id", nil)}, params...)
		op.Responses = map[string]*huma.Response{"default": r.problem(), "200": {Description: "The bytes; Range is honoured.",
			Content: map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
		doc.AddOperation(&op)
	}
	var names []any
	for _, name := range catalog.RenditionNames(catalog.Video) {
		names = append(names, name)
	}
	file("/assets/{id}/renditions/{name}", "get-rendition", "Fetch a rendition", pathParam("name", names))
	file(captionsPath, "get-captions", "Fetch the captions in a language as WebVTT", pathParam("language", nil))
	file("/assets/{id}/original", "get-original", "Fetch the untouched file")
}

func pathParam(name string, values []any) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Enum: values}}
}

func (r *routes) assetResponse(status int) *huma.Response {
	schema := r.registry().Schema(reflect.TypeFor[asset](), true, "Asset")
	text := &huma.Schema{Type: huma.TypeString}
	return &huma.Response{Description: http.StatusText(status), Headers: map[string]*huma.Param{"ETag": {Schema: text}, "Location": {Schema: text}},
		Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// schemaName is the name at the end of a reference to a schema.
func schemaName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }
