package catalog

import (
	"fmt"
	"slices"
	"time"
)

// Response is what a channel tells of a post at a time. What nobody has noted is nil.
type Response struct {
	At                                           time.Time
	Views, Reach, Likes, Comments, Shares, Saves *int
}

// Measure names one of the numbers of a response.
type Measure string

// The measures. Interactions are the likes, comments, shares and saves together.
const (
	MeasureViews        Measure = "views"
	MeasureReach        Measure = "reach"
	MeasureLikes        Measure = "likes"
	MeasureComments     Measure = "comments"
	MeasureShares       Measure = "shares"
	MeasureSaves        Measure = "saves"
	MeasureInteractions Measure = "interactions"
)

// Measures lists what a response is noted in, in the order in which channels show it.
func Measures() []Measure {
	return []Measure{MeasureViews, MeasureReach, MeasureLikes, MeasureComments, MeasureShares, MeasureSaves}
}

// Set notes a number; what is no noted measure is left alone.
func (r *Response) Set(m Measure, n int) {
	if at := r.at(m); at != nil {
		*at = &n
	}
}

func (r *Response) at(m Measure) **int {
	switch m {
	case MeasureViews:
		return &r.Views
	case MeasureReach:
		return &r.Reach
	case MeasureLikes:
		return &r.Likes
	case MeasureComments:
		return &r.Comments
	case MeasureShares:
		return &r.Shares
	case MeasureSaves:
		return &r.Saves
	}
	return nil
}

// Number tells a number, and whether it is known. Of the interactions those that are noted count.
func (r Response) Number(m Measure) (n int, known bool) {
	if m == MeasureInteractions {
		for _, part := range []*int{r.Likes, r.Comments, r.Shares, r.Saves} {
			if part != nil {
				n, known = n+*part, true
			}
		}
		return n, known
	}
	if at := r.at(m); at != nil && *at != nil {
		return **at, true
	}
	return 0, false
}

// Empty reports whether nothing is noted.
func (r Response) Empty() bool {
	return r == Response{At: r.At}
}

// Mark is an age at which posts are compared.
type Mark string

// The marks.
const (
	Mark48Hours Mark = "48h"
	Mark30Days  Mark = "30d"
	MarkNewest  Mark = "newest" // whatever was noted last
)

// Marks lists every mark.
func Marks() []Mark { return []Mark{Mark48Hours, Mark30Days, MarkNewest} }

// The ages at which a response tells of a mark: people look a little early, and late.
const (
	first48Hours, last48Hours = 36 * time.Hour, 14 * 24 * time.Hour
	first30Days               = 25 * 24 * time.Hour
)

// Response tells how a post was received at a mark: the first that was noted at such an age, or the newest.
func (p Post) Response(m Mark) (Response, bool) { return responseAt(p.Responses, p.PostedAt, m) }

func responseAt(all []Response, postedAt time.Time, m Mark) (Response, bool) {
	if m == MarkNewest && len(all) > 0 {
		return all[len(all)-1], true
	}
	for _, r := range all {
		age := r.At.Sub(postedAt)
		if m == Mark48Hours && age >= first48Hours && age < last48Hours || m == Mark30Days && age >= first30Days {
			return r, true
		}
	}
	return Response{}, false
}

const (
	mostResponses = 100
	largestNumber = 100_000_000_000
)

// checkResponses tidies the responses: those at one time are one, of which the last holds.
func (p *Post) checkResponses(c *checker, now time.Time) {
	var out []Response
	for i, r := range p.Responses {
		at := fmt.Sprintf("response[%d]", i)
		r.check(c, at, p.PostedAt, now)
		r.At = r.At.Truncate(time.Microsecond)
		out = append(slices.DeleteFunc(out, func(had Response) bool { return had.At.Equal(r.At) }), r)
	}
	if len(out) > mostResponses {
		c.refuse("response", KeyOutOfRange, Args{"min": 0, "max": mostResponses})
	}
	slices.SortFunc(out, func(a, b Response) int { return a.At.Compare(b.At) })
	p.Responses = out
}

func (r Response) check(c *checker, at string, postedAt, now time.Time) {
	switch {
	case r.At.Before(postedAt.Add(-time.Minute)):
		c.refuse(at+".at", KeyBeforePost, nil)
	case r.At.After(now.Add(time.Minute)):
		c.refuse(at+".at", KeyDateAhead, nil)
	}
	if r.Empty() {
		c.refuse(at, KeyNoNumbers, nil)
	}
	for _, m := range Measures() {
		if n, known := r.Number(m); known && (n < 0 || n > largestNumber) {
			c.refuse(at+"."+string(m), KeyOutOfRange, Args{"min": 0, "max": largestNumber})
		}
	}
}
