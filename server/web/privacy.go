package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// PrivacyView is what the data protection officer sees first.
type PrivacyView struct {
	Frame
	Tiles     []Tile
	Uncovered []PersonLink
	Files     []Card
	All       int // files of which Files are the first
	Audits    bool
}

// PersonLink is somebody with the address of their page.
type PersonLink struct {
	catalog.ShownPerson
	URL string
}

// privacy is GET /privacy.
func (p *Pages) privacy(c *gin.Context) error {
	actor, l := edge.Actor(c), p.localizer(c)
	found, err := p.Records.Privacy(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	view := PrivacyView{Frame: p.frame(c, "privacy", "nav.privacy"), All: len(found.Files), Audits: catalog.MayErasePeople(actor) == nil}
	tile := func(key string, n int, to string, args map[string]any) {
		if args == nil {
			args = map[string]any{}
		}
		args["count"] = n
		view.Tiles = append(view.Tiles, Tile{Number: l.Number(int64(n)), Label: l.T(key, args), URL: to, Calm: n == 0})
	}
	tile("privacy.withdrawn", found.Withdrawn, "/consents?state=withdrawn", nil)
	for _, days := range catalog.WarnDays() {
		tile("privacy.ending", found.Ending[days], "/consents?within="+strconv.Itoa(days), map[string]any{"days": days})
	}
	open, err := p.TakeDowns.Open(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	tile("privacy.take_downs", open, "/takedowns", nil)
	tile("privacy.uncovered", len(found.Uncovered), "#uncovered", nil)
	for _, person := range found.Uncovered {
		view.Uncovered = append(view.Uncovered, PersonLink{person, personPath(string(person.ID))})
	}
	for _, a := range found.Files[:min(len(found.Files), mostShown)] {
		view.Files = append(view.Files, p.card(l, a, false))
	}
	return p.show(c, http.StatusOK, "privacy", view)
}

// AuditView lists what was done with people's data.
type AuditView struct {
	Frame
	Rows    []AuditRow
	Whose   string // the address of the page of whose data it was; empty for all
	MoreURL string
}

// AuditRow is one line.
type AuditRow struct {
	catalog.AuditLine
	PersonURL string
}

// audit is GET /audit.
func (p *Pages) audit(c *gin.Context) error {
	f := catalog.AuditFilter{Person: catalog.PersonID(c.Query("person")), Kind: catalog.Kind(c.Query("kind")), Entry: c.Query("entry")}
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.AuditLine], error) {
		f.Cursor = cursor
		return p.Audits.List(c.Request.Context(), edge.Actor(c), f)
	})
	if err != nil {
		return err
	}
	view := AuditView{Frame: p.frame(c, "privacy", "audit.title"), MoreURL: nextURL("/audit", c.Request.URL.Query(), page.Next)}
	if f.Person != "" {
		view.Whose = personPath(string(f.Person))
	}
	for _, line := range page.Items {
		row := AuditRow{AuditLine: line}
		if line.Person != "" {
			row.PersonURL = "/people/" + url.PathEscape(string(line.Person))
		}
		view.Rows = append(view.Rows, row)
	}
	return p.show(c, http.StatusOK, "audit", view)
}
