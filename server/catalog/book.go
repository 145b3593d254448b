package catalog

import "fmt"

// Book is a work, with the ISBNs of any number of its editions or with none.
type Book struct {
	Entry
	Title     string
	Authors   []string // as shown: "Kari Nordmann"
	ISBNs     []ISBN
	Publisher string
	Published string // year, or empty
}

// Books is the service over the books.
type Books = Register[Book, *Book]

func (b *Book) entry() *Entry { return &b.Entry }
func (b *Book) kind() Kind    { return KindBook }

func (b *Book) check(c *checker) {
	c.required("title", &b.Title, 300)
	c.words("authors", &b.Authors, 50, 120)
	c.line("publisher", &b.Publisher, 120)
	c.match("published", b.Published, fourDigits, KeyBadDate)
	seen := map[ISBN]bool{}
	var isbns []ISBN
	for i, raw := range b.ISBNs {
		isbn, err := ParseISBN(string(raw))
		if err != nil {
			c.refuse(fmt.Sprintf("isbns[%d]", i), isbnKey(err), Args{"value": string(raw)})
			continue
		}
		if !seen[isbn] {
			seen[isbn] = true
			isbns = append(isbns, isbn)
		}
	}
	b.ISBNs = isbns
}
