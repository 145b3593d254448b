package catalog

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// PlanItemID names a planned post.
type PlanItemID string

// PlanStatus says how far a planned post is.
type PlanStatus string

// The statuses, in the order in which a post goes through them.
const (
	PlanIdea      PlanStatus = "idea"
	PlanDraft     PlanStatus = "draft"
	PlanToApprove PlanStatus = "to_approve"
	PlanApproved  PlanStatus = "approved"
	PlanPublished PlanStatus = "published"
	PlanFollowed  PlanStatus = "followed_up"
	PlanCancelled PlanStatus = "cancelled"
)

// PlanStatuses lists every status.
func PlanStatuses() []PlanStatus {
	return []PlanStatus{PlanIdea, PlanDraft, PlanToApprove, PlanApproved, PlanPublished, PlanFollowed, PlanCancelled}
}

// PlanItem is a planned post, or an idea for one.
type PlanItem struct {
	Entry
	Title          string     // may be empty, see ShownTitle
	Account        Ref        // where it is to be posted; an idea may have none
	Channel        Channel    // the account's; filled on reading
	AccountLibrary LibraryRef // whose the account is; filled on reading
	PlannedAt      time.Time  // zero: an idea without a time
	Status         PlanStatus
	// Offer and Day name the occurrence that it is for; empty: none.
	Offer Ref
	Day   string
	// Slot names the row of recurring slots that it belongs to; empty: it stands alone.
	Slot        string
	ContentType ContentType
	Library     LibraryRef // whose it is; zero: the county's
	Owner       Ref        // who posts it: a user
	Deputy      Ref
	FollowUp    Ref            // who answers comments and looks what came of it
	Deadline    time.Time      // when it has to be ready; zero: none
	Assets      []PlannedAsset // in order
	Format      string         // a crop of the table of renditions, such as "portrait"; empty: as the channel has it
	Language    string         // nb, nn or en
	Caption     string         // as somebody has written it; empty: as the template has it
	Hashtags    []string       // without #
	Tags        []string       // accounts to be tagged, without @
	// Collaborators are libraries that are asked to appear as authors, in order.
	Collaborators []Collaborator
	Link          string // an address to tell
	Notes         string
	Post          PostID // what became of it; empty: it is not posted yet
	ApprovedBy    string // an Actor's ID; empty: nobody has
	ApprovedName  string // filled on reading
	CreatedBy     string // an Actor's ID
	CreatedName   string // filled on reading
	// ExcludedBy are libraries of the item, its account and its collaborators whose policy excludes the channel; filled on
	// reading.
	ExcludedBy []LibraryRef
	// Findings are limits of the channel that it passes by what it says itself; filled on reading while the post is ahead.
	Findings []Finding
	Comments int // how many there are; filled on reading
}

// Open reports whether the post is still ahead: neither published nor cancelled.
func (p PlanItem) Open() bool {
	switch p.Status {
	case PlanPublished, PlanFollowed, PlanCancelled:
		return false
	}
	return true
}

// Use is what the assets are wanted for: by whom the account belongs to, or where none is chosen, by the item's library.
func (p PlanItem) Use() Use {
	if p.Account.ID == "" {
		return Use{Library: p.Library.ID}
	}
	return Use{Channel: p.Channel, Library: p.AccountLibrary.ID}
}

// ShownAt is when the assets are going to be shown: at the planned time, or now when that is over or there is none.
func (p PlanItem) ShownAt(now time.Time) time.Time {
	if p.PlannedAt.After(now) {
		return p.PlannedAt
	}
	return now
}

// ShownTitle is what people call it: its title, else the first words of its caption, the offer's name or the first asset's
// title; empty when there is none of them.
func (p PlanItem) ShownTitle() string {
	first, _, _ := strings.Cut(p.Caption, "\n")
	if words := []rune(first); len(words) > 60 {
		first = string(words[:60]) + "…"
	}
	title := cmp.Or(p.Title, first, p.Offer.Name)
	if title == "" && len(p.Assets) > 0 {
		title = p.Assets[0].Title
	}
	return title
}

// Uncleared reports whether an asset must not be shown there then.
func (p PlanItem) Uncleared() bool {
	return slices.ContainsFunc(p.Assets, func(a PlannedAsset) bool { return len(a.Refused) > 0 })
}

// Troubled reports whether something stands in its way: an asset that is not cleared, or a policy that excludes the channel.
func (p PlanItem) Troubled() bool { return p.Open() && (p.Uncleared() || len(p.ExcludedBy) > 0) }

// Blocked reports whether it passes a limit beyond which its channel does not take it.
func (p PlanItem) Blocked() bool {
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Level == LevelBlock })
}

// Concerns reports whether an actor has something to do with it.
func (p PlanItem) Concerns(actor Actor) bool {
	return slices.Contains([]string{p.CreatedBy, p.Owner.ID, p.Deputy.ID, p.FollowUp.ID}, actor.ID)
}

// PlannedAsset is an asset in a planned post.
type PlannedAsset struct {
	ID         AssetID
	Title      string         // filled on reading; empty for who may not see it
	FocalPoint *Point         // for this post alone; nil: the asset's own
	From, To   time.Duration  // the part of a clip; both 0: all of it
	CoverAt    *time.Duration // the moment of a clip that is its cover; nil: the poster
	// Refused is why it must not be shown there then, without names; filled on reading while the post is ahead.
	Refused []Reason
}

// Collaborator is a library that is asked to appear as an author of a post.
type Collaborator struct {
	Library LibraryRef
	Status  CollaboratorStatus
}

// CollaboratorStatus says what a library has answered. It is noted by hand: the channels tell nobody else.
type CollaboratorStatus string

// What a library has answered.
const (
	CollaboratorPending  CollaboratorStatus = "pending"
	CollaboratorAccepted CollaboratorStatus = "accepted"
	CollaboratorDeclined CollaboratorStatus = "declined"
)
