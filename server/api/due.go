package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const dueTag = "Due"

type lastPosted struct {
	Account reference `json:"account"`
	At      time.Time `json:"at"`
	Count   int       `json:"count"`
	Alike   bool      `json:"alike" doc:"Not the file itself, but what looks the same."`
}

type dueGround struct {
	Text   string `json:"text"`
	Points int    `json:"points"`
}

type dueSuggestion struct {
	Asset        reference    `json:"asset"`
	URL          string       `json:"url"`
	Score        int          `json:"score"`
	Reasons      []string     `json:"reasons" doc:"In the reader's language: what it has to do with the offer first, for what it is cleared last."`
	Grounds      []dueGround  `json:"grounds" doc:"The same, with what each of them counts; the score is their sum."`
	LastPosted   []lastPosted `json:"last_posted" doc:"By account, the newest first; what is planned belongs to it."`
	Alike        []reference  `json:"alike" doc:"What could be posted instead and is all but the same: other frames of the moment, cuts, versions."`
	ClearedUntil *time.Time   `json:"cleared_until" doc:"The first moment at which it no longer is; null when no end is known."`
}

type duePlanned struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	Status    string     `json:"status"`
	PlannedAt *time.Time `json:"planned_at"`
}

type dueItem struct {
	Offer       reference                  `json:"offer"`
	Libraries   []libraryReference         `json:"libraries"`
	Day         string                     `json:"day" doc:"With the offer's id it names the occurrence, also after it was moved."`
	StartsAt    time.Time                  `json:"starts_at"`
	EndsAt      time.Time                  `json:"ends_at"`
	AllDay      bool                       `json:"all_day"`
	Deadline    time.Time                  `json:"deadline" doc:"When to start thinking of it."`
	Account     nullable[accountReference] `json:"account" doc:"On which it would be posted."`
	Planned     []duePlanned               `json:"planned" doc:"What is planned for it already."`
	Suggestions []dueSuggestion            `json:"suggestions"`
}

type dueList struct {
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Items      []dueItem `json:"items"`
	NextCursor *string   `json:"next_cursor"`
}

type dueInput struct {
	From        string `query:"from" doc:"A time, or a day; today unless told."`
	To          string `query:"to" doc:"A time, or a day, which ends at midnight; four weeks later unless told."`
	DueBy       string `query:"due_by" doc:"Only what comes, or is to be started on, until then."`
	Library     string `query:"library" doc:"Id or slug; the county's list unless told."`
	Account     string `query:"account" doc:"Id of the account on which is to be posted; that of the list's library unless told."`
	Limit       int    `query:"limit" doc:"Occurrences on a page, 1 to 1000; 20 unless told."`
	Cursor      string `query:"cursor"`
	Suggestions int    `query:"suggestions" doc:"For each occurrence, 1 to 10; 3 unless told."`
}

func (r *routes) due() {
	op := describe(dueTag, http.MethodGet, "/due", "list-due", "What comes, and what can be posted again for it", 200)
	op.Description = "Everything suggested is cleared for the account's channel on the day of the occurrence. The order is the same whenever nothing has changed, and the grounds tell how it came about."
	handle(r, op, r.listDue)
	take := describe(dueTag, http.MethodPost, "/due/plan", "take-due", "Take a suggestion into the plan", 201)
	take.Description = "It becomes a draft on the day before, or when the offer comes where it is cleared only then. Taken again, the same draft is given. 409 with the reasons when the asset is not cleared for it."
	handle(r, take, r.takeDue)
	handle(r, describe(dueTag, http.MethodGet, "/due/subscription", "get-due-subscription", "How you follow the due list without coming by", 200), r.dueSubscription)
	handle(r, describe(dueTag, http.MethodPut, "/due/subscription", "put-due-subscription", "Follow it by a weekly letter, and by a private page that opens without signing in", 200), r.setDueSubscription)
}

func (r *routes) listDue(ctx context.Context, c call, in *dueInput) (*answer[dueList], error) {
	times := moments{zone: r.cfg.Zone}
	f := catalog.DueFilter{From: times.start("from", in.From), To: times.end("to", in.To), DueBy: times.end("due_by", in.DueBy), Library: in.Library,
		Account: in.Account, Limit: in.Limit, Cursor: in.Cursor, Suggestions: in.Suggestions}
	if err := times.err(); err != nil {
		return nil, err
	}
	list, err := r.Due.List(ctx, c.actor, f)
	return answerWith(dueList{From: list.From, To: list.To, Items: each(list.Items, c.dueItemOf), NextCursor: orNull(list.Next)}), err
}

type takenInput struct {
	Body struct {
		Offer    string     `json:"offer" doc:"Id."`
		Day      string     `json:"day" doc:"Of the occurrence, as the list has it: 2026-11-24."`
		StartsAt *time.Time `json:"starts_at,omitempty" doc:"As the list has it; needed where the occurrence was moved to another day."`
		Library  string     `json:"library,omitempty" doc:"Whose list it was: id or slug; none for the county's."`
		Account  string     `json:"account,omitempty" doc:"On which it is to be posted; none: as the list chooses."`
		Asset    string     `json:"asset" doc:"Id."`
	}
}

func (r *routes) takeDue(ctx context.Context, c call, in *takenInput) (*entryAnswer[planItem], error) {
	b := in.Body
	t := catalog.Taken{Offer: b.Offer, Day: b.Day, Library: b.Library, Account: b.Account, Asset: catalog.AssetID(b.Asset)}
	if b.StartsAt != nil {
		t.At = *b.StartsAt
	}
	p, err := r.Due.Take(ctx, c.actor, t)
	if err != nil {
		return nil, err
	}
	return c.planAnswer(p), nil
}

func (c call) dueItemOf(i catalog.DueItem) dueItem {
	out := dueItem{Offer: reference{ID: i.Offer.ID, Name: i.Offer.NameIn(edgeLang(c))}, Libraries: each(i.Offer.Libraries, libraryReferenceOf), Day: i.Day, StartsAt: i.StartsAt,
		EndsAt: i.EndsAt, AllDay: i.AllDay, Deadline: i.Deadline, Suggestions: each(i.Proposals, c.dueSuggestionOf)}
	if i.Account.ID != "" {
		out.Account.value = &accountReference{ID: i.Account.ID, Name: i.Account.Name, Channel: string(i.Account.Channel)}
	}
	out.Planned = each(i.Planned, func(p catalog.PlanItem) duePlanned {
		return duePlanned{ID: p.ID, Title: p.Title, Status: string(p.Status), PlannedAt: orNever(p.PlannedAt)}
	})
	return out
}

func (c call) dueSuggestionOf(p catalog.Proposal) dueSuggestion {
	out := dueSuggestion{Asset: reference{ID: string(p.Asset.ID), Name: p.Asset.ShownTitle()}, URL: basePath + "/assets/" + string(p.Asset.ID), Score: p.Score,
		ClearedUntil: orNever(p.Until)}
	out.Reasons = c.reasons(each(p.Grounds, func(g catalog.Ground) catalog.Reason { return g.Reason }))
	for i, g := range p.Grounds {
		out.Grounds = append(out.Grounds, dueGround{Text: out.Reasons[i], Points: g.Points})
	}
	out.Alike = each(p.Alike, func(a *catalog.Asset) reference { return reference{ID: string(a.ID), Name: a.ShownTitle()} })
	out.LastPosted = each(p.Exposures, func(e catalog.Exposure) lastPosted {
		return lastPosted{Account: referenceOf(e.Account), At: e.LastAt, Count: e.Count, Alike: e.Alike}
	})
	return out
}

type dueSubscription struct {
	Library nullable[libraryReference] `json:"library" doc:"Whose list; null for the county's."`
	Weekday int                        `json:"weekday" doc:"On which a letter is written, from 1, Monday, to 7; 0: none is."`
	URL     *string                    `json:"url" doc:"Of the private page. Whoever has it reads your list: keep it to yourself."`
}

type dueSubscriptionInput struct {
	Body struct {
		Library string `json:"library,omitempty" doc:"Id or slug; none for the county's list."`
		Weekday int    `json:"weekday,omitempty" doc:"1, Monday, to 7; 0: no letters."`
		Page    bool   `json:"page,omitempty" doc:"There is a private page; without it the one that there was opens nothing any more."`
		NewPage bool   `json:"new_page,omitempty" doc:"Give it another address, so that the one before opens nothing any more."`
	}
}

func (r *routes) dueSubscriptionOf(d catalog.DueReader) dueSubscription {
	out := dueSubscription{Library: libraryOrNull(d.Library), Weekday: d.Weekday}
	if token := r.DueReaders.Token(d); token != "" {
		out.URL = orNull(r.cfg.PublicURL + "/due/" + token)
	}
	return out
}

func (r *routes) dueSubscription(ctx context.Context, c call, _ *none) (*answer[dueSubscription], error) {
	d, err := r.DueReaders.Mine(ctx, c.actor)
	return answerWith(r.dueSubscriptionOf(d)), err
}

func (r *routes) setDueSubscription(ctx context.Context, c call, in *dueSubscriptionInput) (*answer[dueSubscription], error) {
	d, err := r.DueReaders.Set(ctx, c.actor, catalog.DueReaderTerms{Library: in.Body.Library, Weekday: in.Body.Weekday, Page: in.Body.Page || in.Body.NewPage, NewPage: in.Body.NewPage})
	return answerWith(r.dueSubscriptionOf(d)), err
}
