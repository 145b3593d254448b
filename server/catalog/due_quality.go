package catalog

import "time"

// The shorter sides in pixels from which on a picture does for every format, and below which it does for none.
const (
	sharpSide = 1080
	smallSide = 720
)

// quality counts what speaks for and against an asset as it is.
func quality(a *Asset, t *tally) {
	add := func(points int, key string) { t.add(points, key, nil) }
	switch side := min(a.Original.Width, a.Original.Height); {
	case side >= sharpSide:
		add(worthSharp, DueSharp)
	case side > 0 && side < smallSide:
		add(worthSmall, DueSmall)
	}
	switch {
	case a.Kind == Photo && (a.AltText != "" || a.Decorative):
		add(worthDescribed, DueAltText)
	case a.Kind == Photo:
		add(-worthDescribed, DueNoAltText)
	case len(a.Captions) > 0, a.Speech == SpeechOpen, a.Speech == SpeechClosed:
		add(worthFollowed, DueCaptions)
	case a.Speech == SpeechBare:
		add(-worthFollowed, DueNoCaptions)
	}
	switch a.Editing {
	case EditingDone:
		add(worthEdited, DueEdited)
	case EditingRaw:
		add(worthRaw, DueRaw)
	}
}

// goodResponse is the part of those reached who answer a good post: by a like, a comment, sharing or saving it.
const goodResponse = 0.05

// response counts a post that was answered well. A poor answer says too little of the asset to count.
func (w Wanted) response(c *Candidate, t *tally) {
	if part := c.Response.rate(); part >= goodResponse {
		t.add(w.ifUnseen(c, worthAnswered), DueResponse, func() Args { return Args{"percent": float64(int(part*1000+0.5)) / 10} })
	}
}

// rate is the part of those reached who answered; 0 when it is not known.
func (r *Response) rate() float64 {
	if r == nil {
		return 0
	}
	reached, answers := r.Reach, 0
	if reached == nil {
		reached = r.Views
	}
	for _, n := range []*int{r.Likes, r.Comments, r.Shares, r.Saves} {
		if n != nil {
			answers += *n
		}
	}
	if reached == nil || *reached <= 0 {
		return 0
	}
	return float64(answers) / float64(*reached)
}

// fatigue counts what the account's own audience was shown of it, and tells of the others. It grows with every post, and
// the later that was; it never ends.
func (w Wanted) fatigue(shown []Exposure, t *tally) {
	if len(shown) == 0 {
		t.add(0, DueNeverShown, nil)
		return
	}
	if seen, ok := w.shown(shown); ok {
		w.tell(seen, -weary(w.at().Sub(seen.LastAt).Abs()), t)
		if again := min(seen.Count-1, mostAgain); again > 0 {
			t.add(-again*seenAgain, DueShownOften, func() Args { return Args{"account": seen.Account.Name, "count": seen.Count} })
		}
	}
	others := 0
	for i := range shown {
		if e := &shown[i]; e.Account.ID != w.Account.ID && others < 2 {
			w.tell(e, 0, t)
			others++
		}
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

// tell says how long ago an audience was shown something.
func (w Wanted) tell(e *Exposure, points int, t *tally) {
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

// lasts tells for what it is cleared, and until when.
func (w Wanted) lasts(c ChannelClearance, t *tally) {
	if c.Until.IsZero() {
		t.add(0, DueCleared, func() Args { return Args{"channel": string(c.Channel)} })
		return
	}
	t.add(0, DueClearedTill, func() Args { return Args{"channel": string(c.Channel), "at": lastDay(c.Until)} })
}
