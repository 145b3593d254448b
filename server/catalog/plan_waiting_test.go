package catalog_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestTaskFor asks of every status who has to do what: the owner, the deputy, who follows it up, who made it, who approves it
// and others.
func TestTaskFor(t *testing.T) {
	now := time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC)
	person := func(id string, role catalog.Role, library catalog.LibraryID) catalog.Actor {
		return catalog.Actor{Kind: catalog.Person, ID: id, Role: role, Library: library}
	}
	people := map[string]catalog.Actor{
		"owner": person("owner", catalog.Contributor, "sola"), "deputy": person("deputy", catalog.Contributor, "sola"), "follower": person("follower", catalog.Contributor, "sola"),
		"maker": person("maker", catalog.Contributor, "sola"), "colleague": person("colleague", catalog.Contributor, "sola"), "editor": person("editor", catalog.Editor, "sola"),
		"other editor": person("other", catalog.Editor, "hå"), "county": person("county", catalog.CountyEditor, ""), "administrator": person("admin", catalog.Administrator, ""),
		"officer": person("officer", catalog.PrivacyOfficer, ""), "reader": person("reader", catalog.Reader, ""), "owner who only reads now": person("owner", catalog.Reader, "sola"), "nobody": {},
	}
	hours := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	item := func(status catalog.PlanStatus, at, deadline time.Time) catalog.PlanItem {
		return catalog.PlanItem{Status: status, PlannedAt: at, Deadline: deadline, Library: catalog.LibraryRef{ID: "sola"}, CreatedBy: "maker",
			Owner: catalog.Ref{ID: "owner"}, Deputy: catalog.Ref{ID: "deputy"}, FollowUp: catalog.Ref{ID: "follower"}}
	}
	var never time.Time
	unowned, elsewhere := item(catalog.PlanDraft, hours(1), never), item(catalog.PlanToApprove, hours(500), never)
	unowned.Owner = catalog.Ref{}
	elsewhere.AccountLibrary = catalog.LibraryRef{ID: "hå"}
	for _, test := range []struct {
		name string
		item catalog.PlanItem
		want map[string]catalog.PlanTask
	}{
		{"idea", item(catalog.PlanIdea, hours(1), hours(1)), nil},
		{"draft, far", item(catalog.PlanDraft, hours(72), never), nil},
		{"draft, near", item(catalog.PlanDraft, hours(71), never), map[string]catalog.PlanTask{"owner": catalog.TaskReady, "deputy": catalog.TaskReady}},
		{"draft, over", item(catalog.PlanDraft, hours(-71), never), map[string]catalog.PlanTask{"owner": catalog.TaskReady, "deputy": catalog.TaskReady}},
		{"draft, far with a near deadline", item(catalog.PlanDraft, hours(500), hours(71)), map[string]catalog.PlanTask{"owner": catalog.TaskReady, "deputy": catalog.TaskReady}},
		{"draft, without a time, with a deadline", item(catalog.PlanDraft, never, hours(71)), map[string]catalog.PlanTask{"owner": catalog.TaskReady, "deputy": catalog.TaskReady}},
		{"draft, with neither", item(catalog.PlanDraft, never, never), nil},
		{"draft without an owner", unowned, map[string]catalog.PlanTask{"maker": catalog.TaskReady, "deputy": catalog.TaskReady}},
		{"to approve, far", item(catalog.PlanToApprove, hours(500), never), map[string]catalog.PlanTask{"editor": catalog.TaskApprove, "county": catalog.TaskApprove}},
		{"to approve, near", item(catalog.PlanToApprove, hours(71), never), map[string]catalog.PlanTask{"editor": catalog.TaskApprove, "county": catalog.TaskApprove,
			"owner": catalog.TaskUnapproved, "deputy": catalog.TaskUnapproved}},
		{"to approve, on another library's account", elsewhere, map[string]catalog.PlanTask{"county": catalog.TaskApprove}},
		{"approved, far", item(catalog.PlanApproved, hours(24), hours(-5)), nil},
		{"approved, near", item(catalog.PlanApproved, hours(23), never), map[string]catalog.PlanTask{"owner": catalog.TaskPost, "deputy": catalog.TaskPost}},
		{"approved, over", item(catalog.PlanApproved, hours(-23), never), map[string]catalog.PlanTask{"owner": catalog.TaskPost, "deputy": catalog.TaskPost}},
		{"published", item(catalog.PlanPublished, hours(-48), never), nil},
		{"published two days ago", item(catalog.PlanPublished, hours(-49), never), map[string]catalog.PlanTask{"follower": catalog.TaskFollow}},
		{"followed up", item(catalog.PlanFollowed, hours(-49), never), nil},
		{"cancelled", item(catalog.PlanCancelled, hours(1), hours(1)), nil},
	} {
		for who, actor := range people {
			if got := test.item.TaskFor(actor, now); got != test.want[who] {
				t.Errorf("%s: %s has to %q, want %q", test.name, who, got, test.want[who])
			}
		}
	}
}
