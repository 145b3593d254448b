package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

type offerImportInput struct {
	Body struct {
		Calendar  string   `json:"calendar" doc:"The text of an iCalendar (.ics) file of at most 10 MiB."`
		Library   string   `json:"library,omitempty" doc:"Whose offers they are: an id or slug. Your own library unless told, else everybody's."`
		LeadDays  int      `json:"lead_days,omitempty" doc:"How long before they come people start to think of them."`
		Only      []string `json:"only,omitempty" doc:"The keys of those that are wanted; all that can be unless told."`
		Overwrite []string `json:"overwrite,omitempty" doc:"The keys of those of which also that is taken over from the calendar which people have changed."`
		Apply     bool     `json:"apply,omitempty" doc:"Make and change the offers; else only tell what would be."`
	}
}

type importedOffers struct {
	Items   []importedOffer `json:"items" doc:"One for each event that still comes; a series of events is one."`
	Over    int             `json:"over" doc:"Events that do not come any more, and are left out."`
	Made    int             `json:"made"`
	Changed int             `json:"changed"`
}

type importedOffer struct {
	Key     string              `json:"key" doc:"Names it in the file, whenever that is sent."`
	Line    int                 `json:"line"`
	Name    string              `json:"name" doc:"As it is, or would be once all is taken over; so are the rule and next."`
	Rule    offerRule           `json:"rule"`
	Next    []string            `json:"next" doc:"When it comes next: times, or days of what has no time."`
	Single  bool                `json:"single" doc:"It comes once."`
	Offer   nullable[reference] `json:"offer" doc:"The offer that was made of it, now or before; null while there is none. Of one event a library has one offer, however often the file is sent."`
	Made    bool                `json:"made" doc:"It was made now."`
	Changed bool                `json:"changed" doc:"It was changed now."`
	Changes []importChange      `json:"changes" doc:"What the calendar tells otherwise than the offer that was made of it before; empty when that is as the calendar has it."`
	Note    string              `json:"note" doc:"What the offer says differently from the calendar, in the reader's language."`
	Problem string              `json:"problem" doc:"Why no offer can be made of it, in the reader's language."`
}

type importChange struct {
	Field   string              `json:"field" enum:"name,note,rule,day" doc:"A single time is a day; days, time of day and length are the rule."`
	Day     string              `json:"day,omitempty" doc:"Of a single time: the day on which the rule has it."`
	Was     string              `json:"was" doc:"The text; of a single time as_ruled, cancelled, extra, or the day or time that it was moved to; empty of a rule."`
	Now     string              `json:"now"`
	WasRule nullable[offerRule] `json:"was_rule" doc:"The rule as it was; null of everything else."`
	ByHand  bool                `json:"by_hand" doc:"People have changed it since it was taken over, or it is not known that nobody did: it is overwritten only when that is asked for."`
	Made    bool                `json:"made" doc:"It was changed now."`
}

// maxCalendarBody has room for the largest file when each of its lines and commas is escaped.
const maxCalendarBody = 2*catalog.MaxCalendar + maxBody

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
		Only: in.Body.Only, Overwrite: in.Body.Overwrite, Apply: in.Body.Apply}
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
		if one.Changed {
			out.Changed++
		}
	}
	return answerWith(out), nil
}

func (r *routes) importedOfferOf(c call, one catalog.ImportedOffer) importedOffer {
	shown := one.Shown()
	out := importedOffer{Key: one.Key, Line: one.Line, Name: shown.Name, Rule: offerRuleOf(shown.Rule, r.cfg.Zone), Single: one.Single, Made: one.Made, Next: []string{},
		Changed: one.Changed, Changes: each(one.Changes, func(change catalog.ImportChange) importChange { return r.importChangeOf(c, one, change) })}
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

func (r *routes) importChangeOf(c call, one catalog.ImportedOffer, change catalog.ImportChange) importChange {
	out := importChange{Field: string(change.Field), Day: change.Day, ByHand: change.ByHand, Made: change.Made}
	switch change.Field {
	case catalog.ImportName:
		out.Was, out.Now = one.Was.Name, one.Then.Name
	case catalog.ImportNote:
		out.Was, out.Now = one.Was.Note, one.Then.Note
	case catalog.ImportRule:
		was := offerRuleOf(one.Was.Rule, r.cfg.Zone)
		out.WasRule.value = &was
	case catalog.ImportDay:
		out.Was, out.Now = singleTime(one.Was.Rule, change.Day), singleTime(one.Then.Rule, change.Day)
	}
	return out
}

// singleTime tells what becomes of the time that a rule has on a day.
func singleTime(r catalog.Rule, day string) string {
	switch one := r.SingleTime(day); {
	case one.Gone:
		return "cancelled"
	case one.To != "" && one.Time != "":
		return one.To + "T" + one.Time
	case one.To != "":
		return one.To
	case one.More:
		return "extra"
	}
	return "as_ruled"
}
