package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// PlanItemView is the page of one planned post.
type PlanItemView struct {
	Frame
	Item      PlanCard
	Assets    []PlannedAssetRow
	OfferURL  string
	Facts     []PlanFact
	Steps     []Option // the statuses that it can be given
	Scopes    []Option // nil where it stands alone
	Row       []PlanCard
	MayChange bool
	MayTalk   bool
	Comments  []catalog.PlanComment
	Comment   Form
	Problem   Form // what was refused of a step
	Answers   []Option
	PlanURL   string
	Blocks    []KitCheck // limits of the channel, see catalog.PlanItem.Findings
	Warnings  []KitCheck
	Extend    Form   // makes the row longer; without an action where that is not for the reader
	RowMark   string // see catalog.RowMark; empty where it stands alone
}

// PlanFact is a line about a planned post. Label is a translation key.
type PlanFact struct{ Label, Value, URL string }

// PlannedAssetRow is an asset of a planned post. Card is zero for who may not see it.
type PlannedAssetRow struct {
	catalog.PlannedAsset
	Card  Card
	Part  string // of a clip
	First bool
	Seen  []string // by which audiences it was seen, in words
}

// planItem is GET /plan/:id.
func (p *Pages) planItem(c *gin.Context) error {
	view, err := p.planItemView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "plan_item", view)
}

func (p *Pages) planItemView(c *gin.Context) (PlanItemView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	item, err := p.Plan.Get(ctx, actor, catalog.PlanItemID(c.Param("id")))
	if err != nil {
		return PlanItemView{}, err
	}
	view := PlanItemView{Frame: p.frame(c, "plan", planName(l, item)), Item: p.planCards(c, []catalog.PlanItem{item})[0], MayTalk: catalog.MayPlan(actor) == nil,
		MayChange: catalog.MayChangePlanItem(actor, item) == nil, Comment: commentForm(item.ID)}
	view.PlanURL = planAsking{view: planMonth, day: item.PlannedAt.In(l.Zone())}.address(planMonth, item.PlannedAt.In(l.Zone()), false)
	if item.PlannedAt.IsZero() {
		view.PlanURL = "/plan?view=ideas"
	}
	if view.Assets, err = p.plannedAssets(c, item.Assets); err != nil {
		return view, err
	}
	if err := p.seen(c, view.Assets); err != nil {
		return view, err
	}
	var checks []KitCheck
	for _, f := range item.Findings {
		checks = append(checks, checkOf(l, f))
	}
	view.Blocks, view.Warnings = graveFirst(checks)
	view.Facts, view.Problem.Fields = p.planFacts(c, item), planPlaces()
	if view.Comments, err = p.Plan.Comments(ctx, actor, catalog.PlanItemID(item.ID)); err != nil {
		return view, err
	}
	if item.Slot != "" {
		row, err := p.Plan.Row(ctx, actor, item)
		if err != nil {
			return view, err
		}
		if view.RowMark = catalog.RowMark(row); len(row) > 1 {
			view.Row, view.Scopes = p.planCards(c, row), scopeOptions(l.T, "")
		}
	}
	if view.MayChange {
		view.Steps = p.planSteps(c, item)
		if !item.PlannedAt.IsZero() {
			view.Extend = Form{Action: planPath(item.ID) + "/repeat", Fields: repeatFields(l)}
		}
		view.Answers = coded(l, "collaborator", "", []catalog.CollaboratorStatus{catalog.CollaboratorPending, catalog.CollaboratorAccepted, catalog.CollaboratorDeclined}, "")
	}
	return view, nil
}

// planPlaces are the fields for which a step may be refused, and where the page shows them.
func planPlaces() []Field {
	return []Field{{Name: "account", Label: "post.account", ID: "facts"}, {Name: "planned_at", Label: "plan.planned_at", ID: "facts"}, {Name: "deadline", Label: "plan.deadline", ID: "facts"},
		{Name: "hashtags", Label: "plan.hashtags", ID: "facts"}, {Name: "tags", Label: "plan.tags", ID: "facts"}, {Name: "collaborators", Label: "plan.collaborators", ID: "facts"},
		{Name: "caption", Label: "plan.caption", ID: "caption"}, {Name: "assets", Label: "plan.files", ID: "files"}}
}

// scopeOptions are how much of a row a change may be about.
func scopeOptions(say func(string, map[string]any) string, chosen string) []Option {
	var out []Option
	for _, s := range catalog.PlanScopes() {
		out = append(out, Option{Value: string(s), Label: say("plan.scope."+string(s), nil), Chosen: string(s) == chosen || chosen == "" && s == catalog.PlanThis})
	}
	return out
}

// planSteps are the statuses that an actor may give a post, in order, without the one that it has.
func (p *Pages) planSteps(c *gin.Context, item catalog.PlanItem) []Option {
	l, may := p.localizer(c), catalog.MayApprovePlanItem(edge.Actor(c), item) == nil
	next := map[catalog.PlanStatus][]catalog.PlanStatus{
		catalog.PlanIdea:      {catalog.PlanDraft, catalog.PlanToApprove, catalog.PlanCancelled},
		catalog.PlanDraft:     {catalog.PlanToApprove, catalog.PlanApproved, catalog.PlanIdea, catalog.PlanCancelled},
		catalog.PlanToApprove: {catalog.PlanApproved, catalog.PlanDraft, catalog.PlanCancelled},
		catalog.PlanApproved:  {catalog.PlanPublished, catalog.PlanDraft, catalog.PlanCancelled},
		catalog.PlanPublished: {catalog.PlanFollowed},
		catalog.PlanFollowed:  {catalog.PlanPublished},
		catalog.PlanCancelled: {catalog.PlanDraft},
	}
	if item.Post == "" { // marked by hand, which may have been a mistake
		next[catalog.PlanPublished] = append(next[catalog.PlanPublished], catalog.PlanDraft)
	}
	var out []Option
	for _, s := range next[item.Status] {
		if s != catalog.PlanApproved || may {
			out = append(out, Option{Value: string(s), Label: l.T("plan.step."+string(s), nil)})
		}
	}
	return out
}

// plannedAssets shows assets in order, with what a reader may see of them.
func (p *Pages) plannedAssets(c *gin.Context, planned []catalog.PlannedAsset) ([]PlannedAssetRow, error) {
	l := p.localizer(c)
	var ids []catalog.AssetID
	for _, a := range planned {
		ids = append(ids, a.ID)
	}
	found, err := p.Assets.Some(c.Request.Context(), edge.Actor(c), ids)
	if err != nil {
		return nil, err
	}
	var rows []PlannedAssetRow
	for i, a := range planned {
		row := PlannedAssetRow{PlannedAsset: a, First: i == 0}
		for _, f := range found {
			if f.ID == a.ID {
				row.Card = p.card(l, f, false)
			}
		}
		if a.From > 0 || a.To > 0 {
			row.Part = l.Clock(a.From.Seconds()) + "–"
			if a.To > 0 {
				row.Part += l.Clock(a.To.Seconds())
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (p *Pages) planFacts(c *gin.Context, i catalog.PlanItem) []PlanFact {
	l := p.localizer(c)
	var out []PlanFact
	add := func(label, value, address string) {
		if value != "" {
			out = append(out, PlanFact{label, value, address})
		}
	}
	if i.PlannedAt.IsZero() {
		add("plan.planned_at", l.T("plan.no_time", nil), "")
	} else {
		add("plan.planned_at", weekday(l, i.PlannedAt.In(l.Zone()))+" "+l.DateTime(i.PlannedAt), "")
	}
	if i.Account.ID != "" {
		add("post.account", i.Account.Name+" · "+l.T("channel."+string(i.Channel), nil), "")
	}
	if i.Library.ID == "" {
		i.Library.Name = l.T("plan.county", nil)
	}
	add("facet.library", i.Library.Name, "")
	if i.ContentType != "" {
		add("facet.content_type", l.T("content_type."+string(i.ContentType), nil), "")
	}
	add("plan.owner", i.Owner.Name, "")
	add("plan.deputy", i.Deputy.Name, "")
	add("plan.follow_up", i.FollowUp.Name, "")
	add("plan.deadline", deadlineDay(l.Date, i.Deadline), "")
	add("plan.approved_by", i.ApprovedName, "")
	if i.Format != "" {
		add("plan.format", l.T("rendition."+i.Format, nil), "")
	}
	if i.Language != "" {
		add("facet.language", l.T("language."+i.Language, nil), "")
	}
	add("plan.link", i.Link, i.Link)
	add("plan.tags", tagged("@", i.Tags), "")
	add("plan.hashtags", tagged("#", i.Hashtags), "")
	return out
}

// tagged writes names with the mark that stands before each.
func tagged(mark string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return mark + strings.Join(names, " "+mark)
}

// deadlineDay tells the day that a deadline ends, which is midnight after it.
func deadlineDay(say func(time.Time) string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return say(t.Add(-time.Second))
}

func commentForm(id string) Form {
	return Form{Action: planPath(id) + "/comments", Fields: []Field{{Kind: areaField, Name: "text", Label: "plan.comment", Rows: 2, Required: true}}}
}

// planComment is POST /plan/:id/comments.
func (p *Pages) planComment(c *gin.Context) error {
	id := c.Param("id")
	_, err := p.Plan.Comment(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(id), c.PostForm("text"))
	if err == nil {
		return done(c, planPath(id)+"#comments", "saved")
	}
	return p.refusePlan(c, err, func(v *PlanItemView) *Form {
		v.Comment.fill(c.Request.PostForm, p.namer(c))
		return &v.Comment
	})
}

// refusePlan shows a planned post again with what was refused.
func (p *Pages) refusePlan(c *gin.Context, err error, form func(*PlanItemView) *Form) error {
	view, failed := p.planItemView(c)
	if failed != nil {
		return failed
	}
	if !form(&view).refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "plan_item", view)
}

// stepPlan is POST /plan/:id/status, as far in its row as is told.
func (p *Pages) stepPlan(c *gin.Context) error {
	return p.alterPlan(c, func(i *catalog.PlanItem) { i.Status = catalog.PlanStatus(c.PostForm("status")) })
}

// repeatPlan is POST /plan/:id/repeat: its row becomes longer.
func (p *Pages) repeatPlan(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent, id := c.Request.PostForm, catalog.PlanItemID(c.Param("id"))
	_, err := p.Plan.Extend(c.Request.Context(), edge.Actor(c), id, planSeen(sent), func(last time.Time) catalog.Rule {
		return repetition(sent.Get("repeat"), sent.Get("repeat_until"), last)
	})
	if err == nil {
		return done(c, planPath(string(id)), "saved")
	}
	return p.refusePlan(c, err, func(v *PlanItemView) *Form {
		v.Extend.fill(c.Request.PostForm, p.namer(c))
		return &v.Extend
	})
}

// answerPlan is POST /plan/:id/collaborators: what libraries have answered.
func (p *Pages) answerPlan(c *gin.Context) error {
	return p.alterPlan(c, func(i *catalog.PlanItem) {
		for j, with := range i.Collaborators {
			if s := c.PostForm("answer_" + string(with.Library.ID)); s != "" {
				i.Collaborators[j].Status = catalog.CollaboratorStatus(s)
			}
		}
	})
}

// movePlan is POST /plan/:id/move: to a day, at the same time of day. It goes back to the plan from which it was moved.
func (p *Pages) movePlan(c *gin.Context) error {
	l := p.localizer(c)
	day, err := time.ParseInLocation(time.DateOnly, c.PostForm("day"), l.Zone())
	if err != nil {
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: "day", Key: catalog.KeyBadDate}}}
	}
	return p.alterPlan(c, func(i *catalog.PlanItem) {
		at := i.PlannedAt.In(l.Zone())
		if i.PlannedAt.IsZero() {
			at = time.Date(1, 1, 1, usualHour, 0, 0, 0, l.Zone())
		}
		i.PlannedAt = time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, l.Zone())
		if i.Status == catalog.PlanIdea {
			i.Status = catalog.PlanDraft
		}
	})
}

// alterPlan changes a planned post and goes back to where the form stood.
func (p *Pages) alterPlan(c *gin.Context, change func(*catalog.PlanItem)) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent, id := c.Request.PostForm, c.Param("id")
	_, err := p.Plan.EditRow(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(id), planSeen(sent), scopeSent(sent), change)
	if err == nil {
		back := planPath(id)
		if from := sent.Get("from"); strings.HasPrefix(from, "/plan?") {
			back = from
		}
		return done(c, back, "saved")
	}
	if strings.Contains(c.GetHeader("Accept"), "application/json") {
		return err
	}
	return p.refusePlan(c, err, func(v *PlanItemView) *Form { return &v.Problem })
}

func scopeSent(sent url.Values) catalog.PlanScope {
	switch s := catalog.PlanScope(sent.Get("scope")); s {
	case catalog.PlanFollowing, catalog.PlanAll:
		return s
	}
	return catalog.PlanThis
}

// planSeen is what whoever sent a form saw of a post and its row.
func planSeen(sent url.Values) catalog.PlanSeen {
	return catalog.PlanSeen{Version: readVersion(sent), Row: sent.Get("row")}
}

// removePlan is POST /plan/:id/remove.
func (p *Pages) removePlan(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent, id := c.Request.PostForm, c.Param("id")
	view, err := p.planItemView(c)
	if err == nil {
		err = p.Plan.Remove(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(id), scopeSent(sent), planSeen(sent))
	}
	if err == nil {
		return done(c, view.PlanURL, "deleted")
	}
	return p.refusePlan(c, err, func(v *PlanItemView) *Form { return &v.Problem })
}
