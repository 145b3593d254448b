package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// mostChecked is how many files one question may be about.
const mostChecked = 1000

// Sums are what a sender can tell of a file's bytes before sending them. The hashes may be empty.
type Sums struct {
	Size   int64  // bytes
	SHA256 string // 64 hex digits
}

// Twin says what is known of files like one that is about to be sent.
type Twin struct {
	// SameSize reports whether any file has exactly this size: without one there is no need to hash.
	SameSize bool
	// Asset has the same bytes; nil when none is known to.
	Asset *Asset
}

// TwinStore finds assets by their bytes. What lies in the bin does not count.
type TwinStore interface {
	// Sizes tells which of the sizes, in bytes, there are.
	Sizes(ctx context.Context, sizes []int64) (map[int64]bool, error)
	// BySHA256 finds the oldest asset of each hash that there is.
	BySHA256(ctx context.Context, sums []string) (map[string]AssetID, error)
}

// Check tells, in the same order, which files are there already, so that nobody sends them twice. At most 1000 at once.
func (s *Uploads) Check(ctx context.Context, actor Actor, files []Sums) ([]Twin, error) {
	if err := MayUpload(actor); err != nil {
		return nil, err
	}
	if err := checkSums(files); err != nil {
		return nil, err
	}
	var sizes []int64
	var sums []string
	for _, f := range files {
		if sizes = append(sizes, f.Size); f.SHA256 != "" {
			sums = append(sums, f.SHA256)
		}
	}
	there, err := s.assets.store.Sizes(ctx, sizes)
	if err != nil {
		return nil, err
	}
	found, err := s.twins(ctx, actor, sums)
	if err != nil {
		return nil, err
	}
	out := make([]Twin, len(files))
	for i, f := range files {
		out[i].SameSize = there[f.Size]
		if a, ok := found[f.SHA256]; ok && a.Original.Size == f.Size {
			out[i].Asset = &a
		}
	}
	return out, nil
}

func checkSums(files []Sums) error {
	var c checker
	if len(files) > mostChecked {
		c.refuse("files", KeyOutOfRange, Args{"min": 1, "max": mostChecked})
	}
	for i, f := range files {
		if f.SHA256 != "" && !sha256Pattern.MatchString(f.SHA256) {
			c.refuse(fmt.Sprintf("files[%d].sha256", i), KeyBadSHA256, nil)
		}
	}
	return c.err()
}

// twins finds the assets with the same bytes that the actor may see, by hash.
func (s *Uploads) twins(ctx context.Context, actor Actor, sums []string) (map[string]Asset, error) {
	ids, err := s.assets.store.BySHA256(ctx, sums)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	assets, err := s.assets.store.Shown(ctx, slices.Collect(maps.Values(ids)), ScopeOf(actor).around(false, false))
	if err != nil {
		return nil, err
	}
	out := make(map[string]Asset, len(assets))
	for _, a := range assets {
		out[a.Original.SHA256] = a
	}
	return out, nil
}
