package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type calendarFeed struct {
	ID        string                     `json:"id"`
	URL       string                     `json:"url" doc:"For a calendar to subscribe to. Whoever has it reads the plan: keep it to yourself."`
	Library   nullable[libraryReference] `json:"library" doc:"Whose plan it is; null for what you have to do."`
	CreatedAt time.Time                  `json:"created_at"`
}

type calendarFeedInput struct {
	Body struct {
		Library string `json:"library,omitempty" doc:"Id or slug; none for what you have to do yourself."`
	}
}

func (r *routes) calendarFeeds() {
	handle(r, describe(planTag, http.MethodGet, "/calendar-feeds", "list-calendar-feed", "List your own calendar feeds", 200), r.listCalendarFeeds)
	handle(r, describe(planTag, http.MethodPost, "/calendar-feeds", "add-calendar-feed", "Make a private address that a calendar can subscribe to", 201), r.addCalendarFeed)
	handle(r, describe(planTag, http.MethodDelete, "/calendar-feeds/{id}", "revoke-calendar-feed", "Revoke; the address opens nothing any more", 204), r.revokeCalendarFeed)
}

func (r *routes) calendarFeedOf(f catalog.CalendarFeed) calendarFeed {
	out := calendarFeed{ID: string(f.ID), Library: libraryOrNull(f.Library), CreatedAt: f.CreatedAt}
	if token := r.CalendarFeeds.Token(f); token != "" {
		out.URL = r.cfg.PublicURL + "/calendar/" + token + ".ics"
	}
	return out
}

func (r *routes) listCalendarFeeds(ctx context.Context, c call, _ *none) (*answer[list[calendarFeed]], error) {
	all, err := r.CalendarFeeds.List(ctx, c.actor)
	return listOf(catalog.Page[catalog.CalendarFeed]{Items: all}, r.calendarFeedOf), err
}

func (r *routes) addCalendarFeed(ctx context.Context, c call, in *calendarFeedInput) (*answer[calendarFeed], error) {
	f, err := r.CalendarFeeds.Issue(ctx, c.actor, in.Body.Library)
	return answerWith(r.calendarFeedOf(f)), err
}

func (r *routes) revokeCalendarFeed(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.CalendarFeeds.Revoke(ctx, c.actor, catalog.CalendarFeedID(in.ID))
}
