package catalog

import (
	"testing"
	"time"
)

// TestACutIsAsStrict: a cut shows nobody and nothing that the clip it was cut from may not show.
func TestACutIsAsStrict(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for name, restrict := range map[string]func(*Asset){
		"embargo":      func(a *Asset) { a.EmbargoUntil = now.Add(time.Hour) },
		"rights ended": func(a *Asset) { a.RightsUntil = now },
		"book cover":   func(a *Asset) { a.BookCover = true },
		"somebody who said no": func(a *Asset) {
			a.PeopleStatus, a.People = PeopleRegistered, []ShownPerson{{ID: "kari", Permissions: []Permission{{GivenAt: now.Add(-time.Hour), WithdrawnAt: now}}}}
		},
	} {
		clip, cut := Asset{State: Ready, PeopleStatus: PeopleNobody}, Asset{State: Ready}
		restrict(&clip)
		cut.inherit(clip, 0)
		if Clear(cut, Use{}, now).Cleared || cut.Withheld() != clip.Withheld() {
			t.Errorf("%s: the cut is cleared, or withheld %v where the clip is %v", name, cut.Withheld(), clip.Withheld())
		}
	}
}
