package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestBalancePlan(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2027, 3, day, hour, 0, 0, 0, zone) }
	insta, face := catalog.Account{Entry: catalog.Entry{ID: "i"}, Name: "insta"}, catalog.Account{Entry: catalog.Entry{ID: "f"}, Name: "face"}
	item := func(id, account string, when time.Time, kind catalog.ContentType, status catalog.PlanStatus, library catalog.LibraryID) catalog.PlanItem {
		return catalog.PlanItem{Entry: catalog.Entry{ID: id}, Account: catalog.Ref{ID: account}, PlannedAt: when, ContentType: kind, Status: status,
			Library: catalog.LibraryRef{ID: library, Name: string(library)}}
	}
	items := []catalog.PlanItem{
		item("late", "i", at(12, 11), catalog.Literature, catalog.PlanDraft, "sola"),
		item("a", "i", at(12, 10), catalog.Literature, catalog.PlanApproved, "sola"),
		item("far", "i", at(12, 13), catalog.Relations, catalog.PlanDraft, ""),
		item("other account", "f", at(12, 10), catalog.Relations, catalog.PlanDraft, "hå"),
		item("untyped", "f", at(31, 23), "", catalog.PlanPublished, "sola"),
		item("idea", "i", at(13, 10), catalog.Relations, catalog.PlanIdea, "sola"),
		item("off", "i", at(13, 10), catalog.Relations, catalog.PlanCancelled, "sola"),
		item("outside", "i", at(1, 0).AddDate(0, 1, 0), catalog.Relations, catalog.PlanDraft, "sola"),
	}
	libraries := []catalog.Library{{Entry: catalog.Entry{ID: "hå"}, Name: "hå"}, {Entry: catalog.Entry{ID: "tysvær"}, Name: "tysvær"}, {Entry: catalog.Entry{ID: "shut"}, Closed: true}}
	got := catalog.BalancePlan(items, []catalog.Account{insta, face}, libraries, at(1, 0), at(1, 0).AddDate(0, 1, 0), zone)
	if s := fmt.Sprint(got.Types); s != "[{{service_info } 0} {{literature } 2} {{relations } 2} {{ } 1}]" {
		t.Errorf("types %s", s)
	}
	if s := fmt.Sprint(got.Libraries); s != "[{{sola sola} 3} {{hå hå} 1} {{ } 1} {{tysvær tysvær} 0}]" {
		t.Errorf("libraries %s", s)
	}
	if len(got.Clashes) != 1 || got.Clashes[0].First.ID != "a" || got.Clashes[0].Second.ID != "late" {
		t.Errorf("clashes %+v", got.Clashes)
	}
	var gaps string
	for _, g := range got.Gaps {
		gaps += fmt.Sprintf("%s %d–%d (%d) ", g.Account.Name, g.From.Day(), g.To.Day(), g.Days())
	}
	if gaps != "insta 13–31 (19) face 13–30 (18) insta 1–11 (11) face 1–11 (11) " { // over the change to summer time, too
		t.Errorf("gaps %s", gaps)
	}
}
