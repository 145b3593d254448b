package catalog

import (
	"slices"
	"time"
)

// audience is what the account's own audience has seen and is to see. LastAt is the time of that which is nearest to the day,
// so that one more post never makes it longer ago.
func (w Wanted) audience(shown []Exposure, coming []Sighting) (own Exposure, seen bool) {
	if w.Account.ID == "" {
		return own, false
	}
	for i := range shown {
		if shown[i].Account.ID == w.Account.ID {
			own, seen = shown[i], true
		}
	}
	for _, s := range coming {
		if s.Account.ID != w.Account.ID {
			continue
		}
		if !seen || w.at().Sub(s.At).Abs() < w.at().Sub(own.LastAt).Abs() {
			own.LastAt, own.Alike = s.At, false
		}
		own.Account, seen = s.Account, true
		own.Count++
	}
	return own, seen
}

// shownAndComing is what audiences have seen with what they are to see, the newest first.
func (c *Candidate) shownAndComing() []Exposure {
	if len(c.Coming) == 0 {
		return c.Exposures
	}
	list := slices.Clone(c.Exposures)
	for _, s := range c.Coming {
		i := slices.IndexFunc(list, func(e Exposure) bool { return e.Account.ID == s.Account.ID })
		if i < 0 {
			i, list = len(list), append(list, Exposure{Account: s.Account, Channel: s.Channel})
		}
		e := &list[i]
		if e.Count++; s.At.After(e.LastAt) {
			e.LastAt, e.Alike = s.At, false
		}
	}
	slices.SortStableFunc(list, func(a, b Exposure) int { return b.LastAt.Compare(a.LastAt) })
	return list
}

// fatigue counts what the account's own audience was shown of a candidate, and tells of the others. It grows with every post,
// and the nearer that was; it never ends.
func (w Wanted) fatigue(c *Candidate, t *tally) {
	all := c.shownAndComing()
	if len(all) == 0 {
		t.add(0, DueNeverShown, nil)
		return
	}
	if own, seen := w.audience(c.Exposures, c.Coming); seen {
		w.wearies(own, t)
	}
	others := 0
	for _, e := range all {
		if (w.Account.ID == "" || e.Account.ID != w.Account.ID) && others < 2 {
			w.remember(e, 0, t)
			others++
		}
	}
}

// wearies counts what the account's own audience has seen.
func (w Wanted) wearies(own Exposure, t *tally) {
	w.remember(own, -weary(w.at().Sub(own.LastAt).Abs()), t)
	if again := min(own.Count-1, mostAgain); again > 0 {
		t.add(-again*seenAgain, DueShownOften, func() Args { return Args{"account": own.Account.Name, "count": own.Count} })
	}
}

// weary is what an audience has against seeing something again after a time, or before it, where that is planned.
func weary(after time.Duration) int {
	const day = 24 * time.Hour
	for _, step := range []struct {
		days   time.Duration
		points int
	}{{14, 60}, {30, 45}, {90, 32}, {180, 22}, {365, 14}} {
		if after < step.days*day {
			return step.points
		}
	}
	return seenOnce
}

// remember says how long ago an audience was shown something.
func (w Wanted) remember(e Exposure, points int, t *tally) {
	if !t.tells {
		t.score += points
		return
	}
	key := DueShown
	if e.Alike {
		key = DueShownAlike
	}
	ago, count := agoFrom(e.LastAt, w.Now)
	t.add(points, key+ago, func() Args { return Args{"account": e.Account.Name, "count": count, "at": e.LastAt} })
}

// agoFrom measures a time in the largest unit of which there are two, as people do.
func agoFrom(at, now time.Time) (unit string, count int) {
	days := int(now.Sub(at) / (24 * time.Hour))
	switch {
	case now.Before(at):
		return DueComing, 0
	case days == 0:
		return DueToday, 0
	case days < 14:
		return DueDays, days
	case days < 60:
		return DueWeeks, days / 7
	case days < 730:
		return DueMonths, days * 12 / 365
	}
	return DueYears, days / 365
}
