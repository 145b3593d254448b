package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// PostLanguages lists the languages that posts are written in.
func PostLanguages() []string { return []string{"nb", "nn", "en"} }

// PostTemplate is what the text of a post is made of: lines with places such as {title}, which are filled with what is known.
// A line that has a place for which nothing is known is left out, so that no half sentence is ever posted.
type PostTemplate string

// maxTemplate bounds a template in characters.
const maxTemplate = 4_000

// PostPlace is a place in a template: its code, and its names in the languages that templates are written in.
type PostPlace struct {
	Code string
	NB   string
	NN   string
}

// PostPlaces lists the places that templates may have.
func PostPlaces() []PostPlace {
	return []PostPlace{
		{"title", "tittel", "tittel"},
		{"description", "beskrivelse", "skildring"},
		{"presenters", "formidlere", "formidlarar"},
		{"books", "bøker", "bøker"},
		{"series", "konsept", "konsept"},
		{"offer", "tilbud", "tilbod"},
		{"when", "når", "når"},
		{"library", "bibliotek", "bibliotek"},
		{"place", "sted", "stad"},
		{"recorded", "opptaksdag", "opptaksdag"},
		{"link", "lenke", "lenkje"},
		{"credit", "kreditering", "kreditering"},
		{"hashtags", "emneknagger", "emneknaggar"},
	}
}

// Name is what the place is called in a language.
func (p PostPlace) Name(language string) string {
	switch language {
	case "nb":
		return p.NB
	case "nn":
		return p.NN
	}
	return p.Code
}

var placePattern = regexp.MustCompile(`\{([^{}\n]*)\}`)

// placeNamed finds the code of a place by any of its names.
func placeNamed(name string) (string, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, p := range PostPlaces() {
		if name == p.Code || name == p.NB || name == p.NN {
			return p.Code, true
		}
	}
	return "", false
}

// Fill writes the text, given what stands in each place by its code. It does not begin or end with an empty line, and never
// has two in a row.
func (t PostTemplate) Fill(places map[string]string) string {
	var out []string
	for _, line := range strings.Split(string(t), "\n") {
		if line, ok := fillLine(line, places); ok && (line != "" || len(out) > 0 && out[len(out)-1] != "") {
			out = append(out, line)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// holds reports whether there is a place, by its code.
func (t PostTemplate) holds(code string) bool {
	return slices.ContainsFunc(placePattern.FindAllStringSubmatch(string(t), -1), func(found []string) bool {
		named, _ := placeNamed(found[1])
		return named == code
	})
}

// fillLine is false for a line that is left out. What people wrote into a place is not looked through for places again.
func fillLine(line string, places map[string]string) (string, bool) {
	known := true
	filled := placePattern.ReplaceAllStringFunc(line, func(place string) string {
		code, ok := placeNamed(place[1 : len(place)-1])
		if !ok {
			return place
		}
		known = known && places[code] != ""
		return places[code]
	})
	return strings.TrimRight(filled, " \t"), known
}

// check tidies a template and refuses places that nobody knows.
func (t *PostTemplate) check(c *checker, at string) {
	text := string(*t)
	c.text(at, &text, maxTemplate)
	*t = PostTemplate(text)
	for _, found := range placePattern.FindAllStringSubmatch(text, -1) {
		if _, ok := placeNamed(found[1]); !ok {
			c.refuse(at, KeyUnknownPlace, Args{"value": found[0], "allowed": placeNames(strings.TrimPrefix(at, "post_text."))})
			return
		}
	}
}

func placeNames(language string) string {
	var out []string
	for _, p := range PostPlaces() {
		out = append(out, "{"+p.Name(language)+"}")
	}
	return strings.Join(out, ", ")
}

// PostTexts are the templates of a series by language; in a language without one, posts have the usual text.
type PostTexts struct{ NB, NN, EN PostTemplate }

// In is the template of a language, or empty.
func (t PostTexts) In(language string) PostTemplate {
	switch language {
	case "nb":
		return t.NB
	case "nn":
		return t.NN
	case "en":
		return t.EN
	}
	return ""
}

func (t *PostTexts) check(c *checker) {
	t.NB.check(c, "post_text.nb")
	t.NN.check(c, "post_text.nn")
	t.EN.check(c, "post_text.en")
}
