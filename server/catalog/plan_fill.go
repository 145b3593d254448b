package catalog

import (
	"context"
	"time"
)

// ShownAt is when a planned post is going to be shown, as things stand now.
func (s *PlanItems) ShownAt(p PlanItem) time.Time { return p.ShownAt(s.Now()) }

// fill gives items what an actor may know of their assets: the titles of those that they see, and of what is still ahead why
// an asset must not be shown there then. It is asked anew on every reading, so that a withdrawal shows at once.
func (s *PlanItems) fill(ctx context.Context, actor Actor, items []PlanItem) error {
	var ids []AssetID
	for _, p := range items {
		for _, a := range p.Assets {
			ids = append(ids, a.ID)
		}
	}
	found, err := s.assetsOf(ctx, ids)
	if err != nil {
		return err
	}
	scope := ScopeOf(actor)
	for i := range items {
		p := &items[i]
		if p.Open() {
			if p.Findings, err = p.limits(); err != nil {
				return err
			}
		}
		for j := range p.Assets {
			planned := &p.Assets[j]
			if a, ok := found[planned.ID]; ok && scope.Sees(a) {
				planned.Title = a.ShownTitle()
			}
			if p.Open() {
				planned.Refused = refusedAsset(found, *p, planned.ID, s.ShownAt(*p))
			}
		}
	}
	return nil
}

// refusedAsset is why an asset of an item must not be shown there then, without names; nil when it may.
func refusedAsset(found map[AssetID]Asset, p PlanItem, id AssetID, at time.Time) []Reason {
	a, ok := found[id]
	if !ok {
		return []Reason{{Key: ReasonAssetGone}}
	}
	var out []Reason
	for _, r := range Clear(a, p.Use(), at).Reasons {
		r.Person, r.name = "", ""
		out = addReasons(out, []Reason{r})
	}
	return out
}
