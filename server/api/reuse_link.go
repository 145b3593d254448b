package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const reuseTag = "Reuse links"

// titled names an asset.
type titled struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// ReuseLink is a reuse link as the API answers it.
type ReuseLink struct {
	ID           string                     `json:"id"`
	URL          *string                    `json:"url" doc:"The public page; null when the link was made under another secret key."`
	Asset        titled                     `json:"asset"`
	Purpose      string                     `json:"purpose"`
	Library      nullable[libraryReference] `json:"library"`
	Channel      *string                    `json:"channel"`
	Renditions   []string                   `json:"renditions" doc:"What may be opened; empty for all."`
	ExpiresAt    *time.Time                 `json:"expires_at"`
	Live         bool                       `json:"live" doc:"Neither revoked nor expired."`
	CreatedBy    string                     `json:"created_by"`
	CreatedAt    time.Time                  `json:"created_at"`
	RevokedAt    *time.Time                 `json:"revoked_at"`
	Opens        int                        `json:"opens"`
	LastOpenedAt *time.Time                 `json:"last_opened_at"`
}

// issuedLink is a new link with all the ways to embed it.
type issuedLink struct {
	ReuseLink
	ImageURL    string `json:"image_url"`
	EmbedHTML   string `json:"embed_html" doc:"An iframe; needs no script."`
	PictureHTML string `json:"picture_html" doc:"A picture element; needs no script."`
	OEmbedURL   string `json:"oembed_url"`
}

type issueInput struct {
	ID   string `path:"id"`
	Body struct {
		Purpose    string   `json:"purpose,omitempty"`
		Library    string   `json:"library,omitempty" doc:"Whom it is for: id or slug."`
		Channel    string   `json:"channel,omitempty" doc:"website, instagram, facebook, print, screen or internal; any unless told."`
		ExpiresAt  string   `json:"expires_at,omitempty" doc:"A time, or a day, which counts in full. Never unless told."`
		Renditions []string `json:"renditions,omitempty" doc:"What may be opened; all unless told."`
	}
}

type reuseLinksInput struct {
	Limit   int    `query:"limit" doc:"Links on a page, 1 to 1000; 100 unless told."`
	Cursor  string `query:"cursor"`
	Asset   string `query:"asset" doc:"Only of this asset."`
	Library string `query:"library" doc:"Only for this library: id or slug."`
	Live    bool   `query:"live" doc:"Only those that are neither revoked nor expired."`
}

func (r *routes) reuseLinks() {
	handle(r, describe(reuseTag, http.MethodPost, "/assets/{id}/reuse-links", "issue-reuse-link", "Issue a link; refused while the asset is not cleared", 201), r.issueLink)
	handle(r, describe(reuseTag, http.MethodGet, "/reuse-links", "list-reuse-link", "List, newest first", 200), r.listLinks)
	handle(r, describe(reuseTag, http.MethodDelete, "/reuse-links/{id}", "revoke-reuse-link", "Revoke at once", 204), r.revokeLink)
}

func (r *routes) issueLink(ctx context.Context, c call, in *issueInput) (*entryAnswer[issuedLink], error) {
	times := moments{zone: r.cfg.Zone}
	wish := catalog.ReuseLink{Purpose: in.Body.Purpose, Library: catalog.LibraryRef{ID: catalog.LibraryID(in.Body.Library)},
		Channel: catalog.Channel(in.Body.Channel), ExpiresAt: times.end("expires_at", in.Body.ExpiresAt), Renditions: in.Body.Renditions}
	if err := times.err(); err != nil {
		return nil, err
	}
	id := catalog.AssetID(in.ID)
	l, err := r.ReuseLinks.Issue(ctx, c.actor, id, wish)
	if err != nil {
		return nil, err
	}
	a, err := r.Assets.Get(ctx, c.actor, id)
	if err != nil {
		return nil, err
	}
	token := r.ReuseLinks.Token(l)
	return &entryAnswer[issuedLink]{Location: basePath + "/reuse-links/" + string(l.ID), Body: issuedLink{
		ReuseLink: r.reuseLink(l), ImageURL: r.Links.Image(token, l, a), EmbedHTML: r.Links.EmbedHTML(token, l, a),
		PictureHTML: r.Links.PictureHTML(token, l, a), OEmbedURL: r.Links.OEmbed(token)}}, nil
}

func (r *routes) reuseLink(l catalog.ReuseLink) ReuseLink {
	out := ReuseLink{ID: string(l.ID), Asset: titled{ID: string(l.Asset), Title: l.AssetTitle}, Purpose: l.Purpose, Channel: orNull(string(l.Channel)),
		Renditions: append([]string{}, l.Renditions...), ExpiresAt: orNever(l.ExpiresAt), Live: l.Live(r.Now()), CreatedBy: l.CreatedBy,
		CreatedAt: l.CreatedAt, RevokedAt: orNever(l.RevokedAt), Opens: l.Opens, LastOpenedAt: orNever(l.LastOpenedAt)}
	if l.Library.ID != "" {
		ref := libraryReferenceOf(l.Library)
		out.Library.value = &ref
	}
	if token := r.ReuseLinks.Token(l); token != "" {
		page := r.Links.Page(token)
		out.URL = &page
	}
	return out
}

func (r *routes) listLinks(ctx context.Context, c call, in *reuseLinksInput) (*answer[list[ReuseLink]], error) {
	page, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	f := catalog.ReuseLinkFilter{ListFilter: page, Asset: catalog.AssetID(in.Asset), Live: in.Live}
	if in.Library != "" {
		l, err := r.Libraries.Get(ctx, c.actor, in.Library)
		if err != nil {
			return nil, unknownRef("library", in.Library, err)
		}
		f.Library = catalog.LibraryID(l.ID)
	}
	found, err := r.ReuseLinks.List(ctx, c.actor, f)
	return listOf(found, r.reuseLink), err
}

func (r *routes) revokeLink(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.ReuseLinks.Revoke(ctx, c.actor, catalog.ReuseLinkID(in.ID))
}
