package database

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func assetPeople() join { return join{"asset_people", "asset", "person", "people"} }

// loadShown gives the persons that assets show, with all permissions that they ever gave: what clearance rests on. It asks
// one question, and a second where anybody is shown.
func loadShown(ctx context.Context, a asker, assets []string) (map[string][]catalog.ShownPerson, error) {
	out := map[string][]catalog.ShownPerson{}
	var shown []string
	var asset string
	var p catalog.ShownPerson
	err := assetPeople().each(ctx, a, assets, "e.id, e.display_name, e.category, e.erased_at IS NOT NULL", func(rows *sql.Rows) error {
		err := rows.Scan(&asset, (*string)(&p.ID), &p.Name, &p.Category, &p.Erased)
		out[asset] = append(out[asset], p)
		shown = append(shown, string(p.ID))
		return err
	})
	if err != nil || len(shown) == 0 {
		return out, err
	}
	given, err := loadPermissions(ctx, a, distinct(shown))
	for _, people := range out {
		for i := range people {
			people[i].Permissions = given[people[i].ID]
		}
	}
	return out, err
}

// loadPermissions gives what people have allowed, newest first.
func loadPermissions(ctx context.Context, a asker, people []string) (map[catalog.PersonID][]catalog.Permission, error) {
	const q question = `SELECT person, id, coalesce(library, ''), coalesce(recording_day, ''), purposes, channels, reuse_by_others, name_shown, tagging,
		voice, adaptation, valid_from, valid_until, given_at, withdrawn_at FROM consents WHERE person {ids}`
	out := map[catalog.PersonID][]catalog.Permission{}
	var person, purposes, channels string
	var r permissionRow
	to := r.columns()
	to[purposesColumn], to[channelsColumn] = &purposes, &channels
	to = append([]any{&person}, to...)
	purposesOf, channelsOf := lists[catalog.ContentType]{}, lists[catalog.Channel]{}
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		err := rows.Scan(to...)
		if err == nil {
			r.Purposes.v, err = purposesOf.read(purposes)
		}
		if err == nil {
			r.Channels.v, err = channelsOf.read(channels)
		}
		out[catalog.PersonID(person)] = append(out[catalog.PersonID(person)], r.permission())
		return err
	}, people)
	for _, given := range out { // here, since the database would sort all rows of the answer
		slices.SortFunc(given, func(a, b catalog.Permission) int {
			return cmp.Or(b.GivenAt.Compare(a.GivenAt), cmp.Compare(a.Consent, b.Consent))
		})
	}
	return out, err
}

// lists are lists as JSON, each read once: most consents say the same. Nobody may alter them.
type lists[T any] map[string][]T

func (l lists[T]) read(text string) ([]T, error) {
	if list, ok := l[text]; ok {
		return list, nil
	}
	var d document[[]T]
	err := d.Scan(text)
	l[text] = d.v
	return d.v, err
}

// Places among permissionRow.columns.
const (
	purposesColumn = 3
	channelsColumn = 4
)

// permissionRow is the part of a consent that clearance rests on.
type permissionRow struct {
	ID            string                          `bun:"id,pk"`
	Library       string                          `bun:"library,nullzero"`
	RecordingDay  string                          `bun:"recording_day,nullzero"`
	Purposes      document[[]catalog.ContentType] `bun:"purposes"`
	Channels      document[[]catalog.Channel]     `bun:"channels"`
	ReuseByOthers bool                            `bun:"reuse_by_others"`
	NameShown     bool                            `bun:"name_shown"`
	Tagging       bool                            `bun:"tagging"`
	Voice         bool                            `bun:"voice"`
	Adaptation    bool                            `bun:"adaptation"`
	ValidFrom     instant                         `bun:"valid_from"`
	ValidUntil    instant                         `bun:"valid_until"`
	GivenAt       instant                         `bun:"given_at"`
	WithdrawnAt   instant                         `bun:"withdrawn_at"`
}

func (r *permissionRow) columns() []any {
	return []any{&r.ID, &r.Library, &r.RecordingDay, &r.Purposes, &r.Channels, &r.ReuseByOthers, &r.NameShown, &r.Tagging, &r.Voice, &r.Adaptation,
		&r.ValidFrom, &r.ValidUntil, &r.GivenAt, &r.WithdrawnAt}
}

func (r *permissionRow) permission() catalog.Permission {
	return catalog.Permission{Consent: catalog.ConsentID(r.ID), Library: catalog.LibraryID(r.Library), Day: r.RecordingDay, Purposes: r.Purposes.v,
		Channels: r.Channels.v, ReuseByOthers: r.ReuseByOthers, NameShown: r.NameShown, Tagging: r.Tagging, Voice: r.Voice, Adaptation: r.Adaptation,
		ValidFrom: r.ValidFrom.Time, ValidUntil: r.ValidUntil.Time, GivenAt: r.GivenAt.Time, WithdrawnAt: r.WithdrawnAt.Time}
}

func newPermissionRow(p catalog.Permission) permissionRow {
	return permissionRow{ID: string(p.Consent), Library: string(p.Library), RecordingDay: p.Day, Purposes: documentOf(append([]catalog.ContentType{}, p.Purposes...)),
		Channels: documentOf(append([]catalog.Channel{}, p.Channels...)), ReuseByOthers: p.ReuseByOthers, NameShown: p.NameShown, Tagging: p.Tagging,
		Voice: p.Voice, Adaptation: p.Adaptation, ValidFrom: instant{p.ValidFrom}, ValidUntil: instant{p.ValidUntil}, GivenAt: instant{p.GivenAt},
		WithdrawnAt: instant{p.WithdrawnAt}}
}

func personIDs(list []catalog.ShownPerson) []string {
	return collect(list, func(p catalog.ShownPerson) string { return string(p.ID) })
}

// Permissions implements catalog.ConsentStore.
func (s *Consents) Permissions(ctx context.Context, people []catalog.PersonID) (map[catalog.PersonID][]catalog.Permission, error) {
	var out map[catalog.PersonID][]catalog.Permission
	if len(people) == 0 {
		return out, nil
	}
	err := s.db.ask(ctx, "find permissions", func(a asker) (err error) {
		out, err = loadPermissions(ctx, a, collect(people, func(id catalog.PersonID) string { return string(id) }))
		return err
	})
	return out, err
}
