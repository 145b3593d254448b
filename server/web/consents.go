package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ConsentsView lists consents. It is searched by POST, so that nobody's name stands in an address.
type ConsentsView struct {
	Frame
	Text   string
	Path   string // with the filter
	States []FilterLink
	Within []FilterLink
	Rows   []ConsentRow
	Next   string // the cursor of the next page, to be sent as well
}

// FilterLink shows the same list narrowed otherwise.
type FilterLink struct {
	Label, URL string
	Current    bool
}

// ConsentRow is one consent in a list.
type ConsentRow struct {
	catalog.Consent
	URL, PersonURL string
	State          catalog.ConsentState
	Last           time.Time // the last moment at which it holds
	Soon           bool      // it ends within the first warning
}

func consentPath(id catalog.ConsentID) string { return "/consents/" + url.PathEscape(string(id)) }

func (p *Pages) consentRow(k catalog.Consent) ConsentRow {
	now := p.Now()
	row := ConsentRow{Consent: k, URL: consentPath(k.Permission.Consent), PersonURL: personPath(k.Person.ID), State: k.StateAt(now),
		Last: k.ValidUntil.Add(-time.Nanosecond)}
	row.Soon = row.State == catalog.ConsentGiven && k.ValidUntil.Before(now.AddDate(0, 0, catalog.WarnDays()[0]))
	return row
}

// consents is GET and POST /consents.
func (p *Pages) consents(c *gin.Context) error {
	f, view := p.consentsView(c)
	page, err := paged(c.PostForm("cursor"), func(cursor string) (catalog.Page[catalog.Consent], error) {
		f.Cursor = cursor
		return p.Consents.List(c.Request.Context(), edge.Actor(c), f)
	})
	if err != nil {
		return err
	}
	view.Next = page.Next
	for _, k := range page.Items {
		view.Rows = append(view.Rows, p.consentRow(k))
	}
	return p.show(c, http.StatusOK, "consents", view)
}

// consentsView reads what the list is narrowed by.
func (p *Pages) consentsView(c *gin.Context) (catalog.ConsentFilter, ConsentsView) {
	l, asked := p.localizer(c), c.Request.URL.Query()
	f := catalog.ConsentFilter{ListFilter: catalog.ListFilter{Text: c.PostForm("q")}, State: catalog.ConsentState(asked.Get("state"))}
	if !slices.Contains(catalog.ConsentStates(), f.State) {
		f.State = ""
	}
	within, _ := strconv.Atoi(asked.Get("within")) // what is no number of days is none
	if !slices.Contains(catalog.WarnDays(), within) {
		within = 0
	}
	path := "/consents"
	view := ConsentsView{Frame: p.frame(c, "consents", "nav.consents"), Text: f.Text}
	view.States = []FilterLink{{Label: l.T("consents.all", nil), URL: path, Current: f.State == "" && within == 0}}
	for _, state := range catalog.ConsentStates() {
		view.States = append(view.States, FilterLink{Label: l.T("consent."+string(state), nil), URL: path + "?state=" + string(state), Current: state == f.State && within == 0})
	}
	for _, days := range catalog.WarnDays() {
		view.Within = append(view.Within, FilterLink{Label: l.T("consents.within", map[string]any{"days": days}), URL: path + "?within=" + strconv.Itoa(days), Current: days == within})
	}
	switch {
	case within > 0:
		f.State, f.Until, path = "", p.Now().AddDate(0, 0, within), path+"?within="+strconv.Itoa(within)
	case f.State != "":
		path += "?state=" + string(f.State)
	}
	view.Path = path
	return f, view
}

// firstWord is the first word of a name.
func firstWord(name string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return word
}
