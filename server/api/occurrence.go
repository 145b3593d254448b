package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// occurrence is one time that an offer comes.
type occurrence struct {
	Offer    reference `json:"offer"`
	Day      string    `json:"day" format:"date" doc:"On which the rule has it: with the offer it names the occurrence, also after it was moved."`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	AllDay   bool      `json:"all_day"`
	Deadline time.Time `json:"deadline"`
	Moved    bool      `json:"moved"`
}

type occurrencesInput struct {
	ID   string `path:"id"`
	From string `query:"from" doc:"A day or a time; now unless told."`
	To   string `query:"to" doc:"A year after from unless told."`
}

type allOccurrencesInput struct {
	From    string `query:"from" doc:"A day or a time; now unless told."`
	To      string `query:"to" doc:"30 days after from unless told."`
	Library string `query:"library" doc:"Only what this library takes part in, and what is everybody's: an id or slug."`
}

type occurrenceInput struct {
	ID   string `path:"id"`
	Day  string `path:"day" doc:"On which the rule has it."`
	Body struct {
		To        optional[string] `json:"to,omitempty" doc:"The day on which it comes instead; null puts it back."`
		Time      optional[string] `json:"time,omitempty" doc:"The time of day at which it comes instead."`
		Cancelled optional[bool]   `json:"cancelled,omitempty"`
	}
}

func (r *routes) occurrences() {
	handle(r, describe(offersTag, http.MethodGet, "/occurrences", "list-occurrence", "List when offers come", 200), r.listOccurrences)
	handle(r, describeOccurrence(http.MethodGet, "", "list-offer-occurrence", "List when an offer comes"), r.offerOccurrences)
	handle(r, describeOccurrence(http.MethodPatch, "/{day}", "patch-occurrence", "Move, cancel or put back one occurrence"), r.patchOccurrence)
}

func (c call) occurrenceOf(o catalog.Occurrence) occurrence {
	return occurrence{Offer: reference{ID: o.Offer.ID, Name: o.Offer.NameIn(edgeLang(c))}, Day: o.Day, StartsAt: o.StartsAt, EndsAt: o.EndsAt, AllDay: o.AllDay,
		Deadline: o.Deadline, Moved: o.Moved}
}

func (c call) occurrencesAnswer(found []catalog.Occurrence) *answer[list[occurrence]] {
	return listOf(catalog.Page[catalog.Occurrence]{Items: found}, c.occurrenceOf)
}

// stretch reads the time that is asked for.
func (r *routes) stretch(from, to string, otherwise int) (catalog.OccurrenceFilter, error) {
	m := moments{zone: r.cfg.Zone}
	f := catalog.OccurrenceFilter{From: m.start("from", from), To: m.end("to", to)}
	if f.From.IsZero() {
		f.From = r.Now()
	}
	if f.To.IsZero() {
		f.To = f.From.AddDate(0, 0, otherwise)
	}
	return f, m.err()
}

func (r *routes) listOccurrences(ctx context.Context, c call, in *allOccurrencesInput) (*answer[list[occurrence]], error) {
	f, err := r.stretch(in.From, in.To, 30)
	if err != nil {
		return nil, err
	}
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", in.Library)
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	f.Library = catalog.LibraryID(home.ID)
	found, err := r.Offers.Occurrences(ctx, c.actor, f)
	return c.occurrencesAnswer(found), err
}

func (r *routes) offerOccurrences(ctx context.Context, c call, in *occurrencesInput) (*answer[list[occurrence]], error) {
	f, err := r.stretch(in.From, in.To, 365)
	if err != nil {
		return nil, err
	}
	found, err := r.Offers.OccurrencesOf(ctx, c.actor, in.ID, f)
	return c.occurrencesAnswer(found), err
}

func (r *routes) previewOffer(ctx context.Context, c call, in *offerInput) (*answer[list[occurrence]], error) {
	change, err := r.changeOffer(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	var o catalog.Offer
	change(&o)
	found, err := r.Offers.Preview(ctx, c.actor, o, previewed)
	if err != nil {
		return nil, asSent(err)
	}
	return c.occurrencesAnswer(found), nil
}

// previewed is how many of the next times are shown.
const previewed = 12

func (r *routes) patchOccurrence(ctx context.Context, c call, in *occurrenceInput) (*entryAnswer[offer], error) {
	var o catalog.Offer
	var err error
	switch b := in.Body; {
	case b.Cancelled.value:
		o, err = r.Offers.Cancel(ctx, c.actor, in.ID, in.Day)
	case b.To.value != "" || b.Time.value != "":
		m := catalog.MovedOccurrence{Day: in.Day, To: b.To.value, Time: b.Time.value}
		if m.To == "" {
			m.To = in.Day
		}
		o, err = r.Offers.Move(ctx, c.actor, in.ID, m)
	default:
		o, err = r.Offers.Restore(ctx, c.actor, in.ID, in.Day)
	}
	return r.offerAnswer(ctx, c, o, err)
}
