package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const guestTag = "Guests"

// signature is what guests may write beside their files.
type signature struct {
	SentBy   string `json:"sent_by,omitempty" doc:"Who sends."`
	SentNote string `json:"sent_note,omitempty" doc:"What it is."`
}

type guestBeginInput struct {
	Visitor string `header:"X-Visitor" doc:"22 to 128 letters, digits, hyphens and underscores, made at random by the sender, who alone finds the uploads again."`
	Body    struct {
		FileName string     `json:"file_name"`
		Size     int64      `json:"size" doc:"Bytes."`
		SHA256   string     `json:"sha256,omitempty" doc:"Not looked at: guests learn nothing of what is there."`
		Metadata *signature `json:"metadata,omitempty"`
	}
}

type guestPartsInput struct {
	Visitor string `header:"X-Visitor"`
	ID      string `path:"id"`
	Body    struct {
		Numbers []int `json:"numbers" doc:"From 1; at most 1000 at once."`
	}
}

type guestByID struct {
	Visitor string `header:"X-Visitor"`
	ID      string `path:"id"`
}

type signInput struct {
	Visitor string `header:"X-Visitor"`
	Body    signature
}

// MountGuests mounts what people without an account send files by on the group /day/:token, in the shapes of /api/v1/uploads.
// The header with the visitor's key can be added by no page of another site, so that it guards against forged requests,
// too. Edge's middleware, the door and the guard against other sites stand before it.
func (a *API) MountGuests(group gin.IRouter) {
	r := newRoutes(a, group.Group("", noStore))
	handle(r, describe(guestTag, http.MethodPost, "/uploads", "guest-begin-upload", "Begin an upload in parts", 201), r.guestBegin)
	handle(r, describe(guestTag, http.MethodPost, "/uploads/{id}/parts", "guest-sign-parts", "Get the addresses of parts", 200), r.guestParts)
	handle(r, describe(guestTag, http.MethodGet, "/uploads/{id}", "guest-get-upload", "Which parts have arrived", 200), r.guestGet)
	handle(r, describe(guestTag, http.MethodPost, "/uploads/{id}/complete", "guest-complete-upload", "Hand the file over", 202), r.guestComplete)
	handle(r, describe(guestTag, http.MethodDelete, "/uploads/{id}", "guest-cancel-upload", "Cancel", 204), r.guestCancel)
	handle(r, describe(guestTag, http.MethodPut, "/signature", "guest-sign", "Say who sends and what it is, of all that was sent", 204), r.guestSign)
}

func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }

func (r *routes) guestBegin(ctx context.Context, c call, in *guestBeginInput) (*answer[UploadPlan], error) {
	g := catalog.GuestUpload{FileName: in.Body.FileName, Size: in.Body.Size}
	if m := in.Body.Metadata; m != nil {
		g.Name, g.Note = m.SentBy, m.SentNote
	}
	u, err := r.Guests.Begin(ctx, c.actor, catalog.Visitor(in.Visitor), g)
	return answerWith(uploadPlanOf(u)), within(err, "metadata", "size")
}

func (r *routes) guestParts(ctx context.Context, c call, in *guestPartsInput) (*answer[partURLs], error) {
	signed, err := r.Guests.PartURLs(ctx, c.actor, catalog.Visitor(in.Visitor), catalog.UploadID(in.ID), c.gin.Request.Host, in.Body.Numbers)
	return r.partAddresses(c, signed), err
}

func (r *routes) guestGet(ctx context.Context, c call, in *guestByID) (*answer[uploadStatus], error) {
	u, parts, err := r.Guests.Get(ctx, c.actor, catalog.Visitor(in.Visitor), catalog.UploadID(in.ID))
	return answerWith(uploadStatusOf(u, parts)), err
}

func (r *routes) guestComplete(ctx context.Context, c call, in *guestByID) (*answer[uploadStatus], error) {
	u, err := r.Guests.Complete(ctx, c.actor, catalog.Visitor(in.Visitor), catalog.UploadID(in.ID))
	return answerWith(uploadStatusOf(u, nil)), err
}

func (r *routes) guestCancel(ctx context.Context, c call, in *guestByID) (*none, error) {
	return nil, r.Guests.Cancel(ctx, c.actor, catalog.Visitor(in.Visitor), catalog.UploadID(in.ID))
}

func (r *routes) guestSign(ctx context.Context, c call, in *signInput) (*none, error) {
	return nil, r.Guests.Sign(ctx, c.actor, catalog.Visitor(in.Visitor), in.Body.SentBy, in.Body.SentNote)
}
