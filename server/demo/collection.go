package demo

import "time"

// Tag marks every demo asset, so that they can be found and removed together.
const Tag = "demo"

// Collection is the content of a demo installation. Entries refer to each other by natural keys:
// a library by Slug, a presenter by Name, a book by Key, a series by Name, a day by Date, an account by Name.
type Collection struct {
	Libraries  []Library
	Presenters []Presenter
	Books      []Book
	Series     []Series
	Days       []Day
	Assets     []Asset
	Accounts   []Account
	Offers     []Offer
	Plan       []Planned
	Posted     []Posted
	Aging      []Aging
	Agreed     []string // series whose presenters have agreed to be shown
	Picks      []string // what an editor has chosen to be shown before others, by what finds it
}

// Library is a public library, or the county library that is the parent of the others.
type Library struct {
	Slug         string
	Name         string
	Municipality string
	Kommune      string   // kommunenummer, four digits; two for the county
	Number       string   // biblioteknummer, seven digits; empty where no public source gave one
	Language     string   // nb or nn
	Parent       string   // slug of the county library; empty for itself
	Aliases      []string // other names it is known by
}

// Presenter is an invented member of staff who appears in clips and signs tips.
type Presenter struct {
	Name    string
	Library string
}

// Book is a real work. Its ISBNs are synthetic; a book may have none.
type Book struct {
	Key     string
	Title   string
	Authors []string
	ISBNs   []string // ISBN-13, digits only
}

// Series is a fixed concept that comes back.
type Series struct {
	Name     string
	PostText map[string]string // by language: what posts of it say
}

// Day is a recording day.
type Day struct {
	Date        string // 2025-10-20
	Place       string // slug of the library it was held at
	Libraries   []string
	Presenters  []string
	ContentType string
	CreditLine  string
	Shots       []Shot
	People      []Person
}

// Shot is a planned clip of a recording day.
type Shot struct {
	Title       string
	Presenter   string // empty for none
	Book        string // empty for none
	ContentType string
	Note        string
	Status      string // planned, filmed, in or edited
}

// Person is somebody who was present.
type Person struct {
	Name     string
	Category string // staff, guest, adult, youth or child
}

// Kind is the kind of an asset.
type Kind string

// The kinds this package makes.
const (
	Photo Kind = "photo"
	Video Kind = "video"
)

// The content types of the libraries' common strategy.
const (
	serviceInfo = "service_info"
	literature  = "literature"
	relations   = "relations"
)

// Asset is one card or clip: what people say about it, and privately how to draw it.
type Asset struct {
	FileName     string
	Kind         Kind
	Title        string
	Description  string
	AltText      string
	ContentType  string // service_info, literature or relations
	Libraries    []string
	Presenters   []string
	Books        []string
	Series       string // empty for none
	Day          string // empty for none
	Shot         string // its title, of the day; empty for none
	Editing      string // raw, edited or empty
	Tags         []string
	Language     string // nb or nn
	RecordedAt   time.Time
	Creator      string
	CreditLine   string
	PeopleStatus string // nobody, crowd or not_assessed

	card card
}

// New describes the demo collection. The seed chooses colours, motifs, dates and which library a
// text belongs to; the texts themselves are always the same.
func New(seed uint64) Collection {
	d := newDesk(seed)
	d.bookTips()
	d.lists()
	d.services()
	d.hours()
	d.events()
	d.talk()
	d.clips()
	return Collection{
		Libraries:  libraries(),
		Presenters: presenters(),
		Books:      books(),
		Series:     series(),
		Days:       days(),
		Assets:     d.assets,
		Accounts:   accounts(),
		Offers:     offers(),
		Plan:       plan(),
		Posted:     posted(),
		Aging:      aging(),
		Agreed:     []string{aMinute, behind},
		Picks:      picks(),
	}
}
