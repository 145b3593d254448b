package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// assessed is how many files the page shows at a time, and mostSlots how many persons have a number key.
const (
	assessed  = 48
	mostSlots = 9
)

// AssessView is the page on which it is said who can be recognised, of a recording day, a selection or what a search finds.
type AssessView struct {
	Frame
	Heading string // what it is about: a recording day, or empty
	BackURL string
	AllURL  string // shows those too of which it is said; empty when they are shown
	Action  string
	Cards   []AssessCard
	Total   int
	Locked  int // of those found, what others answer for
	Slots   []Option
	Form    Form
}

// AssessCard is one file, with what is said of it.
type AssessCard struct {
	Card
	Status catalog.PeopleStatus
	People []Option
	Large  Picture
	Film   string // address of a short film of a clip, or empty
}

// assess is GET /assess?id=…, ?recording_day=… or any other search.
func (p *Pages) assess(c *gin.Context) error {
	view, _, err := p.assessView(c, c.Request.URL.Query())
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "assess", view)
}

// saveAssessment is POST /assess: it says the same of all that were chosen, as the button says that was pressed.
func (p *Pages) saveAssessment(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	view, known, err := p.assessView(c, c.Request.URL.Query())
	if err != nil {
		return err
	}
	ids := assetIDs(sent["id"])
	patch, err := readAssessment(sent, known)
	if err == nil && len(ids) == 0 {
		err = &catalog.Error{Code: catalog.Invalid, Key: "assess.choose"}
	}
	var outcome catalog.Outcome
	if err == nil {
		outcome, err = p.Assets.EditMany(c.Request.Context(), edge.Actor(c), ids, nil, patch)
	}
	if err == nil {
		return p.doneMany(c, view.Action, "assessed", outcome)
	}
	view.Form.fill(sent, p.namer(c))
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "assess", view)
}

// readAssessment reads what the pressed button says, with the note or the persons that go with it.
func readAssessment(sent url.Values, known []Option) (catalog.AssetPatch, error) {
	said := url.Values{"people_status": sent["said"]}
	switch catalog.PeopleStatus(sent.Get("said")) {
	case catalog.PeopleCrowd:
		said["people_note"] = []string{sent.Get("people_note")}
	case catalog.PeopleRegistered:
		said.Del("people_status")
		said["people"], said["people_add"], said["people_how"] = sent["people"], []string{sent.Get("people_add")}, []string{addToList}
	}
	read := &patchReader{form: said, filled: true}
	read.people(known)
	if read.patch.PeopleStatus == nil && read.patch.EditPeople == nil && len(read.wrong) == 0 {
		read.wrong = append(read.wrong, catalog.FieldError{Location: "people", Key: catalog.KeyRequired})
	}
	return read.patch, invalid(read.wrong)
}

func (p *Pages) assessView(c *gin.Context, asked url.Values) (AssessView, []Option, error) {
	actor, l := edge.Actor(c), p.localizer(c)
	if err := catalog.MaySeePeople(actor); err != nil {
		return AssessView{}, nil, err
	}
	view := AssessView{Frame: p.frame(c, "search", "assess.title"), BackURL: "/"}
	assets, err := p.toAssess(c, asked, &view)
	if err != nil {
		return view, nil, err
	}
	for _, a := range assets {
		if catalog.MayAssessPeople(actor, a) != nil {
			view.Locked++
			continue
		}
		view.Cards = append(view.Cards, p.assessCard(l, a))
	}
	known, err := p.loadPeople(c.Request.Context(), actor, l)
	if err != nil {
		return view, nil, err
	}
	if view.Slots, err = p.slots(c, asked, assets); err != nil {
		return view, nil, err
	}
	view.Form = Form{Action: view.Action, Fields: []Field{
		{Kind: areaField, Name: "people_note", Label: "asset.people_note", Hint: "asset.people_note.hint", Rows: 2},
		{Kind: pickerField, Name: "people", Label: "asset.people", Hint: "asset.people.hint", Source: "/api/v1/people/search", Adds: true, Options: known},
	}}
	return view, known, nil
}

// toAssess reads the files that the page is about: those that were chosen, else what a search finds, of that only what
// nobody has assessed unless all is asked for.
func (p *Pages) toAssess(c *gin.Context, asked url.Values, view *AssessView) ([]catalog.Asset, error) {
	if asked.Has("id") {
		chosen, err := p.readSelected(c, url.Values{"id": asked["id"]})
		view.Total, view.Action = chosen.total, "/assess?"+url.Values{"id": asked["id"]}.Encode()
		if len(asked["id"]) == 1 {
			view.BackURL = assetPath(catalog.AssetID(asked.Get("id")))
		}
		return chosen.assets, err
	}
	search := askedFor(asked)
	search.Del("cursor")
	view.BackURL, view.Action = searchPath(search), "/assess?"+search.Encode()
	if day := search.Get(string(catalog.ByRecordingDay)); day != "" && len(search) == 1 {
		view.BackURL = dayPath(day)
		name, err := p.nameOf(c, catalog.ByRecordingDay, day)
		if err != nil {
			return nil, err
		}
		view.Heading = dayName(p.localizer(c), name)
	}
	q, err := p.query(c, selected{all: true, from: searchPath(search)})
	if err != nil {
		return nil, err
	}
	if asked.Get("all") == "" {
		q.Filters[catalog.ByClearance] = []string{catalog.ClearanceNotAssessed}
		view.AllURL = view.Action + "&all=1"
	} else {
		view.Action += "&all=1"
	}
	if q.Text == "" && q.Sort == "" {
		q.Sort = catalog.SortOldest // as they were taken
	}
	q.Limit = assessed
	found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), *q)
	view.Total = found.Total
	return found.Items, err
}

func (p *Pages) assessCard(l *locale.Localizer, a catalog.Asset) AssessCard {
	card := AssessCard{Card: p.card(l, a, false), Status: a.PeopleStatus, People: personOptions(a), Large: p.preview(a)}
	if _, ok := a.Rendition("preview"); ok {
		card.Film = p.RenditionURL(a, "preview")
	}
	return card
}

// slots are the persons with a number key: those who were present on the recording day and are on the register.
func (p *Pages) slots(c *gin.Context, asked url.Values, assets []catalog.Asset) ([]Option, error) {
	day := asked.Get(string(catalog.ByRecordingDay))
	for _, a := range assets {
		if day == "" {
			day = a.RecordingDay.ID
		}
	}
	if day == "" {
		return nil, nil
	}
	found, err := p.RecordingDays.Get(c.Request.Context(), edge.Actor(c), day)
	if err != nil {
		if catalog.Is(err, catalog.NotFound) {
			err = nil
		}
		return nil, err
	}
	var out []Option
	for _, person := range found.People {
		if person.Person != "" && strings.TrimSpace(person.Name) != "" && len(out) < mostSlots {
			out = append(out, Option{Value: string(person.Person), Label: person.Name})
		}
	}
	return out, nil
}

// assessPath is the page on which what a search finds is assessed.
func assessPath(search url.Values) string {
	q := url.Values{}
	for name, values := range search {
		if name != "cursor" {
			q[name] = values
		}
	}
	return "/assess?" + q.Encode()
}
