package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// usualHour is when a post goes out unless somebody says otherwise.
const usualHour = 10

// mostOffered bounds the files that a search in the form shows.
const mostOffered = 24

// PlanFormView is the page on which a post is planned or changed.
type PlanFormView struct {
	Frame
	Chooser
	Form    Form
	New     bool
	HomeURL string
	Offer   Option   // for which occurrence it is, by offer and day
	Hidden  []Option // what the form carries along
	RowMark string   // see catalog.RowMark; empty where it stands alone
	Scopes  []Option
}

// Rest are the fields that stand below the files.
func (v PlanFormView) Rest() []Field {
	at := slices.IndexFunc(v.Form.Fields, func(f Field) bool { return f.Name == "caption" })
	rest := v.Form.Fields[at:]
	if at = slices.IndexFunc(rest, func(f Field) bool { return f.Name == "repeat" }); at >= 0 {
		return rest[:at]
	}
	return rest
}

// newPlan is GET /plan/new?day=…&account=…&id=…, with files that were chosen in a search, or found for an offer.
func (p *Pages) newPlan(c *gin.Context) error {
	l, q := p.localizer(c), c.Request.URL.Query()
	i := catalog.PlanItem{Account: catalog.Ref{ID: q.Get("account")}, Library: catalog.LibraryRef{ID: catalog.LibraryID(q.Get("library"))},
		Offer: catalog.Ref{ID: q.Get("offer")}, Day: q.Get("offer_day"), Title: q.Get("title"), ContentType: catalog.ContentType(q.Get("content_type"))}
	if i.Library.ID == "" {
		i.Library.ID = edge.Actor(c).Library
	}
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("day"), l.Zone()); err == nil {
		i.PlannedAt = day.Add(usualHour * time.Hour)
	}
	for _, id := range append(q["id"], q["asset"]...) {
		i.Assets = append(i.Assets, catalog.PlannedAsset{ID: catalog.AssetID(id)})
	}
	if actor := edge.Actor(c); actor.Kind == catalog.Person {
		i.Owner.ID = actor.ID
	}
	if i.Offer.ID != "" {
		o, err := p.Offers.Get(c.Request.Context(), edge.Actor(c), i.Offer.ID)
		if err != nil {
			return err
		}
		i.Offer.Name = o.Name
	}
	view, err := p.planForm(c, i, url.Values{})
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "plan_form", view)
}

// editPlan is GET /plan/:id/edit.
func (p *Pages) editPlan(c *gin.Context) error {
	i, err := p.changeable(c)
	if err != nil {
		return err
	}
	view, err := p.planForm(c, i, url.Values{})
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "plan_form", view)
}

func (p *Pages) changeable(c *gin.Context) (catalog.PlanItem, error) {
	i, err := p.Plan.Get(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(c.Param("id")))
	if err == nil {
		err = catalog.MayChangePlanItem(edge.Actor(c), i)
	}
	return i, err
}

// planForm makes the form of an item as it is, or as it was sent.
func (p *Pages) planForm(c *gin.Context, i catalog.PlanItem, sent url.Values) (PlanFormView, error) {
	if err := catalog.MayPlan(edge.Actor(c)); err != nil {
		return PlanFormView{}, err
	}
	view := PlanFormView{Frame: p.frame(c, "plan", "plan.new"), New: i.ID == "", HomeURL: "/plan", Form: Form{Action: "/plan/new", Version: i.Version}}
	if !view.New {
		view.Title, view.HomeURL, view.Form.Action = p.localizer(c).T("plan.edit", nil), planPath(i.ID), planPath(i.ID)+"/edit"
	}
	if i.Slot != "" {
		row, err := p.Plan.Row(c.Request.Context(), edge.Actor(c), i)
		if err != nil {
			return view, err
		}
		view.RowMark, view.Scopes = catalog.RowMark(row), scopeOptions(p.localizer(c).T, sent.Get("scope"))
	}
	if i.Offer.ID != "" {
		view.Hidden = []Option{{Label: "offer", Value: i.Offer.ID}, {Label: "offer_day", Value: i.Day}}
		view.Offer = Option{Label: i.Offer.Name, Hint: p.localizer(c).Day(i.Day)}
	}
	var err error
	if view.Form.Fields, err = p.planFields(c, i); err != nil {
		return view, err
	}
	if view.Chosen, err = p.plannedAssets(c, i.Assets); err != nil {
		return view, err
	}
	view.Address = view.Form.Action
	view.Chosen = slices.DeleteFunc(view.Chosen, func(r PlannedAssetRow) bool { return view.New && r.Card.ID == "" })
	return view, p.seen(c, view.Chosen)
}

// savePlan is POST /plan/new and POST /plan/:id/edit. Buttons beside that for saving only show the form again, with other files.
func (p *Pages) savePlan(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	i := catalog.PlanItem{Offer: catalog.Ref{ID: sent.Get("offer")}, Day: sent.Get("offer_day")}
	var err error
	if c.Param("id") != "" {
		if i, err = p.changeable(c); err != nil {
			return err
		}
	}
	i.Assets = sentAssets(sent, i.Assets)
	view, err := p.planForm(c, i, sent)
	if err != nil {
		return err
	}
	view.Form.fill(sent, p.namer(c))
	now := catalog.PlanSeen{Version: view.Form.Version, Row: view.RowMark}
	if seen := planSeen(sent); !view.New { // what was typed was typed upon that
		view.Form.Version, view.RowMark = seen.Version, seen.Row
	}
	if action := sent.Get("action"); action != "save" {
		if err := p.findFiles(c, &view.Chooser, action, sent.Get("find")); err != nil {
			return err
		}
		return p.show(c, http.StatusOK, "plan_form", view)
	}
	change, err := p.readPlan(c, sent, view.Form, i.Assets)
	if err == nil {
		var id string
		if id, err = p.storePlan(c, i, sent, change); err == nil {
			return done(c, planPath(id), "saved")
		}
	}
	if catalog.Is(err, catalog.Stale) { // the reader is told so, and may save all the same
		view.Form.Version, view.RowMark = now.Version, now.Row
	}
	var e *catalog.Error
	if errors.As(err, &e) && e.Code == catalog.Forbidden { // for another library: what was typed stays
		view.Form.Problem = &catalog.Reason{Key: e.Key, Args: e.Args}
	} else if !view.Form.refuse(view.Chooser.refuse(err, "assets")) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "plan_form", view)
}

func (p *Pages) storePlan(c *gin.Context, i catalog.PlanItem, sent url.Values, change func(*catalog.PlanItem)) (string, error) {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if i.ID != "" {
		i, err := p.Plan.EditRow(ctx, actor, catalog.PlanItemID(i.ID), planSeen(sent), scopeSent(sent), change)
		return i.ID, err
	}
	change(&i)
	if slices.Contains(repeats(), sent.Get("repeat")) {
		row, err := p.Plan.Repeat(ctx, actor, i, repetition(sent.Get("repeat"), sent.Get("repeat_until"), i.PlannedAt.In(p.localizer(c).Zone())), typesInTurn(sent, i)...)
		if err != nil {
			return "", err
		}
		return row[0].ID, nil
	}
	i, err := p.Plan.Add(ctx, actor, i)
	return i.ID, err
}

// typesInTurn are the content types that a new row goes through, beginning with that of its first post; none where it keeps one.
func typesInTurn(sent url.Values, i catalog.PlanItem) []catalog.ContentType {
	if sent.Get("repeat_types") != "turns" {
		return nil
	}
	all := contentTypes()
	at := max(slices.Index(all, i.ContentType), 0)
	return append(slices.Clone(all[at:]), all[:at]...)
}

// sentAssets are the files that a form holds, in its order, with what the item had of each; then one goes up, goes away or
// comes along as the button says that was pressed.
func sentAssets(sent url.Values, had []catalog.PlannedAsset) []catalog.PlannedAsset {
	ids := append([]string(nil), sent["assets"]...)
	if id := sent.Get("up"); id != "" {
		if at := slices.Index(ids, id); at > 0 {
			ids[at-1], ids[at] = ids[at], ids[at-1]
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == sent.Get("drop") })
	if sent.Get("action") != "find" {
		ids = append(ids, sent["add"]...)
	}
	var out []catalog.PlannedAsset
	for _, id := range ids {
		a := catalog.PlannedAsset{ID: catalog.AssetID(id)}
		if at := slices.IndexFunc(had, func(h catalog.PlannedAsset) bool { return h.ID == a.ID }); at >= 0 {
			a = had[at]
		}
		if !slices.ContainsFunc(out, func(o catalog.PlannedAsset) bool { return o.ID == a.ID }) {
			out = append(out, a)
		}
	}
	return out
}

// readPlan reads the form into a change of an item; its error names the fields that cannot be read.
func (p *Pages) readPlan(c *gin.Context, sent url.Values, form Form, assets []catalog.PlannedAsset) (func(*catalog.PlanItem), error) {
	zone := p.localizer(c).Zone()
	var wrong []catalog.FieldError
	refuse := func(at, key, value string) {
		wrong = append(wrong, catalog.FieldError{Location: at, Key: key, Args: catalog.Args{"value": value}})
	}
	var planned, deadline time.Time
	if day := sent.Get("planned_at"); day != "" {
		hour := sent.Get("planned_time")
		if hour == "" {
			hour = fmt.Sprintf("%02d:00", usualHour)
		}
		var err error
		if planned, err = time.ParseInLocation(minuteLayout, day+" "+strings.Replace(hour, ".", ":", 1), zone); err != nil {
			refuse("planned_at", catalog.KeyBadTime, day)
		}
	}
	if day := sent.Get("deadline"); day != "" {
		t, err := time.ParseInLocation(time.DateOnly, day, zone)
		if deadline = t.AddDate(0, 0, 1); err != nil {
			refuse("deadline", catalog.KeyBadDate, day)
		}
	}
	with := p.sentCollaborators(sent, form, refuse)
	last := func(t time.Time) string {
		return deadlineDay(func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }, t)
	}
	return func(i *catalog.PlanItem) {
		planned, deadline := planned, deadline
		if planned.Equal(i.PlannedAt.Truncate(time.Minute)) { // the form knows no seconds, and no hour of a deadline
			planned = i.PlannedAt
		}
		if last(deadline) == last(i.Deadline) {
			deadline = i.Deadline
		}
		ref := func(name string) catalog.Ref { return catalog.Ref{ID: sent.Get(name)} }
		i.Title, i.Account, i.PlannedAt, i.Deadline, i.Assets = sent.Get("title"), ref("account"), planned, deadline, slices.Clone(assets)
		i.ContentType, i.Library = catalog.ContentType(sent.Get("content_type")), catalog.LibraryRef{ID: catalog.LibraryID(sent.Get("library"))}
		i.Owner, i.Deputy, i.FollowUp = ref("owner"), ref("deputy"), ref("follow_up")
		i.Format, i.Language, i.Caption, i.Link, i.Notes = sent.Get("format"), sent.Get("language"), sent.Get("caption"), webAddress(sent.Get("link")), sent.Get("notes")
		i.Hashtags, i.Tags = strings.Fields(strings.ReplaceAll(sent.Get("hashtags"), ",", " ")), strings.Fields(strings.ReplaceAll(sent.Get("tags"), ",", " "))
		i.Collaborators = answered(with, i.Collaborators)
		if i.Status == catalog.PlanIdea && !planned.IsZero() {
			i.Status = catalog.PlanDraft
		}
	}, refused(wrong)
}

func refused(wrong []catalog.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: wrong}
}

// sentCollaborators are the libraries that were picked, and those whose names were typed.
func (p *Pages) sentCollaborators(sent url.Values, form Form, refuse func(at, key, value string)) []string {
	ids := append([]string(nil), sent["collaborators"]...)
	field, err := form.Field("collaborators")
	if err != nil {
		return ids
	}
	for _, name := range splitWords(sent.Get("collaborators_add")) {
		at := slices.IndexFunc(field.Options, func(o Option) bool { return strings.EqualFold(o.Label, name) })
		if at < 0 {
			refuse("collaborators", catalog.KeyUnknownRef, name)
			continue
		}
		ids = append(ids, field.Options[at].Value)
	}
	return ids
}

// answered keeps what libraries have answered already.
func answered(ids []string, had []catalog.Collaborator) []catalog.Collaborator {
	var out []catalog.Collaborator
	for _, id := range ids {
		one := catalog.Collaborator{Library: catalog.LibraryRef{ID: catalog.LibraryID(id)}}
		if at := slices.IndexFunc(had, func(h catalog.Collaborator) bool { return h.Library.ID == one.Library.ID }); at >= 0 {
			one = had[at]
		}
		out = append(out, one)
	}
	return out
}
