package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const assetsTag = "Assets"

type assetPatchInput struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" doc:"The ETag of the version that the change was made on. Without it the last write wins."`
	Body    assetPatch
}

type assetDeleteInput struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
}

type clearanceInput struct {
	ID      string `path:"id"`
	Channel string `query:"channel" doc:"website, instagram, facebook, print, screen or internal; any unless told."`
	Library string `query:"library" doc:"For whom: id or slug."`
	On      string `query:"on" doc:"A day or a time; now unless told."`
}

func (r *routes) assets() {
	handle(r, describe(assetsTag, http.MethodGet, "/assets/{id}", "get-asset", "Read an asset", 200), r.getAsset)
	handle(r, describe(assetsTag, http.MethodPatch, "/assets/{id}", "patch-asset", "Describe an asset (JSON merge patch)", 200), r.patchAsset)
	handle(r, describe(assetsTag, http.MethodDelete, "/assets/{id}", "bin-asset", "Put an asset into the bin", 204), r.binAsset)
	handle(r, describe(assetsTag, http.MethodPost, "/assets/{id}/restore", "restore-asset", "Bring an asset back from the bin", 200), r.restoreAsset)
	handle(r, describe(assetsTag, http.MethodPost, "/assets/{id}/retry", "retry-asset", "Process an asset again", 202), r.retryAsset)
	handle(r, describe(assetsTag, http.MethodGet, "/assets/{id}/clearance", "explain-clearance", "May it be shown there, then?", 200), r.explainClearance)
	handle(r, describe(assetsTag, http.MethodPost, "/assets/bulk", "patch-assets", "Describe many assets at once", 200), r.patchAssets)
}

func (r *routes) getAsset(ctx context.Context, c call, in *byID) (*assetAnswer, error) {
	a, err := r.Assets.Get(ctx, c.actor, catalog.AssetID(in.ID))
	return r.answerAsset(c, a), err
}

func (r *routes) patchAsset(ctx context.Context, c call, in *assetPatchInput) (*assetAnswer, error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	patch, err := in.Body.patch(r.cfg.Zone)
	if err != nil {
		return nil, err
	}
	a, err := r.Assets.Edit(ctx, c.actor, catalog.AssetID(in.ID), version, patch)
	return r.answerAsset(c, a), err
}

func (r *routes) binAsset(ctx context.Context, c call, in *assetDeleteInput) (*none, error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	_, err = r.Assets.Bin(ctx, c.actor, catalog.AssetID(in.ID), version)
	return nil, err
}

func (r *routes) restoreAsset(ctx context.Context, c call, in *byID) (*assetAnswer, error) {
	a, err := r.Assets.Restore(ctx, c.actor, catalog.AssetID(in.ID))
	return r.answerAsset(c, a), err
}

func (r *routes) retryAsset(ctx context.Context, c call, in *byID) (*assetAnswer, error) {
	a, err := r.Assets.Retry(ctx, c.actor, catalog.AssetID(in.ID))
	return r.answerAsset(c, a), err
}

func (r *routes) explainClearance(ctx context.Context, c call, in *clearanceInput) (*answer[explained], error) {
	times := moments{zone: r.cfg.Zone}
	on := times.start("on", in.On)
	if in.Channel != "" && !slices.Contains(catalog.Channels(), catalog.Channel(in.Channel)) {
		times.refused = append(times.refused, unknownChannel(in.Channel))
	}
	if err := times.err(); err != nil {
		return nil, err
	}
	use := catalog.Use{Channel: catalog.Channel(in.Channel)}
	if in.Library != "" {
		l, err := r.Libraries.Get(ctx, c.actor, in.Library)
		if err != nil {
			return nil, unknownRef("library", in.Library, err)
		}
		use.Library = catalog.LibraryID(l.ID)
	}
	cl, err := r.Assets.Clearance(ctx, c.actor, catalog.AssetID(in.ID), use, on)
	return answerWith(explainedTo(c, cl)), err
}

func unknownChannel(value string) catalog.FieldError {
	names := each(catalog.Channels(), func(ch catalog.Channel) string { return string(ch) })
	return catalog.FieldError{Location: "channel", Key: catalog.KeyUnknownValue, Args: catalog.Args{"value": value, "allowed": strings.Join(names, ", ")}}
}

// unknownRef makes the refusal of a reference of the error that looking it up ended with.
func unknownRef(at, value string, err error) error {
	if !catalog.Is(err, catalog.NotFound) {
		return err
	}
	return refuseField(at, catalog.KeyUnknownRef, catalog.Args{"value": value})
}
