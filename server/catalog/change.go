package catalog

import "context"

// Change is one line of the ordered list that everything derived is rebuilt by.
type Change struct {
	Seq  int64
	Kind Kind
	ID   string
}

// ChangeLog reads the list of changes. Stores append to it in the transactions that change something, so that a
// reader that has seen a Seq has seen all before it.
type ChangeLog interface {
	// Since lists changes after seq in order, at most limit.
	Since(ctx context.Context, seq int64, limit int) ([]Change, error)
	// Last is the newest Seq; 0 when there is none.
	Last(ctx context.Context) (int64, error)
	// LastBy is the newest Seq of what an actor changed; 0 when there is none.
	LastBy(ctx context.Context, by string) (int64, error)
	// Touched lists the assets that changes bear on, each once: the assets themselves and those that refer to a
	// changed entry of a register.
	Touched(ctx context.Context, changes []Change) ([]AssetID, error)
	// Request appends a change that asks followers for something, such as KindReindex.
	Request(ctx context.Context, by string, kind Kind) error
	// AllAssets lists every asset id after a given one in order of id, at most limit: for rebuilding.
	AllAssets(ctx context.Context, after AssetID, limit int) ([]AssetID, error)
	// CountAssets tells how many assets there are, to say how far a rebuilding has come.
	CountAssets(ctx context.Context) (int, error)
}

// Bookmarks remember how far a follower that is shared by all nodes has come.
type Bookmarks interface {
	// Bookmark is the Seq a follower has applied; 0 when it never has.
	Bookmark(ctx context.Context, follower string) (int64, error)
	// SetBookmark remembers the Seq a follower has applied. It never goes back.
	SetBookmark(ctx context.Context, follower string, seq int64) error
}
