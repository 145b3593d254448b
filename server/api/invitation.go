package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/qr"
)

const (
	invitationsTag = "Invitations"
	qrPath         = "/invitations/{id}/qr.svg"
)

// DayInvitation is an invitation to a recording day as the API answers it.
type DayInvitation struct {
	ID           string     `json:"id"`
	RecordingDay string     `json:"recording_day" doc:"Its id."`
	URL          *string    `json:"url" doc:"The public page; null when the invitation was made under another secret key."`
	Code         *string    `json:"code" doc:"What stands at the end of the address, in groups to copy by hand. Either case, with or without the hyphens."`
	QRURL        string     `json:"qr_url" doc:"The address as a QR code, in SVG."`
	PosterURL    string     `json:"poster_url" doc:"A page to print on A4."`
	ValidUntil   time.Time  `json:"valid_until" doc:"What began before may go on for a day more."`
	MaxFiles     int        `json:"max_files"`
	MaxBytes     int64      `json:"max_bytes"`
	MaxFileBytes int64      `json:"max_file_bytes"`
	Files        int        `json:"files" doc:"Taken and on their way."`
	Bytes        int64      `json:"bytes" doc:"Taken and on their way."`
	Live         bool       `json:"live" doc:"Neither revoked nor expired."`
	CreatedBy    string     `json:"created_by"`
	CreatedAt    time.Time  `json:"created_at"`
	RevokedAt    *time.Time `json:"revoked_at"`
}

type invitationTerms struct {
	ValidUntil   *string `json:"valid_until,omitempty" doc:"A time, or a day, which counts in full. The end of the day after the recording day unless told, or in a week."`
	MaxFiles     *int    `json:"max_files,omitempty" doc:"500 unless told."`
	MaxBytes     *int64  `json:"max_bytes,omitempty" doc:"Of all files together; 100 GB unless told."`
	MaxFileBytes *int64  `json:"max_file_bytes,omitempty" doc:"Of one file; what the installation takes unless told."`
}

type invitationInput struct {
	ID   string `path:"id"`
	Body *invitationTerms
}

type changeInvitationInput struct {
	ID   string `path:"id"`
	Body invitationTerms
}

func (r *routes) invitations(v1 gin.IRouter) {
	handle(r, describe(invitationsTag, http.MethodPost, "/recording-days/{id}/invitation", "invite", "Invite people without an account to send files", 201), r.invite)
	handle(r, describe(invitationsTag, http.MethodGet, "/recording-days/{id}/invitations", "list-invitation", "List those to a recording day, newest first", 200), r.listInvitations)
	handle(r, describe(invitationsTag, http.MethodGet, "/invitations/{id}", "get-invitation", "Read", 200), r.getInvitation)
	handle(r, describe(invitationsTag, http.MethodPatch, "/invitations/{id}", "patch-invitation", "Change time and limits", 200), r.changeInvitation)
	handle(r, describe(invitationsTag, http.MethodDelete, "/invitations/{id}", "revoke-invitation", "Revoke at once, with all that is on its way", 204), r.revokeInvitation)
	v1.GET(ginPath(qrPath), edge.Handle(r.invitationQR))
	op := describe(invitationsTag, http.MethodGet, qrPath, "invitation-qr", "The address as a QR code", 200)
	op.Parameters = []*huma.Param{pathParam("id", nil)}
	op.Responses = map[string]*huma.Response{"200": {Description: "SVG", Content: map[string]*huma.MediaType{"image/svg+xml": {Schema: &huma.Schema{Type: huma.TypeString}}}}, "default": r.problem()}
	r.huma.OpenAPI().AddOperation(&op)
}

func (w invitationTerms) terms(zone *time.Location) (catalog.InvitationTerms, error) {
	out := catalog.InvitationTerms{MaxFiles: w.MaxFiles, MaxBytes: w.MaxBytes, MaxFileBytes: w.MaxFileBytes}
	if w.ValidUntil == nil {
		return out, nil
	}
	times := moments{zone: zone}
	until := times.end("valid_until", *w.ValidUntil)
	out.ValidUntil = &until
	return out, times.err()
}

func (r *routes) invite(ctx context.Context, c call, in *invitationInput) (*entryAnswer[DayInvitation], error) {
	var wish invitationTerms
	if in.Body != nil {
		wish = *in.Body
	}
	terms, err := wish.terms(r.cfg.Zone)
	if err != nil {
		return nil, err
	}
	i, err := r.Invitations.Issue(ctx, c.actor, catalog.RecordingDayID(in.ID), terms)
	return &entryAnswer[DayInvitation]{Location: basePath + "/invitations/" + string(i.ID), Body: r.invitation(i)}, err
}

func (r *routes) invitation(i catalog.Invitation) DayInvitation {
	at := r.cfg.PublicURL + basePath + "/invitations/" + string(i.ID)
	out := DayInvitation{ID: string(i.ID), RecordingDay: string(i.Day), QRURL: at + "/qr.svg",
		PosterURL:  r.cfg.PublicURL + "/recording-days/" + string(i.Day) + "/invitations/" + string(i.ID) + "/poster",
		ValidUntil: i.ValidUntil, MaxFiles: i.MaxFiles, MaxBytes: i.MaxBytes, MaxFileBytes: i.MaxFileBytes, Files: i.Files, Bytes: i.Bytes,
		Live: i.Live(r.Now()), CreatedBy: i.CreatedBy, CreatedAt: i.CreatedAt, RevokedAt: orNever(i.RevokedAt)}
	if code := r.Invitations.Code(i); code != "" {
		address := r.dayAddress(code)
		out.URL, out.Code = &address, &code
	}
	return out
}

// dayAddress is where people without an account send their files.
func (r *routes) dayAddress(code string) string { return r.cfg.PublicURL + "/day/" + code }

func (r *routes) listInvitations(ctx context.Context, c call, in *byID) (*answer[list[DayInvitation]], error) {
	found, err := r.Invitations.Of(ctx, c.actor, catalog.RecordingDayID(in.ID))
	return listOf(catalog.Page[catalog.Invitation]{Items: found}, r.invitation), err
}

func (r *routes) getInvitation(ctx context.Context, c call, in *byID) (*answer[DayInvitation], error) {
	i, err := r.Invitations.Get(ctx, c.actor, catalog.InvitationID(in.ID))
	return answerWith(r.invitation(i)), err
}

func (r *routes) changeInvitation(ctx context.Context, c call, in *changeInvitationInput) (*answer[DayInvitation], error) {
	terms, err := in.Body.terms(r.cfg.Zone)
	if err != nil {
		return nil, err
	}
	i, err := r.Invitations.Change(ctx, c.actor, catalog.InvitationID(in.ID), terms)
	return answerWith(r.invitation(i)), err
}

func (r *routes) revokeInvitation(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Invitations.Revoke(ctx, c.actor, catalog.InvitationID(in.ID))
}

func (r *routes) invitationQR(c *gin.Context) error {
	i, err := r.Invitations.Get(c.Request.Context(), edge.Actor(c), catalog.InvitationID(c.Param("id")))
	if err != nil {
		return err
	}
	at := r.Invitations.Code(i)
	if at == "" {
		return catalog.NewError(catalog.Withheld, catalog.KeyLinkGone, nil)
	}
	code, err := qr.Make(r.dayAddress(at))
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "image/svg+xml", code.SVG())
	return nil
}
