package main

import (
	"context"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// What is asked for, as the table names it.
const (
	plainSearch  = "a page of a plain search"
	coldPage     = "after a start: the first page"
	coldMonth    = "after a start: the county's month"
	makingReady  = "after a start: making ready, in the background"
	readyPage    = "when it is ready: the first page"
	readyMonth   = "when it is ready: the county's month"
	pageChanged  = "first page after a change"
	pageAgain    = "first page"
	monthChanged = "county's month after a change"
	monthPosted  = "county's month after a post was logged"
	monthOld     = "county's month after a change, when what was kept is old"
	monthAgain   = "county's month"
	seenCard     = "what audiences have seen of 24 files"
	seenMany     = "the same of 100"
)

const (
	mostPage  = 150 * time.Millisecond
	mostMonth = time.Second
	old       = 61 * time.Second
)

var actor = catalog.SystemActor("bench")

// each does something with each side in turn.
func each(sides []*side, do func(*side) error) error {
	for _, s := range sides {
		if err := do(s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// starting starts each again and again, and asks: at once, and when it has made itself ready.
func (c *config) starting(ctx context.Context, sides []*side) error {
	for range c.starts {
		for _, ready := range []bool{false, true} {
			err := each(sides, func(s *side) error { return s.started(ctx, ready) })
			if err != nil {
				return err
			}
		}
	}
	return each(sides, func(s *side) error { return s.start(ctx) })
}

func (s *side) started(ctx context.Context, ready bool) error {
	if err := s.start(ctx); err != nil {
		return err
	}
	page, county := coldPage, coldMonth
	if ready {
		page, county = readyPage, readyMonth
		if err := s.time(makingReady, func() error { return s.due.Warm(ctx) }); err != nil {
			return err
		}
	}
	if err := s.time(page, func() error { return s.page(ctx, 0, "") }); err != nil {
		return err
	}
	if err := s.time(county, func() error { return s.month(ctx) }); err != nil {
		return err
	}
	return s.stop()
}

// pages asks for first pages of the county and of each library, and for searches beside them.
func (c *config) pages(ctx context.Context, sides []*side) error {
	for i := range c.rounds {
		err := each(sides, func(s *side) error {
			if err := s.search(ctx, i); err != nil {
				return err
			}
			library, name := "", pageAgain
			if i%2 == 1 {
				library = fmt.Sprintf("l%02d", i%c.libraries)
			}
			if i%3 == 0 {
				name = pageChanged
				if err := s.change(ctx); err != nil {
					return err
				}
			}
			return s.time(name, func() error { return s.page(ctx, 0, library) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *side) search(ctx context.Context, i int) error {
	return s.time(plainSearch, func() error {
		_, err := s.assets.Find(ctx, actor, catalog.Query{Text: fmt.Sprintf("emne%03d", i*7%words), Limit: 24})
		return err
	})
}

func (s *side) page(ctx context.Context, limit int, library string) error {
	_, err := s.due.List(ctx, actor, catalog.DueFilter{Library: library, Limit: limit})
	return err
}

// county asks for whole months of the whole county in every state in which they may be asked for.
func (c *config) county(ctx context.Context, sides []*side) error {
	for range c.months {
		for _, state := range []struct {
			name  string
			later time.Duration
			do    func(*side, context.Context) error
		}{
			{monthChanged, 0, (*side).change}, {monthPosted, 0, (*side).post}, {monthOld, old, (*side).change}, {monthAgain, 0, nil},
		} {
			err := each(sides, func(s *side) error {
				s.later += state.later
				if state.do != nil {
					if err := state.do(s, ctx); err != nil {
						return err
					}
				}
				return s.time(state.name, func() error { return s.month(ctx) })
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// month goes through all pages of the county's month.
func (s *side) month(ctx context.Context) error {
	f := catalog.DueFilter{From: at, To: at.AddDate(0, 1, 0), Limit: 1000}
	for s.items, s.proposals = 0, 0; ; {
		list, err := s.due.List(ctx, actor, f)
		if err != nil {
			return err
		}
		for _, i := range list.Items {
			s.items, s.proposals = s.items+1, s.proposals+len(i.Proposals)
		}
		if f.Cursor = list.Next; f.Cursor == "" {
			return nil
		}
	}
}

// exposures asks what audiences have seen: of as many files as a page of a search shows, and of a hundred.
func (c *config) exposures(ctx context.Context, sides []*side) error {
	for i := range c.rounds {
		err := each(sides, func(s *side) error {
			for _, of := range []struct {
				n    int
				name string
			}{{24, seenCard}, {100, seenMany}} {
				ids := make([]catalog.AssetID, of.n)
				for j := range ids {
					ids[j] = catalog.AssetID(fmt.Sprintf("a%08d", (i*of.n+j)*7919%c.assets))
				}
				if err := s.time(of.name, func() error { _, err := s.due.Exposures.Seen(ctx, ids, at); return err }); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
