package api

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// moments reads times that people give, and collects what could not be read.
type moments struct {
	zone    *time.Location
	refused []catalog.FieldError
}

// start reads an RFC 3339 time, or a day, which begins at midnight. Nothing gives the zero time.
func (m *moments) start(at, s string) time.Time { return m.read(at, s, 0) }

// end reads an RFC 3339 time, or a day, which ends at the midnight after it.
func (m *moments) end(at, s string) time.Time { return m.read(at, s, 1) }

func (m *moments) read(at, s string, days int) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, s, m.zone)
	if err == nil {
		t = t.AddDate(0, 0, days)
	} else {
		t, err = time.Parse(time.RFC3339, s)
	}
	// What lies in another year by UTC than that of four digits which was sent cannot be written in an answer.
	if year := t.UTC().Year(); err != nil || year < 2 || year > 9999 {
		m.refused = append(m.refused, catalog.FieldError{Location: at, Key: catalog.KeyBadTime, Args: catalog.Args{"value": s}})
	}
	return t
}

func (m *moments) err() error { return refuseFields(m.refused) }

// orNever is nil for the zero time.
func orNever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
