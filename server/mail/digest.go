package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// dueMark is where in the plain letter the list of what is due stands.
const dueMark = "%%due%%"

//go:embed digest.html
var digestHTML string

var digestPage = template.Must(template.New("digest").Parse(digestHTML))

// digest is what is due this week, as a letter tells it.
type digest struct {
	Lang, Title, Foot, Link, Open string
	Stop, StopHere                string
	Foreseen                      string // goes before what is planned
	Items                         []digestItem
}

type digestItem struct {
	Name, When, None string
	Planned          []string // what stands in the plan for it
	Suggestions      []digestSuggestion
}

type digestSuggestion struct {
	Title, Picture, Alt string
	Reasons             []string
}

// digest says it in the words of the letter's language.
func (p *Postman) digest(m catalog.Message) digest {
	say := func(key string, args map[string]any) string { return p.words.Text(m.Language, key, args) }
	out := digest{Lang: m.Language, Link: p.cfg.PublicURL + m.Path, Open: say("mail.due.open", nil), Stop: p.cfg.PublicURL + m.Stop, StopHere: say("mail.due.stop", nil), Foreseen: say("due.planned", nil)}
	for _, item := range m.Week.Items {
		clock := "15.04"
		if m.Language == "en" {
			clock = "15:04"
		}
		one := digestItem{Name: item.Offer.NameIn(m.Language), When: say("mail.due.when", map[string]any{"date": item.StartsAt, "time": item.StartsAt.Format(clock)}), None: say("due.nothing", nil)}
		if item.AllDay {
			one.When = say("mail.due.day", map[string]any{"date": item.StartsAt})
		}
		for _, l := range item.Offer.Libraries {
			one.When += " · " + l.Name
		}
		for _, post := range item.Planned {
			one.Planned = append(one.Planned, post.Title+" ("+say("due.status."+string(post.Status), nil)+")")
		}
		for _, proposal := range item.Proposals {
			s := digestSuggestion{Title: proposal.Asset.ShownTitle(), Alt: proposal.Asset.AltText}
			if path := m.Week.Picture(item, proposal); path != "" {
				s.Picture = p.cfg.PublicURL + path
			}
			for _, g := range proposal.Grounds {
				if !g.Minor() {
					s.Reasons = append(s.Reasons, say(g.Key, g.Args))
				}
			}
			one.Suggestions = append(one.Suggestions, s)
		}
		out.Items = append(out.Items, one)
	}
	return out
}

// text is the plain form.
func (d digest) text() string {
	var b strings.Builder
	for i, item := range d.Items {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s – %s\n", item.Name, item.When)
		if len(item.Planned) > 0 {
			fmt.Fprintf(&b, "  %s %s\n", d.Foreseen, strings.Join(item.Planned, ", "))
		}
		for _, s := range item.Suggestions {
			fmt.Fprintf(&b, "  * %s: %s\n", s.Title, strings.Join(s.Reasons, ", "))
		}
		if len(item.Suggestions) == 0 {
			fmt.Fprintf(&b, "  %s\n", item.None)
		}
	}
	return strings.TrimSpace(b.String())
}

// html is the form with pictures. They are not in it: each is asked for when it is shown, and shows nothing any more when it
// may not be shown.
func (d digest) html(title, foot string) (string, error) {
	d.Title, d.Foot = title, foot
	var b bytes.Buffer
	err := digestPage.Execute(&b, d)
	return b.String(), err
}
