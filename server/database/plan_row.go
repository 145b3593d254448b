package database

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// afterAll is where ideas without a time stand in the order of time, in microseconds.
const afterAll = int64(1) << 62

type planItemRow struct {
	bun.BaseModel `bun:"table:plan_items,alias:p"`
	entryRow

	Title       string              `bun:"title"`
	Account     string              `bun:"account,nullzero"`
	PlannedAt   instant             `bun:"planned_at"`
	SortAt      int64               `bun:"sort_at"`
	Status      catalog.PlanStatus  `bun:"status"`
	Offer       string              `bun:"offer"`
	Day         string              `bun:"day"`
	Slot        string              `bun:"slot"`
	ContentType catalog.ContentType `bun:"content_type"`
	Library     string              `bun:"library,nullzero"`
	Owner       string              `bun:"owner,nullzero"`
	Deputy      string              `bun:"deputy,nullzero"`
	FollowUp    string              `bun:"follow_up,nullzero"`
	Deadline    instant             `bun:"deadline"`
	Format      string              `bun:"format"`
	Language    string              `bun:"language"`
	Caption     string              `bun:"caption"`
	Hashtags    document[[]string]  `bun:"hashtags"`
	Tags        document[[]string]  `bun:"tags"`
	Link        string              `bun:"link"`
	Notes       string              `bun:"notes"`
	Post        catalog.PostID      `bun:"post"`
	ApprovedBy  string              `bun:"approved_by"`
	CreatedBy   string              `bun:"created_by"`
	Folded      string              `bun:"folded"`

	AccountName  string                      `bun:"account_name,scanonly"`
	Channel      catalog.Channel             `bun:"channel,scanonly"`
	Home         string                      `bun:"home,scanonly"` // the account's library
	HomeSlug     string                      `bun:"home_slug,scanonly"`
	HomeName     string                      `bun:"home_name,scanonly"`
	LibrarySlug  string                      `bun:"library_slug,scanonly"`
	LibraryName  string                      `bun:"library_name,scanonly"`
	OwnerName    string                      `bun:"owner_name,scanonly"`
	DeputyName   string                      `bun:"deputy_name,scanonly"`
	FollowUpName string                      `bun:"follow_up_name,scanonly"`
	ApprovedName string                      `bun:"approved_name,scanonly"`
	CreatedName  string                      `bun:"created_name,scanonly"`
	Excluded     document[[]catalog.Channel] `bun:"excluded,scanonly"`
	OwnExcluded  document[[]catalog.Channel] `bun:"own_excluded,scanonly"`
	OfferName    string                      `bun:"offer_name,scanonly"`
	Comments     int                         `bun:"comments,scanonly"`
}

type planAssetRow struct {
	bun.BaseModel `bun:"table:plan_item_assets,alias:pa"`

	PlanItem string          `bun:"plan_item"`
	Asset    catalog.AssetID `bun:"asset"`
	Position int             `bun:"position"`
	FocalX   *float64        `bun:"focal_x"`
	FocalY   *float64        `bun:"focal_y"`
	FromAt   int64           `bun:"from_at"`
	ToAt     int64           `bun:"to_at"`
	CoverAt  *int64          `bun:"cover_at"`
}

type planCollaboratorRow struct {
	bun.BaseModel `bun:"table:plan_item_collaborators,alias:pc"`

	PlanItem string                     `bun:"plan_item"`
	Library  string                     `bun:"library"`
	Position int                        `bun:"position"`
	Status   catalog.CollaboratorStatus `bun:"status"`

	Slug     string                      `bun:"slug,scanonly"`
	Name     string                      `bun:"name,scanonly"`
	Excluded document[[]catalog.Channel] `bun:"excluded,scanonly"`
}

func newPlanItemRow(p catalog.PlanItem) *planItemRow {
	sort := afterAll
	if !p.PlannedAt.IsZero() {
		sort = p.PlannedAt.UnixMicro()
	}
	return &planItemRow{entryRow: entryRowOf(p.Entry), Title: p.Title, Account: p.Account.ID, PlannedAt: instant{p.PlannedAt}, SortAt: sort, Status: p.Status,
		Offer: p.Offer.ID, Day: p.Day, Slot: p.Slot, ContentType: p.ContentType, Library: string(p.Library.ID), Owner: p.Owner.ID, Deputy: p.Deputy.ID,
		FollowUp: p.FollowUp.ID, Deadline: instant{p.Deadline}, Format: p.Format, Language: p.Language, Caption: p.Caption, Hashtags: documentOf(p.Hashtags),
		Tags: documentOf(p.Tags), Link: p.Link, Notes: p.Notes, Post: p.Post, ApprovedBy: p.ApprovedBy, CreatedBy: p.CreatedBy, Folded: fold(p.Title, p.Caption, p.Notes)}
}

func (r planItemRow) item() catalog.PlanItem {
	p := catalog.PlanItem{Entry: r.entry(), Title: r.Title, Account: catalog.Ref{ID: r.Account, Name: r.AccountName}, Channel: r.Channel,
		PlannedAt: r.PlannedAt.Time, Status: r.Status, Offer: catalog.Ref{ID: r.Offer, Name: r.OfferName}, Day: r.Day, Slot: r.Slot, ContentType: r.ContentType,
		Owner: catalog.Ref{ID: r.Owner, Name: r.OwnerName}, Deputy: catalog.Ref{ID: r.Deputy, Name: r.DeputyName}, FollowUp: catalog.Ref{ID: r.FollowUp, Name: r.FollowUpName},
		Deadline: r.Deadline.Time, Format: r.Format, Language: r.Language, Caption: r.Caption, Hashtags: r.Hashtags.v, Tags: r.Tags.v, Link: r.Link, Notes: r.Notes,
		Post: r.Post, ApprovedBy: r.ApprovedBy, ApprovedName: r.ApprovedName, CreatedBy: r.CreatedBy, CreatedName: r.CreatedName, Comments: r.Comments}
	if r.Library != "" {
		p.Library = catalog.LibraryRef{ID: catalog.LibraryID(r.Library), Slug: r.LibrarySlug, Name: r.LibraryName}
	}
	if r.Home != "" {
		p.AccountLibrary = catalog.LibraryRef{ID: catalog.LibraryID(r.Home), Slug: r.HomeSlug, Name: r.HomeName}
	}
	exclude(&p, p.Library, r.OwnExcluded.v)
	exclude(&p, p.AccountLibrary, r.Excluded.v)
	return p
}

// exclude notes that a library's policy excludes the channel of an item.
func exclude(p *catalog.PlanItem, l catalog.LibraryRef, excluded []catalog.Channel) {
	for _, had := range p.ExcludedBy {
		if had.ID == l.ID {
			return
		}
	}
	for _, ch := range excluded {
		if ch == p.Channel {
			p.ExcludedBy = append(p.ExcludedBy, l)
			return
		}
	}
}

func newPlanAssetRow(item string, position int, a catalog.PlannedAsset) planAssetRow {
	r := planAssetRow{PlanItem: item, Asset: a.ID, Position: position, FromAt: a.From.Microseconds(), ToAt: a.To.Microseconds()}
	if a.FocalPoint != nil {
		r.FocalX, r.FocalY = &a.FocalPoint.X, &a.FocalPoint.Y
	}
	if a.CoverAt != nil {
		at := a.CoverAt.Microseconds()
		r.CoverAt = &at
	}
	return r
}

func (r planAssetRow) asset() catalog.PlannedAsset {
	a := catalog.PlannedAsset{ID: r.Asset, From: time.Duration(r.FromAt) * time.Microsecond, To: time.Duration(r.ToAt) * time.Microsecond}
	if r.FocalX != nil && r.FocalY != nil {
		a.FocalPoint = &catalog.Point{X: *r.FocalX, Y: *r.FocalY}
	}
	if r.CoverAt != nil {
		at := time.Duration(*r.CoverAt) * time.Microsecond
		a.CoverAt = &at
	}
	return a
}
