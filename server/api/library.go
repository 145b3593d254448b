package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type library struct {
	ID                 string              `json:"id"`
	Slug               string              `json:"slug"`
	Name               string              `json:"name"`
	Municipality       string              `json:"municipality"`
	MunicipalityNumber *string             `json:"municipality_number" doc:"Four digits."`
	Number             *string             `json:"number" doc:"Library number, seven digits."`
	ISIL               *string             `json:"isil"`
	Language           *string             `json:"language" doc:"What the library writes: nb, nn, …"`
	Instagram          *string             `json:"instagram"`
	Facebook           *string             `json:"facebook"`
	Parent             nullable[reference] `json:"parent"`
	Aliases            []string            `json:"aliases"`
	Closed             bool                `json:"closed"`
	ExcludedChannels   []string            `json:"excluded_channels" doc:"Channels on which its own policy lets nothing of it be posted."`
	PolicyURL          *string             `json:"policy_url" doc:"Where that policy can be read."`
	Stamps
}

type libraryPatch struct {
	Slug               optional[string]   `json:"slug,omitempty" doc:"Made of the name unless told."`
	Name               optional[string]   `json:"name,omitempty"`
	Municipality       optional[string]   `json:"municipality,omitempty"`
	MunicipalityNumber optional[string]   `json:"municipality_number,omitempty"`
	Number             optional[string]   `json:"number,omitempty"`
	ISIL               optional[string]   `json:"isil,omitempty" doc:"Made of the number unless told."`
	Language           optional[string]   `json:"language,omitempty"`
	Instagram          optional[string]   `json:"instagram,omitempty" doc:"With or without @."`
	Facebook           optional[string]   `json:"facebook,omitempty"`
	Parent             optional[string]   `json:"parent,omitempty" doc:"Id or slug."`
	Aliases            optional[[]string] `json:"aliases,omitempty"`
	Closed             optional[bool]     `json:"closed,omitempty"`
	ExcludedChannels   optional[[]string] `json:"excluded_channels,omitempty" doc:"website, instagram, facebook, print, screen or internal."`
	PolicyURL          optional[string]   `json:"policy_url,omitempty"`
}

func (r *routes) libraries() {
	shelf[catalog.Library, library, libraryPatch]{
		routes: r, service: r.Libraries, tag: "Libraries", path: "/libraries", one: "library",
		body: libraryOf, entry: func(l catalog.Library) catalog.Entry { return l.Entry }, change: r.changeLibrary,
	}.mount()
}

func libraryOf(l catalog.Library) library {
	return library{ID: l.ID, Slug: l.Slug, Name: l.Name, Municipality: l.Municipality, MunicipalityNumber: orNull(l.MunicipalityNumber),
		Number: orNull(l.Number), ISIL: orNull(l.ISIL), Language: orNull(l.Language), Instagram: orNull(l.Instagram),
		Facebook: orNull(l.Facebook), Parent: referenceOrNull(l.Parent), Aliases: append([]string{}, l.Aliases...), Closed: l.Closed,
		ExcludedChannels: append([]string{}, each(l.ExcludedChannels, func(ch catalog.Channel) string { return string(ch) })...), PolicyURL: orNull(l.PolicyURL),
		Stamps: stampsOf(l.Entry)}
}

func (r *routes) changeLibrary(ctx context.Context, c call, p libraryPatch) (func(*catalog.Library), error) {
	keys := libraryKeys{routes: r, call: c}
	parent, err := keys.find(ctx, "parent", p.Parent.value)
	if err != nil {
		return nil, err
	}
	return func(l *catalog.Library) {
		p.Slug.set(&l.Slug)
		p.Name.set(&l.Name)
		p.Municipality.set(&l.Municipality)
		p.MunicipalityNumber.set(&l.MunicipalityNumber)
		p.Number.set(&l.Number)
		p.ISIL.set(&l.ISIL)
		p.Language.set(&l.Language)
		p.Instagram.set(&l.Instagram)
		p.Facebook.set(&l.Facebook)
		p.Aliases.set(&l.Aliases)
		p.Closed.set(&l.Closed)
		p.PolicyURL.set(&l.PolicyURL)
		if p.ExcludedChannels.sent {
			l.ExcludedChannels = each(p.ExcludedChannels.value, func(ch string) catalog.Channel { return catalog.Channel(ch) })
		}
		if p.Parent.sent {
			l.Parent = catalog.Ref{ID: parent.ID, Name: parent.Name}
		}
	}, keys.err()
}
