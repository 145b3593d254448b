package catalog

import "context"

// ConsentState says how it stands with somebody's permission to be shown.
type ConsentState string

// The states of consent.
const (
	ConsentMissing   ConsentState = "missing"
	ConsentGiven     ConsentState = "given"
	ConsentNotYet    ConsentState = "not_yet" // begins later
	ConsentExpired   ConsentState = "expired"
	ConsentWithdrawn ConsentState = "withdrawn"
)

// ConsentStates lists the states of consents that were ever given.
func ConsentStates() []ConsentState {
	return []ConsentState{ConsentGiven, ConsentNotYet, ConsentExpired, ConsentWithdrawn}
}

// DayConsents tells who of those who were present on a recording day has agreed to be shown.
type DayConsents interface {
	// OfDay gives a state for each person of a day, in the order of day.People.
	OfDay(ctx context.Context, day RecordingDay) ([]ConsentState, error)
}
