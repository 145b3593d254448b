package catalog

import "context"

// Tag is a word that assets are marked with. It exists for as long as an asset carries it.
type Tag struct {
	Name  string
	Count int // assets that are not binned
}

// TagStore keeps the tags. Tags are equal when they differ only in case.
type TagStore interface {
	// List lists the tags with their use, by name.
	List(ctx context.Context, f ListFilter) (Page[Tag], error)
}

// Tags is the service over the tags.
type Tags struct{ store TagStore }

// NewTags makes the service over the tags.
func NewTags(store TagStore) *Tags { return &Tags{store} }

// List lists the tags with their use.
func (t *Tags) List(ctx context.Context, actor Actor, f ListFilter) (Page[Tag], error) {
	if err := known(actor); err != nil {
		return Page[Tag]{}, err
	}
	return t.store.List(ctx, f)
}
