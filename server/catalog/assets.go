package catalog

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// How long a search waits for the index to catch up: with what the same actor changed, so that people see what they did;
// and with what all others changed, which is nearly always there already.
const (
	readYourWrites = 2 * time.Second
	readOthers     = 50 * time.Millisecond
)

var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Assets is the service over the assets.
type Assets struct {
	store     AssetStore
	refs      ReferenceStore
	changes   ChangeLog
	index     SearchIndex
	processor Processor
	now       Clock

	batchID  IDSource      // nil: nothing is changed in batches
	captions CaptionReader // nil: none are taken
	xmp      XMPReader     // nil: none is taken
	cutter   Cutter        // nil: nothing is cut
	cuts     *Uploads      // what is cut comes in by
}

// AssetsOption gives the service what only a part of it needs.
type AssetsOption func(*Assets)

// WithCaptions lets captions be attached, as reader understands them.
func WithCaptions(reader CaptionReader) AssetsOption {
	return func(s *Assets) { s.captions = reader }
}

// WithXMP lets assets be described by XMP sidecars, as reader understands them.
func WithXMP(reader XMPReader) AssetsOption {
	return func(s *Assets) { s.xmp = reader }
}

// WithCuts lets clips be cut; what is cut comes in as if it was uploaded.
func WithCuts(cutter Cutter, store UploadStore, originals Originals, limits Limits, newID IDSource) AssetsOption {
	return func(s *Assets) {
		s.cutter = cutter
		s.cuts = NewUploads(store, s, originals, s.processor, limits, s.now, newID)
	}
}

// NewAssets makes the service over the assets.
func NewAssets(store AssetStore, refs ReferenceStore, changes ChangeLog, index SearchIndex, processor Processor, now Clock, options ...AssetsOption) *Assets {
	s := &Assets{store: store, refs: refs, changes: changes, index: index, processor: processor, now: now}
	for _, option := range options {
		option(s)
	}
	return s
}

// ShownTitle is the title, or one made of the file's name while there is none.
func (a Asset) ShownTitle() string {
	if a.Title != "" {
		return a.Title
	}
	return titleFrom(a.Original.FileName)
}

// Get finds an asset that the actor may see.
func (s *Assets) Get(ctx context.Context, actor Actor, id AssetID) (Asset, error) {
	if err := known(actor); err != nil {
		return Asset{}, err
	}
	a, err := s.store.Get(ctx, id)
	if err == nil && !ScopeOf(actor).Sees(a) {
		return Asset{}, Missing("asset")
	}
	return a, err
}

// Some finds those of some assets that the actor may see, in their order.
func (s *Assets) Some(ctx context.Context, actor Actor, ids []AssetID) ([]Asset, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	return s.store.Shown(ctx, distinct(ids), ScopeOf(actor))
}

// Open gives leave to open the bytes of an asset that the actor may see.
func (s *Assets) Open(ctx context.Context, actor Actor, id AssetID) (Cleared, error) {
	a, err := s.store.Get(ctx, id)
	if err != nil {
		return Cleared{}, err
	}
	return clearInternal(actor, a)
}

// Clearance explains whether an asset may be shown for a use on a day; the zero day is today.
func (s *Assets) Clearance(ctx context.Context, actor Actor, id AssetID, use Use, on time.Time) (Clearance, error) {
	a, err := s.Get(ctx, actor, id)
	if err != nil {
		return Clearance{}, err
	}
	if on.IsZero() {
		on = s.now()
	}
	return Clear(a, use, on).For(actor), nil
}

// Edit changes what is said about an asset. With a version other than 0, Stale comes back when the asset has another.
func (s *Assets) Edit(ctx context.Context, actor Actor, id AssetID, version int, patch AssetPatch) (Asset, error) {
	refs, err := s.resolve(ctx, &patch)
	if err != nil {
		return Asset{}, err
	}
	if refs.days, err = s.findDays(ctx, patch, []AssetID{id}); err != nil {
		return Asset{}, err
	}
	var ordered bool
	a, err := s.store.Update(ctx, actor.ID, id, noting(func(a *Asset) error { return s.edit(actor, a, version, patch, refs) },
		func(AssetID) { ordered = true }))
	if err == nil && ordered {
		s.processor.Enqueue(ctx, id)
	}
	return a, err
}

// edit applies a checked patch with its looked-up references to an asset, as far as the actor may.
func (s *Assets) edit(actor Actor, a *Asset, version int, patch AssetPatch, refs resolved) error {
	if err := s.mayPatch(actor, *a, patch); err != nil {
		return err
	}
	if version != 0 && version != a.Version {
		return NewError(Stale, KeyStale, nil)
	}
	return s.change(actor, a, patch, refs)
}

// change is edit by who may edit the asset.
func (s *Assets) change(actor Actor, a *Asset, patch AssetPatch, refs resolved) error {
	if err := patch.suits(*a); err != nil {
		return err
	}
	before := *a
	patch.apply(a, refs)
	if err := keepsOwn(actor, before, *a, patch); err != nil {
		return err
	}
	s.touch(a)
	if patch.grows() {
		return tooLong(*a)
	}
	return nil
}

// Check tells what Edit would refuse of a patch itself, whatever asset it is for.
func (s *Assets) Check(ctx context.Context, patch AssetPatch) error {
	_, err := s.resolve(ctx, &patch)
	return err
}

func (s *Assets) touch(a *Asset) { a.Version, a.UpdatedAt = a.Version+1, s.now() }

func (s *Assets) mayPatch(actor Actor, a Asset, p AssetPatch) error {
	if err := known(actor); err != nil {
		return err
	}
	if !ScopeOf(actor).Sees(a) {
		return Missing("asset")
	}
	if p.touchesPeople() && p.onlyPeople() {
		return MayAssessPeople(actor, a)
	}
	if p.Review != nil || p.EditorsPick != nil {
		return MayReview(actor, a)
	}
	return MayEdit(actor, a)
}

// findAll lists every asset a query finds.
func (s *Assets) findAll(ctx context.Context, actor Actor, q Query) ([]AssetID, error) {
	q.Limit, q.Facets, q.Histogram, q.Cursor = mostFound, nil, "", ""
	var ids []AssetID
	for {
		f, err := s.Find(ctx, actor, q)
		if err != nil {
			return nil, err
		}
		for _, a := range f.Items {
			ids = append(ids, a.ID)
		}
		if q.Cursor = f.Next; q.Cursor == "" {
			return ids, nil
		}
	}
}

// Bin puts an asset into the bin. Every link to it is withheld from then on.
func (s *Assets) Bin(ctx context.Context, actor Actor, id AssetID, version int) (Asset, error) {
	return s.move(ctx, actor, id, version, func(a *Asset) {
		if !a.Binned() {
			a.BinnedAt = s.now()
		}
	})
}

// Restore brings an asset back from the bin.
func (s *Assets) Restore(ctx context.Context, actor Actor, id AssetID) (Asset, error) {
	return s.move(ctx, actor, id, 0, func(a *Asset) { a.BinnedAt = time.Time{} })
}

// Retry processes an asset again. One that is ready stays so, with what it has, until the new renditions are there.
func (s *Assets) Retry(ctx context.Context, actor Actor, id AssetID) (Asset, error) {
	a, err := s.move(ctx, actor, id, 0, func(a *Asset) {
		if a.Pipeline = 0; a.State == Failed {
			a.State, a.Failure, a.Progress = Pending, Reason{}, 0
		}
	})
	if err == nil {
		s.processor.Enqueue(ctx, id)
	}
	return a, err
}

func (s *Assets) move(ctx context.Context, actor Actor, id AssetID, version int, change func(*Asset)) (Asset, error) {
	return s.store.Update(ctx, actor.ID, id, func(a *Asset) error {
		if err := s.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return NewError(Stale, KeyStale, nil)
		}
		change(a)
		s.touch(a)
		return nil
	})
}

// Find searches. It waits until the index has what the actor changed last, and shows what the store holds now of what the
// index finds.
func (s *Assets) Find(ctx context.Context, actor Actor, q Query) (Found, error) {
	if err := MaySearch(actor, q); err != nil {
		return Found{}, err
	}
	start := time.Now()
	if err := s.catchUp(ctx, actor); err != nil {
		return Found{}, err
	}
	if err := s.tidy(ctx, &q); err != nil {
		return Found{}, err
	}
	scope := ScopeOf(actor).around(slices.Contains(q.Filters[ByState], string(Binned)), slices.Contains(q.Filters[ByReview], string(ReviewWaiting)))
	hits, err := s.index.Search(ctx, q, scope)
	if err != nil {
		return Found{}, err
	}
	items, err := s.store.Shown(ctx, hits.IDs, scope)
	if err != nil {
		return Found{}, err
	}
	if err := s.label(ctx, hits.Facets); err != nil {
		return Found{}, err
	}
	return Found{Total: hits.Total, Items: items, Facets: hits.Facets, Histogram: hits.Histogram, Hints: hits.Hints,
		Next: hits.Next, DidYouMean: hits.DidYouMean, Took: time.Since(start)}, nil
}

// catchUp waits until the index has what was changed before the search. An index that lags is better than no answer.
func (s *Assets) catchUp(ctx context.Context, actor Actor) error {
	last, err := s.changes.Last(ctx)
	if err != nil || last <= s.index.Seq() {
		return err
	}
	own, err := s.changes.LastBy(ctx, actor.ID)
	if err != nil {
		return err
	}
	s.waitFor(ctx, own, readYourWrites)
	s.waitFor(ctx, last, readOthers)
	return ctx.Err()
}

func (s *Assets) waitFor(ctx context.Context, seq int64, atMost time.Duration) {
	ctx, stop := context.WithTimeout(ctx, atMost)
	defer stop()
	_ = s.index.WaitFor(ctx, seq) // it fails only by taking too long
}

// tidy checks a query, sets its defaults, and turns slugs of libraries into ids.
func (s *Assets) tidy(ctx context.Context, q *Query) error {
	var c checker
	c.query(q)
	if err := c.err(); err != nil {
		return err
	}
	keys := q.Filters[ByLibrary]
	if len(keys) == 0 {
		return nil
	}
	found, err := s.refs.LibraryRefs(ctx, keys)
	if err != nil {
		return err
	}
	ids := make([]string, len(keys))
	for i, k := range keys {
		if ids[i] = k; found[k].ID != "" {
			ids[i] = string(found[k].ID)
		}
	}
	q.Filters[ByLibrary] = ids // they are its own since c.query
	return nil
}

// label names the values of facets that are ids. Values whose entry is gone are dropped.
func (s *Assets) label(ctx context.Context, facets map[Filter][]FacetValue) error {
	wanted := map[Kind][]string{}
	for f, values := range facets {
		if kind, ok := registerOf(f); ok && len(values) > 0 {
			ids := make([]string, len(values))
			for i, v := range values {
				ids[i] = v.Value
			}
			wanted[kind] = ids
		}
	}
	names, err := s.refs.Names(ctx, wanted)
	if err != nil {
		return err
	}
	for f, values := range facets {
		kind, ok := registerOf(f)
		kept := values[:0]
		for _, v := range values {
			if v.Label = v.Value; ok {
				name, there := names[kind][v.Value]
				if !there {
					continue
				}
				v.Label = name
			}
			kept = append(kept, v)
		}
		facets[f] = kept
	}
	return nil
}

// registerOf tells the register that the values of a facet are ids of; those of others are codes and words.
func registerOf(f Filter) (Kind, bool) {
	switch f {
	case ByLibrary, ByPresenter, ByBook, BySeries, ByRecordingDay:
		return Kind(f), true
	}
	return "", false
}

// Suggest completes what the actor is typing.
func (s *Assets) Suggest(ctx context.Context, actor Actor, prefix string, limit int) ([]Suggestion, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > 50 {
		limit = 10
	}
	return s.index.Suggest(ctx, prefix, ScopeOf(actor).around(false, false), limit)
}

// duplicate is the refusal of bytes that are already there.
func (s *Assets) duplicate(ctx context.Context, id AssetID) error {
	a, err := s.store.Get(ctx, id)
	if err != nil {
		return err
	}
	return &Error{Code: Conflict, Key: KeyDuplicate, Args: Args{"title": a.ShownTitle()}, DuplicateOf: id}
}

// resolve checks a patch and looks its references up; unknown ones are refused by name.
func (s *Assets) resolve(ctx context.Context, p *AssetPatch) (resolved, error) {
	fields := p.clean()
	r, missing, err := s.find(ctx, *p)
	if err != nil {
		return resolved{}, err
	}
	return r, invalidFields(append(fields, missing...))
}

// lookup looks a patch's references up and passes over those that have gone meanwhile.
func (s *Assets) lookup(ctx context.Context, p AssetPatch) (resolved, error) {
	r, missing, err := s.find(ctx, p)
	r.unnamed = slices.ContainsFunc(missing, func(f FieldError) bool { return strings.HasPrefix(f.Location, "people") })
	return r, err
}

func (s *Assets) find(ctx context.Context, p AssetPatch) (r resolved, missing []FieldError, err error) {
	refuse := func(at, value string) {
		missing = append(missing, FieldError{Location: at, Key: KeyUnknownRef, Args: Args{"value": value}})
	}
	if r.libraries, err = pick(ctx, "libraries", p.Libraries, s.refs.LibraryRefs, refuse); err != nil {
		return
	}
	if r.books, err = pick(ctx, "books", p.Books, s.refs.BookRefs, refuse); err != nil {
		return
	}
	if r.presenters, err = pick(ctx, "presenters", p.Presenters, s.refsOf(KindPresenter), refuse); err != nil {
		return
	}
	if r.people, err = pick(ctx, "people", p.People, s.refs.PersonRefs, refuse); err != nil {
		return
	}
	if r.series, err = pickOne(ctx, "series", p.Series, s.refsOf(KindSeries), refuse); err != nil {
		return
	}
	if err = s.findEdits(ctx, p, &r, refuse); err != nil {
		return
	}
	r.day, r.shot, err = s.findDay(ctx, p, refuse)
	return
}

// findEdits looks up what lists are to be changed by, entry by entry.
func (s *Assets) findEdits(ctx context.Context, p AssetPatch, r *resolved, refuse func(at, value string)) (err error) {
	if r.libraryEdit, err = pickEdit(ctx, "libraries", p.EditLibraries, s.refs.LibraryRefs, refuse); err != nil {
		return err
	}
	if r.presenterEdit, err = pickEdit(ctx, "presenters", p.EditPresenters, s.refsOf(KindPresenter), refuse); err != nil {
		return err
	}
	if r.bookEdit, err = pickEdit(ctx, "books", p.EditBooks, s.refs.BookRefs, refuse); err != nil {
		return err
	}
	r.personEdit, err = pickEdit(ctx, "people", p.EditPeople, s.refs.PersonRefs, refuse)
	return err
}

func pickEdit[R comparableRef](ctx context.Context, at string, e *ListEdit, look func(context.Context, []string) (map[string]R, error), refuse func(at, value string)) (out listEdit[R], err error) {
	if e == nil {
		return out, nil
	}
	if out.add, err = pick(ctx, at+".add", &e.Add, look, refuse); err != nil {
		return out, err
	}
	if out.remove, err = pick(ctx, at+".remove", &e.Remove, look, refuse); err != nil {
		return out, err
	}
	out.instead, err = pick(ctx, at+".instead", &e.Instead, look, refuse)
	return out, err
}

// findDay looks up the recording day and the shot of a patch. A shot alone brings its day with it.
func (s *Assets) findDay(ctx context.Context, p AssetPatch, refuse func(at, value string)) (day RecordingDay, shot Ref, err error) {
	if id := p.RecordingDay; id != nil && *id != "" {
		days, err := s.refs.Days(ctx, []string{*id})
		if err != nil {
			return day, shot, err
		}
		if day = days[*id]; day.ID == "" {
			refuse("recording_day", *id)
		}
	}
	if id := p.Shot; id != nil && *id != "" {
		days, err := s.refs.DaysOfShots(ctx, []string{*id})
		if err != nil {
			return day, shot, err
		}
		of := days[*id]
		if of.ID == "" || p.RecordingDay != nil && of.ID != day.ID {
			refuse("shot", *id)
			return day, shot, nil
		}
		day, shot = of, Ref{ID: *id, Name: of.shotOf(Asset{Shot: Ref{ID: *id}}).Title}
	}
	return day, shot, nil
}

// findDays looks up the recording days that assets belong to, for a patch that takes them off their shots: what they then
// take over is their day's.
func (s *Assets) findDays(ctx context.Context, p AssetPatch, ids []AssetID) (map[string]RecordingDay, error) {
	if p.Shot == nil || *p.Shot != "" || p.RecordingDay != nil {
		return nil, nil
	}
	assets, err := s.store.ByIDs(ctx, ids, WholeScope())
	if err != nil {
		return nil, err
	}
	var days []string
	for _, a := range assets {
		if a.RecordingDay.ID != "" && !slices.Contains(days, a.RecordingDay.ID) {
			days = append(days, a.RecordingDay.ID)
		}
	}
	return s.refs.Days(ctx, days)
}

func (s *Assets) refsOf(kind Kind) func(context.Context, []string) (map[string]Ref, error) {
	return func(ctx context.Context, ids []string) (map[string]Ref, error) { return s.refs.Refs(ctx, kind, ids) }
}

// pick looks a list of references up in order, each once.
func pick[R comparableRef](ctx context.Context, at string, keys *[]string, look func(context.Context, []string) (map[string]R, error), refuse func(at, value string)) ([]R, error) {
	if keys == nil || len(*keys) == 0 {
		return nil, nil
	}
	found, err := look(ctx, *keys)
	if err != nil {
		return nil, err
	}
	var out []R
	seen := map[string]bool{}
	for i, k := range *keys {
		r, ok := found[k]
		if !ok {
			refuse(fmt.Sprintf("%s[%d]", at, i), k)
		} else if !seen[r.key()] {
			seen[r.key()] = true
			out = append(out, r)
		}
	}
	return out, nil
}

func pickOne(ctx context.Context, at string, id *string, look func(context.Context, []string) (map[string]Ref, error), refuse func(at, value string)) (Ref, error) {
	if id == nil || *id == "" {
		return Ref{}, nil
	}
	found, err := look(ctx, []string{*id})
	if err != nil {
		return Ref{}, err
	}
	r, ok := found[*id]
	if !ok {
		refuse(at, *id)
	}
	return r, nil
}

// comparableRef is a reference that knows its own id.
type comparableRef interface{ key() string }

func (r Ref) key() string        { return r.ID }
func (r LibraryRef) key() string { return string(r.ID) }
func (r BookRef) key() string    { return string(r.ID) }
