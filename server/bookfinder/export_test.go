package bookfinder

import "github.com/fellesmappa/fellesmappa/server/catalog"

// Readers take the answers of each endpoint apart.
func Readers() map[string]func([]byte, catalog.ISBN) (catalog.FoundBook, error) {
	return map[string]func([]byte, catalog.ISBN) (catalog.FoundBook, error){
		"nb": readNB, "bibbi": readBibbi, "bibbi-sru": readMARC, "openlibrary": readOpenLibrary, "google": readGoogle,
	}
}

// DisplayName and Year are for their tables.
var (
	DisplayName = displayName
	Year        = year
	Title       = title
)

// LargestAnswer bounds an answer, in bytes.
const LargestAnswer = largestAnswer
