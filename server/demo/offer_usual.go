package demo

// What libraries offer. The names are in bokmål.
const (
	fathers      = "Pappatreff"
	knitting     = "Strikkekafé"
	games        = "Spillkveld for ungdom"
	bookCircle   = "Lesesirkel"
	talking      = "Språkkafé"
	homework     = "Leksehjelp"
	ancestry     = "Slektsgransking for nybegynnere"
	storyTime    = "Lesestund for barn"
	crime        = "Krimklubben"
	devices      = "Hjelp med mobil og PC"
	mending      = "Reparasjonskafé"
	localEvening = "Lokalhistorisk kveld"
	poems        = "Dikt til lunsj"
	swapping     = "Bokbytte"
	bus          = "Bokbussen"
	seeds        = "Frøbytte"
)

// usualOffer is what libraries offer, and its name in nynorsk where that is another.
type usualOffer struct {
	nn string
	Offer
}

func usualOffers() map[string]usualOffer {
	return map[string]usualOffer{
		fathers:      {"", Offer{Minutes: 90, LeadDays: 14, Pause: true, Tags: []string{"pappatreff", "småbarn"}}},
		knitting:     {"", Offer{Minutes: 120, LeadDays: 10, Season: [2]string{"09-01", "05-31"}, Tags: []string{"strikkekafé", "lydbok"}}},
		games:        {"Spelkveld for ungdom", Offer{Minutes: 150, LeadDays: 14, Pause: true, Tags: []string{"spill", "ungdom"}}},
		bookCircle:   {"", Offer{Minutes: 90, LeadDays: 21, Season: [2]string{"08-15", "06-15"}, Tags: []string{"lesesirkel", "samtidsroman"}}},
		talking:      {"", Offer{Minutes: 60, LeadDays: 7, Tags: []string{"språkkafé", "inkludering"}}},
		homework:     {"", Offer{Minutes: 120, LeadDays: 7, Pause: true, Tags: []string{"leksehjelp", "ungdom"}}},
		ancestry:     {"Slektsgransking for nybyrjarar", Offer{Minutes: 120, LeadDays: 21, Tags: []string{"slektsgransking", "lokallitteratur"}}},
		storyTime:    {"", Offer{Minutes: 45, LeadDays: 7, Tags: []string{"barn", "høgtlesing", "høytlesing"}}},
		crime:        {"", Offer{Minutes: 90, LeadDays: 14, Season: [2]string{"09-01", "05-31"}, Tags: []string{"krim"}}},
		devices:      {"", Offer{Minutes: 120, LeadDays: 7, Tags: []string{"utskrift", "e-bøker"}}},
		mending:      {"", Offer{Minutes: 180, LeadDays: 14, Tags: []string{"utstyr", "bærekraft"}}},
		localEvening: {"", Offer{Minutes: 120, LeadDays: 21, Series: localShelf, Tags: []string{"lokallitteratur"}}},
		poems:        {"", Offer{Minutes: 30, LeadDays: 10, Tags: []string{"dikt", "Garborg"}}},
		swapping:     {"Bokbyte", Offer{Minutes: 120, LeadDays: 14, Tags: []string{"bokbytte"}}},
		bus:          {"", Offer{Minutes: 240, LeadDays: 7, Tags: []string{"bokbuss"}}},
		seeds:        {"Frøbyte", Offer{Minutes: 120, LeadDays: 21, Season: [2]string{"03-01", "05-31"}, Tags: []string{"frøbibliotek"}}},
	}
}

// regularOffer is what a library offers, and when: where one of its cards tells the day, on that day.
type regularOffer struct {
	library, what, rule, clock string
	favourite                  string // finds its own card; empty for none
}

func regular() []regularOffer {
	return []regularOffer{
		{"eigersund", storyTime, "FREQ=WEEKLY;BYDAY=SA", "11:00", ""},
		{"eigersund", talking, "FREQ=WEEKLY;BYDAY=TU", "17:00", ""},
		{"eigersund", crime, "FREQ=MONTHLY;BYDAY=1WE", "19:00", ""},
		{"stavanger", devices, "FREQ=WEEKLY;BYDAY=WE", "12:00", ""},
		{"stavanger", games, "FREQ=MONTHLY;BYDAY=1FR", "18:00", ""},
		{"stavanger", localEvening, "FREQ=MONTHLY;BYDAY=2TU", "18:00", ""},
		{"haugesund", mending, "FREQ=MONTHLY;BYDAY=1SA", "12:00", ""},
		{"haugesund", bookCircle, "FREQ=MONTHLY;BYDAY=2MO", "19:00", ""},
		{"haugesund", talking, "FREQ=WEEKLY;BYDAY=TH", "12:00", ""},
		{"sandnes", homework, "FREQ=WEEKLY;BYDAY=TU", "14:30", "leksehjelp"},
		{"sandnes", games, "FREQ=MONTHLY;BYDAY=3TH", "18:30", ""},
		{"sandnes", swapping, "FREQ=MONTHLY;BYDAY=-1SA", "11:00", ""},
		{"sokndal", storyTime, "FREQ=MONTHLY;BYDAY=1SA", "11:30", ""},
		{"sokndal", knitting, "FREQ=MONTHLY;BYDAY=2TH", "18:00", ""},
		{"lund", bookCircle, "FREQ=MONTHLY;BYDAY=1TU", "18:30", ""},
		{"lund", devices, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "13:00", ""},
		{"bjerkreim", games, "FREQ=MONTHLY;BYDAY=2TH", "18:00", ""},
		{"bjerkreim", storyTime, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "17:00", ""},
		{"ha", ancestry, "FREQ=MONTHLY;BYDAY=2TU", "19:00", "slektsgransking"},
		{"ha", bookCircle, "FREQ=MONTHLY;BYDAY=-1MO", "18:00", "Til lesesirkelen"},
		{"ha", homework, "FREQ=WEEKLY;BYDAY=WE", "14:00", ""},
		{"klepp", bookCircle, "FREQ=MONTHLY;BYDAY=4TH", "18:00", ""},
		{"klepp", knitting, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "18:00", ""},
		{"klepp", poems, "FREQ=MONTHLY;BYDAY=1TU", "11:30", ""},
		{"time", poems, "FREQ=MONTHLY;BYDAY=1FR", "12:00", ""},
		{"time", homework, "FREQ=WEEKLY;BYDAY=MO", "14:30", ""},
		{"time", fathers, "FREQ=MONTHLY;BYDAY=2WE", "10:30", ""},
		{"gjesdal", seeds, "FREQ=MONTHLY;BYDAY=2SA", "12:00", "frøbibliotek"},
		{"gjesdal", mending, "FREQ=MONTHLY;BYDAY=3SA", "12:00", ""},
		{"gjesdal", storyTime, "FREQ=WEEKLY;BYDAY=TH", "10:00", ""},
		{"sola", fathers, "FREQ=MONTHLY;BYDAY=1FR", "10:00", ""},
		{"sola", crime, "FREQ=MONTHLY;BYDAY=3MO", "18:30", ""},
		{"sola", talking, "FREQ=WEEKLY;BYDAY=MO", "17:30", ""},
		{"randaberg", knitting, "FREQ=MONTHLY;BYDAY=1TU", "18:00", ""},
		{"randaberg", games, "FREQ=MONTHLY;BYDAY=-1FR", "17:00", ""},
		{"strand", storyTime, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "12:00", ""},
		{"strand", devices, "FREQ=MONTHLY;BYDAY=1TH", "10:00", ""},
		{"hjelmeland", knitting, "FREQ=MONTHLY;BYDAY=3WE", "19:00", ""},
		{"hjelmeland", localEvening, "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH", "19:00", ""},
		{"suldal", bus, "FREQ=WEEKLY;BYDAY=TU", "09:00", "bokbuss"},
		{"suldal", bookCircle, "FREQ=MONTHLY;BYDAY=3WE", "18:30", ""},
		{"sauda", talking, "FREQ=WEEKLY;BYDAY=WE", "17:00", "språkkafé"},
		{"sauda", localEvening, "FREQ=MONTHLY;BYDAY=2MO", "18:00", ""},
		{"kvitsoy", swapping, "FREQ=MONTHLY;BYDAY=2SA", "11:00", ""},
		{"kvitsoy", bookCircle, "FREQ=MONTHLY;BYDAY=3TH", "17:30", ""},
		{"bokn", storyTime, "FREQ=MONTHLY;BYDAY=2WE", "16:30", ""},
		{"bokn", ancestry, "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "18:00", ""},
		{"tysvar", fathers, "FREQ=MONTHLY;BYDAY=-1TU", "10:00", "pappatreff"},
		{"tysvar", crime, "FREQ=MONTHLY;BYDAY=2TH", "19:00", ""},
		{"tysvar", devices, "FREQ=WEEKLY;BYDAY=FR", "11:00", ""},
		{"karmoy", knitting, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "18:00", "strikkekafé"},
		{"karmoy", storyTime, "FREQ=WEEKLY;BYDAY=SA", "12:30", ""},
		{"karmoy", homework, "FREQ=WEEKLY;BYDAY=TH", "14:30", ""},
		{"utsira", bookCircle, "FREQ=MONTHLY;BYDAY=1WE", "18:00", ""},
		{"utsira", swapping, "FREQ=MONTHLY;BYDAY=3SA", "13:00", ""},
		{"vindafjord", talking, "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "10:00", ""},
		{"vindafjord", storyTime, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "17:30", ""},
		{"vindafjord", mending, "FREQ=MONTHLY;BYDAY=-1WE", "17:00", ""},
	}
}
