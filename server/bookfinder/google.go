package bookfinder

import (
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// googleQuestions ask Google Books.
func googleQuestions() []question {
	return []question{{endpoint: "google", kind: "json", read: readGoogle, path: func(isbn catalog.ISBN) string {
		return "/books/v1/volumes?" + url.Values{"q": {"isbn:" + string(isbn)}, "maxResults": {"10"}}.Encode()
	}}}
}

func readGoogle(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error) {
	answer, err := readJSON(body)
	if err != nil {
		return catalog.FoundBook{}, err
	}
	for _, item := range answer.at("items").hits() {
		v := item.at("volumeInfo")
		var numbers []string
		for _, id := range v.at("industryIdentifiers").values() {
			numbers = append(numbers, id.at("identifier").text())
		}
		if t := title(v.at("title").text(), v.at("subtitle").text()); t != "" && carries(isbn, numbers...) {
			return book(t, v.at("authors").names(), v.at("publisher").text(), v.at("publishedDate").text()), nil
		}
	}
	return catalog.FoundBook{}, nil
}
