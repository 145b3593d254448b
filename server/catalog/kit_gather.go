package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// gather puts together all of a kit that needs no files.
func (s *Kits) gather(ctx context.Context, actor Actor, id PlanItemID, language string) (gathered, error) {
	item, err := s.Plan.Get(ctx, actor, id)
	if err != nil {
		return gathered{}, err
	}
	if item.Channel == "" {
		return gathered{}, NewError(Conflict, KeyKitNoAccount, nil)
	}
	p := kitParts{item: item, at: item.ShownAt(s.Now()), crops: s.Crops, limits: s.limits, words: s.Words, zone: s.Zone}
	if p.assets, err = s.cleared(ctx, actor, item); err != nil {
		return gathered{}, err
	}
	if err := s.load(ctx, actor, &p); err != nil {
		return gathered{}, err
	}
	p.language = p.languageOf(language)
	return gathered{p.assemble(), p}, nil
}

// assemble makes the kit of its parts.
func (p kitParts) assemble() Kit {
	format := cmp.Or(p.item.Format, usualFormat(p.item.Channel, p.assets))
	k := Kit{Item: p.item, At: p.at, Language: p.language, Format: format, Form: formOf(p.item.Channel, format, p.assets), Files: cuts(p.item, p.assets, format)}
	for i := range k.Files {
		k.Files[i].Held = unmet(k.Files[i].Asset, p.overrides)
	}
	k.captions()
	k.texts(p)
	k.people(p)
	return k
}

// people fills in who is tagged and asked, as they are called on the channel.
func (k *Kit) people(p kitParts) {
	for _, tag := range p.item.Tags {
		k.Tags = withWord(k.Tags, "@"+tag)
	}
	asked := slices.Clone(k.Tags)
	for _, c := range p.item.Collaborators {
		one := KitCollaborator{Collaborator: c, Handle: handleOn(p.item.Channel, p.libraries[c.Library.ID])}
		k.Collaborators, asked = append(k.Collaborators, one), append(asked, one.Handle)
	}
	for _, a := range p.assets {
		for _, l := range a.Libraries {
			handle := handleOn(p.item.Channel, p.libraries[l.ID])
			if l.ID != p.item.AccountLibrary.ID && !slices.Contains(asked, handle) {
				k.Suggested = withWord(k.Suggested, handle)
			}
		}
	}
}

// handleOn is what a library is called on a channel, with @; empty when it is not known.
func handleOn(ch Channel, l Library) string {
	name := l.Instagram
	if ch == Facebook {
		name = l.Facebook
	}
	if name == "" || ch != Instagram && ch != Facebook {
		return ""
	}
	return "@" + name
}

// cleared finds the assets of a planned post in its order, all of which may be shown there then: at its time, or now when
// that is over. It is asked anew every time.
func (s *Kits) cleared(ctx context.Context, actor Actor, item PlanItem) ([]Asset, error) {
	ids := make([]AssetID, len(item.Assets))
	for i, a := range item.Assets {
		ids[i] = a.ID
	}
	found, err := s.Assets.ByIDs(ctx, ids, ScopeOf(actor))
	if err != nil {
		return nil, err
	}
	out := make([]Asset, 0, len(ids))
	refused := &Error{Code: Conflict, Key: KeyKitUncleared}
	for i, id := range ids {
		at := slices.IndexFunc(found, func(a Asset) bool { return a.ID == id })
		if at < 0 { // withheld, binned or gone: whoever does not see it learns no more
			refused.withhold(i, true, Reason{Key: ReasonAssetGone})
			continue
		}
		out = append(out, found[at])
		c := Clear(found[at], item.Use(), item.ShownAt(s.Now()))
		gone := slices.ContainsFunc(c.Reasons, func(why Reason) bool { return gravity(why) == 0 })
		refused.withhold(i, gone, c.For(actor).Reasons...)
	}
	if len(refused.Reasons) > 0 {
		return nil, refused
	}
	return out, nil
}

// withhold adds why the asset at a place may not be shown. One that is gone, since somebody has said no, is to be had no more
// at all.
func (e *Error) withhold(place int, gone bool, reasons ...Reason) {
	if gone {
		e.Code, e.Key = Withheld, KeyKitWithheld
	}
	e.Reasons = addReasons(e.Reasons, reasons)
	for _, why := range reasons {
		e.Fields = append(e.Fields, FieldError{Location: fmt.Sprintf("assets[%d]", place), Key: why.Key, Args: why.Args})
	}
}

// load reads what the texts of a kit tell: one question for each kind of thing.
func (s *Kits) load(ctx context.Context, actor Actor, p *kitParts) error {
	ids, series, day := make([]AssetID, len(p.assets)), "", ""
	for i, a := range p.assets {
		ids[i], series, day = a.ID, cmp.Or(series, a.Series.ID), cmp.Or(day, a.RecordingDay.ID)
	}
	libraries, err := s.Libraries.List(ctx, ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	p.libraries = map[LibraryID]Library{}
	for _, l := range libraries.Items {
		p.libraries[LibraryID(l.ID)] = l
	}
	if p.overrides, err = s.Assets.Overrides(ctx, ids...); err != nil {
		return err
	}
	if p.series, err = ifThere(ctx, series, s.Series.Get); err != nil {
		return err
	}
	if p.day, err = ifThere(ctx, day, s.RecordingDays.Get); err != nil {
		return err
	}
	return s.occurrence(ctx, actor, p)
}

func (s *Kits) occurrence(ctx context.Context, actor Actor, p *kitParts) error {
	if p.item.Offer.ID == "" || p.item.Day == "" || s.Occurrences == nil {
		return nil
	}
	o, err := s.Occurrences.Occurrence(ctx, actor, OfferID(p.item.Offer.ID), p.item.Day)
	if Is(err, NotFound) { // the rule is another by now
		return nil
	}
	p.occurrence = &o
	return err
}

// ifThere finds what an id stands for; none gives the zero value, as does what is gone.
func ifThere[T any](ctx context.Context, id string, get func(context.Context, string) (T, error)) (T, error) {
	var none T
	if id == "" {
		return none, nil
	}
	found, err := get(ctx, id)
	if Is(err, NotFound) {
		return none, nil
	}
	return found, err
}
