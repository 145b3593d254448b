package catalog

import (
	"slices"
	"strings"
	"time"
)

// Keys of the grounds.
const (
	DueFavourite   = "due.favourite"    // somebody chose it for the offer
	DueSeries      = "due.series"       // {{.name}}
	DueBook        = "due.book"         // {{.title}}
	DueTag         = "due.tag"          // {{.tags}}
	DueSearch      = "due.search"       // the offer's saved search finds it
	DueName        = "due.name"         // bears the offer's name
	DueSameOffer   = "due.same_offer"   // posted for the same offer on {{.at}}
	DueOwn         = "due.own"          // the library's own
	DueShared      = "due.shared"       // {{.library}} shares it
	DuePick        = "due.pick"         // the editors' choice
	DueSeason      = "due.season"       // recorded at the same time of the year
	DueOffSeason   = "due.off_season"   // recorded at another time of the year
	DueSharp       = "due.sharp"        // enough pixels for every format
	DueSmall       = "due.small"        // too few
	DueAltText     = "due.alt_text"     // is described for those who do not see
	DueNoAltText   = "due.no_alt_text"  //
	DueCaptions    = "due.captions"     // can be followed without sound
	DueNoCaptions  = "due.no_captions"  //
	DueEdited      = "due.edited"       //
	DueRaw         = "due.raw"          // as it came from the camera
	DueResponse    = "due.response"     // {{.percent}} of those it reached answered last time
	DueShown       = "due.shown"        // on {{.account}}; with DueDays and so on, {{.count}} of them ago
	DueShownAlike  = "due.alike"        // something nearly the same was, on {{.account}}
	DueShownOften  = "due.often"        // {{.account}} has had it {{.count}} times
	DueNeverShown  = "due.never"        // never posted
	DueCleared     = "due.cleared"      // for {{.channel}}, without an end
	DueClearedTill = "due.cleared_till" // for {{.channel}}, to {{.at}}

	DueLastYear = ".last_year" // ends the key of what was in the year before
	DueToday    = ".today"     // these end the keys of what was some time ago
	DueDays     = ".days"
	DueWeeks    = ".weeks"
	DueMonths   = ".months"
	DueYears    = ".years"
	DueComing   = ".coming" // planned already, on {{.at}}
)

// DueKeys lists every translation key that a Ground may carry.
func DueKeys() []string {
	out := []string{DueFavourite, DueSeries, DueBook, DueTag, DueSearch, DueName, DueSameOffer, DueSameOffer + DueLastYear, DueOwn, DueShared, DuePick,
		DueSeason, DueOffSeason, DueSharp, DueSmall, DueAltText, DueNoAltText, DueCaptions, DueNoCaptions, DueEdited, DueRaw, DueResponse, DueShownOften,
		DueNeverShown, DueCleared, DueClearedTill}
	for _, shown := range []string{DueShown, DueShownAlike} {
		for _, ago := range []string{DueToday, DueDays, DueWeeks, DueMonths, DueYears, DueComing} {
			out = append(out, shown+ago)
		}
	}
	return out
}

// What the grounds count. That an asset was posted for the offer, and that it was answered well, counts only for audiences
// that have not seen it: others are told of it.
const (
	worthFavourite      = 30
	worthFavouriteFirst = 5 // more for the first of them, one less for each that follows
	worthSeries         = 20
	worthBook           = 15
	worthTag            = 8 // each
	worthMostTags       = 24
	worthSearched       = 10
	worthNamed          = 6
	worthSameOffer      = 12

	worthOwn       = 8
	worthPick      = 10
	worthSeason    = 4
	worthSharp     = 3
	worthSmall     = -6
	worthDescribed = 2
	worthFollowed  = 3 // without sound
	worthEdited    = 3
	worthRaw       = -5
	worthAnswered  = 4

	seenOnce  = 8
	seenAgain = 2 // for each further time
	mostAgain = 5
)

// freshFor is how long an audience remembers what it has just seen.
const freshFor = 90 * 24 * time.Hour

// Minor reports whether a ground is about an asset as it is, and not about why it is proposed now.
func (g Ground) Minor() bool {
	switch g.Key {
	case DueShared, DueSharp, DueSmall, DueAltText, DueNoAltText, DueCaptions, DueNoCaptions, DueEdited, DueRaw, DueOffSeason:
		return true
	}
	return false
}

// Shown reports whether a ground tells of an audience that something was shown to, or is to be.
func (g Ground) Shown() bool {
	return strings.HasPrefix(g.Key, DueShown+".") || strings.HasPrefix(g.Key, DueShownAlike+".")
}

// fit counts what an asset has to do with an offer; nothing when it has nothing to do with it.
func (w Wanted) fit(c *Candidate, t *tally) {
	offer, a := &w.Occurrence.Offer, c.Asset
	add := func(points int, key string, args func() Args) {
		t.fits++
		t.add(points, key, args)
	}
	if at := slices.Index(offer.Favourites, a.ID); at >= 0 {
		add(worthFavourite+max(worthFavouriteFirst-at, 0), DueFavourite, nil)
	}
	if len(c.Uses) > 0 {
		key := DueSameOffer
		if t.tells {
			key = w.usedBefore(c.Uses[0])
		}
		add(w.ifUnseen(c, t, worthSameOffer), key, func() Args { return Args{"at": c.Uses[0]} })
	}
	if offer.Match.Series.ID != "" && offer.Match.Series.ID == a.Series.ID {
		add(worthSeries, DueSeries, func() Args { return Args{"name": a.Series.Name} })
	}
	for _, b := range offer.Match.Books {
		if i := slices.IndexFunc(a.Books, func(own BookRef) bool { return own.ID == b.ID }); i >= 0 {
			add(worthBook, DueBook, func() Args { return Args{"title": a.Books[i].Title} })
			break
		}
	}
	if tags := common(offer.Match.Tags, a.Tags); len(tags) > 0 {
		add(min(worthTag*len(tags), worthMostTags), DueTag, func() Args { return Args{"tags": strings.Join(tags, ", ")} })
	}
	if c.Searched {
		add(worthSearched, DueSearch, nil)
	}
	if c.Named {
		add(worthNamed, DueName, nil)
	}
}

// usedBefore is how it is told when an asset was last posted for the same offer.
func (w Wanted) usedBefore(last time.Time) string {
	zone := w.Occurrence.StartsAt.Location()
	if last.In(zone).Year() == w.Now.In(zone).Year()-1 {
		return DueSameOffer + DueLastYear
	}
	return DueSameOffer
}

// ifUnseen is what a ground counts that an earlier post has brought: nothing for the audience of that post.
func (w Wanted) ifUnseen(c *Candidate, t *tally, points int) int {
	if _, seen := w.audience(c.Exposures, c.Coming); seen {
		return 0
	}
	t.unseen += points
	return points
}

// common lists the tags that are on both lists, in the order of the first.
func common(wanted, have []string) (out []string) {
	for _, tag := range wanted {
		if slices.ContainsFunc(have, func(h string) bool { return strings.EqualFold(h, tag) }) {
			out = append(out, tag)
		}
	}
	return out
}

// belongs counts whose an asset is, and whether editors have chosen it.
func (w Wanted) belongs(a *Asset, t *tally) {
	switch {
	case slices.ContainsFunc(a.Libraries, func(l LibraryRef) bool { return slices.Contains(w.Own, l.ID) }):
		t.add(worthOwn, DueOwn, nil)
	case len(w.Own) > 0 && len(a.Libraries) > 0:
		t.add(0, DueShared, func() Args { return Args{"library": a.Libraries[0].Name} })
	}
	if a.EditorsPick {
		t.add(worthPick, DuePick, nil)
	}
}

// season compares the time of the year at which an asset was recorded with that at which it would be shown.
func (w Wanted) season(a *Asset, t *tally) {
	if a.RecordedAt.IsZero() {
		return
	}
	apart := a.RecordedAt.YearDay() - w.at().YearDay()
	apart = max(apart, -apart)
	switch apart = min(apart, 365-apart); {
	case apart <= 45:
		t.add(worthSeason, DueSeason, nil)
	case apart >= 135:
		t.add(-worthSeason, DueOffSeason, nil)
	}
}
