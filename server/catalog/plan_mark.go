package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// PlanSeen is what somebody saw of a planned post before altering it, removing it or making its row longer: its version, and the
// RowMark of its row. What is zero is held against nothing.
type PlanSeen struct {
	Version int
	Row     string
}

// holds refuses as Stale what is not as it was seen.
func (s PlanSeen) holds(p PlanItem, row []PlanItem) error {
	if s.Version != 0 && s.Version != p.Version || s.Row != "" && s.Row != RowMark(row) {
		return NewError(Stale, KeyStale, nil)
	}
	return nil
}

// RowMark stands for a row of recurring slots as it is: it is another once one of them was altered or removed, or came to it.
func RowMark(row []PlanItem) string {
	row = slices.SortedFunc(slices.Values(row), func(a, b PlanItem) int { return cmp.Compare(a.ID, b.ID) })
	sum := sha256.New()
	for _, p := range row {
		fmt.Fprintf(sum, "%s %d\n", p.ID, p.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Row lists by time all of the row that a planned post stands in, or it alone, without what the store does not fill.
func (s *PlanItems) Row(ctx context.Context, actor Actor, p PlanItem) ([]PlanItem, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	if p.Slot == "" {
		return []PlanItem{p}, nil
	}
	page, err := s.Store.List(ctx, PlanFilter{Slot: p.Slot, ListFilter: ListFilter{Limit: 1000}})
	return page.Items, err
}

// asSeen reads what a change is about, and gives what refuses it as Stale under the lock: when the item is not as it was seen, nor
// beyond "this" its row.
func (s *PlanItems) asSeen(ctx context.Context, actor Actor, id PlanItemID, scope PlanScope, seen PlanSeen) (func([]PlanItem) error, error) {
	if scope == PlanThis {
		seen.Row = ""
	}
	var row []PlanItem
	if seen.Row != "" {
		item, err := s.Store.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		if row, err = s.Row(ctx, actor, item); err != nil {
			return nil, err
		}
	}
	return func(items []PlanItem) error {
		if err := seen.holds(items[0], row); err != nil || seen.Row == "" {
			return err
		}
		for _, p := range items {
			if !slices.ContainsFunc(row, func(r PlanItem) bool { return r.ID == p.ID && r.Version == p.Version }) {
				return NewError(Stale, KeyStale, nil)
			}
		}
		return nil
	}, nil
}
