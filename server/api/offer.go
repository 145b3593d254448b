package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const offersTag = "Offers"

type offer struct {
	ID         string             `json:"id"`
	Name       string             `json:"name" doc:"Of a shipped occasion in the reader's language."`
	Occasion   *string            `json:"occasion" doc:"The code of an occasion that the program ships."`
	Mark       *string            `json:"mark" doc:"Of a shipped occasion: found (a source says so), common (commonly known, not held against a source) or unsure."`
	Libraries  []libraryReference `json:"libraries" doc:"Whose it is; none: everybody's."`
	Rule       offerRule          `json:"rule"`
	LeadDays   int                `json:"lead_days" doc:"How long before it comes people start to think of it."`
	Match      offerMatch         `json:"match"`
	Favourites []favourite        `json:"favourites" doc:"Assets that somebody chose for it, the best first."`
	Note       string             `json:"note"`
	Off        bool               `json:"off" doc:"It never comes."`
	Stamps
}

// favourite is an asset by its title, which is empty for who may not see it.
type favourite struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type offerMatch struct {
	Q      string              `json:"q" doc:"A search as it stands in the address bar: words, or q=…&library=…"`
	Series nullable[reference] `json:"series"`
	Books  []bookReference     `json:"books"`
	Tags   []string            `json:"tags"`
}

type offerPatch struct {
	Name       optional[string]          `json:"name,omitempty"`
	Libraries  optional[[]string]        `json:"libraries,omitempty" doc:"Ids or slugs."`
	Rule       optional[offerRule]       `json:"rule,omitempty" doc:"Replaces the whole rule."`
	LeadDays   optional[int]             `json:"lead_days,omitempty"`
	Match      optional[offerMatchPatch] `json:"match,omitempty" doc:"What is not sent of it stays."`
	Favourites optional[[]string]        `json:"favourites,omitempty" doc:"Ids of assets, the best first."`
	Note       optional[string]          `json:"note,omitempty"`
	Off        optional[bool]            `json:"off,omitempty"`
}

type offerMatchPatch struct {
	Q      optional[string]   `json:"q,omitempty"`
	Series optional[string]   `json:"series,omitempty" doc:"An id."`
	Books  optional[[]string] `json:"books,omitempty" doc:"Ids."`
	Tags   optional[[]string] `json:"tags,omitempty"`
}

type offersInput struct {
	Q         string `query:"q" doc:"Only those whose name holds this."`
	Limit     int    `query:"limit" doc:"Offers on a page, 1 to 1000; 100 unless told."`
	Cursor    string `query:"cursor"`
	Library   string `query:"library" doc:"Only those of this library: an id or slug."`
	Occasions string `query:"occasions" doc:"true for shipped occasions alone, false for all others."`
}

type offerInput struct{ Body offerPatch }

func (r *routes) offers() {
	handle(r, describe(offersTag, http.MethodGet, "/offers", "list-offer", "List offers and occasions by name", 200), r.listOffers)
	handle(r, describe(offersTag, http.MethodPost, "/offers", "add-offer", "Add an offer", 201), r.addOffer)
	handle(r, describe(offersTag, http.MethodPost, "/offers/preview", "preview-offer", "Show when an offer would come", 200), r.previewOffer)
	file := describe(offersTag, http.MethodPost, "/offers/import", "import-offers", "Make offers of the events of a calendar file", 200)
	file.MaxBodyBytes = maxCalendarBody
	handle(r, file, r.importOffers)
	handle(r, describe(offersTag, http.MethodGet, "/offers/{id}", "get-offer", "Read", 200), r.getOffer)
	handle(r, describe(offersTag, http.MethodPatch, "/offers/{id}", "patch-offer", "Change (JSON merge patch)", 200), r.patchOffer)
	handle(r, describe(offersTag, http.MethodDelete, "/offers/{id}", "remove-offer", "Remove; occasions are switched off instead", 204), r.removeOffer)
	r.occurrences()
	r.schoolHolidays()
}

func (r *routes) listOffers(ctx context.Context, c call, in *offersInput) (*answer[list[offer]], error) {
	f, err := listInput{in.Q, in.Limit, in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	filter := catalog.OfferFilter{ListFilter: f}
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", in.Library)
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	filter.Library = catalog.LibraryID(home.ID)
	switch yes := in.Occasions == "true"; {
	case yes, in.Occasions == "false":
		filter.Occasions = &yes
	case in.Occasions != "":
		return nil, refuseField("occasions", catalog.KeyUnknownValue, catalog.Args{"value": in.Occasions, "allowed": "true, false"})
	}
	page, err := r.Offers.List(ctx, c.actor, filter)
	if err != nil {
		return nil, err
	}
	titles, err := r.titles(ctx, c, page.Items...)
	return listOf(page, func(o catalog.Offer) offer { return c.offerOf(o, titles, r.cfg.Zone) }), err
}

// titles gives the titles of favourites, as far as the reader may see them.
func (r *routes) titles(ctx context.Context, c call, offers ...catalog.Offer) (map[catalog.AssetID]string, error) {
	var ids []catalog.AssetID
	for _, o := range offers {
		ids = append(ids, o.Favourites...)
	}
	out := map[catalog.AssetID]string{}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := r.Assets.Some(ctx, c.actor, ids)
	for _, a := range found {
		out[a.ID] = a.Title
	}
	return out, err
}

func (c call) offerOf(o catalog.Offer, titles map[catalog.AssetID]string, zone *time.Location) offer {
	shipped, _ := o.Shipped()
	return offer{ID: o.ID, Name: o.NameIn(edgeLang(c)), Occasion: orNull(o.Occasion), Mark: orNull(shipped.Mark), Libraries: each(o.Libraries, libraryReferenceOf),
		Rule: offerRuleOf(o.Rule, zone), LeadDays: o.LeadDays,
		Match: offerMatch{Q: o.Match.Query, Series: referenceOrNull(o.Match.Series), Books: each(o.Match.Books, bookReferenceOf),
			Tags: each(o.Match.Tags, func(s string) string { return s })},
		Favourites: each(o.Favourites, func(id catalog.AssetID) favourite { return favourite{string(id), titles[id]} }), Note: o.Note, Off: o.Off, Stamps: stampsOf(o.Entry)}
}

func (r *routes) offerAnswer(ctx context.Context, c call, o catalog.Offer, err error) (*entryAnswer[offer], error) {
	if err != nil {
		return nil, asSent(err)
	}
	titles, err := r.titles(ctx, c, o)
	return &entryAnswer[offer]{ETag: tagOf(o.Version), Location: basePath + "/offers/" + o.ID, Body: c.offerOf(o, titles, r.cfg.Zone)}, err
}

func (r *routes) addOffer(ctx context.Context, c call, in *offerInput) (*entryAnswer[offer], error) {
	change, err := r.changeOffer(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	var o catalog.Offer
	change(&o)
	o, err = r.Offers.Add(ctx, c.actor, o)
	return r.offerAnswer(ctx, c, o, err)
}

func (r *routes) getOffer(ctx context.Context, c call, in *byID) (*entryAnswer[offer], error) {
	o, err := r.Offers.Get(ctx, c.actor, in.ID)
	return r.offerAnswer(ctx, c, o, err)
}

func (r *routes) patchOffer(ctx context.Context, c call, in *entryPatchInput[offerPatch]) (*entryAnswer[offer], error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	change, err := r.changeOffer(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	o, err := r.Offers.Edit(ctx, c.actor, in.ID, version, change)
	return r.offerAnswer(ctx, c, o, err)
}

func (r *routes) removeOffer(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Offers.Remove(ctx, c.actor, in.ID)
}

// changeOffer makes of a patch what it does to an offer.
func (r *routes) changeOffer(ctx context.Context, c call, w offerPatch) (func(*catalog.Offer), error) {
	keys := libraryKeys{routes: r, call: c}
	libraries, err := keys.refs(ctx, w.Libraries.value)
	if err != nil {
		return nil, err
	}
	return func(o *catalog.Offer) {
		w.Name.set(&o.Name)
		w.LeadDays.set(&o.LeadDays)
		w.Note.set(&o.Note)
		w.Off.set(&o.Off)
		if w.Libraries.sent {
			o.Libraries = libraries
		}
		if w.Rule.sent {
			o.Rule = w.Rule.value.rule()
		}
		if w.Favourites.sent {
			o.Favourites = each(w.Favourites.value, func(id string) catalog.AssetID { return catalog.AssetID(id) })
		}
		if w.Match.sent {
			w.Match.value.change(&o.Match)
		}
	}, keys.err()
}

func (w offerMatchPatch) change(m *catalog.Match) {
	w.Q.set(&m.Query)
	w.Tags.set(&m.Tags)
	if w.Series.sent {
		m.Series = catalog.Ref{ID: w.Series.value}
	}
	if w.Books.sent {
		m.Books = each(w.Books.value, func(id string) catalog.BookRef { return catalog.BookRef{ID: catalog.BookID(id)} })
	}
}

func (r *routes) schoolHolidays() {
	shelf[catalog.SchoolHoliday, schoolHoliday, schoolHolidayPatch]{
		routes: r, service: r.SchoolHolidays, tag: offersTag, path: "/school-holidays", one: "school-holiday",
		body: schoolHolidayOf, entry: func(h catalog.SchoolHoliday) catalog.Entry { return h.Entry }, change: r.changeSchoolHoliday,
	}.mount()
}

// describeOccurrence begins the description of what is done to one occurrence.
func describeOccurrence(method, path, id, summary string) huma.Operation {
	return describe(offersTag, method, "/offers/{id}/occurrences"+path, id, summary, 200)
}

// edgeLang is the reader's language.
func edgeLang(c call) string { return edge.Lang(c.gin) }
