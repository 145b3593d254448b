package bookfinder

import (
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// bibbiQuestions ask Bibbi, the catalogue of Biblioteksentralen: for works first, which answers JSON, then by SRU, which
// answers MARC 21 and has what was published in Norway since November 2020.
func bibbiQuestions() []question {
	return []question{
		{endpoint: "bibbi", kind: "json", read: readBibbi, path: func(isbn catalog.ISBN) string {
			return "/v1/works?" + url.Values{"query": {string(isbn)}, "limit": {"10"}}.Encode()
		}},
		{endpoint: "bibbi-sru", kind: "xml", read: readMARC, path: func(isbn catalog.ISBN) string {
			return "/mlnb?" + url.Values{"version": {"1.1"}, "operation": {"searchRetrieve"}, "query": {"dc.identifier=" + string(isbn)},
				"maximumRecords": {"10"}}.Encode()
		}},
	}
}

// readBibbi finds the edition among those of the works: its own title counts before the work's.
func readBibbi(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error) {
	answer, err := readJSON(body)
	if err != nil {
		return catalog.FoundBook{}, err
	}
	for _, work := range answer.at("works").hits() {
		for _, p := range work.at("publications").values() {
			if !carries(isbn, p.at("isbn").texts()...) {
				continue
			}
			t := title(firstOf(p.at("name").text(), work.at("name").text()), "")
			if t == "" {
				continue
			}
			by := firstOf(p.at("publisher").text(), p.at("publisher", "name").text())
			return book(t, work.at("creator").names(), by, p.at("datePublished").text()), nil
		}
	}
	return catalog.FoundBook{}, nil
}
