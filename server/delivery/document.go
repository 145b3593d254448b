package delivery

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Documents adds the addresses of the private files of consents. Opening one is noted, so there is no HEAD.
func (d *Delivery) Documents(r gin.IRouter) {
	r.GET("/consents/:id/documents/:document", edge.Handle(d.document))
}

// document hands out a private file to be saved: it is never shown as a page, and nobody keeps it on the way.
func (d *Delivery) document(c *gin.Context) error {
	doc, body, err := d.deps.Documents.Open(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")), catalog.DocumentID(c.Param("document")))
	if err != nil {
		return err
	}
	defer body.Close()
	announce(c.Writer.Header(), object{mediaType: doc.MediaType, fileName: doc.FileName, attached: true}, `"`+doc.SHA256+`"`, "private, no-store")
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	c.Header("Content-Length", strconv.FormatInt(doc.Size, 10))
	c.Status(http.StatusOK)
	if _, err := io.Copy(c.Writer, body); err != nil {
		return fmt.Errorf("send document: %w", err)
	}
	return nil
}
