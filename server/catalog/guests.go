package catalog

import (
	"context"
	"io"
	"regexp"
	"time"
)

// Guests takes files in from people without an account, who have come by an invitation. They send for its recording day
// and see nothing but what they themselves have on its way: an upload is found by the same visitor alone.
type Guests struct {
	store   InvitationStore
	days    RegisterStore[RecordingDay]
	uploads *Uploads
}

// NewGuests makes the service for people without an account; what they send comes in by uploads.
func NewGuests(store InvitationStore, days RegisterStore[RecordingDay], uploads *Uploads) *Guests {
	return &Guests{store, days, uploads}
}

// Visitor is the secret key by which a guest's browser finds again what it sent: 22 to 128 letters, digits, hyphens and
// underscores, made at random by the browser and kept only there.
type Visitor string

var visitorPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{22,128}$`)

func (v Visitor) hash() (string, error) {
	if !visitorPattern.MatchString(string(v)) {
		return "", NewError(Invalid, KeyVisitor, nil)
	}
	return HashSecret("visitor " + string(v)), nil
}

// GuestUpload is what a guest tells before sending. Name and note are optional.
type GuestUpload struct {
	FileName string
	// Size is in bytes. For Receive it is the most that the file can have, as its size shows at its end.
	Size int64
	Name string // who sends
	Note string // what it is
}

// Enter finds who comes by a code: a guest who may do nothing but what this service offers. NotFound when nobody was
// invited by it; an invitation that has ended still opens its page, which says so.
func (s *Guests) Enter(ctx context.Context, code string) (Actor, error) {
	read := ReadCode(code)
	if read == "" {
		return Actor{}, NewError(NotFound, KeyInvitationUnknown, nil)
	}
	i, err := s.store.ByHash(ctx, HashSecret(read))
	if Is(err, NotFound) {
		err = NewError(NotFound, KeyInvitationUnknown, nil)
	}
	return i.guest(), err
}

// Welcome tells a guest where they have come. What Refusal says of the invitation is for the caller to ask.
func (s *Guests) Welcome(ctx context.Context, actor Actor) (Invitation, RecordingDay, error) {
	i, err := s.invitation(ctx, actor)
	if err != nil {
		return Invitation{}, RecordingDay{}, err
	}
	d, err := s.days.Get(ctx, string(i.Day))
	return i, d, err
}

func (s *Guests) invitation(ctx context.Context, actor Actor) (Invitation, error) {
	id, ok := actor.invited()
	if !ok {
		return Invitation{}, refuse()
	}
	i, err := s.store.Get(ctx, id)
	if Is(err, NotFound) {
		err = NewError(NotFound, KeyInvitationUnknown, nil)
	}
	return i, err
}

// Begin opens an upload in parts. It takes its share of the invitation at once.
func (s *Guests) Begin(ctx context.Context, actor Actor, v Visitor, g GuestUpload) (Upload, error) {
	if err := checkSize(g.Size); err != nil {
		return Upload{}, err
	}
	u, err := s.prepare(ctx, actor, v, g)
	if err != nil {
		return Upload{}, err
	}
	return s.uploads.begin(ctx, u, g.Size)
}

// prepare checks what is told and makes the upload of it.
func (s *Guests) prepare(ctx context.Context, actor Actor, v Visitor, g GuestUpload) (Upload, error) {
	hash, err := v.hash()
	if err != nil {
		return Upload{}, err
	}
	i, err := s.invitation(ctx, actor)
	if err != nil {
		return Upload{}, err
	}
	now := s.uploads.now()
	if err := i.Refusal(now); err != nil {
		return Upload{}, err
	}
	if largest := s.largest(i); g.Size > largest {
		return Upload{}, NewError(TooLarge, KeyTooLarge, Args{"max": largest})
	}
	if err := i.Takes(now, g.Size); err != nil {
		return Upload{}, err
	}
	day, waiting := string(i.Day), ReviewWaiting
	u, err := s.uploads.prepare(ctx, actor, NewUpload{FileName: g.FileName, KeepDuplicate: true,
		Metadata: AssetPatch{RecordingDay: &day, Review: &waiting, SentBy: &g.Name, SentNote: &g.Note}})
	u.Invitation, u.Visitor, u.Reserved = i.ID, hash, g.Size
	u.ExpiresAt = earlier(u.ExpiresAt, i.ValidUntil.Add(InvitationGrace))
	return u, err
}

func (s *Guests) largest(i Invitation) int64 { return min(i.MaxFileBytes, s.uploads.limits.MaxUpload) }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// own finds an upload of the visitor's by the same invitation.
func (s *Guests) own(ctx context.Context, actor Actor, v Visitor, id UploadID) (Upload, error) {
	hash, err := v.hash()
	if err != nil {
		return Upload{}, err
	}
	i, err := s.invitation(ctx, actor)
	if err != nil {
		return Upload{}, err
	}
	if err := i.GoesOn(s.uploads.now()); err != nil {
		return Upload{}, err
	}
	u, err := s.uploads.store.Get(ctx, id)
	if err == nil && (u.Invitation != i.ID || u.Visitor != hash) {
		err = Missing("upload")
	}
	day := string(i.Day) // which may have been merged into another meanwhile
	u.Metadata.RecordingDay = &day
	return u, err
}

// PartURLs signs the addresses of parts, as Uploads does.
func (s *Guests) PartURLs(ctx context.Context, actor Actor, v Visitor, id UploadID, host string, numbers []int) ([]PartURL, error) {
	u, err := s.own(ctx, actor, v, id)
	if err != nil {
		return nil, err
	}
	return s.uploads.partURLs(ctx, u, host, numbers)
}

// Get finds an upload with the parts that have arrived.
func (s *Guests) Get(ctx context.Context, actor Actor, v Visitor, id UploadID) (Upload, []Part, error) {
	u, err := s.own(ctx, actor, v, id)
	if err != nil {
		return Upload{}, nil, err
	}
	return s.uploads.arrived(ctx, u)
}

// Complete joins an upload's parts. Once it has succeeded it does so again.
func (s *Guests) Complete(ctx context.Context, actor Actor, v Visitor, id UploadID) (Upload, error) {
	u, err := s.own(ctx, actor, v, id)
	if err != nil {
		return Upload{}, err
	}
	if _, err := s.uploads.complete(ctx, actor, u); err != nil {
		return Upload{}, err
	}
	u.State = Complete
	return u, nil
}

// Cancel ends an upload, removes its parts and gives back what it took of the invitation.
func (s *Guests) Cancel(ctx context.Context, actor Actor, v Visitor, id UploadID) error {
	u, err := s.own(ctx, actor, v, id)
	if err != nil {
		return err
	}
	return s.uploads.cancel(ctx, u)
}

// Receive takes a whole file in one go, of at most g.Size bytes, and tells how many it had.
func (s *Guests) Receive(ctx context.Context, actor Actor, v Visitor, g GuestUpload, r io.Reader) (int64, error) {
	i, err := s.invitation(ctx, actor)
	if err != nil {
		return 0, err
	}
	g.Size = min(g.Size, s.largest(i))
	u, err := s.prepare(ctx, actor, v, g)
	if err != nil {
		return 0, err
	}
	a, err := s.uploads.receive(ctx, actor, u, NewUpload{}, r, g.Size)
	return a.Original.Size, err
}

// Sign says who sends and what it is, of all that the visitor has sent by the invitation and that no editor has looked at.
func (s *Guests) Sign(ctx context.Context, actor Actor, v Visitor, name, note string) error {
	patch := AssetPatch{SentBy: &name, SentNote: &note}
	if err := invalidFields(patch.clean()); err != nil {
		return err
	}
	hash, err := v.hash()
	if err != nil {
		return err
	}
	i, err := s.invitation(ctx, actor)
	if err != nil {
		return err
	}
	if err := i.GoesOn(s.uploads.now()); err != nil {
		return err
	}
	sent, err := s.uploads.store.OfVisitor(ctx, i.ID, hash)
	if err != nil {
		return err
	}
	for _, u := range sent {
		if err := s.sign(ctx, actor, u, patch); err != nil {
			return err
		}
	}
	return nil
}

func (s *Guests) sign(ctx context.Context, actor Actor, u Upload, p AssetPatch) error {
	if orZero(u.Metadata.SentBy) != *p.SentBy || orZero(u.Metadata.SentNote) != *p.SentNote {
		u.Metadata.SentBy, u.Metadata.SentNote = p.SentBy, p.SentNote
		if err := s.uploads.store.Describe(ctx, u.ID, u.Metadata); err != nil {
			return err
		}
	}
	if u.State != Complete {
		return nil
	}
	settled := false
	_, err := s.uploads.assets.store.Update(ctx, actor.ID, u.Asset, func(a *Asset) error {
		if settled = a.Review != ReviewWaiting || a.Binned() || a.SentBy == *p.SentBy && a.SentNote == *p.SentNote; settled {
			return NewError(Conflict, KeyStale, nil)
		}
		p.apply(a, resolved{})
		s.uploads.assets.touch(a)
		return nil
	})
	if settled || Is(err, NotFound) {
		return nil
	}
	return err
}

func orZero[T any](p *T) T {
	var v T
	set(&v, p)
	return v
}
