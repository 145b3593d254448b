package catalog

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// dueMemo is what was found out for the due list while nothing changed, so that the pages of a month, and who asks next, need
// not find it out again. Every change of the catalogue ends it, and the next takes over what the change does not bear on: what was
// withdrawn is not in it. It keeps nothing that depends on the day of an occurrence, and whether something is cleared is asked anew
// of the assets for each answer. What changes by time alone is never taken over.
type dueMemo struct {
	dueState
	coming  remembered[comingKey, []*Occurrence]
	plans   remembered[int64, *duePlan] // by the end of the list, in microseconds
	uses    remembered[string, map[AssetID][]time.Time]
	answers remembered[string, []AssetID] // of the index, by question
	assets  remembered[AssetID, dueAsset]
	shown   remembered[AssetID, Seen]
	shelves remembered[shelfKey, *shelf]
	opening remembered[struct{}, *opening]
	times   atomic.Int64 // how many are in coming
	// before are shelves from before the last changes: one is still true where the same was found for it again.
	before map[shelfKey]*shelf
}

// dueState is for whom and when a memo holds.
type dueState struct {
	scope         Scope
	last, indexed int64 // the newest change, and the newest that the index knows
	from          time.Time
}

type comingKey struct {
	from, to, by int64 // microseconds
	library      LibraryID
}

type shelfKey struct {
	offer, account string
	own            LibraryID
}

// Bounds of what is kept, and for how long: what time alone changes is late by no more.
const (
	memoFor        = time.Minute
	memoAhead      = 10 * time.Second // of who has waited for the index meanwhile
	memoIdle       = 12 * time.Hour   // after which one that nobody has asked for is let go
	mostMemos      = 32
	mostShelves    = 12_000 // of one memo, and twice as many of all
	mostKeptTimes  = 40_000 // occurrences, in all lists together
	mostKeptAssets = 30_000
)

// holds reports whether a memo is true of a state.
func (m *dueMemo) holds(s dueState) bool {
	age := s.from.Sub(m.from)
	return m.scope == s.scope && m.last == s.last && m.indexed == s.indexed && age > -memoAhead && age < memoFor && m.shelves.len() < mostShelves
}

// dueMemos are the memos of those who asked last.
type dueMemos struct {
	mu   sync.Mutex
	kept []*dueMemo
}

// of finds the memo of a state, or else the one of the same scope that time or changes have ended last.
func (ms *dueMemos) of(s dueState) (m *dueMemo, holds bool) {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	for _, kept := range ms.kept {
		switch {
		case kept.holds(s):
			return kept, true
		case kept.scope == s.scope && kept.last <= s.last && s.from.Sub(kept.from) > -memoAhead && (m == nil || kept.last > m.last):
			m = kept
		}
	}
	return m, false
}

// newest is the newest change that any memo knows.
func (ms *dueMemos) newest() (last int64) {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	for _, kept := range ms.kept {
		last = max(last, kept.last)
	}
	return last
}

// forget lets all memos go.
func (ms *dueMemos) forget() {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	ms.kept = nil
}

// keep keeps a memo of a state, unless somebody else came first. It takes the place of the one that it goes on from; those of
// others stay, to go on from as well.
func (ms *dueMemos) keep(m *dueMemo, s dueState) *dueMemo {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if i := slices.IndexFunc(ms.kept, func(kept *dueMemo) bool { return kept.holds(s) }); i >= 0 {
		return ms.kept[i]
	}
	ms.kept = slices.DeleteFunc(ms.kept, func(kept *dueMemo) bool { return kept.scope == s.scope || s.from.Sub(kept.from) > memoIdle })
	ms.kept = append(ms.kept, m)
	for len(ms.kept) > mostMemos || len(ms.kept) > 1 && ms.shelves() > 2*mostShelves {
		ms.kept = slices.Delete(ms.kept, 0, 1)
	}
	return m
}

// shelves counts those of all memos.
func (ms *dueMemos) shelves() (n int) {
	for _, kept := range ms.kept {
		n += max(kept.shelves.len(), len(kept.before)) // most are in both
	}
	return n
}

// memo waits for the index as every search does, and gives the memo of how things stand now.
func (s *Due) memo(ctx context.Context, actor Actor, scope Scope, now time.Time) (*dueMemo, error) {
	if err := s.Assets.catchUp(ctx, actor); err != nil {
		return nil, err
	}
	last, err := s.newest(ctx)
	if err != nil {
		return nil, err
	}
	state := dueState{scope: scope, last: last, indexed: s.Assets.index.Seq(), from: now}
	old, holds := s.memos.of(state)
	if holds {
		return old, nil
	}
	m := &dueMemo{dueState: state}
	if old != nil {
		if err := s.carry(ctx, old, m); err != nil {
			return nil, err
		}
	}
	return s.memos.keep(m, state), nil
}

// newest is the newest change. Where memos know one that is newer still, others were quicker; or else the list is another one, such
// as that of a standby that took over, and nothing of what was kept is about it.
func (s *Due) newest(ctx context.Context) (last int64, err error) {
	for range 2 {
		if last, err = s.Assets.changes.Last(ctx); err != nil || last >= s.memos.newest() {
			return last, err
		}
	}
	s.memos.forget()
	return last, nil
}

// mostCarried bounds the changes after which anything is carried over.
const mostCarried = 1000

// carry takes over from a memo that time or changes have ended what is true however late it is and what the changes do not bear
// on, when they are of files and their posts, of who is on them and of the plan alone: files that they do not touch, how those were
// received, what audiences have seen of them, and shelves, which are true where the same is found for them again.
func (s *Due) carry(ctx context.Context, old, m *dueMemo) error {
	if old.assets.len() > mostKeptAssets {
		return nil
	}
	changes, err := s.Assets.changes.Since(ctx, old.last, mostCarried+1)
	if err != nil || len(changes) > mostCarried {
		return err
	}
	for _, c := range changes {
		if c.Kind != KindAsset && c.Kind != KindPerson && c.Kind != KindConsent && c.Kind != KindPlanItem {
			return nil
		}
	}
	touched, err := s.Assets.changes.Touched(ctx, changes)
	if err != nil {
		return err
	}
	if m.shown.m, err = s.stillSeen(ctx, old, touched, m.from.Add(postedAhead)); err != nil {
		return err
	}
	m.assets.m = old.assets.without(touched)
	if m.before = old.shelves.without(nil); len(m.before)+len(old.before) < mostShelves {
		for key, shelf := range old.before {
			if _, newer := m.before[key]; !newer {
				m.before[key] = shelf
			}
		}
	}
	return nil
}

// mostCompared bounds of how many files that were touched and are posted it is found out what looks the same.
const mostCompared = 50

// stillSeen gives what audiences have seen of the files that have nothing to do with any that was touched: that were neither the same
// to them when it was found out, nor are now; and of those that were touched, found out anew up to a time. It gives nothing where
// something is gone, or the index may not have known all that looks the same.
func (s *Due) stillSeen(ctx context.Context, old *dueMemo, touched []AssetID, until time.Time) (map[AssetID]Seen, error) {
	if old.indexed < old.last {
		return nil, nil
	}
	now, err := s.Assets.store.Shown(ctx, touched, old.scope)
	if err != nil || len(now) < len(touched) {
		return nil, err
	}
	posted := slices.DeleteFunc(now, func(a Asset) bool { return a.Usage.Count == 0 })
	if len(posted) > mostCompared {
		return nil, nil
	}
	anew, err := s.Exposures.Seen(ctx, touched, until)
	if err != nil {
		return nil, err
	}
	was, is := map[AssetID]bool{}, map[AssetID]bool{}
	for _, id := range touched {
		was[id], is[id] = true, true
		for _, other := range anew[id].Alike {
			is[other] = true
		}
	}
	out := old.shown.without(nil)
	maps.DeleteFunc(out, func(id AssetID, seen Seen) bool {
		a, _ := old.assets.get(id)
		return is[id] || slices.ContainsFunc(seen.Alike, func(other AssetID) bool { return was[other] }) ||
			a.Asset == nil || slices.ContainsFunc(posted, func(p Asset) bool { return s.looksLike(a.Asset, &p) })
	})
	maps.Copy(out, anew)
	return out, nil
}

// looksLike reports whether one may look nearly the same as another to the index, whichever of the two it is asked of.
func (s *Due) looksLike(a, b *Asset) bool {
	return s.Resemble == nil || s.Resemble(a.Fingerprints, b.Fingerprints) || s.Resemble(b.Fingerprints, a.Fingerprints)
}

// remembered is a map that many may look into at once. Values are shared and not altered.
type remembered[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (f *remembered[K, V]) get(key K) (V, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	v, ok := f.m[key]
	return v, ok
}

// within lets many values be looked up.
func (f *remembered[K, V]) within(look func(map[K]V)) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	look(f.m)
}

// without gives all that is known but of some keys.
func (f *remembered[K, V]) without(keys []K) map[K]V {
	f.mu.RLock()
	defer f.mu.RUnlock()
	out := make(map[K]V, len(f.m))
	maps.Copy(out, f.m)
	for _, k := range keys {
		delete(out, k)
	}
	return out
}

func (f *remembered[K, V]) len() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.m)
}

// missing lists those of the keys that are not known, each once.
func (f *remembered[K, V]) missing(keys []K) (out []K) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	seen := map[K]bool{}
	for _, k := range keys {
		if _, ok := f.m[k]; !ok && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// put keeps what was found; keys without a value get the zero one.
func (f *remembered[K, V]) put(keys []K, values map[K]V) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.m == nil {
		f.m = make(map[K]V, len(keys))
	}
	for _, k := range keys {
		f.m[k] = values[k]
	}
}

// or gives what is kept under a key, or finds and keeps it.
func (f *remembered[K, V]) or(key K, find func() (V, error)) (V, error) {
	if v, ok := f.get(key); ok {
		return v, nil
	}
	v, err := find()
	if err == nil {
		f.put([]K{key}, map[K]V{key: v})
	}
	return v, err
}
