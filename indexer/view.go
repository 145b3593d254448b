package indexer

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"golang.org/x/sync/errgroup"
)

// view is one snapshot of the index with the columns of its segments. Everything an answer says is read through one view.
type view struct {
	snap       *scorch.IndexSnapshot
	segs       []viewSegment
	values     []*valueNumbers
	names      *names
	selections *selections
	scores     *scorePool
}

type viewSegment struct {
	*scorch.SegmentSnapshot
	cols *columns
}

// viewer publishes views of one generation. Whoever writes makes the columns and publishes; who reads takes the view
// published last and never waits for columns.
type viewer struct {
	values     []*valueNumbers
	names      *names
	selections *selections
	scores     scorePool

	publishing sync.Mutex // so that no view is followed by an older one

	mu     sync.Mutex
	now    *view // nil until one is published
	builds map[uint64]*build
}

// build makes the columns of one segment once.
type build struct {
	once sync.Once
	cols *columns
	err  error
}

func newViewer(names *names) *viewer {
	values := newValueNumbers(names)
	return &viewer{values: values, names: names, selections: newSelections(values), builds: map[uint64]*build{}}
}

// prepare builds the columns that a snapshot lacks, one segment per core.
func (w *viewer) prepare(snap *scorch.IndexSnapshot) ([]viewSegment, error) {
	segs := make([]viewSegment, len(snap.Segments()))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, sg := range snap.Segments() {
		b := w.build(sg.Id())
		g.Go(func() (err error) {
			defer recovered(&err)
			b.once.Do(func() {
				b.err = fmt.Errorf("%w: building columns did not finish", ErrDamaged)
				if b.cols, b.err = buildColumns(sg.Segment(), w.values); b.err == nil {
					b.cols.ordered(orderNewest) // nearly every query wants it
				}
			})
			segs[i] = viewSegment{sg, b.cols}
			return b.err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("build columns: %w", err)
	}
	return segs, nil
}

func (w *viewer) build(id uint64) *build {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.builds[id] == nil {
		w.builds[id] = &build{}
	}
	return w.builds[id]
}

// publish makes a view of the newest snapshot, which take gives, the one that is read from now on.
func (w *viewer) publish(take func() (*scorch.IndexSnapshot, error)) error {
	w.publishing.Lock()
	defer w.publishing.Unlock()
	snap, err := take()
	if err != nil {
		return err
	}
	segs, err := w.prepare(snap)
	if err != nil {
		_ = snap.Close() // the reason to give up is worth more
		return err
	}
	w.names.settle()
	old := w.put(&view{snap, segs, w.values, w.names, w.selections, &w.scores})
	if old == nil {
		return nil
	}
	return old.close()
}

// put exchanges the published view and forgets the columns of segments that are gone.
func (w *viewer) put(v *view) *view {
	w.mu.Lock()
	defer w.mu.Unlock()
	live := make(map[uint64]*build, len(v.segs))
	for _, s := range v.segs {
		live[s.Id()] = w.builds[s.Id()]
	}
	old := w.now
	w.now, w.builds = v, live
	return old
}

// take gives the published view; the caller closes it.
func (w *viewer) take() (*view, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now == nil {
		return nil, ErrClosed
	}
	w.now.snap.AddRef()
	return w.now, nil
}

// shows tells whether a snapshot is the published one.
func (w *viewer) shows(snap *scorch.IndexSnapshot) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now != nil && w.now.snap == snap
}

// close ends publishing: take gives ErrClosed afterwards.
func (w *viewer) close() error {
	w.publishing.Lock()
	defer w.publishing.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now == nil {
		return nil
	}
	err := w.now.close()
	w.now = nil
	return err
}

func (v *view) close() error { return v.snap.Close() }

// documents is the number of live documents.
func (v *view) documents() int {
	n := 0
	for _, s := range v.segs {
		n += int(s.LiveSize())
	}
	return n
}

// live gives, by segment, the live documents that are visible with the marks and pass the filters. They are not to be
// changed.
func (v *view) live(set markSet, filters []filter) ([]*roaring.Bitmap, error) {
	s, err := v.selections.get(v, set, filters)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	live := make([]*roaring.Bitmap, len(v.segs))
	for i, seg := range v.segs {
		live[i] = s.parts[seg.Id()].live
	}
	return live, nil
}

// total gives how many live documents visible with the marks have each value of a facet, by number. Numbers may be missing
// at the end. It is not to be changed.
func (v *view) total(facet int, set markSet) ([]uint32, error) {
	s, err := v.selections.get(v, set, nil)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return s.count(facet), nil
}

// selected finds what a selection selects in one segment, deleted documents included.
func (v *view) selected(i int, s *selection) (*roaring.Bitmap, error) {
	seg := &v.segs[i]
	seen, err := seg.cols.seen(seg.Segment(), s.set)
	if err != nil {
		return nil, err
	}
	docs := seen.docs
	for _, f := range s.filters {
		with, err := v.having(i, f.facet, v.values[f.facet].of(f.ids))
		if err != nil {
			return nil, err
		}
		docs = roaring.And(docs, with)
	}
	return docs, nil
}

// having unites the documents of a segment that have any of some terms of a facet.
func (v *view) having(i, facet int, terms []string) (*roaring.Bitmap, error) {
	r, err := newTermReader(v.segs[i].Segment(), string(Facets()[facet]))
	if err != nil {
		return nil, err
	}
	docs := roaring.New()
	for _, t := range terms {
		if err := r.add(t, docs); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// recovered turns a panic, which damaged files can cause deep inside the engine, into ErrDamaged.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, p)
	}
}
