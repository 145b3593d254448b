package bookfinder

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// nbQuestions ask Nasjonalbiblioteket's catalogue, which answers HAL JSON with editions. Books from before 2007 may be
// known by ten digits alone.
func nbQuestions() []question {
	ask := func(digits string) string {
		if digits == "" {
			return ""
		}
		return "/catalog/v1/items?" + url.Values{"q": {"isbn:" + digits}, "size": {"10"}, "expand": {"metadata"}}.Encode()
	}
	return []question{
		{endpoint: "nb", kind: "json", read: readNB, path: func(isbn catalog.ISBN) string { return ask(string(isbn)) }},
		{endpoint: "nb", kind: "json", read: readNB, path: func(isbn catalog.ISBN) string { return ask(isbn.Ten()) }},
	}
}

func readNB(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error) {
	answer, err := readJSON(body)
	if err != nil {
		return catalog.FoundBook{}, err
	}
	for _, item := range answer.at("_embedded", "items").hits() {
		m := item.at("metadata")
		ids := m.at("identifiers")
		if !carries(isbn, append(ids.at("isbn13").texts(), ids.at("isbn10").texts()...)...) {
			continue
		}
		if t := nbTitle(m); t != "" {
			origin := m.at("originInfo")
			return book(t, nbAuthors(m), origin.at("publisher").text(), origin.at("issued").text()), nil
		}
	}
	return catalog.FoundBook{}, nil
}

func nbTitle(m node) string {
	info := m.at("titleInfos")
	return title(firstOf(info.at("title").text(), m.at("title").text()), info.at("subTitle").text())
}

// nbAuthors are the people with an author's part; when nobody's part is told, those whom the record names first.
func nbAuthors(m node) (names []string) {
	var first []string
	for _, p := range m.at("people").values() {
		name := p.at("name").text()
		for _, role := range p.at("roles").values() {
			if r := strings.ToLower(firstOf(role.at("name").text(), role.text())); r == "aut" || r == "cre" {
				names = append(names, name)
			}
		}
		if p.at("usage").text() == "primary" {
			first = append(first, name)
		}
	}
	if names = slices.DeleteFunc(names, func(n string) bool { return n == "" }); len(names) > 0 {
		return names
	}
	if creators := m.at("creators").names(); len(creators) > 0 {
		return creators
	}
	return first
}
