package web

import (
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) presentersRegister() register[catalog.Presenter] {
	return register[catalog.Presenter]{
		pages: p, name: "presenters", kind: catalog.KindPresenter, filter: catalog.ByPresenter, service: p.Presenters, named: true,
		columns: []string{"facet.library", "presenter.active"},
		entry:   func(e *catalog.Presenter) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.Presenter) string { return e.Name },
		cells: func(l *locale.Localizer, e catalog.Presenter) []string {
			return []string{e.Library.Name, l.T("presenter.active."+truth(e.Active), nil)}
		},
		fields: p.presenterFields,
		read:   readPresenter,
	}
}

func (p *Pages) presenterFields(c *gin.Context, e catalog.Presenter) ([]Field, error) {
	libraries, err := p.libraryChoices(c, e.Library)
	fields := []Field{
		{Kind: "text", Name: "name", Label: "presenter.name", Required: true, Value: e.Name},
		{Kind: selectField, Name: "library", Label: "facet.library", Options: libraries},
		{Kind: areaField, Name: "aliases", Label: "register.aliases", Hint: "register.lines.hint", Rows: 3, Value: lines(e.Aliases)},
		{Kind: checkboxField, Name: "active", Label: "presenter.is_active", Hint: "presenter.is_active.hint", Value: truth(e.Active || e.ID == "")},
	}
	if e.ID != "" {
		keep := Field{Kind: checkboxField, Name: "keep_name", Label: "presenter.keep_name", Hint: "presenter.keep_name.hint", Value: truth(true)}
		fields = slices.Insert(fields, 1, keep)
	}
	return fields, err
}

func readPresenter(_ *gin.Context, sent url.Values) (func(*catalog.Presenter), error) {
	return func(e *catalog.Presenter) {
		e.Library = catalog.Ref{ID: sent.Get("library")}
		e.Aliases, e.Active = splitLines(sent.Get("aliases")), sent.Get("active") == "true"
		if name := sent.Get("name"); sent.Get("keep_name") == "true" {
			e.Rename(name)
		} else {
			e.Name = name
		}
	}, nil
}
