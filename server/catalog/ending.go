package catalog

import (
	"context"
	"fmt"
	"time"
)

// WarnDays lists how many days before its end a consent is warned of, the longest time first.
func WarnDays() []int { return []int{90, 30, 7} }

// EndingStore finds consents that end, or of which somebody wanted to be reminded.
type EndingStore interface {
	// Ending lists consents that stand, end before a time or are to be reminded of by now, and that no later consent of the
	// same person for the same replaces: of the persons whose records the library keeps, or of all; the first to end first.
	Ending(ctx context.Context, library LibraryID, now, until time.Time, limit int) ([]Consent, error)
	// CountEnding tells how many those are: of all, or of those given for a recording day.
	CountEnding(ctx context.Context, library LibraryID, day string, now, until time.Time) (int, error)
	// Contacts tells how persons can be reached, of those of whom it is known.
	Contacts(ctx context.Context, people []PersonID) (map[PersonID]string, error)
	// Unwarned lists consents that end before a time and that nobody was warned of within days or fewer, with the library that
	// keeps the record.
	Unwarned(ctx context.Context, now, until time.Time, days, limit int) (map[ConsentID]LibraryID, error)
	// Unreminded lists consents that are to be reminded of by now, and that nobody was reminded of since that time.
	Unreminded(ctx context.Context, now time.Time, limit int) (map[ConsentID]LibraryID, error)
	// Warn notes that of consents was warned within days, or with 0 that was reminded of them, and stores the letters that do
	// so: nothing of it when somebody else did meanwhile for one of them.
	Warn(ctx context.Context, ids []ConsentID, days int, at time.Time, letters []Letter) error
}

// Endings warns of consents that end.
type Endings struct {
	store EndingStore
	users UserStore
	mail  bool
	now   Clock
	newID IDSource
}

// NewEndings makes the service that warns. Without mail it only notes that it did: the pages show what ends.
func NewEndings(store EndingStore, users UserStore, mail bool, now Clock, newID IDSource) *Endings {
	return &Endings{store, users, mail, now, newID}
}

// Warn warns once of each consent that ends within 90, 30 and 7 days, and on the day for which somebody wanted to be reminded
// of it: whoever keeps the records is written to. One that comes to light late is warned of once, for the days that are left.
func (s *Endings) Warn(ctx context.Context) error {
	if err := s.warn(ctx, reminder); err != nil {
		return fmt.Errorf("remind of consents: %w", err)
	}
	days := WarnDays()
	for i := len(days) - 1; i >= 0; i-- {
		if err := s.warn(ctx, days[i]); err != nil {
			return fmt.Errorf("warn of consents that end in %d days: %w", days[i], err)
		}
	}
	return nil
}

func (s *Endings) warn(ctx context.Context, days int) error {
	now := s.now()
	for {
		found, err := s.due(ctx, now, days)
		if err != nil || len(found) == 0 {
			return err
		}
		var ids []ConsentID
		counts := map[LibraryID]int{}
		for id, library := range found {
			ids = append(ids, id)
			counts[library]++
		}
		letters, err := s.letters(ctx, counts, days, now)
		if err != nil {
			return err
		}
		if err := s.store.Warn(ctx, ids, days, now, letters); err != nil {
			return err
		}
		if len(found) < mostEnding {
			return nil
		}
	}
}

// reminder stands in the place of days where somebody has chosen the day.
const reminder = 0

func (s *Endings) due(ctx context.Context, now time.Time, days int) (map[ConsentID]LibraryID, error) {
	if days == reminder {
		return s.store.Unreminded(ctx, now, mostEnding)
	}
	return s.store.Unwarned(ctx, now, now.AddDate(0, 0, days), days, mostEnding)
}

// letters writes to who keeps the records of each library.
func (s *Endings) letters(ctx context.Context, counts map[LibraryID]int, days int, now time.Time) ([]Letter, error) {
	if !s.mail {
		return nil, nil
	}
	var users []User
	for cursor := ""; ; {
		page, err := s.users.List(ctx, ListFilter{Cursor: cursor, Limit: 1000})
		if err != nil {
			return nil, err
		}
		if users = append(users, page.Items...); page.Next == "" {
			break
		}
		cursor = page.Next
	}
	kind := LetterEnding
	if days == reminder {
		kind = LetterReminder
	}
	var out []Letter
	for library, count := range counts {
		for _, u := range keepers(users, library) {
			language := u.Language
			if language == "" {
				language = "nb"
			}
			out = append(out, Letter{ID: LetterID(s.newID()), Kind: kind, To: u.Email, Language: language, Count: count, Days: days, DueAt: now})
		}
	}
	return out, nil
}

// keepers are who is written to about the records of a library: its own editors, or else the county's and the privacy
// officers.
func keepers(users []User, library LibraryID) []User {
	var own, others []User
	for _, u := range users {
		switch {
		case !u.Active:
		case u.Role == Editor && library != "" && LibraryID(u.Library.ID) == library:
			own = append(own, u)
		case u.Role == CountyEditor, u.Role == PrivacyOfficer:
			others = append(others, u)
		}
	}
	if len(own) > 0 {
		return own
	}
	return others
}
