package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// What the names of folders may stand for.
const (
	FoldersDays   = "days"
	FoldersSeries = "series"
)

// mapping finds the recording day or the series that a folder names. Each folder is told of once.
type mapping struct {
	client *Client
	kind   string
	create bool
	strict bool
	report *report

	days      []day
	series    []namedEntry
	libraries []library
	known     map[string]target
}

// target is what a folder stands for. err, when set, says why it stands for nothing.
type target struct {
	field, id string // of a description
	err       error
}

type namedEntry struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type day struct {
	namedEntry
	Date  string      `json:"date"`
	Until string      `json:"until"` // the last date of one that lasts several
	Place *namedEntry `json:"place"`
}

type library struct {
	namedEntry
	Slug         string   `json:"slug"`
	Municipality string   `json:"municipality"`
	Aliases      []string `json:"aliases"`
}

// load reads what folders may stand for.
func (m *mapping) load(ctx context.Context) (err error) {
	m.known = map[string]target{}
	switch m.kind {
	case FoldersDays:
		if m.days, err = all[day](ctx, m.client, "/recording-days"); err == nil {
			m.libraries, err = all[library](ctx, m.client, "/libraries")
		}
	case FoldersSeries:
		m.series, err = all[namedEntry](ctx, m.client, "/series")
	}
	return err
}

// all reads every page of a register.
func all[T any](ctx context.Context, c *Client, register string) ([]T, error) {
	var out []T
	for cursor, more := "", true; more; {
		var page struct {
			Items []T     `json:"items"`
			Next  *string `json:"next_cursor"`
		}
		err := c.again(ctx, func() error {
			return c.Call(ctx, http.MethodGet, register+"?limit=1000&cursor="+url.QueryEscape(cursor), nil, &page)
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", register, err)
		}
		if out = append(out, page.Items...); page.Next != nil {
			cursor = *page.Next
		}
		more = page.Next != nil && *page.Next != ""
	}
	return out, nil
}

// describe adds what the folders above a file stand for to what is said of it. The innermost that stands for something
// counts. With strict, files of folders that stand for nothing are refused; else they go in without.
func (m *mapping) describe(ctx context.Context, f folder, about Description) (Description, error) {
	if m.kind == "" || len(f.media) == 0 {
		return about, nil
	}
	t := m.find(ctx, f)
	var lost *unreachable
	switch {
	case errors.As(t.err, &lost), t.err != nil && ctx.Err() != nil:
		return nil, t.err
	case t.err != nil && m.strict:
		return nil, &fileError{classRefused, t.err.Error(), nil}
	case t.err != nil:
		return about, nil
	}
	with := Description{t.field: t.id}
	for k, v := range about {
		with[k] = v
	}
	return with, nil
}

// find looks at a folder and at those above it, up to the one that was named.
func (m *mapping) find(ctx context.Context, f folder) target {
	path := f.path
	for above := f.above; above >= 0; above-- {
		if t, ok := m.once(path, func() (target, bool) { return m.standsFor(ctx, filepath.Base(path)) }); ok {
			return t
		}
		path = filepath.Dir(path)
	}
	subject := f.path
	if m.kind == FoldersSeries { // the first folder below the one that was named
		for range f.above - 1 {
			subject = filepath.Dir(subject)
		}
	}
	t, _ := m.once(subject+"/", func() (target, bool) { return m.nothing(ctx, filepath.Base(subject)), true })
	return t
}

// once asks about a folder the first time and remembers the answer.
func (m *mapping) once(path string, ask func() (target, bool)) (target, bool) {
	if t, ok := m.known[path]; ok {
		return t, t.field != "" || t.err != nil
	}
	before := len(m.days) + len(m.series)
	t, ok := ask()
	m.known[path] = t
	if ok {
		entry := Folder{Folder: strings.TrimSuffix(path, "/"), Created: len(m.days)+len(m.series) > before}
		switch {
		case t.err != nil:
			entry.Error = t.err.Error()
		case m.kind == FoldersDays:
			entry.RecordingDay = t.id
		default:
			entry.Series = t.id
		}
		m.report.folder(entry)
	}
	return t, ok
}

// standsFor reports whether a folder's name is meant as a day or is that of a series, and which one it is.
func (m *mapping) standsFor(ctx context.Context, name string) (target, bool) {
	if m.kind == FoldersSeries {
		same := slices.DeleteFunc(slices.Clone(m.series), func(s namedEntry) bool { return fold(strings.TrimSpace(s.Name)) != fold(strings.TrimSpace(name)) })
		switch {
		case len(same) == 1:
			return target{field: "series", id: same[0].ID}, true
		case len(same) > 1:
			return target{err: fmt.Errorf("there are several series with this name (%s): merge them, or rename the folder", idList(same))}, true
		}
		return target{}, false
	}
	if i := slices.IndexFunc(m.days, func(d day) bool { return d.ID == name }); i >= 0 {
		return target{field: "recording_day", id: name}, true
	}
	date, place, ok := catalog.DateIn(name)
	if !ok {
		return target{}, false
	}
	d, err := m.day(ctx, date, place)
	return target{field: "recording_day", id: d.ID, err: err}, true
}

// day finds the recording day of a date and a place, which may be empty.
func (m *mapping) day(ctx context.Context, date, place string) (day, error) {
	on := slices.DeleteFunc(slices.Clone(m.days), func(d day) bool { return date < d.Date || date > max(d.Date, d.Until) })
	at := on
	if place != "" {
		at = slices.DeleteFunc(slices.Clone(on), func(d day) bool { return d.Place == nil || !m.called(d.Place.ID, d.Place.Name, place) })
		if len(at) == 0 { // days without a place may be anywhere
			at = slices.DeleteFunc(slices.Clone(on), func(d day) bool { return d.Place != nil })
		}
	}
	switch {
	case len(at) == 1:
		return at[0], nil
	case len(at) > 1:
		return day{}, fmt.Errorf("there are several recording days that this may be (%s): name the folder by the id of one of them", dayList(at))
	case m.create:
		return m.addDay(ctx, date, place)
	case len(on) > 0:
		return day{}, fmt.Errorf("no recording day on %s is at %q (there is %s): name the folder by the id of one of them, or run with --create", date, place, dayList(on))
	}
	return day{}, fmt.Errorf("there is no recording day on %s: make it first, or run with --create", date)
}

func (m *mapping) addDay(ctx context.Context, date, place string) (day, error) {
	body := map[string]any{"date": date}
	at := slices.DeleteFunc(slices.Clone(m.libraries), func(l library) bool { return !m.called(l.ID, l.Name, place) })
	if place != "" && len(at) == 1 {
		body["place"] = at[0].ID
	} else if place != "" {
		body["notes"] = place
	}
	var d day
	err := m.client.again(ctx, func() error { return m.client.Call(ctx, http.MethodPost, "/recording-days", body, &d) })
	if err != nil {
		return day{}, fmt.Errorf("the recording day could not be made: %w", err)
	}
	m.days = append(m.days, d)
	return d, nil
}

// nothing is what a folder stands for that names nothing: what is made for it, or why there is nothing.
func (m *mapping) nothing(ctx context.Context, name string) target {
	switch {
	case m.kind == FoldersDays:
		return target{err: errors.New("its name is no recording day's: call it by a date and a place, such as 2026-11-24 Tysvær")}
	case !m.create:
		return target{err: fmt.Errorf("there is no series called %q: make it first, or run with --create", name)}
	}
	var s namedEntry
	err := m.client.again(ctx, func() error {
		return m.client.Call(ctx, http.MethodPost, "/series", map[string]any{"name": name}, &s)
	})
	if err != nil {
		return target{err: fmt.Errorf("the series could not be made: %w", err)}
	}
	m.series = append(m.series, s)
	return target{field: "series", id: s.ID}
}

// called reports whether a library is meant by what stands behind a date.
func (m *mapping) called(id, name, place string) bool {
	names := []string{name}
	if i := slices.IndexFunc(m.libraries, func(l library) bool { return l.ID == id }); i >= 0 {
		l := m.libraries[i]
		names = append(append(names, l.Slug, l.Municipality), l.Aliases...)
	}
	return catalog.MeansPlace(place, names)
}

func idList(of []namedEntry) string {
	var out []string
	for _, e := range of {
		out = append(out, e.ID)
	}
	return strings.Join(out, ", ")
}

func dayList(of []day) string {
	var out []string
	for _, d := range of {
		out = append(out, d.Name+" = "+d.ID)
	}
	return strings.Join(out, "; ")
}
