package web

import (
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// ConsentFormView is the form of a new or a recorded consent.
type ConsentFormView struct {
	Frame
	Whose  catalog.Ref
	Form   Form
	Home   string
	Years  int // how long a consent lasts unless it says otherwise
	OwnAge int
	// What, Until and How are the names of the fields of each part of the form.
	What, Until, How []string
}

// newConsent is GET /people/:id/consents/new.
func (p *Pages) newConsent(c *gin.Context) error {
	view, err := p.newConsentView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "consent_edit", view)
}

func (p *Pages) newConsentView(c *gin.Context) (ConsentFormView, error) {
	actor := edge.Actor(c)
	person, err := p.People.Get(c.Request.Context(), actor, c.Param("id"))
	if err == nil && person.Erased() {
		err = catalog.Missing("person")
	}
	if err == nil {
		err = catalog.MayAddPeople(actor)
	}
	if err != nil {
		return ConsentFormView{}, err
	}
	now := p.Now()
	k := catalog.Consent{Category: person.Category, Basis: catalog.BasisConsent, LegalBasis: catalog.LegalConsent, Given: catalog.GivenForm, Language: edge.Lang(c),
		Permission: catalog.Permission{Channels: []catalog.Channel{catalog.Website}, GivenAt: now, ValidFrom: now, Day: c.Query("recording_day")}}
	if person.Category == catalog.CategoryStaff {
		k.LegalBasis = catalog.LegalPublicTask
	}
	view, err := p.consentFormView(c, k)
	view.Title, view.Whose = p.localizer(c).T("consents.new", nil), catalog.Ref{ID: person.ID, Name: person.DisplayName}
	view.Home = personPath(person.ID)
	view.Form.Action = view.Home + "/consents/new"
	return view, err
}

func (p *Pages) consentFormView(c *gin.Context, k catalog.Consent) (ConsentFormView, error) {
	terms := p.Consents.Terms()
	fields, err := p.consentFields(c, k)
	return ConsentFormView{Frame: p.frame(c, "consents", "consents.edit"), Whose: k.Person, Years: terms.Years, OwnAge: terms.OwnAge,
		What:  []string{"channels", "purposes", "reuse_by_others", "name_shown", "tagging", "voice", "adaptation", "basis", "legal_basis", "library", "recording_day"},
		Until: []string{"valid_from", "valid_until", "remind_at"}, How: []string{"given_at", "text_version", "language", "note"},
		Form: Form{Fields: fields, Version: k.Version}}, err
}

func (p *Pages) consentFields(c *gin.Context, k catalog.Consent) ([]Field, error) {
	l := p.localizer(c)
	libraries, err := p.libraryChoices(c, catalog.Ref{ID: string(k.Library), Name: k.LibraryName})
	if err != nil {
		return nil, err
	}
	days, err := p.dayChoices(c, catalog.Ref{ID: k.Day, Name: k.DayName})
	yes := func(name string, v bool) Field {
		return Field{Kind: checkboxField, Name: name, Label: "consents." + name, Value: truth(v)}
	}
	return []Field{
		{Kind: choicesField, Name: "category", Label: "people.category", Options: coded(l, "person", "", catalog.PersonCategories(), k.Category)},
		{Kind: areaField, Name: "guardians", Label: "consents.guardians", Hint: "consents.guardians.hint", Rows: 2, Value: lines(k.Guardians)},
		yes("child_asked", k.ChildAsked),
		{Kind: checksField, Name: "channels", Label: "consents.channels", Options: checked(coded(l, "channel", "", catalog.Channels(), ""), k.Channels)},
		{Kind: checksField, Name: "purposes", Label: "consents.purposes", Hint: "consents.purposes.hint", Options: checked(coded(l, "content_type", "", catalog.Purposes(), ""), k.Purposes)},
		yes("reuse_by_others", k.ReuseByOthers), yes("name_shown", k.NameShown), yes("tagging", k.Tagging), yes("voice", k.Voice), yes("adaptation", k.Adaptation),
		{Kind: selectField, Name: "basis", Label: "consents.basis", Options: coded(l, "basis", "", catalog.PublishingBases(), k.Basis)},
		{Kind: selectField, Name: "legal_basis", Label: "consents.legal_basis", Options: coded(l, "legal_basis", "", catalog.LegalBases(), k.LegalBasis)},
		{Kind: selectField, Name: "library", Label: "consents.library", Hint: "consents.library.hint", Options: libraries},
		{Kind: selectField, Name: "recording_day", Label: "facet.recording_day", Hint: "consents.day.hint", Options: days},
		{Kind: "date", Name: "valid_from", Label: "consents.valid_from", Value: isoDay(l, k.ValidFrom)},
		{Kind: "date", Name: "valid_until", Label: "consents.valid_until", Hint: "consents.valid_until.hint", Value: lastDay(l, k.ValidUntil)},
		{Kind: "date", Name: "remind_at", Label: "consents.remind_at", Hint: "consents.remind_at.hint", Value: isoDay(l, k.RemindAt)},
		{Kind: choicesField, Name: "given", Label: "consents.given", Options: coded(l, "given", "", catalog.WaysGiven(), k.Given)},
		{Kind: "text", Name: "witness", Label: "consents.witness", Value: k.Witness, Autocomplete: "off"},
		{Kind: "date", Name: "given_at", Label: "consents.given_at", Value: isoDay(l, k.GivenAt)},
		{Kind: "text", Name: "text_version", Label: "consents.text_version", Hint: "consents.text_version.hint", Value: k.TextVersion, Autocomplete: "off"},
		{Kind: selectField, Name: "language", Label: "consents.language", Options: coded(l, "language", "", spokenLanguages(k.Language), k.Language)},
		{Kind: areaField, Name: "note", Label: "people.note", Hint: "people.note.hint", Rows: 3, Value: k.Note},
	}, err
}

// dayChoices are the recording days to choose from, the last first.
func (p *Pages) dayChoices(c *gin.Context, chosen catalog.Ref) ([]Option, error) {
	l := p.localizer(c)
	page, err := p.RecordingDays.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Limit: 1000})
	options := []Option{{Label: l.T("consents.day.any", nil)}}
	for i := len(page.Items) - 1; i >= 0; i-- {
		options = append(options, Option{Value: page.Items[i].ID, Label: dayName(l, page.Items[i].Name())})
	}
	return pick(options, Option{Value: chosen.ID, Label: dayName(l, chosen.Name)}), err
}

// checked marks the options that a list holds.
func checked[T ~string](options []Option, list []T) []Option {
	for i := range options {
		for _, v := range list {
			options[i].Chosen = options[i].Chosen || options[i].Value == string(v)
		}
	}
	return options
}

func isoDay(l *locale.Localizer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(l.Zone()).Format(time.DateOnly)
}

// lastDay is the day on which something holds for the last time.
func lastDay(l *locale.Localizer, end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return isoDay(l, end.Add(-time.Nanosecond))
}

// addConsent is POST /people/:id/consents/new.
func (p *Pages) addConsent(c *gin.Context) error {
	view, err := p.newConsentView(c)
	if err != nil {
		return err
	}
	change, err := p.readConsent(c)
	if err == nil {
		k := catalog.Consent{Person: view.Whose}
		change(&k)
		if k, err = p.Consents.Add(c.Request.Context(), edge.Actor(c), k); err == nil {
			return done(c, consentPath(k.Permission.Consent), "saved")
		}
	}
	return p.refuseConsent(c, view, err)
}

func (p *Pages) refuseConsent(c *gin.Context, view ConsentFormView, err error) error {
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "consent_edit", view)
}

// editConsent is GET /consents/:id/edit.
func (p *Pages) editConsent(c *gin.Context) error {
	view, err := p.editConsentView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "consent_edit", view)
}

func (p *Pages) editConsentView(c *gin.Context) (ConsentFormView, error) {
	k, err := p.Consents.Get(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")))
	if err != nil {
		return ConsentFormView{}, err
	}
	view, err := p.consentFormView(c, k)
	view.Home = consentPath(k.Permission.Consent)
	view.Form.Action = view.Home + "/edit"
	return view, err
}

// saveConsent is POST /consents/:id/edit.
func (p *Pages) saveConsent(c *gin.Context) error {
	view, err := p.editConsentView(c)
	if err != nil {
		return err
	}
	change, err := p.readConsent(c)
	if err == nil {
		_, err = p.Consents.Edit(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")), readVersion(c.Request.PostForm), change)
	}
	if err == nil {
		return done(c, view.Home, "saved")
	}
	return p.refuseConsent(c, view, err)
}
