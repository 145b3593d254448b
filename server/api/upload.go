package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const uploadsTag = "Uploads"

type beginInput struct {
	Duplicate string `query:"duplicate" doc:"keep stores the file although the same bytes are already there."`
	Body      struct {
		FileName string      `json:"file_name"`
		Size     int64       `json:"size" doc:"Bytes."`
		SHA256   string      `json:"sha256,omitempty" doc:"64 hex digits. With it a duplicate is told before its bytes are sent."`
		Metadata *assetPatch `json:"metadata,omitempty"`
	}
}

// UploadPlan says how the parts of an upload are to be cut.
type UploadPlan struct {
	ID        string    `json:"id"`
	PartSize  int64     `json:"part_size" doc:"Bytes of every part but the last."`
	PartCount int       `json:"part_count"`
	ExpiresAt time.Time `json:"expires_at"`
}

type partsInput struct {
	ID   string `path:"id"`
	Body struct {
		Numbers []int `json:"numbers" doc:"From 1; at most 1000 at once."`
	}
}

type partURL struct {
	Number int    `json:"number"`
	URL    string `json:"url" doc:"Send the part there with PUT, within the hour."`
}

type partURLs struct {
	Parts []partURL `json:"parts"`
}

type part struct {
	Number int   `json:"number"`
	Size   int64 `json:"size"`
}

type uploadStatus struct {
	UploadPlan
	State    string  `json:"state" enum:"receiving,complete,refused,cancelled"`
	FileName string  `json:"file_name"`
	Size     int64   `json:"size"`
	Parts    []part  `json:"parts" doc:"Those that have arrived."`
	Asset    *string `json:"asset" doc:"The asset's id once the upload is complete."`
}

func (r *routes) uploads() {
	handle(r, describe(uploadsTag, http.MethodPost, "/uploads", "begin-upload", "Begin an upload in parts", 201), r.beginUpload)
	handle(r, describe(uploadsTag, http.MethodPost, "/uploads/check", "check-files", "Which files are there already", 200), r.checkFiles)
	handle(r, describe(uploadsTag, http.MethodPost, "/uploads/{id}/parts", "sign-parts", "Get the addresses of parts", 200), r.signParts)
	handle(r, describe(uploadsTag, http.MethodGet, "/uploads/{id}", "get-upload", "Which parts have arrived", 200), r.getUpload)
	handle(r, describe(uploadsTag, http.MethodPost, "/uploads/{id}/complete", "complete-upload", "Make the asset", 202), r.completeUpload)
	handle(r, describe(uploadsTag, http.MethodDelete, "/uploads/{id}", "cancel-upload", "Cancel", 204), r.cancelUpload)
}

func (r *routes) beginUpload(ctx context.Context, c call, in *beginInput) (*entryAnswer[UploadPlan], error) {
	b := in.Body
	keep, err := keepDuplicate(in.Duplicate)
	if err != nil {
		return nil, err
	}
	n := catalog.NewUpload{FileName: b.FileName, Size: b.Size, SHA256: b.SHA256, KeepDuplicate: keep}
	if b.Metadata != nil {
		if n.Metadata, err = b.Metadata.patch(r.cfg.Zone); err != nil {
			return nil, within(err, "metadata")
		}
	}
	u, err := r.Uploads.Begin(ctx, c.actor, n)
	return &entryAnswer[UploadPlan]{Location: basePath + "/uploads/" + string(u.ID), Body: uploadPlanOf(u)}, within(err, "metadata", "size", "sha256")
}

func uploadPlanOf(u catalog.Upload) UploadPlan {
	return UploadPlan{ID: string(u.ID), PartSize: u.PartSize, PartCount: u.PartCount, ExpiresAt: u.ExpiresAt}
}

func (r *routes) signParts(ctx context.Context, c call, in *partsInput) (*answer[partURLs], error) {
	signed, err := r.Uploads.PartURLs(ctx, c.actor, catalog.UploadID(in.ID), c.gin.Request.Host, in.Body.Numbers)
	return r.partAddresses(c, signed), err
}

func (r *routes) partAddresses(c call, signed []catalog.PartURL) *answer[partURLs] {
	origin := r.origin(c.gin.Request)
	return answerWith(partURLs{Parts: each(signed, func(p catalog.PartURL) partURL {
		if strings.HasPrefix(p.URL, "/") {
			p.URL = origin + p.URL
		}
		return partURL(p)
	})})
}

// origin is the one that the sender reached us by: https where that is the public address, which a proxy may stand for.
func (r *routes) origin(req *http.Request) string {
	scheme := "http"
	if public, err := url.Parse(r.cfg.PublicURL); req.TLS != nil || err == nil && public.Scheme == "https" && public.Host == req.Host {
		scheme = "https"
	}
	return scheme + "://" + req.Host
}

func (r *routes) getUpload(ctx context.Context, c call, in *byID) (*answer[uploadStatus], error) {
	u, parts, err := r.Uploads.Get(ctx, c.actor, catalog.UploadID(in.ID))
	return answerWith(uploadStatusOf(u, parts)), err
}

func uploadStatusOf(u catalog.Upload, parts []catalog.Part) uploadStatus {
	status := uploadStatus{UploadPlan: uploadPlanOf(u), State: string(u.State), FileName: u.FileName, Size: u.Size,
		Parts: each(parts, func(p catalog.Part) part { return part{Number: p.Number, Size: p.Size} })}
	if u.State == catalog.Complete && u.Invitation == "" { // guests cannot open what they sent
		status.Asset = orNull(string(u.Asset))
	}
	return status
}

func (r *routes) completeUpload(ctx context.Context, c call, in *byID) (*assetAnswer, error) {
	a, err := r.Uploads.Complete(ctx, c.actor, catalog.UploadID(in.ID))
	return r.answerAsset(c, a), err
}

func (r *routes) cancelUpload(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Uploads.Cancel(ctx, c.actor, catalog.UploadID(in.ID))
}
