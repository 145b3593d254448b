package search

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const (
	firstFill  = time.Second     // how long a search waits for an index that is filled for the first time
	retryAfter = 5 * time.Second // what is asked of those who come while it is
)

// Progress is how far building the index has come, in assets. Total is 0 while it is not known.
type Progress struct {
	Building    bool
	Done, Total int
}

// Progress tells whether the index is being built, also beside one that answers meanwhile.
func (x *Index) Progress() Progress {
	st, err := x.index.Status()
	if err != nil {
		return Progress{}
	}
	return Progress{Building: st.Rebuilding, Done: st.Rebuilt, Total: st.Total}
}

// filled is nil as soon as the index has been filled once, or there is nothing to fill it with. Until then to answer
// would be to say that there is nothing: better to say that it is being built.
func (x *Index) filled(ctx context.Context) error {
	if x.index.Seq() > 0 {
		return nil
	}
	last, err := x.changes.Last(ctx)
	if err != nil || last == 0 {
		return err
	}
	x.nudge()
	wait, stop := context.WithTimeout(ctx, firstFill)
	defer stop()
	if x.index.WaitFor(wait, 1) == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p := x.Progress()
	return catalog.NewError(catalog.Unavailable, catalog.KeyIndexBuilding,
		catalog.Args{"done": p.Done, "total": p.Total, catalog.ArgRetryAfter: retryAfter})
}
