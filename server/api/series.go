package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type series struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	PostText    postTexts `json:"post_text"`
	Stamps
}

// postTexts are templates of what posts say.
type postTexts struct {
	NB string `json:"nb" doc:"With places to fill such as {title}; empty for the usual text."`
	NN string `json:"nn"`
	EN string `json:"en"`
}

type seriesPatch struct {
	Name        optional[string] `json:"name,omitempty"`
	Description optional[string] `json:"description,omitempty"`
	PostText    postTextsPatch   `json:"post_text,omitempty"`
}

type postTextsPatch struct {
	NB optional[catalog.PostTemplate] `json:"nb,omitempty"`
	NN optional[catalog.PostTemplate] `json:"nn,omitempty"`
	EN optional[catalog.PostTemplate] `json:"en,omitempty"`
}

func (r *routes) series() {
	shelf[catalog.Series, series, seriesPatch]{
		routes: r, service: r.Series, tag: "Series", path: "/series", one: "series",
		body: seriesOf, entry: func(s catalog.Series) catalog.Entry { return s.Entry }, change: changeSeries,
	}.mount()
}

func seriesOf(s catalog.Series) series {
	return series{ID: s.ID, Name: s.Name, Description: s.Description,
		PostText: postTexts{string(s.PostText.NB), string(s.PostText.NN), string(s.PostText.EN)}, Stamps: stampsOf(s.Entry)}
}

func changeSeries(_ context.Context, _ call, w seriesPatch) (func(*catalog.Series), error) {
	return func(s *catalog.Series) {
		w.Name.set(&s.Name)
		w.Description.set(&s.Description)
		w.PostText.NB.set(&s.PostText.NB)
		w.PostText.NN.set(&s.PostText.NN)
		w.PostText.EN.set(&s.PostText.EN)
	}, nil
}
