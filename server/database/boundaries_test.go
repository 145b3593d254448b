package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestPassBoundaries lets the clock run over dates of assets and of consents: each is followed once, in whatever steps.
func TestPassBoundaries(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, start := t.Context(), at()
		person := catalog.PersonShown{Entry: catalog.Entry{ID: "q1", Version: 1, CreatedAt: start, UpdatedAt: start}, DisplayName: "Ola", Category: catalog.CategoryAdult}
		must(t, db.People().Create(ctx, by, person))
		consent := catalog.Consent{Entry: catalog.Entry{ID: "c1", Version: 1, CreatedAt: start, UpdatedAt: start}, Person: catalog.Ref{ID: "q1"},
			Permission: catalog.Permission{Consent: "c1", Channels: catalog.Channels(), ValidFrom: start.Add(time.Hour), ValidUntil: start.Add(3 * time.Hour), GivenAt: start}}
		must(t, db.Consents().Create(ctx, by, consent))
		withdrawn := consent
		withdrawn.ID, withdrawn.Consent, withdrawn.WithdrawnAt = "c2", "c2", start
		withdrawn.ValidUntil = start.Add(90 * time.Minute)
		must(t, db.Consents().Create(ctx, by, withdrawn))
		embargoed := asset("a1", "")
		embargoed.EmbargoUntil, embargoed.RightsUntil = start.Add(2*time.Hour), start.Add(4*time.Hour)
		must(t, db.Assets().Create(ctx, by, embargoed, false))
		must(t, db.Assets().Create(ctx, by, asset("a2", ""), false))

		for _, step := range []struct {
			at   time.Duration
			want []catalog.Change
		}{
			{0, nil},
			{time.Hour - time.Second, nil},
			{time.Hour, []catalog.Change{{Kind: catalog.KindPerson, ID: "q1"}}},
			{time.Hour, nil},
			{30 * time.Minute, nil}, // another node, whose clock is slow
			{100 * time.Minute, nil},
			{3 * time.Hour, []catalog.Change{{Kind: catalog.KindPerson, ID: "q1"}, {Kind: catalog.KindAsset, ID: "a1"}}},
			{10 * time.Hour, []catalog.Change{{Kind: catalog.KindAsset, ID: "a1"}}},
			{20 * time.Hour, nil},
		} {
			before := got(db.Changes().Last(ctx)).or(t)
			n := got(db.Assets().PassBoundaries(ctx, "system:test", start.Add(step.at))).or(t)
			changes := got(db.Changes().Since(ctx, before, 100)).or(t)
			if n != len(step.want) || len(changes) != len(step.want) {
				t.Fatalf("after %v: %d, %v, want %v", step.at, n, changes, step.want)
			}
			for i, c := range changes {
				if c.Kind != step.want[i].Kind || c.ID != step.want[i].ID {
					t.Errorf("after %v: %v, want %v", step.at, changes, step.want)
				}
			}
		}
	})
}

// TestPassBoundariesByDay: what is to be looked at again is followed when its day begins in the zone of the clock, and not
// when it begins in UTC.
func TestPassBoundariesByDay(t *testing.T) {
	oslo := got(time.LoadLocation("Europe/Oslo")).or(t)
	each(t, func(t *testing.T, db *database.Database) {
		ctx, midnight := t.Context(), time.Date(2026, 6, 13, 0, 0, 0, 0, oslo) // 22:00 of the day before in UTC
		a := asset("a1", "")
		a.Facts = []catalog.Fact{{ID: "f1", Kind: catalog.FactDate, Text: "12. juni", CheckOn: "2026-06-13", State: catalog.FactHolds, By: by, At: at()}}
		must(t, db.Assets().Create(ctx, by, a, false))
		must(t, db.Assets().Create(ctx, by, asset("a2", ""), false))
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{-time.Hour, 0}, {-time.Second, 0}, {30 * time.Minute, 1}, {3 * time.Hour, 0}, {30 * time.Hour, 0}} {
			if n := got(db.Assets().PassBoundaries(ctx, "system:test", midnight.Add(step.after))).or(t); n != step.want {
				t.Errorf("%v after midnight: %d, want %d", step.after, n, step.want)
			}
		}
	})
}

func TestDutyOverrides(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		must(t, db.Assets().Create(ctx, by, asset("a1", ""), false))
		o := catalog.Override{Asset: "a1", Duty: catalog.DutyAltText, Reason: "haster", Name: "Kari Nordmann", By: by, At: at()}
		may := func(catalog.Asset) error { return nil }
		refused := catalog.NewError(catalog.Forbidden, catalog.KeyForbidden, nil)
		wantCode(t, db.Assets().SetOverride(ctx, o, func(catalog.Asset) error { return refused }), catalog.Forbidden)
		if list := got(db.Assets().Overrides(ctx, "a1")).or(t); len(list) != 0 {
			t.Fatalf("a refused one was stored: %v", list)
		}
		must(t, db.Assets().SetOverride(ctx, o, may))
		o.Reason = "haster fortsatt"
		before := got(db.Changes().Last(ctx)).or(t)
		must(t, db.Assets().SetOverride(ctx, o, may))
		o.At = stored(at())
		same(t, got(db.Assets().Overrides(ctx, "a1")).or(t), []catalog.Override{o})
		if changes := got(db.Changes().Since(ctx, before, 10)).or(t); len(changes) != 1 || changes[0].Kind != catalog.KindAsset || changes[0].ID != "a1" {
			t.Errorf("got changes %v", changes)
		}
		must(t, db.Assets().RemoveOverride(ctx, by, "a1", catalog.DutyAltText, at(), may))
		wantCode(t, db.Assets().RemoveOverride(ctx, by, "a1", catalog.DutyAltText, at(), may), catalog.NotFound)
		lines := got(db.Audit().Audit(ctx, catalog.AuditFilter{Kind: catalog.KindAsset, Entry: "a1"})).or(t).Items
		if len(lines) != 3 || lines[1].Action != catalog.AuditDutyOverridden || lines[1].Actor != by || lines[1].Detail != "alt_text: haster fortsatt (Kari Nordmann)" {
			t.Errorf("got audit %+v", lines)
		}
	})
}
