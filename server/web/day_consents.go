package web

import (
	"net/http"
	"net/url"
	"slices"

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
	Chosen bool
}

func dayConsentsPath(id string) string { return dayPath(id) + "/consents" }

// matchPath is the page of files that somebody looks at, with a person chosen; empty: nobody.
func matchPath(c *gin.Context, person string) string {
	q := url.Values{}
	for name, value := range map[string]string{"cursor": c.Query("cursor"), "person": person} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return dayConsentsPath(c.Param("id"))
	}
	return dayConsentsPath(c.Param("id")) + "?" + q.Encode()
}

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
	view.Day, view.DayURL, view.Action = dayName(l, day.Name()), dayPath(day.ID), matchPath(c, "")
	view.FormURL = "/consent-form?" + url.Values{"day": {day.ID}}.Encode()
	given, err := p.Consents.List(ctx, actor, catalog.ConsentFilter{Day: day.ID, ListFilter: catalog.ListFilter{Limit: 500}})
	if err != nil {
		return view, err
	}
	found, err := paged(c.Query("cursor"), func(cursor string) (catalog.Found, error) {
		return p.Assets.Find(ctx, actor, catalog.Query{Limit: mostMatched, Cursor: cursor, Sort: catalog.SortOldest,
			Filters: map[catalog.Filter][]string{catalog.ByRecordingDay: {day.ID}}})
	})
	if err != nil {
		return view, err
	}
	on, ids := map[catalog.PersonID]int{}, assetIDs(c.PostFormArray("id"))
	for _, a := range found.Items {
		card := MatchCard{Card: p.card(l, a, false), Status: a.PeopleStatus, Chosen: slices.Contains(ids, a.ID)}
		for _, shown := range a.People {
			card.People = append(card.People, shown.Name)
			on[shown.ID]++
		}
		view.Cards = append(view.Cards, card)
	}
	person := c.DefaultPostForm("person", c.Query("person"))
	for _, consent := range given.Items {
		if consent.Person.Name == "" {
			continue // whose data are gone
		}
		row := p.signerRow(l, consent)
		row.Files, row.Chosen = on[catalog.PersonID(consent.Person.ID)], consent.Person.ID == person
		view.Signers = append(view.Signers, row)
	}
	view.MoreURL = nextURL(dayConsentsPath(day.ID), c.Request.URL.Query(), found.Next)
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
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if id := c.PostForm("matched"); id != "" {
		if err := p.Signings.Matched(ctx, actor, catalog.ConsentID(id)); err != nil {
			return err
		}
		return done(c, matchPath(c, ""), "matched")
	}
	person, ids := c.PostForm("person"), assetIDs(c.Request.PostForm["id"])
	if person == "" || len(ids) == 0 {
		return p.refuseMatch(c, Refusal{Why: catalog.Reason{Key: "match.choose"}})
	}
	edit := catalog.ListEdit{Add: []string{person}}
	if c.PostForm("how") == "remove" {
		edit = catalog.ListEdit{Remove: []string{person}}
	}
	outcome, err := p.Assets.EditMany(ctx, actor, ids, nil, catalog.AssetPatch{EditPeople: &edit})
	if err != nil {
		return err
	}
	var refused []Refusal
	for id, why := range outcome.Refused {
		refused = append(refused, p.refusal(c, id, why))
	}
	if len(refused) > 0 {
		return p.refuseMatch(c, refused...)
	}
	return doneIn(c, matchPath(c, person), "matched_files", outcome.Batch)
}

// refuseMatch shows the page again as it was filled in, with what was refused.
func (p *Pages) refuseMatch(c *gin.Context, refused ...Refusal) error {
	view, err := p.dayConsentsView(c)
	if err != nil {
		return err
	}
	view.Refused = refused
	return p.show(c, http.StatusUnprocessableEntity, "day_consents", view)
}
