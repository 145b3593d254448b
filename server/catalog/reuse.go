package catalog

import (
	"context"
	"slices"
	"time"
)

// Reuse is one use of an asset by somebody whose it is not: a post on another library's account, or a reuse link for another
// library. A use of what is several libraries' is one for each of them.
type Reuse struct {
	Used      string // the id of the post or of the link
	Link      bool   // by a reuse link
	At        time.Time
	Asset     AssetID
	Title     string // empty for who may not see the asset
	Source    LibraryRef
	By        LibraryRef // who used it; zero: the county
	Account   Ref        // of a post
	Permalink string     // of a post
	ThankedAt time.Time  // zero: nobody has said thanks yet
}

// ReuseFilter narrows the ledger of reuse. What is empty narrows nothing.
type ReuseFilter struct {
	ListFilter
	Source   LibraryID
	By       LibraryID
	From, To time.Time
}

// Check refuses what nothing can be found by.
func (f ReuseFilter) Check() error {
	var c checker
	c.stretch(f.From, f.To)
	return c.err()
}

// ReuseSum is how often one library's assets were used by another.
type ReuseSum struct {
	Source LibraryRef
	By     LibraryRef // zero: the county
	Uses   int
	Thanks int
}

// mostSums bounds the pairs of libraries in the ledger's sums.
const mostSums = 1_000

// Reuses lists who used what is another's, newest first.
func (s *Reports) Reuses(ctx context.Context, actor Actor, f ReuseFilter) (Page[Reuse], error) {
	if err := known(actor); err != nil {
		return Page[Reuse]{}, err
	}
	page, err := s.store.Reuses(ctx, f)
	if err != nil {
		return page, err
	}
	ids := make([]AssetID, len(page.Items))
	for i, r := range page.Items {
		ids[i] = r.Asset
	}
	slices.Sort(ids)
	seen, err := s.assets.Shown(ctx, slices.Compact(ids), ScopeOf(actor))
	for i := range page.Items {
		if r := &page.Items[i]; !slices.ContainsFunc(seen, func(a Asset) bool { return a.ID == r.Asset }) {
			r.Title = ""
		}
	}
	return page, err
}

// ReuseSums counts the uses by source and user, the most first.
func (s *Reports) ReuseSums(ctx context.Context, actor Actor, f ReuseFilter) ([]ReuseSum, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	return s.store.ReuseSums(ctx, f, mostSums)
}

// Thank notes that whoever used an asset says thanks to its library.
func (s *Reports) Thank(ctx context.Context, actor Actor, used string, asset AssetID, source LibraryID) error {
	if err := MayPost(actor); err != nil {
		return err
	}
	if used == "" || asset == "" || source == "" {
		return Missing("reuse")
	}
	r, err := s.store.Reuse(ctx, used, asset, source)
	if err != nil {
		return err
	}
	if err := MayThank(actor, r); err != nil {
		return err
	}
	return s.store.Thank(ctx, used, asset, source, s.now())
}
