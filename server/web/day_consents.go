package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// mostMatched is how many files the page shows at a time.
const mostMatched = 60

// DayConsentsView puts those who have signed on a day beside its files, so that people can say who is shown where.
type DayConsentsView struct {
	Frame
	Day     string
	DayURL  string
	Action  string
	FormURL string
	Signers []SignerRow
	Cards   []MatchCard
	Total   int // files of the day
	MoreURL string
	Refused []Refusal
}

// SignerRow is somebody who has signed on the day.
type SignerRow struct {
	Consent catalog.Consent
	State   catalog.ConsentState
	Chosen  bool
	Picture string // address of the picture that they took of themselves; empty: none
	Allows  string
	Files   int // on this page that show them
}

// MatchCard is a file with who is on it already.
type MatchCard struct {
	Card
	People []string
	Status catalog.PeopleStatus
}

func dayConsentsPath(id string) string { return dayPath(id) + "/consents" }

func (p *Pages) dayConsentRoutes(in gin.IRouter) {
	in.GET("/recording-days/:id/consents", edge.Handle(p.dayConsents))
	in.POST("/recording-days/:id/consents", edge.Handle(p.matchPeople))
}

// dayConsents is GET /recording-days/:id/consents.
func (p *Pages) dayConsents(c *gin.Context) error {
	view, err := p.dayConsentsView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "day_consents", view)
}

func (p *Pages) dayConsentsView(c *gin.Context) (DayConsentsView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	view := DayConsentsView{Frame: p.frame(c, "recording-days", "match.title")}
	day, err := p.RecordingDays.Get(ctx, actor, c.Param("id"))
	if err != nil {
		return view, err
	}
	view.Day, view.DayURL, view.Action = dayName(l, day.Name()), dayPath(day.ID), dayConsentsPath(day.ID)
	view.FormURL = "/consent-form?" + url.Values{"day": {day.ID}}.Encode()
	given, err := p.Consents.List(ctx, actor, catalog.ConsentFilter{Day: day.ID, ListFilter: catalog.ListFilter{Limit: 500}})
	if err != nil {
		return view, err
	}
	found, err := p.Assets.Find(ctx, actor, catalog.Query{Limit: mostMatched, Cursor: c.Query("cursor"), Sort: catalog.SortOldest,
		Filters: map[catalog.Filter][]string{catalog.ByRecordingDay: {day.ID}}})
	if err != nil {
		return view, err
	}
	on := map[catalog.PersonID]int{}
	for _, a := range found.Items {
		card := MatchCard{Card: p.card(l, a, false), Status: a.PeopleStatus}
		for _, shown := range a.People {
			card.People = append(card.People, shown.Name)
			on[shown.ID]++
		}
		view.Cards = append(view.Cards, card)
	}
	for _, consent := range given.Items {
		row := p.signerRow(l, consent)
		row.Files, row.Chosen = on[catalog.PersonID(consent.Person.ID)], consent.Person.ID == c.Query("person")
		view.Signers = append(view.Signers, row)
	}
	view.Total, view.MoreURL = found.Total, nextURL(view.Action, c.Request.URL.Query(), found.Next)
	return view, nil
}

// signerRow is a row of the list. The picture is opened only when somebody looks at it: each time is noted.
func (p *Pages) signerRow(l *locale.Localizer, consent catalog.Consent) SignerRow {
	row := SignerRow{Consent: consent, State: consent.StateAt(p.Now()), Allows: said(l, "channel", consent.Channels)}
	for _, d := range consent.Documents {
		if d.Purpose == catalog.DocumentPicture {
			row.Picture = "/consents/" + url.PathEscape(string(consent.Consent)) + "/documents/" + url.PathEscape(string(d.ID))
		}
	}
	return row
}

// matchPeople is POST /recording-days/:id/consents: it says that a person is on the files that were chosen, or that they are
// found on all and their picture may go.
func (p *Pages) matchPeople(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, action := c.Request.Context(), edge.Actor(c), dayConsentsPath(c.Param("id"))
	if id := c.PostForm("matched"); id != "" {
		if err := p.Signings.Matched(ctx, actor, catalog.ConsentID(id)); err != nil {
			return err
		}
		return done(c, action, "matched")
	}
	person := c.PostForm("person")
	back := action + "?" + url.Values{"person": {person}}.Encode()
	if ids := assetIDs(c.Request.PostForm["id"]); person == "" || len(ids) == 0 {
		return done(c, back, "matched_none")
	} else if err := p.match(c, ids, person); err != nil {
		return err
	}
	if c.Writer.Written() {
		return nil
	}
	return done(c, back, "matched_files")
}

// match puts a person on files, and shows what was refused.
func (p *Pages) match(c *gin.Context, ids []catalog.AssetID, person string) error {
	edit := catalog.ListEdit{Add: []string{person}}
	if c.PostForm("how") == "remove" {
		edit = catalog.ListEdit{Remove: []string{person}}
	}
	outcome, err := p.Assets.EditMany(c.Request.Context(), edge.Actor(c), ids, nil, catalog.AssetPatch{EditPeople: &edit})
	if err != nil || len(outcome.Refused) == 0 {
		return err
	}
	view, err := p.dayConsentsView(c)
	if err != nil {
		return err
	}
	for id, why := range outcome.Refused {
		view.Refused = append(view.Refused, p.refusal(c, id, why))
	}
	return p.show(c, http.StatusUnprocessableEntity, "day_consents", view)
}
