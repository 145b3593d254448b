package catalog

import (
	"context"
	"encoding/binary"
	"strings"
	"time"
)

// Invitation is a revocable link by which people without an account send files for one recording day. It opens nothing
// that is there.
type Invitation struct {
	ID           InvitationID
	Day          RecordingDayID
	Hash         string    // HashSecret of the code in the address
	ValidUntil   time.Time // nothing new is taken from then on; what began before has InvitationGrace more
	MaxFiles     int
	MaxBytes     int64 // of all files together
	MaxFileBytes int64
	Files        int // taken and on their way
	Bytes        int64
	CreatedBy    string
	CreatedAt    time.Time
	RevokedAt    time.Time // zero: not revoked
	RevokedBy    string
}

// InvitationGrace is how long past an invitation's time an upload that began before may go on.
const InvitationGrace = 24 * time.Hour

// The limits of an invitation unless its maker says otherwise.
const (
	invitedFiles = 500
	invitedBytes = 100_000_000_000
)

// Live reports whether the invitation takes new files by its time, however many there are.
func (i Invitation) Live(now time.Time) bool { return i.RevokedAt.IsZero() && now.Before(i.ValidUntil) }

// Takes says why a new file of so many bytes is not taken; nil when it is.
func (i Invitation) Takes(now time.Time, size int64) error {
	if err := i.Refusal(now); err != nil {
		return err
	}
	if i.Bytes+size > i.MaxBytes {
		return NewError(Conflict, KeyInvitationFull, nil)
	}
	return nil
}

// Refusal says why the invitation takes no new file at all; nil when it does.
func (i Invitation) Refusal(now time.Time) error {
	switch {
	case !i.RevokedAt.IsZero():
		return NewError(Withheld, KeyInvitationRevoked, nil)
	case !now.Before(i.ValidUntil):
		return NewError(Withheld, KeyInvitationExpired, nil)
	case i.Files >= i.MaxFiles, i.Bytes >= i.MaxBytes:
		return NewError(Conflict, KeyInvitationFull, nil)
	}
	return nil
}

// GoesOn says why an upload that began before may not go on.
func (i Invitation) GoesOn(now time.Time) error {
	switch {
	case !i.RevokedAt.IsZero():
		return NewError(Withheld, KeyInvitationRevoked, nil)
	case !now.Before(i.ValidUntil.Add(InvitationGrace)):
		return NewError(Withheld, KeyInvitationExpired, nil)
	}
	return nil
}

// guest is who comes by the invitation. What they send names it, and no person.
func (i Invitation) guest() Actor { return Actor{Kind: Guest, ID: guestPrefix + string(i.ID)} }

const guestPrefix = "guest:"

// invited finds the invitation that an actor has come by.
func (a Actor) invited() (InvitationID, bool) {
	id, ok := strings.CutPrefix(a.ID, guestPrefix)
	return InvitationID(id), ok && a.Kind == Guest
}

// InvitationStore keeps the invitations. What uploads take of one is counted by the UploadStore.
type InvitationStore interface {
	// Create stores a new invitation. Invalid when its recording day does not exist.
	Create(ctx context.Context, i Invitation) error
	// Get finds an invitation, live or not. NotFound when there is none.
	Get(ctx context.Context, id InvitationID) (Invitation, error)
	// ByHash finds an invitation by the hash of its code, live or not. NotFound when there is none.
	ByHash(ctx context.Context, hash string) (Invitation, error)
	// Of lists the invitations to a recording day, newest first.
	Of(ctx context.Context, day RecordingDayID) ([]Invitation, error)
	// Update loads the invitation under a lock, lets change alter its time and limits, and stores these.
	Update(ctx context.Context, id InvitationID, change func(*Invitation) error) (Invitation, error)
	// Revoke marks an invitation as revoked and ends the time of all that is on its way by it. One that is revoked already
	// stays as it was.
	Revoke(ctx context.Context, by string, id InvitationID, at time.Time) error
}

// The letters of a code: Crockford's base 32, which has none that look alike.
const (
	codeLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	codeLength  = 12 // 60 bits
	codeGroup   = 4
)

// codeOf derives an invitation's code from its id.
func codeOf(key []byte, id InvitationID) string {
	bits := binary.BigEndian.Uint64(derive(key, "invitation", string(id)))
	var code [codeLength]byte
	for i := range code {
		code[i] = codeLetters[bits>>59]
		bits <<= 5
	}
	return string(code[:])
}

// ReadCode reads a code as people type it: in either case, with spaces and hyphens anywhere, and with letters for the
// digits that look like them. What cannot be a code is "".
func ReadCode(typed string) string {
	if len(typed) > 100 {
		return ""
	}
	code := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u2010', '\u2011', '\u2013', '\u2014', '\u00a0':
			return -1
		case 'o':
			return '0'
		case 'i', 'l':
			return '1'
		}
		return r
	}, strings.ToLower(typed))
	if len(code) != codeLength || strings.Trim(code, codeLetters) != "" {
		return ""
	}
	return code
}

// GroupCode shows a code in groups that people can copy by hand.
func GroupCode(code string) string {
	var groups []string
	for ; len(code) > codeGroup; code = code[codeGroup:] {
		groups = append(groups, code[:codeGroup])
	}
	return strings.Join(append(groups, code), "-")
}
