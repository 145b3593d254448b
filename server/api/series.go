package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type series struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Stamps
}

type seriesPatch struct {
	Name        optional[string] `json:"name,omitempty"`
	Description optional[string] `json:"description,omitempty"`
}

func (r *routes) series() {
	shelf[catalog.Series, series, seriesPatch]{
		routes: r, service: r.Series, tag: "Series", path: "/series", one: "series",
		body: seriesOf, entry: func(s catalog.Series) catalog.Entry { return s.Entry }, change: changeSeries,
	}.mount()
}

func seriesOf(s catalog.Series) series {
	return series{ID: s.ID, Name: s.Name, Description: s.Description, Stamps: stampsOf(s.Entry)}
}

func changeSeries(_ context.Context, _ call, w seriesPatch) (func(*catalog.Series), error) {
	return func(s *catalog.Series) {
		w.Name.set(&s.Name)
		w.Description.set(&s.Description)
	}, nil
}
