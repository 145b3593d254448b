package web

import (
	"cmp"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) librariesRegister() register[catalog.Library] {
	return register[catalog.Library]{
		pages: p, name: "libraries", kind: catalog.KindLibrary, filter: catalog.ByLibrary, service: p.Libraries,
		columns: []string{"library.municipality", "library.number", "facet.language"},
		entry:   func(e *catalog.Library) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.Library) string { return e.Name },
		cells: func(l *locale.Localizer, e catalog.Library) []string {
			return []string{e.Municipality, e.Number, filterLabel(l, catalog.ByLanguage, e.Language, e.Language)}
		},
		fields: p.libraryFields,
		read:   readLibrary,
	}
}

func (p *Pages) libraryFields(c *gin.Context, e catalog.Library) ([]Field, error) {
	l := p.localizer(c)
	parents, err := p.libraryChoices(c, e.Parent)
	return []Field{
		{Kind: "text", Name: "name", Label: "library.name", Required: true, Value: e.Name},
		{Kind: "text", Name: "slug", Label: "library.slug", Hint: "library.slug.hint", Value: e.Slug},
		{Kind: "text", Name: "municipality", Label: "library.municipality", Value: e.Municipality},
		{Kind: "text", Name: "municipality_number", Label: "library.municipality_number", Inputmode: "numeric", Value: e.MunicipalityNumber},
		{Kind: "text", Name: "number", Label: "library.number", Hint: "library.number.hint", Inputmode: "numeric", Value: e.Number},
		{Kind: "text", Name: "isil", Label: "library.isil", Hint: "library.isil.hint", Value: e.ISIL},
		{Kind: selectField, Name: "language", Label: "library.language", Options: coded(l, "language", "form.none", spokenLanguages(e.Language), e.Language)},
		{Kind: selectField, Name: "parent", Label: "library.parent", Options: parents},
		{Kind: "text", Name: "instagram", Label: "library.instagram", Hint: "library.handle.hint", Value: e.Instagram},
		{Kind: "text", Name: "facebook", Label: "library.facebook", Value: e.Facebook},
		{Kind: checksField, Name: "excluded_channels", Label: "library.excluded_channels", Hint: "library.excluded_channels.hint", Options: excludedChannels(l, e)},
		{Kind: "text", Inputmode: "url", Name: "policy_url", Label: "library.policy_url", Hint: "library.policy_url.hint", Value: e.PolicyURL},
		{Kind: areaField, Name: "aliases", Label: "register.aliases", Hint: "register.lines.hint", Rows: 3, Value: lines(e.Aliases)},
		{Kind: checkboxField, Name: "closed", Label: "library.closed", Hint: "library.closed.hint", Value: truth(e.Closed)},
	}, err
}

// excludedChannels are the channels with those that a library's policy excludes chosen.
func excludedChannels(l *locale.Localizer, e catalog.Library) []Option {
	options := coded(l, "channel", "", catalog.Channels(), "")
	for i := range options {
		options[i].Chosen = e.Excludes(catalog.Channel(options[i].Value))
	}
	return options
}

// libraryChoices are the libraries to choose one of, or none.
func (p *Pages) libraryChoices(c *gin.Context, chosen catalog.Ref) ([]Option, error) {
	page, err := p.Libraries.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Limit: 1000})
	options := []Option{{Label: p.localizer(c).T("form.none", nil)}}
	for _, e := range page.Items {
		options = append(options, Option{Value: e.ID, Label: e.Name})
	}
	return pick(options, Option{Value: chosen.ID, Label: chosen.Name}), err
}

// keeperName is whose an entry is of a register in which each library has entries of its own, beside the county's.
func keeperName(l *locale.Localizer, keeper catalog.Ref) string {
	return cmp.Or(keeper.Name, l.T("library.county", nil))
}

// keeperChoices are the choices of whose an entry is. A new one that the reader may not keep as it is offered is the reader's library's.
func (p *Pages) keeperChoices(c *gin.Context, e catalog.Entry, keeper catalog.Ref, may error) ([]Option, error) {
	if e.ID == "" && may != nil {
		keeper.ID = string(edge.Actor(c).Library)
	}
	options, err := p.libraryChoices(c, keeper)
	options[0].Label = keeperName(p.localizer(c), catalog.Ref{})
	return options, err
}

func readLibrary(_ *gin.Context, sent url.Values) (func(*catalog.Library), error) {
	return func(e *catalog.Library) {
		e.Name, e.Slug = sent.Get("name"), sent.Get("slug")
		e.Municipality, e.MunicipalityNumber = sent.Get("municipality"), sent.Get("municipality_number")
		e.Number, e.ISIL = sent.Get("number"), sent.Get("isil")
		e.Language, e.Parent = sent.Get("language"), catalog.Ref{ID: sent.Get("parent")}
		e.Instagram, e.Facebook = sent.Get("instagram"), sent.Get("facebook")
		e.ExcludedChannels, e.PolicyURL = nil, webAddress(sent.Get("policy_url"))
		for _, ch := range sent["excluded_channels"] {
			e.ExcludedChannels = append(e.ExcludedChannels, catalog.Channel(ch))
		}
		e.Aliases, e.Closed = splitLines(sent.Get("aliases")), sent.Get("closed") == "true"
	}, nil
}
