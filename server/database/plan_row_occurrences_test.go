package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// days are the planned days of items, each with the day of the occurrence that it is for.
func days(items []catalog.PlanItem, zone *time.Location) (out []string) {
	for _, p := range items {
		out = append(out, p.PlannedAt.In(zone).Format("01-02")+" for "+p.Day)
	}
	return out
}

func TestRowsAreForTheOccurrencesOfTheirOffer(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		add := func(o catalog.Offer) catalog.Ref {
			return catalog.Ref{ID: got(s.Offers.Add(ctx, county, o)).or(t).ID}
		}
		monthly := add(catalog.Offer{Name: "Pappatreff", Rule: catalog.Rule{Start: "2026-01-01", RRule: "FREQ=MONTHLY;BYDAY=-1TU", Time: "10:00", Except: []string{"2026-06-30"},
			Moved: []catalog.MovedOccurrence{{Day: "2026-05-26", To: "2026-05-27"}}}})
		weekly := add(catalog.Offer{Name: "Fredagsboka", Rule: catalog.Rule{Start: "2026-01-02", RRule: "FREQ=WEEKLY;BYDAY=FR", Time: "12:00"}})
		item := func(offer catalog.Ref, day string, month time.Month, d int) catalog.PlanItem {
			return catalog.PlanItem{Account: catalog.Ref{ID: "ac1"}, Offer: offer, Day: day, PlannedAt: time.Date(2026, month, d, 12, 0, 0, 0, s.Zone)}
		}
		for _, c := range []struct {
			name string
			p    catalog.PlanItem
			rule catalog.Rule
			want []string
		}{
			{"the day before, one moved and one left out", item(monthly, "2026-03-31", 3, 30), catalog.Rule{RRule: "FREQ=MONTHLY;BYMONTHDAY=24,30", Until: "2026-07-01"},
				[]string{"03-30 for 2026-03-31", "04-24 for 2026-04-28", "04-30 for 2026-05-26", "05-24 for 2026-05-26", "05-30 for 2026-07-28", "06-24 for 2026-07-28", "06-30 for 2026-07-28"}},
			{"a countdown to one, and on to the next", item(monthly, "2026-03-31", 3, 17), catalog.Rule{RRule: "FREQ=WEEKLY", Until: "2026-04-14"},
				[]string{"03-17 for 2026-03-31", "03-24 for 2026-03-31", "03-31 for 2026-04-28", "04-07 for 2026-04-28", "04-14 for 2026-04-28"}},
			{"after each", item(monthly, "2026-03-31", 4, 2), catalog.Rule{RRule: "FREQ=MONTHLY", Until: "2026-05-02"},
				[]string{"04-02 for 2026-03-31", "05-02 for 2026-04-28"}},
			{"not the next one but the one after that", item(weekly, "2026-03-27", 3, 18), catalog.Rule{RRule: "FREQ=WEEKLY", Until: "2026-04-01"},
				[]string{"03-18 for 2026-03-27", "03-25 for 2026-04-03", "04-01 for 2026-04-10"}},
			{"what the offer does not have stays", item(weekly, "2026-03-28", 3, 18), catalog.Rule{RRule: "FREQ=WEEKLY", Until: "2026-03-25"},
				[]string{"03-18 for 2026-03-28", "03-25 for 2026-03-28"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				row := got(s.Repeat(ctx, editor, c.p, c.rule)).or(t)
				same(t, days(row, s.Zone), c.want)
			})
		}
		t.Run("a row made longer", func(t *testing.T) {
			p := got(s.Add(ctx, editor, item(monthly, "2026-03-31", 3, 30))).or(t)
			longer := got(s.Extend(ctx, editor, catalog.PlanItemID(p.ID), catalog.PlanSeen{}, func(time.Time) catalog.Rule {
				return catalog.Rule{RRule: "FREQ=MONTHLY;BYDAY=-1MO", Until: "2026-05-25"}
			})).or(t)
			same(t, days(longer, s.Zone), []string{"04-27 for 2026-04-28", "05-25 for 2026-05-26"})
			got(s.EditRow(ctx, editor, catalog.PlanItemID(p.ID), catalog.PlanSeen{}, catalog.PlanAll, func(p *catalog.PlanItem) { p.Offer, p.Day = weekly, "2026-04-03" })).or(t)
			all := got(s.List(ctx, editor, catalog.PlanFilter{Slot: longer[0].Slot})).or(t).Items
			same(t, days(all, s.Zone), []string{"03-30 for 2026-04-03", "04-27 for ", "05-25 for "})
		})
	})
}
