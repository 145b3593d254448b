package web

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// stallTime is how long the sender of a form may be silent. One that sends is not cut off, however slowly.
const stallTime = 2 * time.Minute

// steady ends a body whose sender has fallen silent.
type steady struct {
	io.ReadCloser
	on *http.ResponseController
}

// Read lifts the deadline with the end of the body. A writer without deadlines, as in tests, has none to set.
func (s steady) Read(p []byte) (int, error) {
	_ = s.on.SetReadDeadline(time.Now().Add(stallTime))
	n, err := s.ReadCloser.Read(p)
	if err != nil {
		_ = s.on.SetReadDeadline(time.Time{})
	}
	return n, err
}

// guestForm is POST /day/:token, for browsers without script: the files go straight into storage, one after the other.
func (p *Pages) guestForm(c *gin.Context) error {
	view, _, err := p.guestView(c)
	if err != nil {
		return err
	}
	if c.Request.ContentLength < 0 {
		return catalog.NewError(catalog.Malformed, catalog.KeyLengthRequired, nil)
	}
	c.Request.Body = steady{c.Request.Body, http.NewResponseController(c.Writer)}
	sent := url.Values{}
	if err := p.guestFiles(c, &view, sent); err != nil {
		return err
	}
	switch {
	case view.Taken == 0 && len(view.Refused) == 0:
		view.Refused = []Refusal{{Why: catalog.Reason{Key: p.localizer(c).T(catalog.KeyNoFile, nil)}}}
	case len(view.Refused) == 0:
		c.Redirect(http.StatusSeeOther, view.Base+"?"+url.Values{"sent": {strconv.Itoa(view.Taken)}}.Encode())
		return nil
	}
	view.SentBy, view.SentNote = first(sent["sent_by"]), first(sent["sent_note"])
	return p.show(c, http.StatusUnprocessableEntity, "guest", view)
}

// guestFiles takes the files of a form, and then signs them with what was written beside them.
func (p *Pages) guestFiles(c *gin.Context, view *GuestView, sent url.Values) error {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return malformed(err)
	}
	ctx, actor, visitor, rest := c.Request.Context(), edge.Actor(c), catalog.Visitor(rand.Text()), c.Request.ContentLength
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return p.guestSign(c, view, visitor, sent)
		case err != nil:
			return malformed(err)
		case part.FormName() != "file":
			if err := readField(part, sent); err != nil {
				return err
			}
			continue
		case part.FileName() == "":
			continue // nothing was chosen
		}
		size, err := p.Guests.Receive(ctx, actor, visitor, catalog.GuestUpload{FileName: part.FileName(), Size: rest}, part)
		rest -= size
		switch {
		case err == nil:
			view.Taken++
		case catalog.Is(err, catalog.Internal):
			return err
		default:
			view.Refused = append(view.Refused, Refusal{Title: catalog.CleanFileName(part.FileName()), Why: catalog.Reason{Key: edge.ProblemOf(c, err).Detail}})
		}
	}
}

// guestSign writes beside the files that a form has brought what was written in its fields.
func (p *Pages) guestSign(c *gin.Context, view *GuestView, visitor catalog.Visitor, sent url.Values) error {
	if view.Taken == 0 {
		return nil
	}
	err := p.Guests.Sign(c.Request.Context(), edge.Actor(c), visitor, first(sent["sent_by"]), first(sent["sent_note"]))
	if !catalog.Is(err, catalog.Invalid) {
		return err
	}
	for _, f := range edge.ProblemOf(c, err).Errors {
		view.Refused = append(view.Refused, Refusal{Title: first(sent[f.Location]), Why: catalog.Reason{Key: f.Message}})
	}
	return nil
}
