package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const planTag = "Plan"

// PlanFields are what people say of a planned post; huma finds embedded members by exported names alone.
type PlanFields struct {
	Title         optional[string]             `json:"title,omitempty"`
	Account       optional[string]             `json:"account,omitempty" doc:"Its id."`
	PlannedAt     optional[string]             `json:"planned_at,omitempty" doc:"A time, or a day; null for an idea without one."`
	Status        optional[string]             `json:"status,omitempty" doc:"idea, draft, to_approve, approved, published, followed_up or cancelled."`
	Offer         optional[string]             `json:"offer,omitempty" doc:"Id of the offer that it is for."`
	Day           optional[string]             `json:"day,omitempty" doc:"With offer: the day of the occurrence, such as 2026-11-24."`
	ContentType   optional[string]             `json:"content_type,omitempty" doc:"service_info, literature or relations."`
	Library       optional[string]             `json:"library,omitempty" doc:"Id or slug; your own unless told."`
	Owner         optional[string]             `json:"owner,omitempty" doc:"Id of a colleague: who posts it."`
	Deputy        optional[string]             `json:"deputy,omitempty"`
	FollowUp      optional[string]             `json:"follow_up,omitempty" doc:"Who answers comments and looks what came of it."`
	Deadline      optional[string]             `json:"deadline,omitempty" doc:"A time, or a day, which ends at midnight. It moves with planned_at."`
	Assets        optional[plannedAssets]      `json:"assets,omitempty"`
	Format        optional[string]             `json:"format,omitempty" doc:"square, portrait, tall, landscape or story."`
	Language      optional[string]             `json:"language,omitempty"`
	Caption       optional[string]             `json:"caption,omitempty"`
	Hashtags      optional[[]string]           `json:"hashtags,omitempty" doc:"With or without #."`
	Tags          optional[[]string]           `json:"tags,omitempty" doc:"Accounts to be tagged, with or without @."`
	Collaborators optional[askedCollaborators] `json:"collaborators,omitempty"`
	Link          optional[string]             `json:"link,omitempty"`
	Notes         optional[string]             `json:"notes,omitempty"`
}

// planRepeat makes a row of recurring slots of a planned post.
type planRepeat struct {
	RRule        string   `json:"rrule" doc:"RFC 5545 without DTSTART, such as FREQ=WEEKLY or FREQ=MONTHLY;BYDAY=-1TU: it begins with planned_at, and every post is at its time of day."`
	Until        string   `json:"until,omitempty" doc:"The last day; a year ahead unless told or in the rule. At most 104 posts."`
	ContentTypes []string `json:"content_types,omitempty" doc:"Of a new row: the posts have these by turns, and what is added later goes on likewise."`
}

type newPlanItem struct {
	PlanFields
	Repeat *planRepeat `json:"repeat,omitempty" doc:"Plans a row; the answer is its first post, and slot names the row. With offer and day, each post is for the occurrence that lies as far ahead of it as the first one's."`
}

type planInput struct {
	Limit   int      `query:"limit" doc:"Items on a page, 1 to 1000; 100 unless told."`
	Cursor  string   `query:"cursor"`
	Q       string   `query:"q" doc:"Only with this in title, caption or notes."`
	From    string   `query:"from" doc:"Planned from this time or day on."`
	To      string   `query:"to" doc:"Planned before this time, or until the end of this day."`
	Undated bool     `query:"undated" doc:"Only ideas without a time."`
	Library string   `query:"library" doc:"Id or slug."`
	Account string   `query:"account"`
	Status  []string `query:"status,explode" doc:"Any of these."`
	Mine    bool     `query:"mine" doc:"Only what you have something to do with."`
	Offer   string   `query:"offer"`
	Day     string   `query:"day" doc:"With offer: only for this occurrence."`
	Slot    string   `query:"slot" doc:"Only of this row of recurring slots."`
	Asset   string   `query:"asset" doc:"Only with this asset."`
}

type planChangeInput struct {
	ID    string `path:"id"`
	Scope string `query:"scope" doc:"Of recurring slots: this (unless told), following or all."`
	PlanSeen
	Body PlanFields
}

// PlanSeen is what a client saw before it alters or removes a post or makes a row longer; huma finds embedded members by exported
// names alone.
type PlanSeen struct {
	IfMatch    string `header:"If-Match" doc:"The ETag of the version that was seen. Without it the last write wins."`
	RowVersion string `query:"row_version" doc:"As the post told it: what is about more of its row than the post itself is refused when any post of the row was altered, added or removed since. Without it whatever the row is by now."`
}

func (s PlanSeen) seen() (catalog.PlanSeen, error) {
	version, err := wanted(s.IfMatch)
	return catalog.PlanSeen{Version: version, Row: s.RowVersion}, err
}

type planRemoveInput struct {
	ID    string `path:"id"`
	Scope string `query:"scope" doc:"Of recurring slots: this (unless told), following or all."`
	PlanSeen
}

func (r *routes) plan() {
	handle(r, describe(planTag, http.MethodGet, "/plan", "list-plan-item", "List by planned time; ideas without one come last", 200), r.listPlan)
	handle(r, describe(planTag, http.MethodPost, "/plan", "add-plan-item", "Plan a post, or note an idea", 201), r.addPlanItem)
	handle(r, describe(planTag, http.MethodGet, "/plan/{id}", "get-plan-item", "Read", 200), r.getPlanItem)
	handle(r, describe(planTag, http.MethodPatch, "/plan/{id}", "patch-plan-item", "Change (JSON merge patch)", 200), r.patchPlanItem)
	handle(r, describe(planTag, http.MethodDelete, "/plan/{id}", "remove-plan-item", "Remove; refused when it was published", 204), r.removePlanItem)
	handle(r, describe(planTag, http.MethodPost, "/plan/{id}/repeat", "repeat-plan-item", "Make the row that it stands in longer, or a row of it", 201), r.repeatPlanItem)
	handle(r, describe(planTag, http.MethodGet, "/plan/{id}/comments", "list-plan-comment", "What was said of it, the oldest first", 200), r.listPlanComments)
	handle(r, describe(planTag, http.MethodPost, "/plan/{id}/comments", "add-plan-comment", "Say something of it", 201), r.addPlanComment)
	handle(r, describe(planTag, http.MethodGet, "/colleagues", "list-colleague", "List who may plan posts", 200), r.listColleagues)
	r.calendarFeeds()
}

func (r *routes) listPlan(ctx context.Context, c call, in *planInput) (*answer[list[planItem]], error) {
	f, err := listInput{Q: in.Q, Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	times, keys := moments{zone: r.cfg.Zone}, libraryKeys{routes: r, call: c}
	filter := catalog.PlanFilter{ListFilter: f, From: times.start("from", in.From), To: times.end("to", in.To), Undated: in.Undated, Account: in.Account,
		Offer: catalog.OfferID(in.Offer), Day: in.Day, Slot: in.Slot, Asset: catalog.AssetID(in.Asset)}
	home, err := keys.find(ctx, "library", in.Library)
	if err != nil {
		return nil, err
	}
	if filter.Library = catalog.LibraryID(home.ID); in.Mine {
		filter.Person = c.actor.ID
	}
	filter.Statuses = each(in.Status, func(s string) catalog.PlanStatus { return catalog.PlanStatus(s) })
	if err := r.expectOfPlan(ctx, &keys, filter); err != nil {
		return nil, err
	}
	if err := refuseFields(append(times.refused, keys.refused...)); err != nil {
		return nil, err
	}
	if err := filter.Check(); err != nil {
		return nil, err
	}
	page, err := r.Plan.List(ctx, c.actor, filter)
	return listOf(page, c.planItemOf), err
}

// expectOfPlan refuses what planned posts are narrowed to and there is none of. They outlive offers and assets.
func (r *routes) expectOfPlan(ctx context.Context, keys *libraryKeys, f catalog.PlanFilter) error {
	actor := keys.call.actor
	planned := func(f catalog.PlanFilter) func() (bool, error) {
		return func() (bool, error) {
			f.Limit = 1
			page, err := r.Plan.List(ctx, actor, f)
			return len(page.Items) > 0, err
		}
	}
	none := func() error { return catalog.Missing("slot") }
	return keys.expectAll(
		sought{at: "account", id: f.Account, find: func() error { return failing(r.Accounts.Get(ctx, actor, f.Account)) }},
		sought{"offer", string(f.Offer), func() error { return failing(r.Offers.Get(ctx, actor, string(f.Offer))) }, planned(catalog.PlanFilter{Offer: f.Offer})},
		sought{"slot", f.Slot, none, planned(catalog.PlanFilter{Slot: f.Slot})},
		sought{"asset", string(f.Asset), func() error { return failing(r.Assets.Get(ctx, actor, f.Asset)) }, planned(catalog.PlanFilter{Asset: f.Asset})},
	)
}

func (r *routes) addPlanItem(ctx context.Context, c call, in *entryInput[newPlanItem]) (*entryAnswer[planItem], error) {
	change, err := r.changePlanItem(in.Body.PlanFields)
	if err != nil {
		return nil, err
	}
	var p catalog.PlanItem
	change(&p)
	if repeat := in.Body.Repeat; repeat != nil {
		row, err := r.Plan.Repeat(ctx, c.actor, p, catalog.Rule{RRule: repeat.RRule, Until: repeat.Until},
			each(repeat.ContentTypes, func(s string) catalog.ContentType { return catalog.ContentType(s) })...)
		if err != nil {
			return nil, err
		}
		return c.planAnswer(row[0]), nil
	}
	p, err = r.Plan.Add(ctx, c.actor, p)
	return c.planAnswer(p), err
}

func (r *routes) getPlanItem(ctx context.Context, c call, in *byID) (*entryAnswer[planItem], error) {
	p, err := r.Plan.Get(ctx, c.actor, catalog.PlanItemID(in.ID))
	if err != nil {
		return nil, err
	}
	out := c.planAnswer(p)
	if p.Slot != "" {
		row, err := r.Plan.Row(ctx, c.actor, p)
		if err != nil {
			return nil, err
		}
		out.Body.RowVersion = orNull(catalog.RowMark(row))
	}
	return out, nil
}

func (r *routes) patchPlanItem(ctx context.Context, c call, in *planChangeInput) (*entryAnswer[planItem], error) {
	scope, err := scopeOf(in.Scope)
	if err != nil {
		return nil, err
	}
	seen, err := in.seen()
	if err != nil {
		return nil, err
	}
	change, err := r.changePlanItem(in.Body)
	if err != nil {
		return nil, err
	}
	p, err := r.Plan.EditRow(ctx, c.actor, catalog.PlanItemID(in.ID), seen, scope, change)
	return c.planAnswer(p), err
}

func (r *routes) removePlanItem(ctx context.Context, c call, in *planRemoveInput) (*none, error) {
	scope, err := scopeOf(in.Scope)
	if err != nil {
		return nil, err
	}
	seen, err := in.seen()
	if err != nil {
		return nil, err
	}
	return nil, r.Plan.Remove(ctx, c.actor, catalog.PlanItemID(in.ID), scope, seen)
}

type planRepeatInput struct {
	ID string `path:"id"`
	PlanSeen
	Body planRepeat
}

func (r *routes) repeatPlanItem(ctx context.Context, c call, in *planRepeatInput) (*answer[list[planItem]], error) {
	seen, err := in.seen()
	if err != nil {
		return nil, err
	}
	items, err := r.Plan.Extend(ctx, c.actor, catalog.PlanItemID(in.ID), seen, func(time.Time) catalog.Rule { return catalog.Rule{RRule: in.Body.RRule, Until: in.Body.Until} })
	return listOf(catalog.Page[catalog.PlanItem]{Items: items}, c.planItemOf), err
}

func scopeOf(s string) (catalog.PlanScope, error) {
	if s == "" {
		return catalog.PlanThis, nil
	}
	for _, scope := range catalog.PlanScopes() {
		if string(scope) == s {
			return scope, nil
		}
	}
	return "", refuseField("scope", catalog.KeyUnknownValue, catalog.Args{"value": s, "allowed": "this, following, all"})
}

// changePlanItem makes of a patch what it does to an item.
func (r *routes) changePlanItem(w PlanFields) (func(*catalog.PlanItem), error) {
	times := moments{zone: r.cfg.Zone}
	planned, deadline := times.start("planned_at", w.PlannedAt.value), times.end("deadline", w.Deadline.value)
	wrong := append(times.refused, append(located("assets", w.Assets.value.wrong), located("collaborators", w.Collaborators.value.wrong)...)...)
	ref := func(o optional[string], to *catalog.Ref) {
		if o.sent {
			*to = catalog.Ref{ID: o.value}
		}
	}
	return func(p *catalog.PlanItem) {
		w.Title.set(&p.Title)
		w.Day.set(&p.Day)
		w.Format.set(&p.Format)
		w.Language.set(&p.Language)
		w.Caption.set(&p.Caption)
		w.Link.set(&p.Link)
		w.Notes.set(&p.Notes)
		w.Hashtags.set(&p.Hashtags)
		w.Tags.set(&p.Tags)
		p.Status = catalog.PlanStatus(w.Status.or(string(p.Status)))
		p.ContentType = catalog.ContentType(w.ContentType.or(string(p.ContentType)))
		ref(w.Account, &p.Account)
		ref(w.Offer, &p.Offer)
		ref(w.Owner, &p.Owner)
		ref(w.Deputy, &p.Deputy)
		ref(w.FollowUp, &p.FollowUp)
		if w.Library.sent {
			p.Library = catalog.LibraryRef{ID: catalog.LibraryID(w.Library.value)}
		}
		if w.PlannedAt.sent {
			p.PlannedAt = planned
		}
		if w.Deadline.sent {
			p.Deadline = deadline
		}
		if w.Assets.sent {
			p.Assets = append([]catalog.PlannedAsset(nil), w.Assets.value.assets...)
		}
		if w.Collaborators.sent {
			p.Collaborators = append([]catalog.Collaborator(nil), w.Collaborators.value.asked...)
		}
	}, refuseFields(wrong)
}

// located puts refusals in the field that they lie in.
func located(at string, wrong []catalog.FieldError) []catalog.FieldError {
	return each(wrong, func(w catalog.FieldError) catalog.FieldError {
		w.Location = at + w.Location
		return w
	})
}
