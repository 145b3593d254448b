package demo

// Posted is something that a library has posted.
type Posted struct {
	Account  string // name
	DaysAgo  int
	Clock    string // "10:00"
	Find     string // the assets that are found by it, at most Files
	Files    int
	Offer    string // name of the offer or occasion that it was for; empty for none
	Language string
	Outcome  string // what happened in the library
	// Views, Likes, Comments, Shares and Saves are the numbers of 30 days; after two days it had most of them.
	Views, Likes, Comments, Shares, Saves int
}

// Aging are assets that say something which ages: that is confirmed, as it is found in what they say.
type Aging struct {
	Find    string
	Files   int
	CheckIn int // days from now on; 0: on the day after the one that they tell of
}

// posted is what the county and three libraries have posted over a year: some of it twice, and not all of it looked after.
func posted() []Posted {
	return []Posted{
		{Account: countyInstagram, DaysAgo: 2, Clock: "09:00", Find: fridayBook, Files: 1, Language: "nb", Views: 240, Likes: 18, Comments: 3},
		{Account: countyInstagram, DaysAgo: 9, Clock: "09:00", Find: aMinute, Files: 1, Language: "nb", Views: 810, Likes: 64, Comments: 9, Shares: 4, Saves: 21,
			Outcome: "Alle fire eksemplarene gikk ut samme uke, og tre står på venteliste."},
		{Account: tysvarInstagram, DaysAgo: 16, Clock: "15:00", Find: "sykkel", Files: 1, Language: "nn", Views: 390, Likes: 31, Comments: 6, Shares: 11},
		{Account: countyFacebook, DaysAgo: 24, Clock: "12:00", Find: monthly, Files: 2, Language: "nb", Views: 1320, Likes: 47, Comments: 12, Shares: 19},
		{Account: timeInstagram, DaysAgo: 33, Clock: "10:00", Find: aMinute, Files: 1, Language: "nn", Views: 520, Likes: 55, Comments: 4, Saves: 9},
		{Account: solaInstagram, DaysAgo: 47, Clock: "18:00", Find: localShelf, Files: 1, Language: "nb", Views: 280, Likes: 22, Comments: 1,
			Outcome: "En pensjonert lærer kom innom med bilder fra 1962."},
		{Account: countyInstagram, DaysAgo: 61, Clock: "09:00", Find: bookList, Files: 3, Language: "nb", Views: 1940, Likes: 133, Comments: 17, Shares: 42, Saves: 88},
		{Account: tysvarInstagram, DaysAgo: 88, Clock: "11:00", Find: behind, Files: 1, Language: "nn", Views: 1110, Likes: 140, Comments: 26, Shares: 8,
			Outcome: "Folk spør etter skranken i videoen."},
		{Account: countyInstagram, DaysAgo: 121, Clock: "09:00", Find: fridayBook, Files: 1, Language: "nb", Views: 430, Likes: 29, Comments: 2, Saves: 6},
		{Account: countyFacebook, DaysAgo: 160, Clock: "12:00", Find: "strikkekafé", Files: 1, Language: "nb", Views: 890, Likes: 38, Comments: 21, Shares: 14},
		{Account: timeInstagram, DaysAgo: 190, Clock: "10:00", Find: "Garborg", Files: 1, Language: "nn", Views: 350, Likes: 27, Comments: 5},
		{Account: countyInstagram, DaysAgo: 220, Clock: "18:00", Find: "bokbytte", Files: 1, Offer: "Verdens bokdag", Language: "nb", Views: 760, Likes: 51, Comments: 8, Shares: 12, Saves: 4},
		{Account: countyInstagram, DaysAgo: 248, Clock: "09:00", Find: "påskekrim", Files: 2, Offer: "Påskekrim", Language: "nb", Views: 1480, Likes: 97, Comments: 14, Shares: 23, Saves: 40,
			Outcome: "Hele hylla med påskekrim var tom onsdag."},
		{Account: countyInstagram, DaysAgo: 355, Clock: "10:00", Find: "vinter", Files: 2, Offer: "Adventskalender", Language: "nb", Views: 640, Likes: 73, Comments: 11, Shares: 6},
	}
}

// aging lets the list of what is to be looked at again have something that is past and something that is to come.
func aging() []Aging {
	return []Aging{{Find: "arrangement", Files: 6}, {Find: "åpningstider", Files: 2, CheckIn: 20}}
}

// picks are what an editor has chosen to be shown before others, by what finds it.
func picks() []string {
	return []string{aMinute, behind, bookList, fridayBook, "sykkel"}
}
