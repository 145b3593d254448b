package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// dueLetterHour is from when on letters are written, by the wall clock.
	dueLetterHour = 6
	// lateDueLetter is how many days late a letter is still of use.
	lateDueLetter = 2
	mostUnwritten = 500
)

// Write writes this week's letters to who has asked for one: on their day, or a little later where nobody was at work then.
func (s *DueReaders) Write(ctx context.Context) error {
	if !s.Mail {
		return nil
	}
	now := s.Due.Now().In(s.Due.Zone)
	var errs []error
	for late := range lateDueLetter + 1 {
		day := now.AddDate(0, 0, -late)
		if late == 0 && now.Hour() < dueLetterHour {
			continue
		}
		errs = append(errs, s.writeFor(ctx, day))
	}
	return errors.Join(errs...)
}

// writeFor writes the letters of one day.
func (s *DueReaders) writeFor(ctx context.Context, day time.Time) error {
	readers, err := s.Store.Unwritten(ctx, isoWeekday(day), day.Format(time.DateOnly), mostUnwritten)
	if err != nil {
		return err
	}
	for _, r := range readers {
		u, err := s.Users.Get(ctx, r.User)
		if err != nil {
			return fmt.Errorf("find who is written to: %w", err)
		}
		if !u.Active {
			continue
		}
		language := u.Language
		if language == "" {
			language = "nb"
		}
		told, err := s.toldUntil(r)
		if err != nil {
			return err
		}
		letter := Letter{ID: LetterID(s.NewID()), Kind: LetterDue, To: u.Email, Language: language, Reader: r.User, Days: max(0, daysBetween(told, day)), DueAt: s.Due.Now()}
		if err := s.Store.Write(ctx, r.User, day.Format(time.DateOnly), letter); err != nil {
			return err
		}
	}
	return nil
}

// toldUntil is the day from which on nobody has told a reader what is to be started on: after the week of the last letter, or
// that on which letters were asked for.
func (s *DueReaders) toldUntil(r DueReader) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, r.WrittenOn, s.Due.Zone)
	if err == nil && isoWeekday(day) == r.Weekday {
		day = day.AddDate(0, 0, weekAhead)
	}
	return day, err
}

// isoWeekday is a weekday from 1, Monday, to 7.
func isoWeekday(day time.Time) int { return (int(day.Weekday())+6)%7 + 1 }

// daysBetween counts days by the calendar.
func daysBetween(from, to time.Time) int {
	return int(civilIn(to, to.Location()) - civilIn(from, from.Location()))
}

// givenUp notes that a letter could not be sent, so that the next one tells what it would have told.
func (s *DueReaders) givenUp(ctx context.Context, l Letter) error {
	r, err := s.Store.Get(ctx, l.Reader)
	if err != nil {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, r.WrittenOn, s.Due.Zone)
	if err != nil || isoWeekday(day) != r.Weekday { // another day was asked for meanwhile
		return err
	}
	if day = day.AddDate(0, 0, -l.Days); isoWeekday(day) == r.Weekday {
		day = day.AddDate(0, 0, -weekAhead)
	}
	r.WrittenOn = day.Format(time.DateOnly)
	return s.Store.Put(ctx, r)
}

// message says what is due when the letter is sent. Withheld when nothing is, or its reader wants no more letters.
func (s *DueReaders) message(ctx context.Context, l Letter) (Message, error) {
	nothing := NewError(Withheld, KeyLinkGone, nil)
	r, err := s.Store.Get(ctx, l.Reader)
	if err != nil {
		return Message{}, err
	}
	u, err := s.Users.Get(ctx, l.Reader)
	if err != nil {
		return Message{}, err
	}
	if r.Weekday == 0 || !u.Active {
		return Message{}, nothing
	}
	week, err := s.week(ctx, r, u, r.WrittenOn, l.Days)
	if err != nil {
		return Message{}, err
	}
	if len(week.Items) == 0 {
		return Message{}, nothing
	}
	l.Count = len(week.Items)
	path := week.Path()
	if path == "" {
		path = "/due"
	}
	return Message{Letter: l, Path: path, Stop: s.stopPath(r.User), Week: &week}, nil
}

// stopPath is where a reader of the letter asks for no more of them, without signing in.
func (s *DueReaders) stopPath(user UserID) string {
	return "/due/stop/" + stopCode(s.Key, dueStop, user)
}

// dueStop tells the addresses apart by which these letters are stopped.
const dueStop = "due stop"

// stopped finds whose letters an address stops. Withheld when that is nobody.
func (s *DueReaders) stopped(ctx context.Context, code string) (DueReader, error) {
	user, err := stopUser(s.Key, dueStop, code)
	if err != nil {
		return DueReader{}, err
	}
	r, err := s.Store.Get(ctx, user)
	return r, goneFor(err)
}

// MayStop reports whether an address stops anybody's letters: nil, or Withheld.
func (s *DueReaders) MayStop(ctx context.Context, code string) error {
	_, err := s.stopped(ctx, code)
	return err
}

// Stop ends the letters of whoever got the address in one. The page stays. Stopping again changes nothing.
func (s *DueReaders) Stop(ctx context.Context, code string) error {
	r, err := s.stopped(ctx, code)
	if err != nil || r.Weekday == 0 {
		return err
	}
	r.Weekday = 0
	return s.Store.Put(ctx, r)
}
