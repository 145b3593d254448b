package web

import (
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// mostSeen is how many audiences a card names.
const mostSeen = 3

// ExposureRow is what one audience was shown of an asset or of what looks the same.
type ExposureRow struct {
	catalog.Exposure
	Ago string // how long ago the last time was, in words
}

// exposureRows tells what audiences were shown of an asset, the newest first.
func (p *Pages) exposureRows(l *locale.Localizer, seen []catalog.Exposure) []ExposureRow {
	var rows []ExposureRow
	for _, e := range seen {
		rows = append(rows, ExposureRow{e, ago(l, e.LastAt, p.Now())})
	}
	return rows
}

// seenBy says in a line which audiences were shown something, and when: "fylkeskontoen for 14 måneder siden, …".
func (p *Pages) seenBy(l *locale.Localizer, seen []catalog.Exposure) string {
	var parts []string
	for _, row := range p.exposureRows(l, seen[:min(len(seen), mostSeen)]) {
		parts = append(parts, row.Account.Name+" "+row.Ago)
	}
	if len(seen) > mostSeen {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ", ")
}

// markSeen tells on cards what audiences were shown of their assets.
func (p *Pages) markSeen(c *gin.Context, cards []Card) error {
	ids := make([]catalog.AssetID, len(cards))
	for i, card := range cards {
		ids[i] = card.ID
	}
	seen, err := p.Exposures.Of(c.Request.Context(), edge.Actor(c), ids)
	if err != nil {
		return err
	}
	for i := range cards {
		cards[i].Seen = p.seenBy(p.localizer(c), seen[cards[i].ID])
	}
	return nil
}

// ago says how long ago a time was: in days, weeks, months or years. What is to come is planned.
func ago(l *locale.Localizer, at, now time.Time) string {
	days := daysBetween(at.In(l.Zone()), now.In(l.Zone()))
	say := func(unit string, n int) string { return l.T("ago."+unit, map[string]any{"count": n}) }
	switch {
	case at.After(now):
		return l.T("ago.planned", nil)
	case days <= 0:
		return l.T("ago.today", nil)
	case days == 1:
		return l.T("ago.yesterday", nil)
	case days < 14:
		return say("days", days)
	case days < 61:
		return say("weeks", days/7)
	case days < 730:
		return say("months", days*12/365)
	}
	return say("years", days/365)
}

// daysBetween counts the midnights between two times of one zone.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}
