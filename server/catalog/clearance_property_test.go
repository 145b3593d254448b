package catalog_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// draw makes assets with random persons, consents, rights and dates. Moments are few, so that they often meet.
type draw struct{ *rand.Rand }

// draws runs a property on many draws and tells the seed of one that fails.
func draws(t *testing.T, property func(t *testing.T, d draw)) {
	t.Helper()
	first := uint64(time.Now().UnixNano())
	for i := range uint64(4000) {
		seed := i // half of them always the same, half never
		if i%2 == 1 {
			seed = first + i
		}
		property(t, draw{rand.New(rand.NewPCG(6, seed))})
		if t.Failed() {
			t.Fatalf("rand.NewPCG(6, %d)", seed)
		}
	}
}

func (d draw) chance(n int) bool { return d.IntN(n) == 0 }

// moment is one of 24 months around today.
func (d draw) moment() time.Time { return today.AddDate(0, d.IntN(24)-12, 0) }

func some[T any](d draw, all []T) (out []T) {
	for _, v := range all {
		if !d.chance(3) {
			out = append(out, v)
		}
	}
	return out
}

func (d draw) use() catalog.Use {
	return catalog.Use{Channel: append(catalog.Channels(), "")[d.IntN(7)], Library: []catalog.LibraryID{"", "tysvaer", "sandnes"}[d.IntN(3)]}
}

func (d draw) permission() catalog.Permission {
	p := catalog.Permission{Channels: some(d, catalog.Channels()), ReuseByOthers: !d.chance(3), GivenAt: d.moment(), ValidFrom: d.moment()}
	p.ValidUntil = p.ValidFrom.AddDate(0, 1+d.IntN(18), 0)
	p.Consent = catalog.ConsentID(fmt.Sprint("c", d.IntN(1000)))
	p.Library = []catalog.LibraryID{"", "tysvaer", "sandnes"}[d.IntN(3)]
	if d.chance(4) {
		p.Day = []string{"day", "other"}[d.IntN(2)]
	}
	if d.chance(3) {
		p.Purposes = some(d, catalog.Purposes())
	}
	if d.chance(5) {
		p.WithdrawnAt = d.moment()
	}
	return p
}

func (d draw) person(n int) catalog.ShownPerson {
	p := catalog.ShownPerson{ID: catalog.PersonID(fmt.Sprint("p", n)), Name: fmt.Sprint("Person ", n), Erased: d.chance(15)}
	for range d.IntN(5) {
		p.Permissions = append(p.Permissions, d.permission())
	}
	slices.SortStableFunc(p.Permissions, func(x, y catalog.Permission) int { return y.GivenAt.Compare(x.GivenAt) })
	return p
}

func (d draw) asset() catalog.Asset {
	a := of("x", "tysvaer")
	a.State, a.PeopleStatus, a.RecordingDay = catalog.Ready, catalog.PeopleRegistered, catalog.Ref{ID: "day"}
	a.ContentType = []catalog.ContentType{"", catalog.Literature, catalog.Relations}[d.IntN(3)]
	for n := range d.IntN(4) {
		a.People = append(a.People, d.person(n))
	}
	if len(a.People) == 0 {
		a.PeopleStatus = []catalog.PeopleStatus{catalog.PeopleNobody, catalog.PeopleCrowd, catalog.PeopleNotAssessed}[d.IntN(3)]
	}
	if d.chance(4) {
		a.RightsUntil = d.moment()
	}
	if d.chance(8) {
		a.EmbargoUntil = d.moment()
	}
	if d.chance(10) {
		a.UsageTerms = catalog.TermsInternal
	}
	return a
}

// agrees is the rule for one person at one moment, written down once more and another way.
func agrees(p catalog.ShownPerson, a catalog.Asset, ch catalog.Channel, library catalog.LibraryID, at time.Time) bool {
	if p.Erased {
		return false
	}
	bears := func(c catalog.Permission) bool { return c.Day == "" || c.Day == a.RecordingDay.ID }
	return slices.ContainsFunc(p.Permissions, func(c catalog.Permission) bool {
		said := slices.ContainsFunc(p.Permissions, func(no catalog.Permission) bool {
			return !no.WithdrawnAt.IsZero() && bears(no) && !c.GivenAt.After(no.WithdrawnAt)
		})
		theirs := library == "" || library == "tysvaer" || c.Library == library
		purpose := len(c.Purposes) == 0 || len(c.Purposes) == 3 || slices.Contains(c.Purposes, a.ContentType)
		return !said && c.WithdrawnAt.IsZero() && bears(c) && purpose && (c.ReuseByOthers || theirs) && slices.Contains(c.Channels, ch) &&
			!at.Before(c.ValidFrom) && at.Before(c.ValidUntil)
	})
}

// shows is the whole rule at one moment, written down once more.
func shows(a catalog.Asset, use catalog.Use, at time.Time) bool {
	if use.Channel == "" {
		return slices.ContainsFunc(catalog.Channels(), func(ch catalog.Channel) bool {
			return ch != catalog.Inside && shows(a, catalog.Use{Channel: ch, Library: use.Library}, at)
		})
	}
	if a.PeopleStatus == catalog.PeopleNotAssessed || at.Before(a.EmbargoUntil) || !a.RightsUntil.IsZero() && !at.Before(a.RightsUntil) ||
		a.UsageTerms == catalog.TermsInternal && use.Channel != catalog.Inside {
		return false
	}
	return !slices.ContainsFunc(a.People, func(p catalog.ShownPerson) bool { return !agrees(p, a, use.Channel, use.Library, at) })
}

// TestClearanceIsTheRule holds Clear to the rule as it is written down in this file, and to its own word about the end:
// cleared at the last moment before it, at no moment between skipped, and not at it.
func TestClearanceIsTheRule(t *testing.T) {
	cleared := 0
	draws(t, func(t *testing.T, d draw) {
		a, use, at := d.asset(), d.use(), d.moment()
		c := catalog.Clear(a, use, at)
		if c.Cleared != shows(a, use, at) {
			t.Fatalf("cleared is %v for %+v of %+v", c.Cleared, use, a)
		}
		if c.Cleared == (len(c.Reasons) > 0) {
			t.Fatalf("cleared is %v because of %v", c.Cleared, c.Reasons)
		}
		if !c.Cleared {
			return
		}
		cleared++
		end := c.Until
		if end.IsZero() {
			end = years(30)
		} else if shows(a, use, end) || catalog.Clear(a, use, end).Cleared {
			t.Fatalf("still cleared at %s, where it ends", end)
		}
		for _, then := range []time.Time{end.Add(-time.Nanosecond), at.Add(end.Sub(at) / 2), at.Add(time.Duration(d.Float64() * float64(end.Sub(at)-1)))} {
			if !shows(a, use, then) || !catalog.Clear(a, use, then).Cleared {
				t.Fatalf("not cleared at %s, between %s and %s", then, at, end)
			}
		}
	})
	if cleared < 400 {
		t.Errorf("only %d of the draws were cleared: they say too little", cleared)
	}
}

// TestTheEarliestEndWins: an asset is cleared as long as the person is who agrees for the shortest time, and the rights.
func TestTheEarliestEndWins(t *testing.T) {
	draws(t, func(t *testing.T, d draw) {
		a, use, at := d.asset(), catalog.Use{Channel: catalog.Channels()[d.IntN(6)]}, d.moment()
		c := catalog.Clear(a, use, at)
		want, all := a.RightsUntil, true
		for _, p := range a.People {
			alone := a
			alone.People, alone.RightsUntil = []catalog.ShownPerson{p}, time.Time{}
			one := catalog.Clear(alone, use, at)
			if all = all && one.Cleared; want.IsZero() || one.Until.Before(want) {
				want = one.Until
			}
		}
		if c.Cleared && (!all || !c.Until.Equal(want)) {
			t.Fatalf("cleared until %s, want %s: %+v", c.Until, want, a)
		}
	})
}

// narrower is what leaves an asset with less leave than it had.
func (d draw) narrower(a *catalog.Asset) string {
	people := slices.Clone(a.People)
	a.People = people
	permission := func() *catalog.Permission {
		for i := range people {
			if p := &people[i]; len(p.Permissions) > 0 {
				p.Permissions = slices.Clone(p.Permissions)
				return &p.Permissions[d.IntN(len(p.Permissions))]
			}
		}
		return &catalog.Permission{}
	}
	switch d.IntN(11) {
	case 0:
		a.People = append(people, d.person(99))
		return "a person more"
	case 1:
		if end := d.moment(); a.RightsUntil.IsZero() || end.Before(a.RightsUntil) {
			a.RightsUntil = end
		}
		return "an earlier end of the rights"
	case 2:
		a.EmbargoUntil = a.EmbargoUntil.AddDate(0, 3, 0)
		return "a longer embargo"
	case 3:
		a.UsageTerms = catalog.TermsInternal
		return "internal terms"
	case 4:
		a.Music = catalog.MusicPlatform
		return "music of a platform"
	case 5:
		a.BookCover = true
		return "a cover"
	case 6:
		if p := permission(); p.ValidUntil.After(p.ValidFrom.AddDate(0, 0, 1)) {
			p.ValidUntil = p.ValidUntil.AddDate(0, 0, -20)
		}
		return "an earlier end of a consent"
	case 7:
		if p := permission(); len(p.Channels) > 0 {
			p.Channels = p.Channels[1:]
		}
		return "a channel less"
	case 8:
		permission().ReuseByOthers = false
		return "no reuse by others"
	case 9:
		if p := permission(); p.WithdrawnAt.IsZero() {
			p.WithdrawnAt = d.moment()
		}
		return "a withdrawal"
	}
	if len(people) > 0 {
		people[d.IntN(len(people))].Erased = true
	}
	return "an erased person"
}

// TestARestrictionNeverClearsMore: not now, not for longer, and on no channel.
func TestARestrictionNeverClearsMore(t *testing.T) {
	draws(t, func(t *testing.T, d draw) {
		a, use, at := d.asset(), d.use(), d.moment()
		before := catalog.Clear(a, use, at)
		what := d.narrower(&a)
		after := catalog.Clear(a, use, at)
		if after.Cleared && !before.Cleared {
			t.Fatalf("%s clears it for %+v: %+v", what, use, a)
		}
		if after.Cleared && !before.Until.IsZero() && (after.Until.IsZero() || after.Until.After(before.Until)) {
			t.Fatalf("%s clears it until %s instead of %s", what, after.Until, before.Until)
		}
		for _, ch := range after.Channels {
			if !slices.Contains(before.Channels, ch) {
				t.Fatalf("%s clears it for %s", what, ch)
			}
		}
	})
}

// TestAWithdrawalIsForGood: once somebody has said no, nothing that was agreed to before clears the asset at any time, and
// what they agree to afterwards does.
func TestAWithdrawalIsForGood(t *testing.T) {
	draws(t, func(t *testing.T, d draw) {
		a := d.asset()
		if len(a.People) == 0 {
			return
		}
		who := &a.People[d.IntN(len(a.People))]
		no := d.permission()
		no.Day, no.WithdrawnAt = "", years(2)
		who.Permissions = append(slices.Clone(who.Permissions), no) // all others were given before
		use, at := d.use(), d.moment().AddDate(d.IntN(40)-20, 0, 0)
		if c := catalog.Clear(a, use, at); c.Cleared {
			t.Fatalf("cleared at %s although %s has said no", at, who.ID)
		}
		if !a.Withheld() {
			t.Fatal("other libraries find it")
		}
		yes := agreed(func(p *catalog.Permission) {
			p.GivenAt, p.ValidFrom, p.ValidUntil = years(2).Add(time.Second), years(-30), years(30)
		})
		who.Permissions, who.Erased = append([]catalog.Permission{yes}, who.Permissions...), false
		alone := a
		alone.People = []catalog.ShownPerson{*who}
		alone.EmbargoUntil, alone.RightsUntil, alone.UsageTerms = time.Time{}, time.Time{}, ""
		if c := catalog.Clear(alone, use, at); !c.Cleared {
			t.Fatalf("not cleared although %s has agreed anew: %v", who.ID, c.Reasons)
		}
	})
}

// TestTheExplanationNamesTheBlockers: each person who does not agree is named once, and nobody else.
func TestTheExplanationNamesTheBlockers(t *testing.T) {
	draws(t, func(t *testing.T, d draw) {
		a, use, at := d.asset(), d.use(), d.moment()
		c := catalog.Clear(a, use, at)
		channels := []catalog.Channel{use.Channel}
		if use.Channel == "" {
			channels = slices.DeleteFunc(catalog.Channels(), func(ch catalog.Channel) bool { return ch == catalog.Inside })
		}
		var want, got []catalog.PersonID
		for _, p := range a.People {
			if !c.Cleared && slices.ContainsFunc(channels, func(ch catalog.Channel) bool { return !agrees(p, a, ch, use.Library, at) }) {
				want = append(want, p.ID)
			}
		}
		keys := map[string]bool{}
		for _, r := range c.Reasons {
			if r.Person != "" {
				got = append(got, r.Person)
			} else if keys[r.Key] {
				t.Fatalf("%s is told twice", r.Key)
			}
			keys[r.Key] = keys[r.Key] || r.Person == ""
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("named are %v, in the way %v: %v", got, want, c.Reasons)
		}
	})
}

// drawFrom draws from a seed.
func drawFrom(seed uint64) draw { return draw{rand.New(rand.NewPCG(6, seed))} }
