package catalog

import "context"

// ConsentState says whether somebody has agreed to be shown.
type ConsentState string

// The states of consent.
const (
	ConsentMissing ConsentState = "missing"
	ConsentGiven   ConsentState = "given"
)

// Consents tells who of those who were present on a recording day has agreed to be shown.
type Consents interface {
	// OfDay gives a state for each person of a day, in the order of day.People.
	OfDay(ctx context.Context, day RecordingDay) ([]ConsentState, error)
}

// NoConsents is an installation in which no consents can be recorded: nobody has given any.
type NoConsents struct{}

// OfDay implements Consents.
func (NoConsents) OfDay(_ context.Context, day RecordingDay) ([]ConsentState, error) {
	out := make([]ConsentState, len(day.People))
	for i := range out {
		out[i] = ConsentMissing
	}
	return out, nil
}
