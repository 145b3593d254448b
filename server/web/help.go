package web

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// HelpView is the page that explains keys and search.
type HelpView struct {
	Frame
	Examples []Example
}

// Example is a search to try, and what it finds.
type Example struct {
	Chip
	Text string // translation key
}

// help is GET /help.
func (p *Pages) help(c *gin.Context) error {
	l := p.localizer(c)
	examples, err := p.examples(c, l)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "help", HelpView{Frame: p.frame(c, "help", "help.title"), Examples: examples})
}

// examples are searches over what this folder holds, so that they find something. What there is none of, is made up.
func (p *Pages) examples(c *gin.Context, l *locale.Localizer) ([]Example, error) {
	found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), catalog.Query{Limit: 10, Facets: []catalog.FacetRequest{
		{By: catalog.ByPresenter, Size: 1}, {By: catalog.ByLibrary, Size: 1}, {By: catalog.ByTag, Size: 1}}})
	if err != nil && !catalog.Is(err, catalog.Unavailable) {
		return nil, err
	}
	said := func(key string) string { return l.T("help."+key+".example", nil) }
	most := func(f catalog.Filter, otherwise string) string {
		if values := found.Facets[f]; len(values) > 0 {
			return values[0].Label
		}
		return otherwise
	}
	words, phrase := said("words"), said("phrase")
	for _, a := range found.Items {
		if first, second, ok := pair(a.ShownTitle()); ok {
			words, phrase = second+" "+first, first+" "+second
			break
		}
	}
	field := func(name, value string) string { return said(name) + `:"` + value + `"` }
	tag := most(catalog.ByTag, said("not"))
	var out []Example
	for _, e := range []struct{ key, search string }{
		{"words", words}, {"phrase", `"` + phrase + `"`}, {"not", strings.Fields(words)[0] + " -" + said("not")},
		{"either", tag + " " + said("or") + " " + said("not")}, {"field", field("presenter", most(catalog.ByPresenter, said("name")))},
		{"library", field("library", most(catalog.ByLibrary, said("place")))}, {"kind", said("kind")}, {"date", said("date")},
	} {
		out = append(out, Example{Chip: Chip{Label: e.search, URL: with(nil, "q", e.search)}, Text: "help." + e.key})
	}
	return out, nil
}

// pair finds two words of a title that stand side by side and mean nothing else in the search box.
func pair(title string) (first, second string, ok bool) {
	words := strings.Fields(title)
	for i, w := range words[:max(len(words)-1, 0)] {
		if plain(w) && plain(words[i+1]) {
			return w, words[i+1], true
		}
	}
	return "", "", false
}

func plain(word string) bool {
	return utf8.RuneCountInString(word) > 3 && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}
