package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// number is something that is counted of a recording day.
type number struct {
	Count int    `json:"count"`
	Files int    `json:"files" doc:"What the search finds: the count itself, but where shots are counted."`
	Query string `json:"query" doc:"The search that finds these files: the parameters of GET /assets."`
}

type dayProgress struct {
	Planned     int              `json:"planned" doc:"Shots of the shot list."`
	In          number           `json:"in" doc:"Shots of which there is a file, or which somebody has called in or edited."`
	Edited      number           `json:"edited" doc:"Shots of which a file is edited, or which somebody has called edited."`
	Files       number           `json:"files"`
	NoPresenter number           `json:"no_presenter" doc:"Clips."`
	Unedited    number           `json:"unedited" doc:"Clips that nobody has called edited, but for those of shots that are edited."`
	Waiting     number           `json:"waiting" doc:"Files to be reviewed."`
	NotAssessed number           `json:"not_assessed" doc:"Files of which nobody has said who is shown."`
	Failed      number           `json:"failed"`
	NoConsent   int              `json:"no_consent" doc:"People."`
	Outdated    int              `json:"outdated" doc:"Files that could take over what was changed of the day."`
	Offered     int              `json:"offered" doc:"Files without a day that were recorded on this one."`
	Alike       *int             `json:"alike" doc:"Pairs of files that look nearly the same, to be decided on; null while the index is built."`
	Shots       []shotProgress   `json:"shots"`
	People      []personProgress `json:"people"`
}

type shotProgress struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	State string `json:"state" doc:"planned, filmed, in or edited: as people say or, when that is further, as the files show."`
	Files int    `json:"files"`
}

type personProgress struct {
	Name     string `json:"name"`
	Category string `json:"category"`
	Consent  string `json:"consent" doc:"missing or given."`
}

type dayOutdated struct {
	Total  int            `json:"total"`
	Fields map[string]int `json:"fields" doc:"Files by the field that is outdated."`
}

type offeredFiles struct {
	Items []offeredFile `json:"items"`
}

type offeredFile struct {
	Asset    reference `json:"asset"`
	URL      string    `json:"url"`
	Selected bool      `json:"selected" doc:"Recorded on the day itself, and not on the day before."`
}

func (r *routes) days() {
	days := func(method, path, id, summary string) huma.Operation {
		return describe("Recording days", method, "/recording-days/{id}"+path, id, summary, 200)
	}
	handle(r, days(http.MethodGet, "/progress", "get-recording-day-progress", "How far a recording day has come"), r.dayProgress)
	handle(r, days(http.MethodGet, "/outdated", "get-recording-day-outdated", "Which files hold other than the day says now"), r.dayOutdated)
	handle(r, days(http.MethodPost, "/update-files", "update-recording-day-files", "Give the files what the day says now"), r.updateDayFiles)
	handle(r, days(http.MethodGet, "/offered", "get-recording-day-offered", "Files without a day that were recorded on this one or the day before"), r.dayOffered)
}

func (r *routes) dayProgress(ctx context.Context, c call, in *byID) (*answer[dayProgress], error) {
	p, err := r.Days.Progress(ctx, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	alike, err := r.alikeOn(ctx, c, in.ID)
	return answerWith(dayProgress{
		Planned: p.Planned, In: numberOf(p.In), Edited: numberOf(p.Edited), Files: numberOf(p.Files), NoPresenter: numberOf(p.NoPresenter),
		Unedited: numberOf(p.Unedited), Waiting: numberOf(p.Waiting), NotAssessed: numberOf(p.NotAssessed), Failed: numberOf(p.Failed),
		NoConsent: p.NoConsent, Outdated: p.Outdated.Total, Offered: p.Offered, Alike: alike,
		Shots: each(p.Shots, func(s catalog.ShotProgress) shotProgress {
			return shotProgress{ID: string(s.ID), Title: s.Title, State: s.State, Files: s.Files}
		}),
		People: each(p.People, func(p catalog.PersonProgress) personProgress {
			return personProgress{Name: p.Name, Category: p.Category, Consent: string(p.Consent)}
		}),
	}), err
}

func (r *routes) alikeOn(ctx context.Context, c call, day string) (*int, error) {
	n, err := r.Days.Alike(ctx, c.actor, day)
	if catalog.Is(err, catalog.Unavailable) {
		return nil, nil
	}
	return &n, err
}

func numberOf(n catalog.Number) number {
	q := url.Values{}
	for f, values := range n.Find {
		q[string(f)] = values
	}
	return number{Count: n.Count, Files: n.Files, Query: q.Encode()}
}

func (r *routes) dayOutdated(ctx context.Context, c call, in *byID) (*answer[dayOutdated], error) {
	out, err := r.Days.Outdated(ctx, c.actor, in.ID)
	return answerWith(dayOutdated{Total: out.Total, Fields: out.Fields}), err
}

func (r *routes) updateDayFiles(ctx context.Context, c call, in *byID) (*answer[bulkOutcome], error) {
	out, err := r.Days.UpdateFiles(ctx, c.actor, in.ID)
	return answerWith(bulkOutcomeOf(c, out)), err
}

func (r *routes) dayOffered(ctx context.Context, c call, in *byID) (*answer[offeredFiles], error) {
	offers, err := r.Days.Offered(ctx, c.actor, in.ID)
	return answerWith(offeredFiles{Items: each(offers, func(o catalog.OfferedFile) offeredFile {
		return offeredFile{Asset: reference{ID: string(o.Asset.ID), Name: o.Asset.ShownTitle()}, URL: basePath + "/assets/" + string(o.Asset.ID), Selected: o.Taken}
	})}), err
}
