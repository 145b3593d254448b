package web

import (
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// ClearanceView tells in a line whether something may be shown. Say is the whole of it; on a picture there is room for
// Short alone, a translation key.
type ClearanceView struct {
	Cleared bool
	Short   string
	Say     catalog.Reason
}

// clearance is the line on an asset, without names: it stands beside pictures that anybody sees.
func (p *Pages) clearance(l *locale.Localizer, a catalog.Asset) ClearanceView {
	c := catalog.Clear(a, catalog.Use{}, p.Now())
	switch {
	case c.Cleared:
		return ClearanceView{Cleared: true, Short: "clearance.short.cleared", Say: clearedSay(l, c)}
	case a.PeopleStatus == catalog.PeopleNotAssessed && len(a.People) == 0:
		return ClearanceView{Short: "clearance.short.not_assessed", Say: c.Reasons[0]}
	}
	return ClearanceView{Short: "clearance.short.not_cleared", Say: c.Reasons[0]}
}

// clearedSay tells where and until when, as far as it is not everywhere and for good.
func clearedSay(l *locale.Localizer, c catalog.Clearance) catalog.Reason {
	say := catalog.Reason{Key: "clearance.cleared", Args: catalog.Args{}}
	if len(c.Channels) < len(catalog.Channels()) {
		say.Key, say.Args["channels"] = "clearance.some", channelNames(l, c.Channels)
	}
	if !c.Until.IsZero() {
		say.Key, say.Args["at"] = say.Key+"_until", lastMoment(c.Until)
	}
	return say
}

// lastMoment is a moment of the last day on which something holds that ends at a time.
func lastMoment(until time.Time) time.Time { return until.Add(-time.Second) }

func channelNames(l *locale.Localizer, channels []catalog.Channel) string {
	names := make([]string, len(channels))
	for i, ch := range channels {
		names[i] = l.T("channel."+string(ch), nil)
	}
	return strings.Join(names, ", ")
}

// ChannelRow is what holds alike for some channels.
type ChannelRow struct {
	Channels string
	Cleared  bool
	Until    time.Time // within the last day; zero: no end is known
	Reasons  []ReasonRow
}

// ReasonRow is a reason, with the address of the person it is about.
type ReasonRow struct {
	catalog.Reason
	URL string
}

// channelRows explains an asset channel by channel; those of which the same is to be said share a row.
func (p *Pages) channelRows(c *gin.Context, a catalog.Asset) []ChannelRow {
	l, actor := p.localizer(c), edge.Actor(c)
	all := catalog.Clear(a, catalog.Use{}, p.Now()).For(actor).ByChannel
	var rows []ChannelRow
	for len(all) > 0 {
		one := all[0]
		var alike []catalog.Channel
		all = slices.DeleteFunc(slices.Clone(all), func(o catalog.ChannelClearance) bool {
			same := o.Cleared == one.Cleared && o.Until.Equal(one.Until) && reasonsSay(l, o.Reasons) == reasonsSay(l, one.Reasons)
			if same {
				alike = append(alike, o.Channel)
			}
			return same
		})
		row := ChannelRow{Channels: channelNames(l, alike), Cleared: one.Cleared, Reasons: reasonRows(actor, one.Reasons)}
		if !one.Until.IsZero() {
			row.Until = lastMoment(one.Until)
		}
		rows = append(rows, row)
	}
	return rows
}

func reasonsSay(l *locale.Localizer, reasons []catalog.Reason) string {
	var said []string
	for _, r := range reasons {
		said = append(said, l.T(r.Key, r.Args))
	}
	return strings.Join(said, "\n")
}

func reasonRows(actor catalog.Actor, reasons []catalog.Reason) []ReasonRow {
	sees := catalog.MaySeePeople(actor) == nil
	out := make([]ReasonRow, len(reasons))
	for i, r := range reasons {
		if out[i].Reason = r; sees && r.Person != "" {
			out[i].URL = personPath(string(r.Person))
		}
	}
	return out
}

// shownPeople links to the persons shown on an asset, for who may see them.
func shownPeople(actor catalog.Actor, a catalog.Asset) []Chip {
	if catalog.MaySeePeople(actor) != nil {
		return nil
	}
	var out []Chip
	for _, person := range a.People {
		if !person.Erased {
			out = append(out, Chip{Label: person.Name, URL: personPath(string(person.ID))})
		}
	}
	return out
}

// unmetDuties tells what is still owed to those who do not see or hear.
func unmetDuties(a catalog.Asset) []catalog.Reason {
	var out []catalog.Reason
	for _, d := range catalog.Duties(a) {
		if !d.Met {
			out = append(out, d.Say())
		}
	}
	return out
}
