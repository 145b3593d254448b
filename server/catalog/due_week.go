package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// DueWeek is what is due this week, as the page and the letter tell it.
type DueWeek struct {
	DueReader
	DueList
	service *DueReaders
}

// Bounds of what the letter and the page tell.
const (
	weekAhead  = 7            // days
	nearAhead  = 3 * dueAhead // days within which is told every week what is to be worked on
	mostOfWeek = 30           // of what is near
	mostBegun  = 30           // of what is told beside that because people are to start on it
)

// Open finds what the page of an address shows. Withheld when it was revoked, or its owner may come in no more.
func (s *DueReaders) Open(ctx context.Context, token string) (DueWeek, error) {
	r, u, err := s.enter(ctx, token)
	if err != nil {
		return DueWeek{}, err
	}
	return s.week(ctx, r, u, s.today(), 0)
}

// Path is where the page stands, from the program's own address; empty when there is none.
func (w DueWeek) Path() string {
	if token := w.service.Token(w.DueReader); token != "" {
		return "/due/" + token
	}
	return ""
}

// week is what comes, or is to be worked on, within a week of whole days from a day on. What was to be started on in so many days
// before it was told by no letter.
func (s *DueReaders) week(ctx context.Context, r DueReader, u User, day string, untold int) (DueWeek, error) {
	from, err := time.ParseInLocation(time.DateOnly, day, s.Due.Zone)
	if err != nil {
		return DueWeek{}, err
	}
	to := from.AddDate(0, 0, weekAhead)
	f := DueFilter{Library: string(r.Library.ID), DueBy: to, To: to.AddDate(0, 0, mostLead+1)}
	list, err := s.Due.list(ctx, u.Actor(), f, func(_ DueFilter, coming []*Occurrence) ([]*Occurrence, string, error) {
		return ofWeek(coming, from, to, from.AddDate(0, 0, -untold)), "", nil
	})
	return DueWeek{DueReader: r, DueList: list, service: s}, err
}

// ofWeek chooses what comes first, as far as it is near and there is room. What is further ahead, or finds no room, is told in
// the week in which its lead time begins, or later where it began after told and no letter was written; where that is too much, what
// takes longest to prepare.
func ofWeek(coming []*Occurrence, from, to, told time.Time) []*Occurrence {
	near := slices.IndexFunc(coming, func(o *Occurrence) bool { return !o.StartsAt.Before(from.AddDate(0, 0, nearAhead)) })
	if near < 0 {
		near = len(coming)
	}
	near = min(near, mostOfWeek)
	var begun []*Occurrence
	for _, o := range coming[near:] {
		if !o.Deadline.Before(told) && o.Deadline.Before(to) {
			begun = append(begun, o)
		}
	}
	slices.SortStableFunc(begun, func(a, b *Occurrence) int { return cmp.Compare(b.Offer.LeadDays, a.Offer.LeadDays) })
	out := slices.Concat(coming[:near], begun[:min(len(begun), mostBegun)])
	slices.SortFunc(out, func(a, b *Occurrence) int { return occurrenceSpot(a).compare(occurrenceSpot(b)) })
	return out
}
