package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// bar is how long the processors may be at a page.
const bar = 100 * time.Millisecond

// question is something that is asked of the program, and what of it the database alone does; nil: nothing that is alike. n
// tells the rounds apart.
type question struct {
	what       string
	ask, alone func(ctx context.Context, n int) error
	writes     bool // no page
}

// ask measures all questions, the program's and the database's by turns.
func (m *measurement) ask(ctx context.Context, out io.Writer, name string) error {
	table := report.NewTable(out, fmt.Sprintf("%s: %d planned posts of %d libraries, each asked for %d times", name, len(m.rows)*inRow, m.libraries, m.rounds),
		"What", "Median", "Slowest", "Processor of the program, mean", "Bar", "The database alone, median")
	questions, err := m.questions(ctx)
	if err != nil {
		return err
	}
	for _, q := range questions {
		var took, alone report.Durations
		var spent time.Duration
		for n := range m.rounds {
			start := time.Now()
			used, err := m.process.Using(func() error { return q.ask(ctx, n) })
			if err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
			took, spent = append(took, time.Since(start)), spent+used
			if q.alone == nil {
				continue
			}
			start = time.Now()
			if err := q.alone(ctx, n); err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
			alone = append(alone, time.Since(start))
		}
		beside := "–"
		if q.alone != nil {
			beside = alone.P50()
		}
		spent /= time.Duration(m.rounds)
		verdict := "–"
		if !q.writes {
			verdict = report.Below(spent, bar)
		}
		table.Row(q.what, took.P50(), took.Worst(), report.Milliseconds(spent), verdict, beside)
	}
	return table.End()
}

// month is the first day of one of the 24 months around now.
func (m *measurement) month(n int) time.Time {
	return time.Date(m.first.Year(), m.first.Month()+time.Month(n%24-12), 1, 0, 0, 0, 0, time.UTC)
}

func (m *measurement) questions(ctx context.Context) ([]question, error) {
	var own, library struct {
		URL string `json:"url"`
	}
	if err := m.send(ctx, http.MethodPost, "/calendar-feeds", map[string]any{}, &own); err != nil {
		return nil, err
	}
	if err := m.send(ctx, http.MethodPost, "/calendar-feeds", map[string]any{"library": m.homes[0]}, &library); err != nil {
		return nil, err
	}
	view := func(what, query string) question {
		return question{what: what, ask: func(ctx context.Context, n int) error {
			return m.page(ctx, "/plan?at="+m.month(n).Format(time.DateOnly)+query)
		}, alone: func(ctx context.Context, n int) error {
			return m.alone.read(ctx, between(m.month(n), m.month(n).AddDate(0, 1, 0)))
		}}
	}
	path := func(what, path string) question {
		return question{what: what, ask: func(ctx context.Context, _ int) error { return m.page(ctx, path) }}
	}
	feed := func(what, address string) (question, error) {
		u, err := url.Parse(address)
		return path(what, u.Path), err
	}
	ownFeed, err := feed("the calendar of one's own posts", own.URL)
	if err != nil {
		return nil, err
	}
	libraryFeed, err := feed("the calendar of a library", library.URL)
	if err != nil {
		return nil, err
	}
	libraryFeed.alone = func(ctx context.Context, _ int) error {
		return m.alone.read(ctx, fmt.Sprintf("library = '%s'", m.homes[0]))
	}
	return append([]question{
		view("a month", ""), view("a month of one library", "&library="+m.homes[0]), view("a month as a list", "&view=list"), view("a week", "&view=week"),
		path("what waits for somebody", "/plan?view=waiting"), path("a post of a row", "/plan/"+m.rows[0]), path("the form of a post", "/plan/"+m.rows[0]+"/edit"), ownFeed, libraryFeed,
		{what: "a month over the API", ask: func(ctx context.Context, n int) error {
			q := url.Values{"from": {m.month(n).Format(time.RFC3339)}, "to": {m.month(n).AddDate(0, 1, 0).Format(time.RFC3339)}, "limit": {"1000"}}
			_, err := m.api.Get(ctx, "/api/v1/plan?"+q.Encode())
			return err
		}, alone: func(ctx context.Context, n int) error {
			return m.alone.read(ctx, between(m.month(n), m.month(n).AddDate(0, 1, 0)))
		}},
	}, m.writes()...), nil
}

// writes move posts, and make, alter, lengthen and remove rows: those of this run's rounds.
func (m *measurement) writes() []question {
	made := map[int]string{}
	day := func(n int) time.Time { return m.first.AddDate(0, 0, n).Add(10 * time.Hour) }
	return []question{
		{what: "move a post", writes: true, ask: func(ctx context.Context, n int) error {
			return m.send(ctx, http.MethodPatch, "/plan/"+m.rows[n%len(m.rows)], map[string]any{"planned_at": day(n)}, nil)
		}, alone: func(ctx context.Context, n int) error {
			at := day(n + 1).UnixMicro()
			return m.alone.do(ctx, "UPDATE plan_items SET planned_at = %d, sort_at = %d, version = version + 1 WHERE id = '%s'", at, at, m.rows[n%len(m.rows)])
		}},
		{what: fmt.Sprintf("plan a row of %d", inRow), writes: true, ask: func(ctx context.Context, n int) error {
			var p struct{ ID string }
			err := m.send(ctx, http.MethodPost, "/plan", m.row(n), &p)
			made[n] = p.ID
			return err
		}, alone: func(ctx context.Context, n int) error {
			if err := m.alone.copies(ctx, made[n]); err != nil {
				return err
			}
			return m.alone.do(ctx, "DELETE FROM plan_items WHERE slot = 'alone'")
		}},
		{what: "alter all of it", writes: true, ask: func(ctx context.Context, n int) error {
			return m.send(ctx, http.MethodPatch, "/plan/"+made[n]+"?scope=all", map[string]any{"caption": "Noe annet"}, nil)
		}, alone: func(ctx context.Context, n int) error {
			return m.alone.do(ctx, "UPDATE plan_items SET caption = 'Noe', folded = 'noe', version = version + 1 WHERE slot = (SELECT slot FROM plan_items WHERE id = '%s')", made[n])
		}},
		{what: "remove it", writes: true, ask: func(ctx context.Context, n int) error {
			return m.send(ctx, http.MethodDelete, "/plan/"+made[n]+"?scope=all", nil, nil)
		}},
		{what: fmt.Sprintf("make a row of one post, %d longer", inRow-1), writes: true, ask: func(ctx context.Context, n int) error {
			var p struct{ ID string }
			one := m.row(n)
			delete(one, "repeat")
			if err := m.send(ctx, http.MethodPost, "/plan", one, &p); err != nil {
				return err
			}
			return m.send(ctx, http.MethodPost, "/plan/"+p.ID+"/repeat", map[string]any{"rrule": fmt.Sprintf("FREQ=WEEKLY;COUNT=%d", inRow)}, nil)
		}},
	}
}
