package catalog

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// shortestCut is the least that can be cut out of a clip.
const shortestCut = 500 * time.Millisecond

// mostCuts bounds the list of what was cut from one asset.
const mostCuts = 200

// Cut is a piece of a clip on its way to become an asset of its own. Close removes what it was made in.
type Cut struct {
	io.ReadCloser
	Ext      string        // of the file, lower case, without dot
	From, To time.Duration // where it begins and ends in the clip, as it turned out
}

// Cutter cuts clips.
type Cutter interface {
	// Cut copies a part of a clip out of its stored original, without coding it anew where it can: it then begins at the
	// key frame at or before from. Nothing of what people said about the clip, and no metadata, is in the file.
	Cut(ctx context.Context, a Asset, from, to time.Duration) (Cut, error)
}

// Trim cuts a part out of a clip or a recording and makes an asset of its own of it, which takes over what was said about the clip, so
// that no term is ever less strict. Whoever may edit the clip may cut it.
func (s *Assets) Trim(ctx context.Context, actor Actor, id AssetID, from, to time.Duration) (Asset, error) {
	source, err := s.cuttable(ctx, actor, id)
	if err != nil {
		return Asset{}, err
	}
	if err := s.checkCut(source, from, to); err != nil {
		return Asset{}, err
	}
	cut, err := s.cutter.Cut(ctx, source, from, to)
	if err != nil {
		return Asset{}, err
	}
	defer cut.Close()
	n := NewUpload{FileName: cutName(source.Original.FileName, cut), KeepDuplicate: true}
	n.derive = func(ctx context.Context, a *Asset) error {
		now, err := s.cuttable(ctx, actor, id) // terms may have become stricter while it was cut
		if err == nil {
			a.inherit(now, cut.From)
		}
		return err
	}
	return s.cuts.Receive(ctx, actor, n, cut)
}

// cuttable finds a clip that the actor may cut.
func (s *Assets) cuttable(ctx context.Context, actor Actor, id AssetID) (Asset, error) {
	a, err := s.Get(ctx, actor, id)
	if err != nil {
		return Asset{}, err
	}
	switch {
	case s.cutter == nil:
		return Asset{}, NewError(Unavailable, KeyUnavailable, nil)
	case a.Binned():
		return Asset{}, NewError(Conflict, ReasonBinned, nil)
	case a.Kind == Photo:
		return Asset{}, NewError(Conflict, KeyOnlyClips, nil)
	}
	return a, MayEdit(actor, a)
}

func (s *Assets) checkCut(a Asset, from, to time.Duration) error {
	length := a.Original.Duration
	if length <= 0 {
		return NewError(Conflict, KeyNotReady, nil)
	}
	var c checker
	c.moment("from", from, length)
	switch {
	case to <= 0 || to > length:
		c.refuse("to", KeyOutOfRange, Args{"min": 0, "max": length.Seconds()})
	case to-from < shortestCut:
		c.refuse("to", KeyTooShort, Args{"min": shortestCut.Seconds()})
	}
	return c.err()
}

// inherit takes over what is said about the clip that a was cut from. The cut begins from after the clip.
func (a *Asset) inherit(clip Asset, from time.Duration) {
	a.DerivedFrom = clip.ID
	a.Title, a.Description, a.AltText, a.ContentType = clip.ShownTitle(), clip.Description, clip.AltText, clip.ContentType
	a.Presenters, a.Books, a.Series = clip.Presenters, clip.Books, clip.Series
	a.RecordingDay, a.Shot, a.Inherited = clip.RecordingDay, clip.Shot, clip.Inherited
	if len(clip.Libraries) > 0 { // else it belongs to the library of whoever cut it
		a.Libraries = clip.Libraries
	}
	a.Tags, a.Language, a.FocalPoint = clip.Tags, clip.Language, clip.FocalPoint
	a.CreditLine, a.Creator, a.InspiredBy, a.UsageTerms, a.Music = clip.CreditLine, clip.Creator, clip.InspiredBy, clip.UsageTerms, clip.Music
	a.MusicSource, a.AI, a.BookCover, a.EmbargoUntil, a.RightsUntil = clip.MusicSource, clip.AI, clip.BookCover, clip.EmbargoUntil, clip.RightsUntil
	a.PeopleStatus, a.PeopleNote, a.People = clip.PeopleStatus, clip.PeopleNote, clip.People
	a.Decorative, a.Speech, a.VisualsSpoken = clip.Decorative, clip.Speech, clip.VisualsSpoken
	a.Facts = slices.Clone(clip.Facts)
	if !clip.RecordedAt.IsZero() {
		a.RecordedAt, a.RecordedAtSource = clip.RecordedAt.Add(from), clip.RecordedAtSource
	}
}

// cutName names a cut's file by the clip's and the times.
func cutName(name string, c Cut) string {
	base := strings.TrimSuffix(strings.TrimSuffix(name, fileExt(name)), ".")
	return fmt.Sprintf("%s_%s-%s.%s", base, clock(c.From), clock(c.To), c.Ext)
}

// clock writes a moment as minutes and seconds that a file name may hold.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	return fmt.Sprintf("%dm%02d", s/60, s%60)
}

// Cuts lists what was cut from an asset and the actor may see, newest first.
func (s *Assets) Cuts(ctx context.Context, actor Actor, id AssetID) ([]Asset, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	ids, err := s.store.Derived(ctx, id, mostCuts)
	if err != nil {
		return nil, err
	}
	return s.store.ByIDs(ctx, ids, ScopeOf(actor).around(false, false))
}
