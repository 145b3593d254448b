package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type schoolHoliday struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Season  string              `json:"season" doc:"autumn, christmas, winter, easter, summer or other."`
	Library nullable[reference] `json:"library" doc:"Whose schools; null for the county's, whose place a library's own of the same season and year takes."`
	From    string              `json:"from" format:"date"`
	To      string              `json:"to" format:"date" doc:"The last day."`
	Checked bool                `json:"checked" doc:"Somebody has compared it with the schools' own calendar."`
	Note    string              `json:"note"`
	Stamps
}

type schoolHolidayPatch struct {
	Name    optional[string] `json:"name,omitempty"`
	Season  optional[string] `json:"season,omitempty" doc:"autumn, christmas, winter, easter, summer or other."`
	Library optional[string] `json:"library,omitempty" doc:"Id or slug."`
	From    optional[string] `json:"from,omitempty"`
	To      optional[string] `json:"to,omitempty"`
	Checked optional[bool]   `json:"checked,omitempty"`
	Note    optional[string] `json:"note,omitempty"`
}

func schoolHolidayOf(h catalog.SchoolHoliday) schoolHoliday {
	return schoolHoliday{ID: h.ID, Name: h.Name, Season: string(h.Season), Library: referenceOrNull(h.Library), From: h.From, To: h.To, Checked: h.Checked,
		Note: h.Note, Stamps: stampsOf(h.Entry)}
}

func (r *routes) changeSchoolHoliday(ctx context.Context, c call, w schoolHolidayPatch) (func(*catalog.SchoolHoliday), error) {
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", w.Library.value)
	if err != nil {
		return nil, err
	}
	return func(h *catalog.SchoolHoliday) {
		w.Name.set(&h.Name)
		w.From.set(&h.From)
		w.To.set(&h.To)
		w.Checked.set(&h.Checked)
		w.Note.set(&h.Note)
		h.Season = catalog.HolidaySeason(w.Season.or(string(h.Season)))
		if w.Library.sent {
			h.Library = catalog.Ref{ID: home.ID, Name: home.Name}
		}
	}, keys.err()
}
