package search

import (
	"context"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var _ catalog.LookalikeIndex = (*Index)(nil)

// NearUsed implements catalog.LookalikeIndex.
func (x *Index) NearUsed(ctx context.Context, ids []catalog.AssetID, gone map[catalog.AssetID][]uint64) (map[catalog.AssetID][]catalog.AssetID, error) {
	if err := x.filled(ctx); err != nil {
		return nil, err
	}
	asked := make([]string, len(ids))
	for i, id := range ids {
		asked[i] = string(id)
	}
	prints := make(map[string][]uint64, len(gone))
	for id, list := range gone {
		prints[string(id)] = list
	}
	found, err := x.index.NearUsed(ctx, asked, prints)
	if err != nil {
		return nil, failure(err)
	}
	out := make(map[catalog.AssetID][]catalog.AssetID, len(found))
	for id, others := range found {
		for _, other := range others {
			out[catalog.AssetID(id)] = append(out[catalog.AssetID(id)], catalog.AssetID(other))
		}
	}
	return out, nil
}

// Resemble reports whether two pictures are versions of each other by their fingerprints.
func Resemble(a, b []uint64) bool { return indexer.Resemble(a, b) }
