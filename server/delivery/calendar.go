package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/calendar"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// posting is how much time a planned post takes up in a calendar.
const posting = 15 * time.Minute

// When one's own calendar reminds of what one has to do: of a post a while before, of what lasts all day in the morning. Others
// that have to do with a post, and those who follow a library's plan, are not disturbed.
const (
	remindBefore = 30 * time.Minute
	remindHour   = 9
)

// calendar is /calendar/{token}.ics: what is planned, for a calendar that has nothing but the address. It is asked anew every
// time, so that what is revoked, moved or no longer cleared shows with the calendar's next visit.
func (d *Delivery) calendar(c *gin.Context) error {
	c.Header("X-Robots-Tag", "noindex")
	token, named := strings.CutSuffix(c.Param("token"), ".ics")
	if !named || !tokenPattern.MatchString(token) {
		return catalog.Missing("page")
	}
	feed, items, err := d.deps.CalendarFeeds.Open(c.Request.Context(), token)
	if err != nil {
		return err
	}
	s := scribe{c: c, zone: d.cfg.Zone, base: d.links.base, lang: feed.OwnerLanguage}
	if feed.Library.ID == "" {
		s.reader = feed.Owner
	}
	if s.lang == "" {
		s.lang = edge.Lang(c)
	}
	out := calendar.Calendar{Name: s.name(feed), Zone: d.cfg.Zone}
	for _, p := range items {
		out.Events = append(out.Events, s.events(p)...)
	}
	return d.answerCalendar(c, out.Bytes())
}

func (d *Delivery) answerCalendar(c *gin.Context, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Header("ETag", tag)
	c.Header("Cache-Control", "private, no-cache")
	if c.GetHeader("If-None-Match") == tag {
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Header("Content-Disposition", `inline; filename="fellesmappa.ics"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", body)
	return nil
}

// scribe writes of planned posts in the language of whom a feed was made for.
type scribe struct {
	c      *gin.Context
	zone   *time.Location
	base   *url.URL
	lang   string
	reader string // whose own calendar it is, an Actor's ID; empty: a library's
}

func (s scribe) say(key string, args map[string]any) string {
	return edge.TextIn(s.c, s.lang, key, args)
}

func (s scribe) name(f catalog.CalendarFeed) string {
	if f.Library.ID != "" {
		return s.say("feed.of_library", map[string]any{"name": f.Library.Name})
	}
	return s.say("feed.own", map[string]any{"name": f.OwnerName})
}

// events are a planned post, its deadline while it is ahead, and for whom it is to follow up the day on which that is due.
func (s scribe) events(p catalog.PlanItem) []calendar.Event {
	title := p.ShownTitle()
	if title == "" {
		title = s.say("plan.untitled", nil)
	}
	if p.Channel != "" {
		title = s.say("channel."+string(p.Channel), nil) + ": " + title
	}
	if p.Troubled() {
		title = "⚠ " + title
	}
	e := calendar.Event{UID: "plan-" + p.ID + "@" + s.base.Hostname(), Summary: title, Description: s.describe(p), URL: s.base.String() + "/plan/" + p.ID,
		Status: statusOf(p.Status), Start: p.PlannedAt, End: p.PlannedAt.Add(posting), Changed: p.UpdatedAt, Sequence: p.Version}
	if p.ContentType != "" {
		e.Categories = []string{s.say("content_type."+string(p.ContentType), nil)}
	}
	posts := s.reader != "" && s.reader == p.Poster()
	if posts && p.Open() && p.Status != catalog.PlanIdea {
		e.Alarm = p.PlannedAt.Add(-remindBefore)
	}
	events := []calendar.Event{e}
	allDay := func(kind, key string, day time.Time, reminds bool) {
		task := e
		task.Categories = slices.Clone(e.Categories)
		task.UID, task.Summary = kind+"-"+p.ID+"@"+s.base.Hostname(), s.say(key, map[string]any{"title": title})
		task.Start, task.End, task.AllDay = day, day, true
		if task.Alarm = (time.Time{}); reminds {
			y, m, d := day.In(s.zone).Date()
			task.Alarm = time.Date(y, m, d, remindHour, 0, 0, 0, s.zone)
		}
		events = append(events, task)
	}
	if !p.Deadline.IsZero() && p.Open() {
		allDay("deadline", "feed.deadline", p.Deadline.Add(-time.Second), posts && p.Status != catalog.PlanApproved) // of a day that ends at midnight, that day
	}
	if p.FollowUp.ID != "" && p.FollowUp.ID == s.reader && (p.Status == catalog.PlanApproved || p.Status == catalog.PlanPublished) {
		allDay("follow-up", "feed.follow_up", p.PlannedAt.Add(catalog.AnswerWithin), true)
	}
	return events
}

func statusOf(s catalog.PlanStatus) string {
	switch s {
	case catalog.PlanCancelled:
		return calendar.Cancelled
	case catalog.PlanApproved, catalog.PlanPublished, catalog.PlanFollowed:
		return calendar.Confirmed
	}
	return calendar.Tentative
}

// describe tells what stands in a post's way first, then who has to do what, then what it says.
func (s scribe) describe(p catalog.PlanItem) string {
	var lines []string
	fact := func(label, value string) {
		if value != "" {
			lines = append(lines, s.say(label, nil)+": "+value)
		}
	}
	for _, l := range p.ExcludedBy {
		lines = append(lines, "⚠ "+s.say("plan.excluded", map[string]any{"library": l.Name, "channel": string(p.Channel)}))
	}
	for _, a := range p.Assets {
		for _, r := range a.Refused {
			lines = append(lines, "⚠ "+s.say("plan.uncleared", map[string]any{"reason": s.say(r.Key, r.Args)}))
		}
	}
	fact("plan.status", s.say("plan_status."+string(p.Status), nil))
	fact("post.account", p.Account.Name)
	fact("facet.library", p.Library.Name)
	fact("plan.owner", p.Owner.Name)
	fact("plan.deputy", p.Deputy.Name)
	fact("plan.follow_up", p.FollowUp.Name)
	if p.Caption != "" {
		lines = append(lines, "", p.Caption)
	}
	return strings.Join(append(lines, "", s.base.String()+"/plan/"+p.ID), "\n")
}
