package catalog

import (
	"context"
	"maps"
	"slices"
	"time"
)

// BatchID names a batch.
type BatchID string

// BatchLife is how long it is remembered what was changed in one go, and so how long it can be undone.
const BatchLife = 30 * 24 * time.Hour

const (
	// batchAtOnce is how many assets are changed in one transaction: others get their turn between two.
	batchAtOnce = 100
	// mostBatched is how many assets may be changed each in its own way at once.
	mostBatched = 500
)

// Batch is what somebody has changed in one go.
type Batch struct {
	ID       BatchID
	By       string // an Actor's ID
	At       time.Time
	Changed  int       // assets that are different from before
	UndoneAt time.Time // zero: not undone
}

// BatchEntry is what a batch has done to one asset: what the fields that it has changed held before, and what it has
// left in them.
type BatchEntry struct {
	Asset         AssetID
	Before, After Said
}

// BatchStore changes many assets at once, and remembers what they were before.
type BatchStore interface {
	// UpdateIn does what Update does for each of some assets, in one transaction, and notes in the batch, which it makes
	// when it is not there yet, what has become different. It tells which were stored, in the order of ids, and what change
	// has refused.
	UpdateIn(ctx context.Context, b Batch, ids []AssetID, change func(*Asset) error) (done []AssetID, refused map[AssetID]error, err error)
	// Revert does the same to put back what a batch has changed: it notes that the batch is undone, and forgets its
	// entries for what was stored.
	Revert(ctx context.Context, by string, id BatchID, at time.Time, ids []AssetID, change func(*Asset) error) (done []AssetID, refused map[AssetID]error, err error)
	// Batch finds a batch. NotFound when there is none.
	Batch(ctx context.Context, id BatchID) (Batch, error)
	// LastBatch finds the newest batch of an actor that is not undone. NotFound when there is none.
	LastBatch(ctx context.Context, by string) (Batch, error)
	// BatchEntries lists entries of a batch by asset, after a given one, at most limit.
	BatchEntries(ctx context.Context, id BatchID, after AssetID, limit int) ([]BatchEntry, error)
	// ForgetBatches forgets the batches of before a time, and tells how many.
	ForgetBatches(ctx context.Context, before time.Time) (int, error)
}

// WithBatches lets many assets be changed at once.
func WithBatches(newID IDSource) AssetsOption {
	return func(s *Assets) { s.batchID = newID }
}

// Outcome of a change to many assets.
type Outcome struct {
	Batch   BatchID // by which the change can be undone; empty when nothing has become different
	Changed int
	Refused map[AssetID]error
}

// AssetChange is a patch for one asset. With a version other than 0 it is refused as Stale when the asset has another.
type AssetChange struct {
	ID      AssetID
	Version int
	Patch   AssetPatch
}

// EditMany applies one patch to many assets: those named, or all that a query finds. Each is changed or refused for
// itself.
func (s *Assets) EditMany(ctx context.Context, actor Actor, ids []AssetID, q *Query, patch AssetPatch) (Outcome, error) {
	if q != nil {
		var err error
		if ids, err = s.findAll(ctx, actor, *q); err != nil {
			return Outcome{}, err
		}
	}
	refs, err := s.resolve(ctx, &patch)
	if err != nil {
		return Outcome{}, err
	}
	if refs.days, err = s.findDays(ctx, patch, ids); err != nil {
		return Outcome{}, err
	}
	return s.inBatch(ctx, actor, ids, func(a *Asset) error { return s.edit(actor, a, 0, patch, refs) })
}

// EditEach applies to each asset a patch of its own: at most 500, each asset once. Each is changed or refused for itself.
func (s *Assets) EditEach(ctx context.Context, actor Actor, changes []AssetChange) (Outcome, error) {
	if len(changes) > mostBatched {
		return Outcome{}, invalidFields([]FieldError{{Location: "changes", Key: KeyOutOfRange, Args: Args{"min": 1, "max": mostBatched}}})
	}
	edits, wrong := map[AssetID]func(*Asset) error{}, map[AssetID]error{}
	var ids []AssetID
	for _, c := range changes {
		refs, err := s.resolve(ctx, &c.Patch)
		if err == nil {
			refs.days, err = s.findDays(ctx, c.Patch, []AssetID{c.ID})
		}
		switch {
		case err != nil && !Is(err, Invalid):
			return Outcome{}, err
		case err != nil:
			wrong[c.ID] = err
		default:
			ids = append(ids, c.ID)
			edits[c.ID] = func(a *Asset) error { return s.edit(actor, a, c.Version, c.Patch, refs) }
		}
	}
	out, err := s.inBatch(ctx, actor, ids, func(a *Asset) error { return edits[a.ID](a) })
	if err == nil {
		maps.Copy(out.Refused, wrong)
	}
	return out, err
}

// inBatch changes assets in a new batch.
func (s *Assets) inBatch(ctx context.Context, actor Actor, ids []AssetID, change func(*Asset) error) (Outcome, error) {
	if s.batchID == nil {
		return Outcome{}, NewError(Unavailable, KeyUnavailable, nil)
	}
	b := Batch{ID: BatchID(s.batchID()), By: actor.ID, At: s.now()}
	out, err := s.changeAll(ctx, ids, func(part []AssetID, ordered func(AssetID)) ([]AssetID, map[AssetID]error, error) {
		return s.store.UpdateIn(ctx, b, part, noting(change, ordered))
	})
	if err != nil {
		return out, err
	}
	if _, err := s.store.Batch(ctx, b.ID); err == nil {
		out.Batch = b.ID
	} else if !Is(err, NotFound) {
		return out, err
	}
	return out, nil
}

// noting tells of the assets of which something is to be made anew after a change.
func noting(change func(*Asset) error, ordered func(AssetID)) func(*Asset) error {
	return func(a *Asset) error {
		before := *a
		if err := change(a); err != nil {
			return err
		}
		if a.followUp(before) {
			ordered(a.ID)
		}
		return nil
	}
}

// changeAll changes assets a part at a time, and has made anew what has to be.
func (s *Assets) changeAll(ctx context.Context, ids []AssetID, change func(part []AssetID, ordered func(AssetID)) ([]AssetID, map[AssetID]error, error)) (Outcome, error) {
	out := Outcome{Refused: map[AssetID]error{}}
	for part := range slices.Chunk(distinct(ids), batchAtOnce) {
		due := map[AssetID]bool{}
		done, refused, err := change(part, func(id AssetID) { due[id] = true })
		if Is(err, Invalid) { // something that was to be referred to has gone meanwhile
			done, refused = nil, map[AssetID]error{}
			for _, id := range part {
				refused[id] = err
			}
		} else if err != nil {
			return out, err
		}
		out.Changed += len(done)
		for id, why := range refused {
			out.Refused[id] = why
		}
		for _, id := range done {
			if due[id] {
				s.processor.Enqueue(ctx, id)
			}
		}
	}
	return out, nil
}

func distinct[ID comparable](ids []ID) []ID {
	seen := map[ID]bool{}
	return slices.DeleteFunc(slices.Clone(ids), func(id ID) bool {
		twice := seen[id]
		seen[id] = true
		return twice
	})
}

// LastBatch finds what the actor has changed last in one go and not undone. NotFound when there is nothing.
func (s *Assets) LastBatch(ctx context.Context, actor Actor) (Batch, error) {
	if err := known(actor); err != nil {
		return Batch{}, err
	}
	return s.store.LastBatch(ctx, actor.ID)
}

// UndoBatch puts back what a batch has changed. An asset of which somebody has changed the same fields since, or which the
// actor may not edit, is refused and stays as it is. What was refused can be tried again; once all is put back, Conflict.
func (s *Assets) UndoBatch(ctx context.Context, actor Actor, id BatchID) (Outcome, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return Outcome{}, err
	}
	if err := MayUndo(actor, b); err != nil {
		return Outcome{}, err
	}
	out := Outcome{Batch: id, Refused: map[AssetID]error{}}
	for after, more := AssetID(""), true; more; {
		entries, err := s.store.BatchEntries(ctx, id, after, batchAtOnce)
		if err != nil {
			return out, err
		}
		if more = len(entries) == batchAtOnce; len(entries) == 0 {
			break
		}
		after = entries[len(entries)-1].Asset
		part, err := s.undo(ctx, actor, id, entries)
		if err != nil {
			return out, err
		}
		out.Changed += part.Changed
		for id, why := range part.Refused {
			out.Refused[id] = why
		}
	}
	if out.Changed == 0 && len(out.Refused) == 0 {
		return out, NewError(Conflict, KeyUndone, nil)
	}
	return out, nil
}

// undo puts back what some entries of a batch say.
func (s *Assets) undo(ctx context.Context, actor Actor, id BatchID, entries []BatchEntry) (Outcome, error) {
	var ids []AssetID
	undo := map[AssetID]func(*Asset) error{}
	for _, e := range entries {
		patch, err := e.Before.patch()
		if err != nil {
			return Outcome{}, err
		}
		refs, err := s.lookup(ctx, patch)
		if err != nil {
			return Outcome{}, err
		}
		ids = append(ids, e.Asset)
		undo[e.Asset] = func(a *Asset) error {
			if err := s.mayPutBack(actor, *a, patch); err != nil {
				return err
			}
			if !e.After.holds(*a) {
				return NewError(Conflict, KeyChangedSince, nil)
			}
			before := *a
			patch.restore(a, refs)
			e.Before.mark(a)
			s.touch(a)
			return keepsOwn(actor, before, *a, patch)
		}
	}
	return s.changeAll(ctx, ids, func(part []AssetID, ordered func(AssetID)) ([]AssetID, map[AssetID]error, error) {
		return s.store.Revert(ctx, actor.ID, id, s.now(), part, noting(func(a *Asset) error { return undo[a.ID](a) }, ordered))
	})
}
