package search

import (
	"context"
	"errors"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Similar finds what is about the same as an asset within a scope.
func (x *Index) Similar(ctx context.Context, id catalog.AssetID, scope catalog.Scope, limit int) ([]catalog.Likeness, error) {
	if err := x.filled(ctx); err != nil {
		return nil, err
	}
	found, err := x.index.Similar(ctx, string(id), scope.Tokens(), limit)
	if errors.Is(err, indexer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, failure(err)
	}
	out := make([]catalog.Likeness, len(found))
	for i, l := range found {
		out[i] = catalog.Likeness{ID: catalog.AssetID(l.ID), Score: l.Score}
		for _, f := range l.Shared {
			out[i].Shared = append(out[i].Shared, catalog.Filter(f))
		}
	}
	return out, nil
}

// Near finds pictures that look nearly the same within a scope.
func (x *Index) Near(ctx context.Context, prints []uint64, scope catalog.Scope, limit int) ([]catalog.Nearness, error) {
	if err := x.filled(ctx); err != nil {
		return nil, err
	}
	found, err := x.index.Near(ctx, prints, scope.Tokens(), limit)
	if err != nil {
		return nil, failure(err)
	}
	out := make([]catalog.Nearness, len(found))
	for i, n := range found {
		out[i] = catalog.Nearness{ID: catalog.AssetID(n.ID), Distance: n.Distance}
	}
	return out, nil
}
