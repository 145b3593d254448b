package catalog

import (
	"context"
	"errors"
	"time"
)

// PlannedPosts is what kits need of the plan.
type PlannedPosts interface {
	Get(ctx context.Context, actor Actor, id PlanItemID) (PlanItem, error)
	// Publish notes that a planned post is out.
	Publish(ctx context.Context, actor Actor, id PlanItemID, post PostID) (PlanItem, error)
}

// Occurrences is what kits need of the offers.
type Occurrences interface {
	// Occurrence finds the occurrence of an offer that its rule has on a day. NotFound when there is none.
	Occurrence(ctx context.Context, actor Actor, offer OfferID, day string) (Occurrence, error)
}

// KitDeps are what kits are put together from. Times in texts are told in Zone.
type KitDeps struct {
	Plan          PlannedPosts
	Occurrences   Occurrences
	Assets        AssetStore
	Accounts      RegisterStore[Account]
	Libraries     RegisterStore[Library]
	Series        RegisterStore[Series]
	RecordingDays RegisterStore[RecordingDay]
	Posts         *Posts
	Maker         KitMaker
	Captions      CaptionCutter
	Crops         []Rendition // the shapes that pictures and clips are cut to
	Words         Words
	Zone          *time.Location
	Now           Clock
}

// Kits is the service over the kits for posting.
type Kits struct {
	KitDeps
	limits []ChannelLimit
}

// NewKits makes the service over the kits for posting.
func NewKits(deps KitDeps) (*Kits, error) {
	limits, err := ChannelLimits()
	return &Kits{deps, limits}, err
}

// Limits is the table of what channels take.
func (s *Kits) Limits() []ChannelLimit { return s.limits }

// How long a kit waits for its files.
const (
	// kitGlance is how long a page that shows a kit waits for what is made in moments, all of it together.
	kitGlance = time.Second
	// kitPatience is how long somebody waits for one file who asks for the file itself.
	kitPatience = 4 * time.Minute
)

// Get puts the kit of a planned post together, in the language it is planned in unless another is asked for. Files that take
// long are begun, and told as not ready. Withheld comes back when somebody who is shown has said no, Conflict with the reasons
// when an asset is not cleared for its channel and time for another reason, or the post has no channel yet.
func (s *Kits) Get(ctx context.Context, actor Actor, id PlanItemID, language string) (Kit, error) {
	kit, err := s.gather(ctx, actor, id, language)
	if err != nil {
		return Kit{}, err
	}
	for i := range kit.Files {
		s.begin(ctx, &kit.Files[i], 0)
	}
	until := time.Now().Add(kitGlance)
	for i := range kit.Files {
		if f := &kit.Files[i]; f.brief() && !f.Ready && f.Failure.Key == "" {
			s.begin(ctx, f, time.Until(until))
		}
	}
	if err := ctx.Err(); err != nil {
		return Kit{}, err
	}
	kit.check(kit.kitParts)
	return kit.Kit, nil
}

// begin makes a file, or tells how far it is. What goes wrong is told with it: the texts are of use all the same.
func (s *Kits) begin(ctx context.Context, f *KitFile, patience time.Duration) {
	if len(f.Held) > 0 {
		return
	}
	made, err := s.Maker.Make(ctx, f.KitCut, patience)
	if f.KitObject = made; f.Ready {
		f.Name += "." + f.Ext
	}
	var e *Error
	switch {
	case err == nil, Is(err, TooMany): // it is begun when the page asks again
	case errors.As(err, &e) && e.Code != Internal:
		f.Failure = Reason{Key: e.Key, Args: e.Args}
	default:
		f.Failure = Reason{Key: KeyProcessing}
	}
}

// Open puts a kit together with all of its files, waiting for them, and gives leave to open their bytes, in their order.
// Conflict with the reasons comes back while anything blocks it.
func (s *Kits) Open(ctx context.Context, actor Actor, id PlanItemID, language string) (Kit, []Cleared, error) {
	kit, err := s.gather(ctx, actor, id, language)
	if err != nil {
		return Kit{}, nil, err
	}
	if err := kit.unblocked(); err != nil { // before anybody waits
		return Kit{}, nil, err
	}
	for i := range kit.Files {
		if err := s.make(ctx, &kit.Files[i]); err != nil {
			return Kit{}, nil, err
		}
	}
	if err := kit.unblocked(); err != nil {
		return Kit{}, nil, err
	}
	if kit.assets, err = s.cleared(ctx, actor, kit.Item); err != nil { // it may have taken a while
		return Kit{}, nil, err
	}
	var leave []Cleared
	for _, f := range kit.Files {
		leave = append(leave, Cleared{asset: kit.assets[f.Index], public: true, filled: true})
	}
	return kit.Kit, leave, nil
}

// Still refuses a kit that was opened, as soon as not all that is planned with it may be shown any more. Who sends its bytes asks
// anew while they go out.
func (s *Kits) Still(ctx context.Context, actor Actor, k Kit) error {
	_, err := s.cleared(ctx, actor, k.Item)
	return err
}

// File puts a kit together with one of its files alone, by its place, waiting for it, and gives leave to open its bytes. Conflict
// with the reasons comes back while its asset lacks what is owed to those who do not see or hear; what stands in the way of the post alone, such
// as a text that is too long, does not hold its files back.
func (s *Kits) File(ctx context.Context, actor Actor, id PlanItemID, place int) (Kit, Cleared, error) {
	kit, err := s.gather(ctx, actor, id, "")
	if err != nil {
		return Kit{}, Cleared{}, err
	}
	if place < 0 || place >= len(kit.Files) {
		return Kit{}, Cleared{}, Missing("file")
	}
	kit.Files = kit.Files[place : place+1]
	f := &kit.Files[0]
	if len(f.Held) > 0 {
		return Kit{}, Cleared{}, &Error{Code: Conflict, Key: KeyKitFileHeld, Reasons: f.Held}
	}
	if err := s.make(ctx, f); err != nil {
		return Kit{}, Cleared{}, err
	}
	if kit.assets, err = s.cleared(ctx, actor, kit.Item); err != nil {
		return Kit{}, Cleared{}, err
	}
	return kit.Kit, Cleared{asset: kit.assets[f.Index], public: true, filled: true}, nil
}

// gathered is a kit with what it was put together from.
type gathered struct {
	Kit
	kitParts
}

// unblocked refuses a kit that cannot be posted as it is.
func (g *gathered) unblocked() error {
	g.check(g.kitParts)
	if blocked := g.Blocked(); len(blocked) > 0 {
		return &Error{Code: Conflict, Key: KeyKitBlocked, Reasons: blocked}
	}
	return nil
}

// make makes a file, waiting for it.
func (s *Kits) make(ctx context.Context, f *KitFile) (err error) {
	if f.KitObject, err = s.Maker.Make(ctx, f.KitCut, kitPatience); err != nil {
		return err
	}
	if !f.Ready {
		return NewError(Unavailable, KeyTooSlow, Args{ArgRetryAfter: time.Minute})
	}
	f.Name += "." + f.Ext
	return nil
}
