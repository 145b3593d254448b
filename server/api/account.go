package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const postsTag = "Posts"

type account struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Channel string              `json:"channel" doc:"website, instagram, facebook, print, screen or internal."`
	Library nullable[reference] `json:"library" doc:"Whose it is; null for the county's."`
	Stamps
}

type accountPatch struct {
	Name    optional[string] `json:"name,omitempty"`
	Channel optional[string] `json:"channel,omitempty" doc:"website, instagram, facebook, print, screen or internal."`
	Library optional[string] `json:"library,omitempty" doc:"Id or slug."`
}

func (r *routes) accounts() {
	shelf[catalog.Account, account, accountPatch]{
		routes: r, service: r.Accounts, tag: postsTag, path: "/accounts", one: "account",
		body: accountOf, entry: func(a catalog.Account) catalog.Entry { return a.Entry }, change: r.changeAccount,
	}.mount()
}

func accountOf(a catalog.Account) account {
	return account{ID: a.ID, Name: a.Name, Channel: string(a.Channel), Library: referenceOrNull(a.Library), Stamps: stampsOf(a.Entry)}
}

func (r *routes) changeAccount(ctx context.Context, c call, w accountPatch) (func(*catalog.Account), error) {
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", w.Library.value)
	if err != nil {
		return nil, err
	}
	return func(a *catalog.Account) {
		w.Name.set(&a.Name)
		if w.Channel.sent {
			a.Channel = catalog.Channel(w.Channel.value)
		}
		if w.Library.sent {
			a.Library = catalog.Ref{ID: home.ID, Name: home.Name}
		}
	}, keys.err()
}
