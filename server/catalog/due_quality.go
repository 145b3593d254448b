package catalog

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
		t.add(w.ifUnseen(c, t, worthAnswered), DueResponse, func() Args { return Args{"percent": float64(int(part*1000+0.5)) / 10} })
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

// lasts tells for what it is cleared, and until when.
func (w Wanted) lasts(c ChannelClearance, t *tally) {
	if c.Until.IsZero() {
		t.add(0, DueCleared, func() Args { return Args{"channel": string(c.Channel)} })
		return
	}
	t.add(0, DueClearedTill, func() Args { return Args{"channel": string(c.Channel), "at": lastDay(c.Until)} })
}
