package catalog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// LetterID names a letter.
type LetterID string

// What letters are there for. The locale files hold "mail.<kind>.subject" and "mail.<kind>.body" for each.
const (
	LetterCopy     = "copy"     // what somebody has signed, with their personal link
	LetterRenewal  = "renewal"  // asks to agree anew
	LetterEnding   = "ending"   // tells who keeps records that consents end
	LetterReminder = "reminder" // tells them that they wanted to be reminded of consents
	LetterDue      = "due"      // tells what is due this week
	LetterAnswer   = "answer"   // reminds of comments that wait for an answer
)

// LetterKinds lists every kind of letter.
func LetterKinds() []string {
	return []string{LetterCopy, LetterRenewal, LetterEnding, LetterReminder, LetterDue, LetterAnswer}
}

// Letter is an e-mail that waits to be sent. It holds no names.
type Letter struct {
	ID       LetterID
	Kind     string
	To       string // an e-mail address
	Language string
	Link     ConsentLinkID // whose address it tells; empty: none
	Reader   UserID        // who follows the due list or answers comments; empty: it is of something else
	Count    int           // of consents, of what is due, or of posts
	Days     int           // within which they end; 0 for a reminder; of what is due: the days before it that no letter has told of
	Tries    int
	DueAt    time.Time
}

// LetterStore keeps letters until they are sent.
type LetterStore interface {
	// Due lists letters whose time has come, the longest waiting first.
	Due(ctx context.Context, now time.Time, limit int) ([]Letter, error)
	// Later gives a letter another time after a try that failed.
	Later(ctx context.Context, id LetterID, at time.Time) error
	// Done removes a letter.
	Done(ctx context.Context, id LetterID) error
}

// Message is a letter with all that stands in it.
type Message struct {
	Letter
	Path    string // of the page it leads to, from the program's own address
	Consent Consent
	Text    []TextBlock // that was read
	Week    *DueWeek    // nil unless it tells what is due
	Stop    string      // where no more of them are asked for; empty: it is sent once
}

// Postman sends letters. One whose address will never take it comes back with Invalid.
type Postman interface {
	Send(ctx context.Context, m Message) error
}

// Letters sends what waits.
type Letters struct {
	store    LetterStore
	signings *Signings
	due      *DueReaders
	answers  *AnswerReaders
	postman  Postman
	now      Clock
	log      *slog.Logger
}

// NewLetters makes the service that sends letters.
func NewLetters(store LetterStore, signings *Signings, due *DueReaders, answers *AnswerReaders, postman Postman, now Clock, log *slog.Logger) *Letters {
	return &Letters{store, signings, due, answers, postman, now, log}
}

const (
	lettersAtOnce = 50
	mostPosts     = 12 // tries, over about three days
)

// Send sends what is due. A letter that cannot be sent now waits longer each time; one that never can is given up.
func (s *Letters) Send(ctx context.Context) error {
	due, err := s.store.Due(ctx, s.now(), lettersAtOnce)
	for _, l := range due {
		err = errors.Join(err, s.send(ctx, l))
	}
	return err
}

func (s *Letters) send(ctx context.Context, l Letter) error {
	write := s.signings.message
	switch l.Kind {
	case LetterDue:
		write = s.due.message
	case LetterAnswer:
		write = s.answers.message
	}
	m, err := write(ctx, l)
	switch {
	case Is(err, NotFound), Is(err, Withheld): // nobody is to be written to any more
		return s.store.Done(ctx, l.ID)
	case err != nil:
		return err
	}
	err = s.postman.Send(ctx, m)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		return s.store.Done(ctx, l.ID)
	}
	if Is(err, Invalid) || l.Tries+1 >= mostPosts {
		s.log.WarnContext(ctx, "a letter is given up", slog.String("kind", l.Kind), slog.Int("tries", l.Tries+1))
		if l.Kind == LetterDue && !Is(err, Invalid) {
			if err := s.due.givenUp(ctx, l); err != nil {
				return err
			}
		}
		return s.store.Done(ctx, l.ID)
	}
	wait := time.Minute << min(l.Tries, 10)
	if late := s.store.Later(ctx, l.ID, s.now().Add(wait)); late != nil {
		return fmt.Errorf("put off letter: %w", late)
	}
	s.log.WarnContext(ctx, "a letter has to wait", slog.String("kind", l.Kind), slog.Any("error", err))
	return nil
}
