package catalog

import "time"

// The shorter sides in pixels from which on a picture does for every format, and below which it does for none.
const (
	sharpSide = 1080
	smallSide = 720
)

// quality tells what speaks for and against an asset as it is.
func quality(a Asset) (out []Ground) {
	add := func(points int, key string) { out = append(out, Ground{Reason{Key: key}, points}) }
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
	return out
}

// goodResponse is the part of those reached who answer a good post: by a like, a comment, sharing or saving it.
const goodResponse = 0.05

// response tells of a post that was answered well. A poor answer says too little of the asset to count.
func (w Wanted) response(c Candidate) []Ground {
	part := c.Response.rate()
	if part < goodResponse {
		return nil
	}
	return []Ground{{Reason{Key: DueResponse, Args: Args{"percent": float64(int(part*1000+0.5)) / 10}}, w.ifUnseen(c, worthAnswered)}}
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
func (w Wanted) fatigue(shown []Exposure) (out []Ground) {
	if len(shown) == 0 {
		return []Ground{{Reason: Reason{Key: DueNeverShown}}}
	}
	if seen, ok := w.shown(shown); ok {
		g := w.told(seen)
		g.Points = -weary(w.at().Sub(seen.LastAt).Abs())
		out = append(out, g)
		if again := min(seen.Count-1, mostAgain); again > 0 {
			out = append(out, Ground{Reason{Key: DueShownOften, Args: Args{"account": seen.Account.Name, "count": seen.Count}}, -again * seenAgain})
		}
	}
	others := 0
	for _, e := range shown {
		if e.Account.ID != w.Account.ID && others < 2 {
			out = append(out, w.told(e))
			others++
		}
	}
	return out
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

// told says how long ago an audience was shown something.
func (w Wanted) told(e Exposure) Ground {
	key := DueShown
	if e.Alike {
		key = DueShownAlike
	}
	ago, count := agoFrom(e.LastAt, w.Now)
	return Ground{Reason: Reason{Key: key + ago, Args: Args{"account": e.Account.Name, "count": count, "at": e.LastAt}}}
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
func (w Wanted) lasts(c ChannelClearance) []Ground {
	args := Args{"channel": string(c.Channel)}
	if c.Until.IsZero() {
		return []Ground{{Reason: Reason{Key: DueCleared, Args: args}}}
	}
	args["at"] = lastDay(c.Until)
	return []Ground{{Reason: Reason{Key: DueClearedTill, Args: args}}}
}
