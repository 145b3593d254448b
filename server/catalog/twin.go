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
	Sample string // the sampled hash of a file larger than SampledFrom, in 64 hex digits
}

// Twin says what is known of files like one that is about to be sent.
type Twin struct {
	// SameSize reports whether any file has exactly this size: without one there is no need to hash.
	SameSize bool
	// Asset has the same bytes; nil when none is known to.
	Asset *Asset
}

// TwinStore finds assets by their bytes. What lies in the bin, or waits to be reviewed, does not count.
type TwinStore interface {
	// Sizes tells which of the sizes, in bytes, there are.
	Sizes(ctx context.Context, sizes []int64) (map[int64]bool, error)
	// BySHA256 finds the oldest asset of each hash that there is.
	BySHA256(ctx context.Context, sums []string) (map[string]AssetID, error)
	// BySize finds assets that have one of the sizes, the oldest first.
	BySize(ctx context.Context, sizes []int64, limit int) ([]AssetID, error)
}

// Check tells, in the same order, which files are there already, so that nobody sends them twice. At most 1000 at once.
func (s *Uploads) Check(ctx context.Context, actor Actor, files []Sums) ([]Twin, error) {
	if err := MayUpload(actor); err != nil {
		return nil, err
	}
	if err := checkSums(files); err != nil {
		return nil, err
	}
	there, err := s.assets.store.Sizes(ctx, wanted(files, func(f Sums) (int64, bool) { return f.Size, true }))
	if err != nil {
		return nil, err
	}
	found, err := s.sameSum(ctx, actor, files)
	if err != nil {
		return nil, err
	}
	sampled, err := s.sameSample(ctx, actor, files)
	if err != nil {
		return nil, err
	}
	out := make([]Twin, len(files))
	for i, f := range files {
		out[i].SameSize = there[f.Size]
		if a, ok := found[f.SHA256]; ok && a.Original.Size == f.Size {
			out[i].Asset = &a
		} else if a, ok := sampled[f.Sample]; ok && a.Original.Size == f.Size {
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
		if f.Sample != "" && !sha256Pattern.MatchString(f.Sample) {
			c.refuse(fmt.Sprintf("files[%d].sample", i), KeyBadSHA256, nil)
		}
	}
	return c.err()
}

// wanted takes what is wanted of each file.
func wanted[T any](files []Sums, of func(Sums) (T, bool)) (out []T) {
	for _, f := range files {
		if v, ok := of(f); ok {
			out = append(out, v)
		}
	}
	return out
}

// sameSum finds the assets that have the files' hashes and that the actor may see, by hash.
func (s *Uploads) sameSum(ctx context.Context, actor Actor, files []Sums) (map[string]Asset, error) {
	ids, err := s.assets.store.BySHA256(ctx, wanted(files, func(f Sums) (string, bool) { return f.SHA256, f.SHA256 != "" }))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	assets, err := s.assets.store.Shown(ctx, slices.Collect(maps.Values(ids)), ScopeOf(actor).around(false, true))
	out := make(map[string]Asset, len(assets))
	for _, a := range assets {
		out[a.Original.SHA256] = a
	}
	return out, err
}

// sameSample finds the large assets that have the files' sampled hashes and that the actor may see, by that hash.
func (s *Uploads) sameSample(ctx context.Context, actor Actor, files []Sums) (map[string]Asset, error) {
	sizes := wanted(files, func(f Sums) (int64, bool) { return f.Size, f.Sample != "" && f.Size > SampledFrom })
	if len(sizes) == 0 {
		return nil, nil
	}
	ids, err := s.assets.store.BySize(ctx, sizes, mostChecked)
	if err != nil {
		return nil, err
	}
	assets, err := s.assets.store.Shown(ctx, ids, ScopeOf(actor).around(false, true))
	out := make(map[string]Asset, len(assets))
	for _, a := range slices.Backward(assets) { // the oldest comes last
		if sample := s.sampleOf(ctx, &a); sample != "" { // else it would be the twin of every file that has none
			out[sample] = a
		}
	}
	return out, err
}

// sampleOf is an asset's sampled hash: what came in before there was one is sampled when it is first asked for. "" when
// that cannot be done now: the sender then sends the file.
func (s *Uploads) sampleOf(ctx context.Context, a *Asset) string {
	if a.Original.Sample != "" {
		return a.Original.Sample
	}
	sample, err := s.originals.Sample(ctx, a.ID, a.Original.Ext, a.Original.Size)
	if err != nil {
		return ""
	}
	_, _ = s.assets.store.Update(ctx, SystemActor("uploads").ID, a.ID, func(a *Asset) error { // else it is sampled again
		a.Original.Sample = sample
		return nil
	})
	return sample
}
