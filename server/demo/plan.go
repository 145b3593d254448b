package demo

// Account is where a library posts. Name is its key.
type Account struct {
	Name    string
	Channel string
	Library string // slug
}

// Planned is a post in the plan, or an idea without a day.
type Planned struct {
	Title, Caption string
	Account        string // name
	Library        string // slug
	Weekday        int    // 1 to 7 of the week that is Week weeks after this one
	Week           int
	Clock          string // "10:00"; empty for an idea
	ContentType    string
	Status         string
	Find           string   // the assets that are found by it, at most Files
	Files          int      //
	Hashtags       []string // without #
	Collaborators  []string // slugs
	Comment        string
}

const (
	countyInstagram = "@rogalandfylkesbibliotek"
	countyFacebook  = "Rogaland fylkesbibliotek"
	tysvarInstagram = "@tysvaerbibliotek"
	timeInstagram   = "@timebibliotek"
	solaInstagram   = "@solabibliotek"
)

func accounts() []Account {
	return []Account{
		{countyInstagram, "instagram", county}, {countyFacebook, "facebook", county},
		{tysvarInstagram, "instagram", "tysvar"}, {timeInstagram, "instagram", "time"}, {solaInstagram, "instagram", "sola"},
	}
}

// plan is a month as the county and three libraries have planned it: with a gap, two posts too close to each other, and more of
// one content type than of the others.
func plan() []Planned {
	return []Planned{
		{Title: "Ett minutt om ei bok", Caption: "Ett minutt, én bok. Hvilken tar du med hjem?", Account: countyInstagram, Library: county, Weekday: 1, Week: 1, Clock: "09:00",
			ContentType: literature, Status: "approved", Find: aMinute, Files: 1, Hashtags: []string{"ettminuttomeibok", "boktips"}, Collaborators: []string{"tysvar", "time"}},
		{Title: "Lån en sykkel", Account: tysvarInstagram, Library: "tysvar", Weekday: 3, Week: 1, Clock: "12:00", ContentType: serviceInfo, Status: "to_approve", Find: "sykkel", Files: 1,
			Comment: "Sjekk at syklene er tilbake fra service først."},
		{Title: fridayBook, Account: countyInstagram, Library: county, Weekday: 5, Week: 1, Clock: "10:00", ContentType: literature, Status: "draft", Find: fridayBook, Files: 1},
		{Title: behind, Account: countyInstagram, Library: county, Weekday: 5, Week: 1, Clock: "11:00", ContentType: relations, Status: "draft", Find: behind, Files: 1},
		{Title: "Bokliste til mørketida", Account: timeInstagram, Library: "time", Weekday: 2, Week: 2, Clock: "10:00", ContentType: literature, Status: "draft", Find: bookList, Files: 3},
		{Title: monthly, Account: countyFacebook, Library: county, Weekday: 4, Week: 2, Clock: "14:00", ContentType: literature, Status: "to_approve", Find: monthly, Files: 2},
		{Title: localShelf, Account: solaInstagram, Library: "sola", Weekday: 2, Week: 3, Clock: "09:30", ContentType: literature, Status: "draft", Find: localShelf, Files: 1},
		{Title: "Bak kulissene i magasinet", ContentType: relations, Library: "time"},
		{Title: "Ansattes favoritter, fem på rad", ContentType: literature},
	}
}
