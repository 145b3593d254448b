package catalog

import (
	"net/url"
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
	Responses    []Response  // in the order of time
	PostedBy     string      // an Actor's ID
	PostedByName string      // filled on reading
}

// PostedAsset is an asset in a post. A post outlives its assets, so that it keeps their titles.
type PostedAsset struct {
	ID    AssetID
	Title string
	// Refused is why it was not cleared for the account's channel when it was posted, without names; nil when it was.
	Refused   []Reason
	RemovedAt time.Time // from the post; zero: it may still be seen
}

// Cleared reports whether the asset might be shown there when it was posted.
func (a PostedAsset) Cleared() bool { return len(a.Refused) == 0 }

func (p *Post) check(c *checker) {
	if p.Account.ID == "" {
		c.refuse("account", KeyRequired, nil)
	}
	c.line("permalink", &p.Permalink, 2_000)
	if u, err := url.Parse(p.Permalink); p.Permalink != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		c.refuse("permalink", KeyBadAddress, Args{"value": p.Permalink})
	}
	c.text("outcome", &p.Outcome, 2_000)
	c.noIdentityNumber("outcome", p.Outcome)
}

// Response is what a channel tells of a post at a time. What nobody has noted is nil.
type Response struct {
	At                                           time.Time
	Views, Reach, Likes, Comments, Shares, Saves *int
}
