package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

type offerImportInput struct {
	Body struct {
		Calendar string   `json:"calendar" doc:"The text of an iCalendar (.ics) file."`
		Library  string   `json:"library,omitempty" doc:"Whose offers they are: an id or slug. Your own library unless told, else everybody's."`
		LeadDays int      `json:"lead_days,omitempty" doc:"How long before they come people start to think of them."`
		Only     []string `json:"only,omitempty" doc:"The keys of those that are wanted; all that can be unless told."`
		Apply    bool     `json:"apply,omitempty" doc:"Make the offers; else only tell what would be."`
	}
}

type importedOffers struct {
	Items []importedOffer `json:"items" doc:"One for each event that still comes; a series of events is one."`
	Over  int             `json:"over" doc:"Events that do not come any more, and are left out."`
	Made  int             `json:"made"`
}

type importedOffer struct {
	Key     string              `json:"key" doc:"Names it in the file, whenever that is sent."`
	Line    int                 `json:"line"`
	Name    string              `json:"name"`
	Rule    offerRule           `json:"rule"`
	Next    []string            `json:"next" doc:"When it comes next: times, or days of what has no time."`
	Single  bool                `json:"single" doc:"It comes once."`
	Offer   nullable[reference] `json:"offer" doc:"The offer that was made of it, now or before; null while there is none. Of one event a library has one offer, however often the file is sent."`
	Made    bool                `json:"made" doc:"It was made now."`
	Note    string              `json:"note" doc:"What the offer says differently from the calendar, in the reader's language."`
	Problem string              `json:"problem" doc:"Why no offer can be made of it, in the reader's language."`
}

func (r *routes) importOffers(ctx context.Context, c call, in *offerImportInput) (*answer[importedOffers], error) {
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", in.Body.Library)
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	wanted := catalog.OfferImport{Calendar: []byte(in.Body.Calendar), Library: catalog.LibraryRef{ID: catalog.LibraryID(home.ID), Name: home.Name}, LeadDays: in.Body.LeadDays,
		Only: in.Body.Only, Apply: in.Body.Apply}
	if in.Body.Library == "" {
		wanted.Library.ID = c.actor.Library
	}
	found, err := r.Offers.Import(ctx, c.actor, wanted)
	if err != nil {
		return nil, renamed(err, "file", "calendar")
	}
	out := importedOffers{Items: each(found.Items, func(one catalog.ImportedOffer) importedOffer { return r.importedOfferOf(c, one) }), Over: found.Over}
	for _, one := range found.Items {
		if one.Made {
			out.Made++
		}
	}
	return answerWith(out), nil
}

func (r *routes) importedOfferOf(c call, one catalog.ImportedOffer) importedOffer {
	out := importedOffer{Key: one.Key, Line: one.Line, Name: one.Offer.Name, Rule: offerRuleOf(one.Offer.Rule, r.cfg.Zone), Single: one.Single, Made: one.Made, Next: []string{}}
	for _, o := range one.Next {
		layout := "2006-01-02T15:04:05Z07:00"
		if o.AllDay {
			layout = "2006-01-02"
		}
		out.Next = append(out.Next, o.StartsAt.Format(layout))
	}
	if one.Offer.ID != "" {
		out.Offer = referenceOrNull(catalog.Ref{ID: one.Offer.ID, Name: one.Offer.Name})
	}
	if one.Note != nil {
		out.Note = edge.Text(c.gin, one.Note.Key, one.Note.Args)
	}
	if one.Problem != nil {
		out.Problem = edge.Text(c.gin, one.Problem.Key, one.Problem.Args)
	}
	return out
}
