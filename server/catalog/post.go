package catalog

import (
	"net/url"
	"strings"
	"time"
)

// PostID names a post.
type PostID string

// Post is something that was published: which assets, where and when.
type Post struct {
	Entry
	Account   Ref
	Channel   Channel // the account's; filled on reading
	Library   Ref     // the account's; filled on reading
	Assets    []PostedAsset
	PostedAt  time.Time
	Permalink string // where it can be seen; may be empty
	Outcome   string // what came of it in the library
	// Offer and Day name the occurrence that it was for; empty: none. Plan names the planned post it was; empty: none.
	Offer        Ref
	Day          string
	Plan         PlanItemID
	ContentType  ContentType // may be empty
	Language     string      // of the caption; may be empty
	Format       string      // the crop that was posted; may be empty
	Responses    []Response  // in the order of time, one at a time
	PostedBy     string      // an Actor's ID
	PostedByName string      // filled on reading
	// FollowUp is the user who answers comments and looks what came of it; zero: who posted it. AnsweredAt is when somebody
	// last said that the comments are answered.
	FollowUp   Ref
	AnsweredAt time.Time
}

// PostedAsset is an asset in a post. A post outlives its assets, so that it keeps their titles.
type PostedAsset struct {
	ID    AssetID
	Title string
	// Refused is why it was not cleared for the account's channel when it was posted, without names; nil when it was.
	Refused   []Reason
	RemovedAt time.Time // from the post; zero: it may still be seen
	// Sources are the libraries whose it was when it was posted.
	Sources []LibraryRef
}

// Cleared reports whether the asset might be shown there when it was posted.
func (a PostedAsset) Cleared() bool { return len(a.Refused) == 0 }

// PostFormats lists the shapes that something can be posted in: crops of the table of renditions.
func PostFormats() []string { return []string{"square", "portrait", "tall", "landscape", "story"} }

// Answerer is who is to answer the comments.
func (p Post) Answerer() Ref {
	if p.FollowUp.ID != "" {
		return p.FollowUp
	}
	return Ref{ID: p.PostedBy, Name: p.PostedByName}
}

// channelAt tells which channel shows its posts at a host: none for those on which nothing is posted from here. ok is false for a
// host that nobody knows, such as a library's own.
func channelAt(host string) (ch Channel, ok bool) {
	parts := strings.Split(strings.ToLower(host), ".")
	switch strings.Join(parts[max(0, len(parts)-2):], ".") {
	case "instagram.com", "instagr.am":
		return Instagram, true
	case "facebook.com", "fb.com", "fb.watch", "fb.me":
		return Facebook, true
	case "tiktok.com", "youtube.com", "youtu.be", "t.me", "x.com", "twitter.com", "linkedin.com", "snapchat.com":
		return "", true
	}
	return "", false
}

// checkPlace refuses an address that is known to belong to another channel than the account's.
func (p *Post) checkPlace(c *checker) {
	u, err := url.Parse(p.Permalink)
	if err != nil || p.Channel == "" {
		return
	}
	social := p.Channel == Instagram || p.Channel == Facebook
	if at, ok := channelAt(u.Hostname()); ok && at != p.Channel && (social || at != "") {
		c.refuse("permalink", KeyOtherChannel, Args{"value": u.Hostname(), "channel": string(p.Channel)})
	}
}

// Followed reports whether nothing is left to do of a post: the comments are answered, the numbers noted after 30 days, and
// what came of it is told.
func (p Post) Followed() bool {
	_, noted := p.Response(Mark30Days)
	return noted && !p.AnsweredAt.IsZero() && p.Outcome != ""
}

// postedAhead is how far the clock of whoever tells of a post may be ahead of ours. Whoever asks for posts up to so much later is
// told of all that there are, and time alone adds none.
const postedAhead = time.Minute

func (p *Post) check(c *checker, now time.Time) {
	if p.Account.ID == "" {
		c.refuse("account", KeyRequired, nil)
	}
	switch {
	case p.PostedAt.After(now.Add(postedAhead)):
		c.refuse("posted_at", KeyDateAhead, nil)
	case civilIn(p.PostedAt, time.UTC) < firstCivil:
		c.refuse("posted_at", KeyBadTime, nil)
	}
	c.address("permalink", &p.Permalink)
	c.text("outcome", &p.Outcome, 2_000)
	c.noIdentityNumber("outcome", p.Outcome)
	if _, err := time.Parse(time.DateOnly, p.Day); p.Day != "" && err != nil {
		c.refuse("day", KeyBadDate, nil)
	}
	oneOf(c, "content_type", &p.ContentType, "", ServiceInfo, Literature, Relations)
	c.language("language", &p.Language)
	oneOf(c, "format", &p.Format, append([]string{""}, PostFormats()...)...)
	p.checkResponses(c, now)
}
