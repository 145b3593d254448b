package catalog

import (
	"context"
	"slices"
)

// Order is something that is to be made of an asset because somebody has asked for it: a clip's crop by its name, or
// the poster at another moment or the crops around another focal point.
type Order struct {
	Name     string
	Progress int    // 0 to 100
	Failure  Reason // why it could not be made; its key is zero while it still can be
}

// Due reports whether it is still to be made.
func (o Order) Due() bool { return o.Failure.Key == "" }

// OrderRendition has a crop of a clip made. It answers at once: with an order while the crop is being made, without one
// when it is there already. What failed is tried again. NotFound when the kind of media has no such crop.
func (s *Assets) OrderRendition(ctx context.Context, actor Actor, id AssetID, name string) (Asset, error) {
	a, err := s.store.Update(ctx, actor.ID, id, func(a *Asset) error {
		if err := s.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		if a.Kind != Video || !slices.Contains(ClipCrops(), name) {
			return NewError(NotFound, KeyNoRendition, Args{"name": name})
		}
		if _, made := a.Rendition(name); !made || a.Order(name) != nil {
			a.order(name)
		}
		return nil
	})
	if err == nil && a.ordered(name) {
		s.processor.Enqueue(ctx, id)
	}
	return a, err
}

// Order finds what stands open of a rendition, or nil.
func (a *Asset) Order(name string) *Order {
	if i := slices.IndexFunc(a.Orders, func(o Order) bool { return o.Name == name }); i >= 0 {
		return &a.Orders[i]
	}
	return nil
}

// Delivered ends an order, if there is one.
func (a *Asset) Delivered(name string) {
	a.Orders = slices.DeleteFunc(slices.Clone(a.Orders), func(o Order) bool { return o.Name == name })
}

// ordered reports whether a rendition is being made on order.
func (a Asset) ordered(name string) bool {
	o := a.Order(name)
	return o != nil && o.Due()
}

// order asks for a rendition, anew when it had failed.
func (a *Asset) order(name string) {
	if !a.ordered(name) {
		a.Delivered(name)
		a.Orders = append(a.Orders, Order{Name: name})
	}
}

// followUp orders what a change of the description makes necessary, and reports whether it is anything: another moment
// of the poster, another focal point of the crops that are there.
func (a *Asset) followUp(before Asset) bool {
	if a.Kind != Video {
		return false
	}
	var due []string
	if !same(a.PosterAt, before.PosterAt) {
		due = append(due, PosterName)
	}
	if !same(a.FocalPoint, before.FocalPoint) {
		for _, r := range a.Renditions {
			if slices.Contains(ClipCrops(), r.Name) && !same(r.Around, a.FocalPoint) {
				due = append(due, r.Name)
			}
		}
	}
	for _, name := range due {
		a.order(name)
	}
	return len(due) > 0
}

// same reports whether two values are equal that may be missing.
func same[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
