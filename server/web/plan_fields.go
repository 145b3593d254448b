package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// planFields are the fields of a planned post.
func (p *Pages) planFields(c *gin.Context, i catalog.PlanItem) ([]Field, error) {
	l := p.localizer(c)
	accounts, err := p.planAccounts(c, i.Account)
	if err != nil {
		return nil, err
	}
	libraries, err := p.libraryChoices(c, catalog.Ref{ID: string(i.Library.ID), Name: i.Library.Name})
	if err != nil {
		return nil, err
	}
	libraries[0].Label = l.T("plan.county", nil)
	people, err := p.Users.Colleagues(c.Request.Context(), edge.Actor(c))
	if err != nil {
		return nil, err
	}
	day, hour := "", ""
	if at := i.PlannedAt.In(l.Zone()); !i.PlannedAt.IsZero() {
		day, hour = at.Format(time.DateOnly), at.Format("15:04")
	}
	last := deadlineDay(func(t time.Time) string { return t.In(l.Zone()).Format(time.DateOnly) }, i.Deadline)
	fields := []Field{
		{Kind: "text", Name: "title", Label: "plan.title", Hint: "plan.title.hint", Value: i.Title},
		{Kind: selectField, Name: "account", Label: "post.account", Hint: "plan.account.hint", Options: accounts},
		{Kind: "date", Name: "planned_at", Label: "plan.day", Hint: "plan.day.hint", Value: day},
		{Kind: "time", Name: "planned_time", Label: "plan.time", Value: hour},
		{Kind: choicesField, Name: "content_type", Label: "facet.content_type", Options: coded(l, "content_type", "form.none", contentTypes(), i.ContentType)},
		{Kind: selectField, Name: "library", Label: "plan.library", Options: libraries},
		{Kind: areaField, Name: "caption", Label: "plan.caption", Hint: "plan.caption.hint", Rows: 6, Value: i.Caption},
		{Kind: "text", Name: "hashtags", Label: "plan.hashtags", Hint: "plan.hashtags.hint", Value: tagged("#", i.Hashtags)},
		{Kind: "text", Name: "tags", Label: "plan.tags", Hint: "plan.tags.hint", Value: tagged("@", i.Tags)},
		{Kind: pickerField, Name: "collaborators", Label: "plan.collaborators", Hint: "plan.collaborators.hint", Source: "/api/v1/libraries", Options: pick(withoutNone(libraries), collaboratorOptions(i)...)},
		{Kind: selectField, Name: "format", Label: "plan.format", Options: coded(l, "rendition", "plan.format.none", catalog.PlanFormats(), i.Format)},
		{Kind: selectField, Name: "language", Label: "plan.language", Options: coded(l, "language", "form.none", []string{"nb", "nn", "en"}, i.Language)},
		{Kind: "text", Inputmode: "url", Name: "link", Label: "plan.link", Hint: "plan.link.hint", Value: i.Link},
		{Kind: selectField, Name: "owner", Label: "plan.owner", Hint: "plan.owner.hint", Heading: "plan.who", Options: colleagues(l.T("form.none", nil), people, i.Owner)},
		{Kind: selectField, Name: "deputy", Label: "plan.deputy", Options: colleagues(l.T("form.none", nil), people, i.Deputy)},
		{Kind: selectField, Name: "follow_up", Label: "plan.follow_up", Hint: "plan.follow_up.hint", Options: colleagues(l.T("form.none", nil), people, i.FollowUp)},
		{Kind: "date", Name: "deadline", Label: "plan.deadline", Hint: "plan.deadline.hint", Value: last},
		{Kind: areaField, Name: "notes", Label: "plan.notes", Hint: "plan.notes.hint", Rows: 3, Value: i.Notes},
	}
	if i.ID == "" {
		fields = append(append(fields, repeatFields(l)...),
			Field{Kind: selectField, Name: "repeat_types", Label: "plan.repeat_types", Options: coded(l, "plan.repeat_types", "plan.repeat_types.none", []string{"turns"}, "")})
	}
	return fields, nil
}

// repeats are the ways in which the form repeats a post; the API takes any rule.
func repeats() []string { return []string{"week", "two_weeks", "month_nth", "month_last", "month_day"} }

// repeatFields make a row of a post.
func repeatFields(l *locale.Localizer) []Field {
	return []Field{{Kind: selectField, Name: "repeat", Label: "plan.repeat", Options: coded(l, "plan.repeat", "plan.repeat.none", repeats(), "")},
		{Kind: "date", Name: "repeat_until", Label: "plan.repeat_until", Hint: "plan.repeat_until.hint"}}
}

// repetition is the rule by which the form repeats a post that begins on a day: the same weekday, the same weekday of the month
// (the third Tuesday), its last one, or the same day of the month.
func repetition(how, until string, day time.Time) catalog.Rule {
	two := []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[day.Weekday()]
	rule := map[string]string{"week": "FREQ=WEEKLY", "two_weeks": "FREQ=WEEKLY;INTERVAL=2", "month_nth": "FREQ=MONTHLY;BYDAY=" + strconv.Itoa((day.Day()+6)/7) + two,
		"month_last": "FREQ=MONTHLY;BYDAY=-1" + two, "month_day": "FREQ=MONTHLY;BYMONTHDAY=" + strconv.Itoa(day.Day())}[how]
	return catalog.Rule{RRule: rule, Until: until}
}

// withoutNone are libraries to choose from, none of them chosen.
func withoutNone(libraries []Option) []Option {
	out := slices.Clone(libraries[1:])
	for i := range out {
		out[i].Chosen = false
	}
	return out
}

func collaboratorOptions(i catalog.PlanItem) []Option {
	var out []Option
	for _, with := range i.Collaborators {
		out = append(out, Option{Value: string(with.Library.ID), Label: with.Library.Name})
	}
	return out
}

// planAccounts are the accounts on which the reader can plan: those whose library's policy excludes their channel, and what
// the reader's own excludes, are not among them.
func (p *Pages) planAccounts(c *gin.Context, chosen catalog.Ref) ([]Option, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	accounts, err := p.Accounts.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return nil, err
	}
	libraries, err := p.Libraries.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return nil, err
	}
	excludes := func(library string, ch catalog.Channel) bool {
		return slices.ContainsFunc(libraries.Items, func(e catalog.Library) bool { return e.ID == library && e.Excludes(ch) })
	}
	options := []Option{{Label: l.T("form.none", nil), Chosen: chosen.ID == ""}}
	for _, a := range accounts.Items {
		if a.ID == chosen.ID || !excludes(a.Library.ID, a.Channel) && !excludes(string(actor.Library), a.Channel) {
			options = append(options, Option{Value: a.ID, Label: accountName(l, a), Chosen: a.ID == chosen.ID})
		}
	}
	return options, nil
}

func colleagues(none string, people []catalog.Colleague, chosen catalog.Ref) []Option {
	options := []Option{{Label: none, Chosen: chosen.ID == ""}}
	for _, u := range people {
		label := strings.TrimSuffix(u.Name+" · "+u.Library.Name, " · ")
		options = append(options, Option{Value: u.ID, Label: label})
	}
	return pick(options, Option{Value: chosen.ID, Label: chosen.Name})
}
