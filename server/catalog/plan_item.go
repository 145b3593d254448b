package catalog

import "time"

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
	Title     string
	Account   Ref       // where it is to be posted; an idea may have none
	Channel   Channel   // the account's; filled on reading
	PlannedAt time.Time // zero: an idea without a time
	Status    PlanStatus
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
	CreatedBy     string // an Actor's ID
}

// PlannedAsset is an asset in a planned post.
type PlannedAsset struct {
	ID         AssetID
	Title      string         // filled on reading; empty for who may not see it
	FocalPoint *Point         // for this post alone; nil: the asset's own
	From, To   time.Duration  // the part of a clip; both 0: all of it
	CoverAt    *time.Duration // the moment of a clip that is its cover; nil: the poster
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
