package api

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type plannedAsset struct {
	ID         string          `json:"id"`
	Title      string          `json:"title" doc:"Empty for who may not see the asset."`
	FocalPoint nullable[point] `json:"focal_point" doc:"For this post alone; null for the asset's own."`
	From       float64         `json:"from" doc:"Seconds of a clip."`
	To         float64         `json:"to" doc:"0 for its end."`
	CoverAt    *float64        `json:"cover_at" doc:"Seconds; null for its poster."`
	Cleared    bool            `json:"cleared" doc:"Whether it may be shown there at the planned time, as far as is known now. Always true of what is no longer ahead."`
	Reasons    []string        `json:"reasons" doc:"Why it may not, without names."`
}

type collaborator struct {
	Library libraryReference `json:"library"`
	Status  string           `json:"status" doc:"pending, accepted or declined."`
}

type planItem struct {
	ID            string                     `json:"id"`
	Title         string                     `json:"title"`
	Account       nullable[accountReference] `json:"account"`
	PlannedAt     *time.Time                 `json:"planned_at" doc:"Null for an idea without a time."`
	Status        string                     `json:"status"`
	Offer         nullable[reference]        `json:"offer"`
	Day           *string                    `json:"day" doc:"Of the occurrence that it is for."`
	Slot          *string                    `json:"slot" doc:"Names the row of recurring slots that it belongs to."`
	RowVersion    *string                    `json:"row_version" doc:"Changes with every post of the row. Told where the post is read by itself; else null."`
	ContentType   *string                    `json:"content_type"`
	Library       nullable[libraryReference] `json:"library" doc:"Null for the county's."`
	Owner         nullable[reference]        `json:"owner"`
	Deputy        nullable[reference]        `json:"deputy"`
	FollowUp      nullable[reference]        `json:"follow_up"`
	Deadline      *time.Time                 `json:"deadline"`
	Assets        []plannedAsset             `json:"assets"`
	Format        *string                    `json:"format"`
	Language      *string                    `json:"language"`
	Caption       string                     `json:"caption"`
	Hashtags      []string                   `json:"hashtags"`
	Tags          []string                   `json:"tags"`
	Collaborators []collaborator             `json:"collaborators"`
	Link          string                     `json:"link"`
	Notes         string                     `json:"notes"`
	Post          *string                    `json:"post" doc:"Id of the post that became of it."`
	ApprovedBy    nullable[reference]        `json:"approved_by"`
	CreatedBy     nullable[reference]        `json:"created_by"`
	ExcludedBy    []libraryReference         `json:"excluded_by" doc:"Libraries whose policy excludes the channel by now."`
	Checks        []kitCheck                 `json:"checks" doc:"Limits of the channel that it passes by what it says itself, while it is ahead. Its kit holds all that is posted to them."`
	Comments      int                        `json:"comments" doc:"How many there are."`
	Stamps
}

func (c call) planItemOf(p catalog.PlanItem) planItem {
	out := planItem{ID: p.ID, Title: p.Title, PlannedAt: orNever(p.PlannedAt), Status: string(p.Status), Offer: referenceOrNull(p.Offer), Day: orNull(p.Day),
		Slot: orNull(p.Slot), ContentType: orNull(string(p.ContentType)), Library: libraryOrNull(p.Library), Owner: referenceOrNull(p.Owner),
		Deputy: referenceOrNull(p.Deputy), FollowUp: referenceOrNull(p.FollowUp), Deadline: orNever(p.Deadline), Assets: each(p.Assets, c.plannedAssetOf),
		Format: orNull(p.Format), Language: orNull(p.Language), Caption: p.Caption, Hashtags: append([]string{}, p.Hashtags...), Tags: append([]string{}, p.Tags...),
		Collaborators: each(p.Collaborators, func(with catalog.Collaborator) collaborator {
			return collaborator{libraryReferenceOf(with.Library), string(with.Status)}
		}),
		Link: p.Link, Notes: p.Notes, Post: orNull(string(p.Post)), ApprovedBy: referenceOrNull(catalog.Ref{ID: p.ApprovedBy, Name: p.ApprovedName}),
		CreatedBy: referenceOrNull(catalog.Ref{ID: p.CreatedBy, Name: p.CreatedName}), ExcludedBy: each(p.ExcludedBy, libraryReferenceOf),
		Checks: each(p.Findings, c.kitCheckOf), Comments: p.Comments, Stamps: stampsOf(p.Entry)}
	if p.Account.ID != "" {
		home := catalog.Ref{ID: string(p.AccountLibrary.ID), Name: p.AccountLibrary.Name}
		out.Account.value = &accountReference{ID: p.Account.ID, Name: p.Account.Name, Channel: string(p.Channel), Library: referenceOrNull(home)}
	}
	return out
}

func (c call) plannedAssetOf(a catalog.PlannedAsset) plannedAsset {
	out := plannedAsset{ID: string(a.ID), Title: a.Title, FocalPoint: pointOf(a.FocalPoint), From: a.From.Seconds(), To: a.To.Seconds(),
		Cleared: len(a.Refused) == 0, Reasons: c.reasons(a.Refused)}
	if a.CoverAt != nil {
		at := a.CoverAt.Seconds()
		out.CoverAt = &at
	}
	return out
}

func libraryOrNull(l catalog.LibraryRef) nullable[libraryReference] {
	if l.ID == "" {
		return nullable[libraryReference]{}
	}
	ref := libraryReferenceOf(l)
	return nullable[libraryReference]{&ref}
}

func (c call) planAnswer(p catalog.PlanItem) *entryAnswer[planItem] {
	return &entryAnswer[planItem]{ETag: tagOf(p.Version), Location: basePath + "/plan/" + p.ID, Body: c.planItemOf(p)}
}

type planComment struct {
	ID   string              `json:"id"`
	By   nullable[reference] `json:"by"`
	Text string              `json:"text"`
	At   time.Time           `json:"at"`
}

type planCommentInput struct {
	ID   string `path:"id"`
	Body struct {
		Text string `json:"text"`
	}
}

func planCommentOf(c catalog.PlanComment) planComment {
	return planComment{ID: c.ID, By: referenceOrNull(catalog.Ref{ID: c.By, Name: c.ByName}), Text: c.Text, At: c.At}
}

func (r *routes) listPlanComments(ctx context.Context, c call, in *byID) (*answer[list[planComment]], error) {
	said, err := r.Plan.Comments(ctx, c.actor, catalog.PlanItemID(in.ID))
	return listOf(catalog.Page[catalog.PlanComment]{Items: said}, planCommentOf), err
}

func (r *routes) addPlanComment(ctx context.Context, c call, in *planCommentInput) (*answer[planComment], error) {
	said, err := r.Plan.Comment(ctx, c.actor, catalog.PlanItemID(in.ID), in.Body.Text)
	return answerWith(planCommentOf(said)), err
}

type colleague struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Library nullable[reference] `json:"library" doc:"Null for the county's."`
}

func (r *routes) listColleagues(ctx context.Context, c call, _ *none) (*answer[list[colleague]], error) {
	all, err := r.Users.Colleagues(ctx, c.actor)
	return listOf(catalog.Page[catalog.Colleague]{Items: all}, func(u catalog.Colleague) colleague {
		return colleague{ID: u.ID, Name: u.Name, Library: referenceOrNull(u.Library)}
	}), err
}
