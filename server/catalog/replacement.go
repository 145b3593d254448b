package catalog

import (
	"context"
	"slices"
	"strings"
)

// mostReplaced bounds how many names one replacement is about.
const mostReplaced = 50

// Replacement puts tags or presenters in the place of others on assets: one new one for several merges them, none takes
// them away.
type Replacement struct {
	Kind  Kind     // KindTag or KindPresenter
	From  []string // tags by their words, presenters by their ids
	Into  []string
	Query *Query // only on what a search finds; nil is everywhere
}

// Reach is how many assets a replacement is about.
type Reach struct {
	Files  int
	Binned int // of them, in the bin
}

// Carrier is an asset that carries one of the names that were asked for.
type Carrier struct {
	Asset  AssetID
	Binned bool
}

// NameStore tells who carries which tags and presenters.
type NameStore interface {
	// Carriers lists all assets that carry one of some tags, by their words without regard to case, or presenters, by id.
	Carriers(ctx context.Context, kind Kind, names []string) ([]Carrier, error)
	// NamesInUse lists all tags or presenters with how many assets outside the bin carry them.
	NamesInUse(ctx context.Context, kind Kind) ([]NameInUse, error)
}

// Reach tells how many assets a replacement would be about, before anything is done.
func (s *Assets) Reach(ctx context.Context, actor Actor, r Replacement) (Reach, error) {
	carriers, err := s.carriers(ctx, actor, &r)
	reach := Reach{Files: len(carriers)}
	for _, c := range carriers {
		if c.Binned {
			reach.Binned++
		}
	}
	return reach, err
}

// Replace replaces, in a batch. Whoever may keep the tags replaces them everywhere on all assets, whosever they are; what
// is replaced in a search, and presenters, are changed or refused asset by asset. NotFound when nothing carries the names
// anywhere.
func (s *Assets) Replace(ctx context.Context, actor Actor, r Replacement) (Outcome, error) {
	carriers, err := s.carriers(ctx, actor, &r)
	if err != nil {
		return Outcome{}, err
	}
	if len(carriers) == 0 && r.Query == nil {
		return Outcome{}, Missing(string(r.Kind))
	}
	patch := r.patch()
	refs, err := s.resolve(ctx, &patch)
	if err != nil {
		return Outcome{}, err
	}
	change := func(a *Asset) error { return s.edit(actor, a, 0, patch, refs) }
	if r.Kind == KindTag && r.Query == nil {
		change = func(a *Asset) error { return s.change(actor, a, patch, refs) }
	}
	ids := make([]AssetID, len(carriers))
	for i, c := range carriers {
		ids[i] = c.Asset
	}
	return s.inBatch(ctx, actor, ids, change)
}

// carriers checks a replacement and lists the assets that it is about.
func (s *Assets) carriers(ctx context.Context, actor Actor, r *Replacement) ([]Carrier, error) {
	if err := MayReplace(actor, *r); err != nil {
		return nil, err
	}
	if err := s.checkReplacement(ctx, r); err != nil {
		return nil, err
	}
	found, err := s.store.Carriers(ctx, r.Kind, r.changing())
	if err != nil {
		return nil, err
	}
	if r.Kind == KindPresenter && !ScopeOf(actor).Everything {
		found = slices.DeleteFunc(found, func(c Carrier) bool { return c.Binned })
	}
	if r.Query == nil {
		return found, nil
	}
	ids, err := s.findAll(ctx, actor, *r.Query)
	if err != nil {
		return nil, err
	}
	asked := map[AssetID]bool{}
	for _, id := range ids {
		asked[id] = true
	}
	return slices.DeleteFunc(found, func(c Carrier) bool { return !asked[c.Asset] }), nil
}

// checkReplacement tidies a replacement and refuses names that do not exist.
func (s *Assets) checkReplacement(ctx context.Context, r *Replacement) error {
	var c checker
	r.From, r.Into = slices.Clone(r.From), slices.Clone(r.Into)
	c.words("from", &r.From, mostReplaced, 80)
	c.words("into", &r.Into, mostReplaced, 80)
	if len(r.From) == 0 {
		c.refuse("from", KeyRequired, nil)
	}
	if err := c.err(); err != nil {
		return err
	}
	patch := r.patch()
	_, missing, err := s.find(ctx, patch)
	if err != nil {
		return err
	}
	for i := range missing {
		missing[i].Location = strings.NewReplacer("presenters.remove", "from", "presenters.instead", "into").Replace(missing[i].Location)
	}
	return invalidFields(missing)
}

// patch is what a replacement does to each asset.
func (r Replacement) patch() AssetPatch {
	edit := &ListEdit{Remove: r.From, Instead: r.Into}
	if r.Kind == KindPresenter {
		return AssetPatch{EditPresenters: edit}
	}
	return AssetPatch{EditTags: edit}
}

// changing lists the names that do not stay as they are: the one that others are merged into does.
func (r Replacement) changing() []string {
	if len(r.Into) != 1 {
		return r.From
	}
	return slices.DeleteFunc(slices.Clone(r.From), func(name string) bool { return name == r.Into[0] })
}

// MergeTags puts one tag in the place of another everywhere: renaming and merging are the same.
func (s *Assets) MergeTags(ctx context.Context, actor Actor, from, into string) (Outcome, error) {
	var c checker
	c.required("into", &into, 80)
	if err := c.err(); err != nil {
		return Outcome{}, err
	}
	return s.Replace(ctx, actor, Replacement{Kind: KindTag, From: []string{from}, Into: []string{into}})
}
