package catalog

import (
	"context"
	"fmt"
	"time"
)

// AnswerWait are comments that wait for an answer: those of posts that were posted after From and until To. Today is when the
// day began.
type AnswerWait struct{ From, To, Today time.Time }

// AnswerReaderStore keeps who is reminded by letters of comments that wait for them.
type AnswerReaderStore interface {
	// Stopped reports whether a user wants no such letters.
	Stopped(ctx context.Context, user UserID) (bool, error)
	// Stop stores whether a user wants no such letters.
	Stop(ctx context.Context, user UserID, stopped bool) error
	// Waiting lists the active users for whom comments wait of which no letter has told them, but for those who want none and
	// those who were written to today.
	Waiting(ctx context.Context, w AnswerWait, limit int) ([]UserID, error)
	// Write stores a letter that tells its reader of what waits, unless they were written to today or want none.
	Write(ctx context.Context, w AnswerWait, letter Letter) error
}

// AnswerReaderDeps are what reminding of comments needs. Addresses are derived with Key, at least 32 secret bytes; days begin in
// Zone.
type AnswerReaderDeps struct {
	Store AnswerReaderStore
	Users UserStore
	Posts PostStore
	Key   []byte
	Zone  *time.Location
	Mail  bool // letters are sent
	Now   Clock
	NewID IDSource
}

// AnswerReaders is the service that reminds of comments by letters: on the day by which they should be answered, once for each
// post, and one letter a day at most.
type AnswerReaders struct{ AnswerReaderDeps }

// NewAnswerReaders makes the service.
func NewAnswerReaders(deps AnswerReaderDeps) *AnswerReaders { return &AnswerReaders{deps} }

// wait is what waits today.
func (s *AnswerReaders) wait() AnswerWait {
	now := s.Now().In(s.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.Zone)
	return AnswerWait{From: now.Add(-answerForgot), To: today.AddDate(0, 0, 1).Add(-AnswerWithin), Today: today}
}

// Write writes today's letters.
func (s *AnswerReaders) Write(ctx context.Context) error {
	now := s.Now()
	if !s.Mail || now.In(s.Zone).Hour() < dueLetterHour {
		return nil
	}
	wait := s.wait()
	users, err := s.Store.Waiting(ctx, wait, mostUnwritten)
	if err != nil {
		return err
	}
	for _, id := range users {
		u, err := s.Users.Get(ctx, id)
		if err != nil {
			return fmt.Errorf("find who is written to: %w", err)
		}
		language := u.Language
		if language == "" {
			language = "nb"
		}
		letter := Letter{ID: LetterID(s.NewID()), Kind: LetterAnswer, To: u.Email, Language: language, Reader: id, DueAt: now}
		if err := s.Store.Write(ctx, wait, letter); err != nil {
			return err
		}
	}
	return nil
}

// message says for how many posts somebody has to answer comments when the letter is sent. Withheld when there are none, or its
// reader wants no such letters.
func (s *AnswerReaders) message(ctx context.Context, l Letter) (Message, error) {
	nothing := NewError(Withheld, KeyLinkGone, nil)
	u, err := s.Users.Get(ctx, l.Reader)
	if err != nil {
		return Message{}, err
	}
	stopped, err := s.Store.Stopped(ctx, l.Reader)
	if err != nil {
		return Message{}, err
	}
	if stopped || !u.Active || MayPost(u.Actor()) != nil {
		return Message{}, nothing
	}
	posts, err := s.Posts.FollowUps(ctx, FollowUpFilter{Now: s.Now(), By: string(l.Reader), Limit: MostFollowUps})
	if err != nil {
		return Message{}, err
	}
	wait := s.wait()
	for _, p := range posts {
		if p.AnsweredAt.IsZero() && p.PostedAt.After(wait.From) && !p.PostedAt.After(wait.To) {
			l.Count++
		}
	}
	if l.Count == 0 {
		return Message{}, nothing
	}
	return Message{Letter: l, Path: "/posts/follow-ups", Stop: "/answers/stop/" + stopCode(s.Key, answerStop, l.Reader)}, nil
}

// answerStop tells the addresses apart by which these letters are stopped.
const answerStop = "answer stop"

// Wants reports whether the actor is written to when comments wait. Only people are.
func (s *AnswerReaders) Wants(ctx context.Context, actor Actor) (bool, error) {
	if err := MayPost(actor); err != nil || actor.Kind != Person {
		return false, err
	}
	stopped, err := s.Store.Stopped(ctx, UserID(actor.ID))
	return !stopped, err
}

// SetWants changes whether the actor is written to when comments wait.
func (s *AnswerReaders) SetWants(ctx context.Context, actor Actor, wants bool) error {
	if err := MayPost(actor); err != nil {
		return err
	}
	if err := PeopleOnly(actor); err != nil {
		return err
	}
	return s.Store.Stop(ctx, UserID(actor.ID), !wants)
}

// MayStop reports whether a code stops anybody's letters: nil, or Withheld.
func (s *AnswerReaders) MayStop(ctx context.Context, code string) error {
	user, err := stopUser(s.Key, answerStop, code)
	if err == nil {
		_, err = s.Users.Get(ctx, user)
	}
	return goneFor(err)
}

// Stop ends the letters of whoever got the code in one. Stopping again changes nothing.
func (s *AnswerReaders) Stop(ctx context.Context, code string) error {
	if err := s.MayStop(ctx, code); err != nil {
		return err
	}
	return s.Store.Stop(ctx, UserID(code[stopLength:]), true)
}
