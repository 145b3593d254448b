package catalog_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func actor(role catalog.Role, library catalog.LibraryID) catalog.Actor {
	return catalog.Actor{Kind: catalog.Person, ID: "me", Role: role, Library: library}
}

func of(by string, libraries ...catalog.LibraryID) catalog.Asset {
	a := catalog.Asset{ID: "a1", CreatedBy: by}
	for _, l := range libraries {
		a.Libraries = append(a.Libraries, catalog.LibraryRef{ID: l})
	}
	return a
}

func TestMayEdit(t *testing.T) {
	tests := []struct {
		name  string
		actor catalog.Actor
		asset catalog.Asset
		want  catalog.Code
	}{
		{"stranger", catalog.Actor{}, of("x"), catalog.Unauthenticated},
		{"reader", actor(catalog.Reader, ""), of("me"), catalog.Forbidden},
		{"privacy officer", actor(catalog.PrivacyOfficer, ""), of("me"), catalog.Forbidden},
		{"contributor's own", actor(catalog.Contributor, "tysvaer"), of("me", "sandnes"), ""},
		{"contributor of the library", actor(catalog.Contributor, "tysvaer"), of("x", "tysvaer"), ""},
		{"contributor of another library", actor(catalog.Contributor, "tysvaer"), of("x", "sandnes"), catalog.Forbidden},
		{"unbound contributor, others' file", actor(catalog.Contributor, ""), of("x"), catalog.Forbidden},
		{"editor of the library", actor(catalog.Editor, "tysvaer"), of("x", "sandnes", "tysvaer"), ""},
		{"editor, file of no library", actor(catalog.Editor, "tysvaer"), of("x"), ""},
		{"editor of another library", actor(catalog.Editor, "tysvaer"), of("x", "sandnes"), catalog.Forbidden},
		{"unbound editor", actor(catalog.Editor, ""), of("x", "sandnes"), ""},
		{"county editor", actor(catalog.CountyEditor, ""), of("x", "sandnes"), ""},
		{"administrator", actor(catalog.Administrator, ""), of("x", "sandnes"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := catalog.CodeOf(catalog.MayEdit(tt.actor, tt.asset)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestScopeSeesBins(t *testing.T) {
	binned := of("x", "sandnes")
	binned.BinnedAt = time.Now()
	mine := of("me", "sandnes")
	mine.BinnedAt = time.Now()
	tests := []struct {
		name               string
		actor              catalog.Actor
		shared, bin, myBin bool
	}{
		{"stranger", catalog.Actor{}, false, false, false},
		{"reader", actor(catalog.Reader, ""), true, false, false},
		{"contributor", actor(catalog.Contributor, "sandnes"), true, false, true},
		{"editor of the library", actor(catalog.Editor, "sandnes"), true, true, true},
		{"editor of another", actor(catalog.Editor, "tysvaer"), true, false, true},
		{"administrator", actor(catalog.Administrator, ""), true, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := catalog.ScopeOf(tt.actor)
			if s.Sees(of("x", "sandnes")) != tt.shared || s.Sees(binned) != tt.bin || s.Sees(mine) != tt.myBin {
				t.Errorf("shared %v, bin %v, own bin %v", s.Sees(of("x")), s.Sees(binned), s.Sees(mine))
			}
		})
	}
}

// TestWaitingIsSeenByEditors: what came in without an account is seen by those alone who may accept it.
func TestWaitingIsSeenByEditors(t *testing.T) {
	waiting, nowhere := of("guest:1", "sandnes"), of("guest:1")
	waiting.Review, nowhere.Review = catalog.ReviewWaiting, catalog.ReviewWaiting
	binned := waiting
	binned.BinnedAt = time.Now()
	tests := []struct {
		name                     string
		actor                    catalog.Actor
		waiting, nowhere, binned bool
	}{
		{"stranger", catalog.Actor{}, false, false, false},
		{"reader", actor(catalog.Reader, ""), false, false, false},
		{"contributor of the library", actor(catalog.Contributor, "sandnes"), false, false, false},
		{"editor of the library", actor(catalog.Editor, "sandnes"), true, true, true},
		{"editor of another", actor(catalog.Editor, "tysvaer"), false, true, false},
		{"unbound editor", actor(catalog.Editor, ""), true, true, true},
		{"privacy officer", actor(catalog.PrivacyOfficer, ""), true, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := catalog.ScopeOf(tt.actor)
			if s.Sees(waiting) != tt.waiting || s.Sees(nowhere) != tt.nowhere || s.Sees(binned) != tt.binned {
				t.Errorf("waiting %v, of no library %v, binned %v", s.Sees(waiting), s.Sees(nowhere), s.Sees(binned))
			}
		})
	}
	ready := of("guest:1")
	ready.State, ready.PeopleStatus, ready.Review = catalog.Ready, catalog.PeopleNobody, catalog.ReviewWaiting
	if catalog.Clear(ready, catalog.Use{}, time.Now()).Cleared {
		t.Error("what waits to be reviewed is cleared")
	}
}

func TestRegistersAreKeptByEditors(t *testing.T) {
	tests := []struct {
		role   catalog.Role
		kind   catalog.Kind
		adding bool
		want   bool
	}{
		{catalog.Reader, catalog.KindBook, true, false},
		{catalog.Contributor, catalog.KindBook, true, true},
		{catalog.Contributor, catalog.KindBook, false, false},
		{catalog.Editor, catalog.KindBook, false, true},
		{catalog.Editor, catalog.KindLibrary, true, false},
		{catalog.CountyEditor, catalog.KindLibrary, true, true},
	}
	for _, tt := range tests {
		if got := catalog.MayKeepRegisters(actor(tt.role, ""), tt.kind, tt.adding) == nil; got != tt.want {
			t.Errorf("%s, %s, adding %v: %v, want %v", tt.role, tt.kind, tt.adding, got, tt.want)
		}
	}
}

func TestWhoPlans(t *testing.T) {
	item := func(by, owner string, library catalog.LibraryID) catalog.PlanItem {
		return catalog.PlanItem{CreatedBy: by, Owner: catalog.Ref{ID: owner}, Library: catalog.LibraryRef{ID: library}}
	}
	tests := []struct {
		name                  string
		actor                 catalog.Actor
		item                  catalog.PlanItem
		plan, change, approve catalog.Code
	}{
		{"stranger", catalog.Actor{}, item("x", "", "sola"), catalog.Unauthenticated, catalog.Unauthenticated, catalog.Unauthenticated},
		{"reader's own", actor(catalog.Reader, "sola"), item("me", "", "sola"), catalog.Forbidden, catalog.Forbidden, catalog.Forbidden},
		{"privacy officer", actor(catalog.PrivacyOfficer, ""), item("x", "", "sola"), catalog.Forbidden, catalog.Forbidden, catalog.Forbidden},
		{"contributor's own", actor(catalog.Contributor, "sola"), item("me", "", "sola"), "", "", catalog.Forbidden},
		{"contributor who posts it", actor(catalog.Contributor, "sola"), item("x", "me", "sandnes"), catalog.Forbidden, "", catalog.Forbidden},
		{"contributor, others' item", actor(catalog.Contributor, "sola"), item("x", "", "sola"), "", catalog.Forbidden, catalog.Forbidden},
		{"editor of the library", actor(catalog.Editor, "sola"), item("x", "", "sola"), "", "", ""},
		{"editor of another", actor(catalog.Editor, "tysvaer"), item("x", "", "sola"), catalog.Forbidden, catalog.Forbidden, catalog.Forbidden},
		{"editor of a library, the county's", actor(catalog.Editor, "sola"), item("x", "", ""), catalog.Forbidden, catalog.Forbidden, catalog.Forbidden},
		{"unbound editor", actor(catalog.Editor, ""), item("x", "", "sola"), "", "", ""},
		{"county editor", actor(catalog.CountyEditor, ""), item("x", "", ""), "", "", ""},
	}
	for _, tt := range tests {
		plan, change, approve := catalog.CodeOf(catalog.MayPlanFor(tt.actor, tt.item.Library.ID)), catalog.CodeOf(catalog.MayChangePlanItem(tt.actor, tt.item)),
			catalog.CodeOf(catalog.MayApprovePlanItem(tt.actor, tt.item))
		if plan != tt.plan || change != tt.change || approve != tt.approve {
			t.Errorf("%s: plan %q, change %q, approve %q", tt.name, plan, change, approve)
		}
	}
}

// TestWhoKeepsOffers holds that offers are their libraries': what several share, none takes from another.
func TestWhoKeepsOffers(t *testing.T) {
	of := func(libraries ...catalog.LibraryID) (o catalog.Offer) {
		for _, id := range libraries {
			o.Libraries = append(o.Libraries, catalog.LibraryRef{ID: id})
		}
		return o
	}
	tests := []struct {
		name         string
		actor        catalog.Actor
		offer        catalog.Offer
		keep, remove catalog.Code
	}{
		{"stranger", catalog.Actor{}, of("sola"), catalog.Unauthenticated, catalog.Unauthenticated},
		{"reader", actor(catalog.Reader, "sola"), of("sola"), catalog.Forbidden, catalog.Forbidden},
		{"privacy officer", actor(catalog.PrivacyOfficer, ""), of("sola"), catalog.Forbidden, catalog.Forbidden},
		{"contributor", actor(catalog.Contributor, "sola"), of("sola"), "", ""},
		{"contributor of another", actor(catalog.Contributor, "time"), of("sola"), catalog.Forbidden, catalog.Forbidden},
		{"contributor of none", actor(catalog.Contributor, ""), of("sola"), catalog.Forbidden, catalog.Forbidden},
		{"editor of another", actor(catalog.Editor, "time"), of("sola"), catalog.Forbidden, catalog.Forbidden},
		{"contributor, shared", actor(catalog.Contributor, "sola"), of("sola", "time"), "", catalog.Forbidden},
		{"editor, shared", actor(catalog.Editor, "time"), of("sola", "time"), "", catalog.Forbidden},
		{"editor, everybody's", actor(catalog.Editor, "time"), of(), catalog.Forbidden, catalog.Forbidden},
		{"unbound editor, everybody's", actor(catalog.Editor, ""), of(), "", ""},
		{"county editor, shared", actor(catalog.CountyEditor, ""), of("sola", "time"), "", ""},
	}
	for _, tt := range tests {
		keep, remove := catalog.CodeOf(catalog.MayKeepOffer(tt.actor, tt.offer)), catalog.CodeOf(catalog.MayRemoveOffer(tt.actor, tt.offer))
		if keep != tt.keep || remove != tt.remove {
			t.Errorf("%s: keep %q, remove %q", tt.name, keep, remove)
		}
	}
	for _, tt := range []struct {
		actor   catalog.Actor
		library string
		want    catalog.Code
	}{{actor(catalog.Editor, "sola"), "sola", ""}, {actor(catalog.Editor, "sola"), "time", catalog.Forbidden}, {actor(catalog.Editor, "sola"), "", catalog.Forbidden},
		{actor(catalog.Contributor, "sola"), "sola", catalog.Forbidden}, {actor(catalog.CountyEditor, ""), "", ""}, {actor(catalog.Editor, ""), "time", ""}} {
		if got := catalog.CodeOf(catalog.MayKeepSchoolHoliday(tt.actor, catalog.SchoolHoliday{Library: catalog.Ref{ID: tt.library}})); got != tt.want {
			t.Errorf("%s of %q keeps the holidays of %q: %q", tt.actor.Role, tt.actor.Library, tt.library, got)
		}
		if got := catalog.CodeOf(catalog.MayKeepAccount(tt.actor, catalog.Account{Library: catalog.Ref{ID: tt.library}})); got != tt.want {
			t.Errorf("%s of %q keeps the accounts of %q: %q", tt.actor.Role, tt.actor.Library, tt.library, got)
		}
	}
}
