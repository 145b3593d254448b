package api

import (
	"errors"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// Answers checks answers against the OpenAPI document.
type Answers struct{ doc *huma.OpenAPI }

// NewAnswers describes an API as it describes itself.
func NewAnswers(a *API) (*Answers, error) {
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	r := newRoutes(a, engine)
	r.mount(engine)
	return &Answers{doc: r.huma.OpenAPI()}, nil
}

// Check reports where an answer is not what the document says.
func (a *Answers) Check(method, path, status string, body any) error {
	item := a.doc.Paths[path]
	if item == nil {
		return errors.New("the path is not in the document")
	}
	op := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}[method]
	if op == nil || op.Responses[status] == nil {
		return errors.New("the answer is not in the document")
	}
	for _, media := range op.Responses[status].Content {
		var found huma.ValidateResult
		huma.Validate(a.doc.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, body, &found)
		return errors.Join(found.Errors...)
	}
	return nil
}
