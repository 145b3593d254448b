package web

import (
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// coded makes options of codes, labelled by the keys prefix.code. With blank, a translation key, the first option is
// none of them.
func coded[T ~string](l *locale.Localizer, prefix, blank string, codes []T, chosen T) []Option {
	var out []Option
	if blank != "" {
		out = append(out, Option{Label: l.T(blank, nil), Chosen: chosen == ""})
	}
	for _, code := range codes {
		o := Option{Value: string(code), Label: l.T(prefix+"."+string(code), nil), Chosen: code == chosen}
		if hint := prefix + "." + string(code) + ".hint"; l.Has(hint) {
			o.Hint = l.T(hint, nil)
		}
		out = append(out, o)
	}
	return out
}

func contentTypes() []catalog.ContentType {
	return []catalog.ContentType{catalog.ServiceInfo, catalog.Literature, catalog.Relations}
}

func peopleStatuses() []catalog.PeopleStatus {
	return []catalog.PeopleStatus{catalog.PeopleNotAssessed, catalog.PeopleNobody, catalog.PeopleCrowd, catalog.PeopleRegistered}
}

func musics() []string {
	return []string{catalog.MusicNone, catalog.MusicOwn, catalog.MusicLicensed, catalog.MusicPlatform}
}

// spokenLanguages are those that libraries in Norway describe in; what an asset has beside them is kept.
func spokenLanguages(have string) []string {
	list := []string{"nb", "nn", "en", "se", "da", "sv"}
	if have != "" && !slices.Contains(list, have) {
		list = append(list, have)
	}
	return list
}
