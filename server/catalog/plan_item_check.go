package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a planned post may hold at most. A channel's own limits are narrower, and the kit's to tell.
const (
	mostPlannedTags   = 60
	mostCollaborators = 20
	longestPlan       = 5 * 366 * 24 * time.Hour
)

// FormatOriginal is the format of what is posted as it was taken, without being cropped.
const FormatOriginal = "original"

// PlanFormats lists the crops that a planned post may have, and that it has none.
func PlanFormats() []string {
	return []string{"square", "portrait", "tall", "landscape", "story", FormatOriginal}
}

// check tidies a planned post, except for what others have to say of it: assets, accounts and policies.
func (p *PlanItem) check(c *checker, now time.Time) {
	c.line("title", &p.Title, 200)
	c.text("caption", &p.Caption, 10_000)
	c.text("notes", &p.Notes, 5_000)
	c.noIdentityNumber("caption", p.Caption)
	c.noIdentityNumber("notes", p.Notes)
	c.language("language", &p.Language)
	c.address("link", &p.Link)
	oneOf(c, "content_type", &p.ContentType, "", ServiceInfo, Literature, Relations)
	if p.Format != "" {
		oneOf(c, "format", &p.Format, PlanFormats()...)
	}
	p.checkTags(c)
	p.checkCollaborators(c)
	p.checkAssets(c)
	p.checkTimes(c, now)
	p.checkStatus(c)
}

func (p *PlanItem) checkTags(c *checker) {
	for i, tag := range p.Hashtags {
		p.Hashtags[i] = strings.TrimLeft(strings.TrimSpace(tag), "#")
		if strings.ContainsAny(p.Hashtags[i], " \t\n#") {
			c.refuse(fmt.Sprintf("hashtags[%d]", i), KeyBadHashtag, Args{"value": tag})
		}
	}
	for i, tag := range p.Tags {
		p.Tags[i] = cleanHandle(tag)
	}
	c.words("hashtags", &p.Hashtags, mostPlannedTags, 100)
	c.words("tags", &p.Tags, mostPlannedTags, 100)
}

func (p *PlanItem) checkCollaborators(c *checker) {
	c.most("collaborators", len(p.Collaborators), mostCollaborators)
	var once []Collaborator
	for i, with := range p.Collaborators {
		if with.Status == "" {
			with.Status = CollaboratorPending
		}
		oneOf(c, fmt.Sprintf("collaborators[%d].status", i), &with.Status, CollaboratorPending, CollaboratorAccepted, CollaboratorDeclined)
		if with.Library.ID == "" {
			c.refuse(fmt.Sprintf("collaborators[%d]", i), KeyRequired, nil)
		}
		if !slices.ContainsFunc(once, func(had Collaborator) bool { return had.Library.ID == with.Library.ID }) {
			once = append(once, with)
		}
	}
	p.Collaborators = once
}

func (p *PlanItem) checkAssets(c *checker) {
	c.most("assets", len(p.Assets), mostPosted)
	for i, a := range p.Assets {
		at := fmt.Sprintf("assets[%d]", i)
		if f := a.FocalPoint; f != nil {
			c.fraction(at+".focal_point.x", f.X)
			c.fraction(at+".focal_point.y", f.Y)
		}
		if a.From < 0 || a.To < 0 {
			c.refuse(at+".from", KeyBadTime, nil)
		}
		if a.To != 0 && a.To <= a.From {
			c.refuse(at+".to", KeyEndsBeforeStart, nil)
		}
		if a.CoverAt != nil && *a.CoverAt < 0 {
			c.refuse(at+".cover_at", KeyBadTime, nil)
		}
	}
}

func (p *PlanItem) checkTimes(c *checker, now time.Time) {
	c.planTime("planned_at", p.PlannedAt, now)
	c.planTime("deadline", p.Deadline, now)
	if !p.Deadline.IsZero() && !p.PlannedAt.IsZero() && p.Deadline.After(p.PlannedAt) {
		c.refuse("deadline", KeyDeadlineLate, nil)
	}
	if p.Day != "" {
		if _, err := time.Parse(time.DateOnly, p.Day); err != nil {
			c.refuse("day", KeyBadDate, nil)
		}
	}
	if p.Offer.ID == "" {
		p.Day = ""
	}
}

// planTime wants a time that can be planned for, or none.
func (c *checker) planTime(at string, t, now time.Time) {
	switch {
	case t.IsZero():
	case t.Year() < 2000:
		c.refuse(at, KeyBadTime, nil)
	case t.After(now.Add(longestPlan)):
		c.refuse(at, KeyDateFar, Args{"days": int(longestPlan / (24 * time.Hour))})
	}
}

// checkStatus gives a new item its status, and asks of what goes on to be approved where and when it is to be posted.
func (p *PlanItem) checkStatus(c *checker) {
	switch {
	case p.Status != "":
	case p.PlannedAt.IsZero():
		p.Status = PlanIdea
	default:
		p.Status = PlanDraft
	}
	oneOf(c, "status", &p.Status, PlanStatuses()...)
	switch p.Status {
	case PlanToApprove, PlanApproved, PlanPublished, PlanFollowed:
		if p.Account.ID == "" {
			c.refuse("account", KeyRequired, nil)
		}
		if p.PlannedAt.IsZero() {
			c.refuse("planned_at", KeyRequired, nil)
		}
	}
}

// sameContent reports whether two states of an item would be posted alike.
func sameContent(a, b PlanItem) bool {
	libraries := func(list []Collaborator) (out []LibraryID) {
		for _, with := range list {
			out = append(out, with.Library.ID)
		}
		return out
	}
	return a.Account.ID == b.Account.ID && a.PlannedAt.Equal(b.PlannedAt) && a.Caption == b.Caption && a.Language == b.Language &&
		a.Format == b.Format && a.Link == b.Link && slices.Equal(a.Hashtags, b.Hashtags) && slices.Equal(a.Tags, b.Tags) &&
		slices.EqualFunc(a.Assets, b.Assets, alikePlanned) && slices.Equal(libraries(a.Collaborators), libraries(b.Collaborators))
}

// alikePlanned reports whether two planned assets would be posted alike.
func alikePlanned(a, b PlannedAsset) bool {
	return a.ID == b.ID && same(a.FocalPoint, b.FocalPoint) && a.From == b.From && a.To == b.To && same(a.CoverAt, b.CoverAt)
}
