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
	snap   *scorch.IndexSnapshot
	segs   []viewSegment
	values []*valueNumbers
	totals *totals
}

type viewSegment struct {
	*scorch.SegmentSnapshot
	cols *columns
}

// totals remembers, by set of marks and facet, the counts over a whole snapshot.
type totals struct {
	mu   sync.Mutex
	snap *scorch.IndexSnapshot
	sets map[string][][]uint32
}

// viewer makes views of one generation.
type viewer struct {
	values []*valueNumbers

	mu     sync.Mutex
	segs   map[uint64]*buildOnce
	totals *totals // of the newest snapshot
}

type buildOnce struct {
	once sync.Once
	cols *columns
	err  error
}

func newViewer() *viewer {
	return &viewer{values: newValueNumbers(), segs: map[uint64]*buildOnce{}}
}

// view takes a snapshot; missing columns are built, one segment per core. The snapshot must be closed by the caller
// unless an error is returned.
func (v *viewer) view(snap *scorch.IndexSnapshot) (*view, error) {
	out := &view{snap: snap, values: v.values, segs: make([]viewSegment, len(snap.Segments()))}
	builds := v.builds(snap, out)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, b := range builds {
		sg := snap.Segments()[i]
		g.Go(func() (err error) {
			defer recovered(&err)
			b.once.Do(func() {
				b.err = fmt.Errorf("%w: building columns did not finish", ErrDamaged)
				b.cols, b.err = buildColumns(sg.Segment(), v.values)
			})
			out.segs[i] = viewSegment{sg, b.cols}
			return b.err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("build columns: %w", err)
	}
	return out, nil
}

// builds finds or makes the entry of every segment, forgets those of segments that are gone, and gives out its totals.
func (v *viewer) builds(snap *scorch.IndexSnapshot, out *view) []*buildOnce {
	v.mu.Lock()
	defer v.mu.Unlock()
	builds := make([]*buildOnce, len(snap.Segments()))
	live := make(map[uint64]*buildOnce, len(builds))
	for i, s := range snap.Segments() {
		b := v.segs[s.Id()]
		if b == nil {
			b = &buildOnce{}
		}
		builds[i], live[s.Id()] = b, b
	}
	v.segs = live
	if v.totals == nil || v.totals.snap != snap {
		v.totals = &totals{snap: snap, sets: map[string][][]uint32{}}
	}
	out.totals = v.totals
	return builds
}

// visible gives the live documents of a segment that can be seen with the marks. It is not to be changed.
func (v *view) visible(i int, set markSet) (*roaring.Bitmap, error) {
	s := v.segs[i]
	seen, err := s.cols.seen(s.Segment(), set)
	if err != nil {
		return nil, err
	}
	if del := s.Deleted(); del != nil {
		return roaring.AndNot(seen.docs, del), nil
	}
	return seen.docs, nil
}

// total gives how many live documents visible with the marks have each value of a facet. It is not to be changed.
func (v *view) total(facet int, set markSet) ([]uint32, error) {
	v.totals.mu.Lock()
	defer v.totals.mu.Unlock()
	sets := v.totals.sets
	if sets[set.key] == nil {
		if len(sets) >= maxMarkSets {
			clear(sets)
		}
		sets[set.key] = make([][]uint32, len(v.values))
	}
	if counts := sets[set.key][facet]; counts != nil {
		return counts, nil
	}
	counts := make([]uint32, len(v.values[facet].list()))
	for _, s := range v.segs {
		seen, err := s.cols.seen(s.Segment(), set)
		if err != nil {
			return nil, err
		}
		for n, k := range seen.count(s.cols, facet) {
			counts[n] += k
		}
		if del := s.Deleted(); del != nil {
			for it := roaring.And(seen.docs, del).Iterator(); it.HasNext(); {
				for _, n := range s.cols.facets[facet].of(it.Next()) {
					counts[n]--
				}
			}
		}
	}
	sets[set.key][facet] = counts
	return counts, nil
}

// recovered turns a panic, which damaged files can cause deep inside the engine, into ErrDamaged.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, p)
	}
}
