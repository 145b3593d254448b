package catalog

import (
	"errors"
	"time"
)

// TakeDownID names a task to take something down.
type TakeDownID string

// TakeDownState says how far a task is.
type TakeDownState string

// The states of a task.
const (
	TakeDownOpen    TakeDownState = "open"
	TakeDownRemoved TakeDownState = "removed"
	TakeDownKept    TakeDownState = "not_removed" // it could not be removed, and the note tells why
)

// TakeDownStates lists every state.
func TakeDownStates() []TakeDownState {
	return []TakeDownState{TakeDownOpen, TakeDownRemoved, TakeDownKept}
}

// Why something has to be taken down.
const (
	CauseWithdrawn = "withdrawn"
	CauseErased    = "erased"
)

// TakeDown is a task: an asset has to go out of a post, since somebody whom it shows has said no.
type TakeDown struct {
	ID         TakeDownID
	Post       PostID
	PostedAt   time.Time // filled on reading, as all of what is known of the post
	Permalink  string
	Account    Ref
	Channel    Channel
	Library    Ref // the account's; zero: the county's
	Asset      AssetID
	AssetTitle string
	Person     PersonID
	PersonName string    // filled on reading; empty when erased, and for who may not see it
	Consent    ConsentID // empty: of an erased person
	Cause      string
	Owner      string // an Actor's ID: who posted it
	OwnerName  string // filled on reading; empty when they are gone: then the library's editors are the owner
	CreatedAt  time.Time
	DueAt      time.Time // as somebody has set it, or as it is usual
	State      TakeDownState
	ClosedAt   time.Time
	ClosedBy   string
	ClosedName string // filled on reading
	Note       string
}

// Late reports whether the task is open although its time is over.
func (t TakeDown) Late(now time.Time) bool { return t.State == TakeDownOpen && !now.Before(t.DueAt) }

// Demands are the tasks that each post of an asset gives: one for each person on it who has said no.
func Demands(a Asset) (out []TakeDown) {
	for _, shown := range a.People {
		if !shown.saysNo(a) {
			continue
		}
		t := TakeDown{Asset: a.ID, Person: shown.ID, Cause: CauseErased, State: TakeDownOpen}
		if !shown.Erased {
			t.Cause, t.Consent = CauseWithdrawn, shown.withdrawn(a)
		}
		out = append(out, t)
	}
	return out
}

// withdrawn is the permission that was taken back last.
func (p ShownPerson) withdrawn(a Asset) ConsentID {
	said := p.saidNo(&a)
	for _, permission := range p.Permissions {
		if permission.Withdrawn() && permission.covers(&a) && permission.WithdrawnAt.Equal(said) {
			return permission.Consent
		}
	}
	return ""
}

// TakeDownTerms are what an installation has settled about taking things down.
type TakeDownTerms struct {
	Days int // working days from the withdrawal to the deadline
}

// DefaultTakeDownTerms are three working days.
func DefaultTakeDownTerms() TakeDownTerms { return TakeDownTerms{Days: 3} }

// Validate checks the terms.
func (t TakeDownTerms) Validate() error {
	if t.Days < 1 || t.Days > 60 {
		return errors.New("--takedown-days must be 1 to 60")
	}
	return nil
}
