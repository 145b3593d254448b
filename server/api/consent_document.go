package api

import (
	"context"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const (
	documentsPath = "/consents/{id}/documents"
	documentPath  = documentsPath + "/{document}"
	// documentTimeout bounds how long a document may take to come.
	documentTimeout = 10 * time.Minute
)

// document is a private file of a consent.
type document struct {
	ID        string    `json:"id"`
	URL       string    `json:"url" doc:"Of the bytes; every opening is noted."`
	Purpose   string    `json:"purpose" doc:"evidence, signature or picture."`
	FileName  string    `json:"file_name"`
	MediaType string    `json:"media_type" doc:"As told from the bytes."`
	Size      int64     `json:"size"`
	SHA256    string    `json:"sha256"`
	AddedAt   time.Time `json:"added_at"`
	AddedBy   string    `json:"added_by"`
}

func documentOf(d catalog.Document) document {
	return document{ID: string(d.ID), URL: basePath + "/consents/" + string(d.Consent) + "/documents/" + string(d.ID), Purpose: d.Purpose, FileName: d.FileName,
		MediaType: d.MediaType, Size: d.Size, SHA256: d.SHA256, AddedAt: d.AddedAt, AddedBy: d.AddedBy}
}

// documents mounts the sending of documents, whose form is read by hand. Their bytes are delivery's to open.
func (r *routes) documents(v1 gin.IRouter) {
	v1.POST(ginPath(documentsPath), edge.Handle(r.addDocument))
	post := describe(consentsTag, http.MethodPost, documentsPath, "add-document", "Keep a file as evidence: JPEG, PNG, WebP, HEIC or PDF, at most 20 MiB", http.StatusCreated)
	post.Parameters = []*huma.Param{pathParam("id", nil)}
	post.RequestBody = besideBody(nil)
	schema := r.registry().Schema(reflect.TypeFor[document](), true, "Document")
	post.Responses = map[string]*huma.Response{"default": r.problem(), "201": {Description: "Kept.", Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}}
	r.huma.OpenAPI().AddOperation(&post)
	open := describe(consentsTag, http.MethodGet, documentPath, "get-document", "Fetch a file, to be saved; every opening is noted", http.StatusOK)
	open.Parameters = []*huma.Param{pathParam("id", nil), pathParam("document", nil)}
	open.Responses = map[string]*huma.Response{"default": r.problem(), "200": {Description: "The bytes.",
		Content: map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	r.huma.OpenAPI().AddOperation(&open)
	handle(r, describe(consentsTag, http.MethodGet, documentsPath, "list-document", "List the files of a consent", 200), r.listDocuments)
	handle(r, describe(consentsTag, http.MethodDelete, documentPath, "remove-document", "Remove a file with its bytes", 204), r.removeDocument)
}

func (r *routes) addDocument(c *gin.Context) error {
	err := r.takeDocument(c)
	if err != nil {
		drain(c)
	}
	return err
}

func (r *routes) takeDocument(c *gin.Context) error {
	// A writer without deadlines, as in tests, has none to set.
	_ = huma.SetReadDeadline(c.Writer, time.Now().Add(documentTimeout))
	defer func() { _ = huma.SetReadDeadline(c.Writer, time.Time{}) }()
	file, err := fileIn(c.Request, nil)
	if err != nil {
		return err
	}
	name := ""
	if part, ok := file.(*multipart.Part); ok {
		name = part.FileName()
	}
	d, err := r.Documents.Add(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")), name, file)
	if err != nil {
		return err
	}
	body := documentOf(d)
	c.Header("Location", body.URL)
	c.JSON(http.StatusCreated, body)
	return nil
}

func (r *routes) listDocuments(ctx context.Context, c call, in *byID) (*answer[list[document]], error) {
	k, err := r.Consents.Get(ctx, c.actor, catalog.ConsentID(in.ID))
	return listOf(catalog.Page[catalog.Document]{Items: k.Documents}, documentOf), err
}

type documentInput struct {
	ID       string `path:"id"`
	Document string `path:"document"`
}

func (r *routes) removeDocument(ctx context.Context, c call, in *documentInput) (*none, error) {
	return nil, r.Documents.Remove(ctx, c.actor, catalog.ConsentID(in.ID), catalog.DocumentID(in.Document))
}
