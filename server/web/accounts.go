package web

import (
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) accountsRegister() register[catalog.Account] {
	return register[catalog.Account]{
		pages: p, name: "accounts", kind: catalog.KindAccount, service: p.Accounts,
		columns: []string{"account.channel", "facet.library"},
		entry:   func(e *catalog.Account) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.Account) string { return e.Name },
		cells: func(l *locale.Localizer, e catalog.Account) []string {
			return []string{l.T("channel."+string(e.Channel), nil), keeperName(l, e.Library)}
		},
		fields: p.accountFields,
		read:   readAccount,
	}
}

func (p *Pages) accountFields(c *gin.Context, e catalog.Account) ([]Field, error) {
	libraries, err := p.keeperChoices(c, e.Entry, e.Library, catalog.MayKeepAccount(edge.Actor(c), e))
	return []Field{
		{Kind: "text", Name: "name", Label: "account.name", Hint: "account.name.hint", Required: true, Value: e.Name},
		{Kind: selectField, Name: "channel", Label: "account.channel", Required: true, Options: coded(p.localizer(c), "channel", "form.none", catalog.Channels(), e.Channel)},
		{Kind: selectField, Name: "library", Label: "facet.library", Options: libraries},
	}, err
}

// accountName tells accounts of one name on several channels apart.
func accountName(l *locale.Localizer, e catalog.Account) string {
	return e.Name + " · " + l.T("channel."+string(e.Channel), nil)
}

// accountChoices are the accounts to choose one of; none, a translation key, is the first.
func accountChoices(l *locale.Localizer, none string, accounts []catalog.Account, chosen string) []Option {
	options := []Option{{Label: l.T(none, nil)}}
	for _, e := range accounts {
		options = append(options, Option{Value: e.ID, Label: accountName(l, e), Chosen: e.ID == chosen})
	}
	return options
}

func readAccount(_ *gin.Context, sent url.Values) (func(*catalog.Account), error) {
	return func(e *catalog.Account) {
		e.Name, e.Channel, e.Library = sent.Get("name"), catalog.Channel(sent.Get("channel")), catalog.Ref{ID: sent.Get("library")}
	}, nil
}
