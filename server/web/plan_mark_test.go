package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPlanPageTellsOfWhatOthersAltered sends the forms that remove posts and make rows longer as they stood before somebody else
// altered a post of the row: they are refused with a sentence, and what was typed stays.
func TestPlanPageTellsOfWhatOthersAltered(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	at := time.Date(2027, 3, 9, 17, 0, 0, 0, time.UTC)
	row, err := s.Plan.AddRow(ctx, admin, catalog.PlanItem{Title: "Tirsdag"}, []time.Time{at, at.AddDate(0, 0, 7)})
	must(t, err)
	path := "/plan/" + row[0].ID
	hidden := func(name string) string {
		t.Helper()
		found := regexp.MustCompile(`/remove"[^>]*>.*?name="` + name + `" value="([^"]*)"`).FindStringSubmatch(s.get(path).body)
		if found == nil {
			t.Fatalf("the form does not carry %s", name)
		}
		return found[1]
	}
	form := func() url.Values {
		return url.Values{"version": {hidden("version")}, "row": {hidden("row")}, "scope": {"all"}, "repeat": {"week"}, "repeat_until": {"2027-03-30"}}
	}
	old := form()
	edit := func() url.Values {
		t.Helper()
		found := regexp.MustCompile(`name="version" value="([^"]*)"><input type="hidden" name="row" value="([^"]*)"`).FindStringSubmatch(s.get(path + "/edit").body)
		if found == nil {
			t.Fatal("the form does not carry what its reader saw")
		}
		return url.Values{"version": {found[1]}, "row": {found[2]}, "scope": {"all"}, "title": {"Onsdag"}, "planned_at": {"2027-03-09"}, "planned_time": {"18:00"}, "caption": {"For alle"}, "action": {"save"}}
	}
	mine := edit()
	_, err = s.Plan.Edit(ctx, admin, catalog.PlanItemID(row[1].ID), 0, func(p *catalog.PlanItem) { p.Caption = "Kom!" })
	must(t, err)
	s.post(path+"/remove", old).expect(t, http.StatusPreconditionFailed, "Noen andre har endret", `name="row" value="`+form().Get("row")+`"`)
	s.post(path+"/repeat", old).expect(t, http.StatusPreconditionFailed, "Noen andre har endret", `value="2027-03-30"`, `<option value="week" selected>`)
	// altering all of it, too; looking for files in between changes nothing of what was seen
	for address, more := range map[string]url.Values{"/status": {"status": {"cancelled"}}, "/move": {"day": {"2027-03-10"}}} {
		more["version"], more["row"], more["scope"] = old["version"], old["row"], old["scope"]
		s.post(path+address, more).expect(t, http.StatusPreconditionFailed, "Noen andre har endret")
	}
	look := maps.Clone(mine)
	look.Set("action", "find")
	s.post(path+"/edit", look).expect(t, http.StatusOK, `name="row" value="`+mine.Get("row")+`"`)
	s.post(path+"/edit", mine).expect(t, http.StatusPreconditionFailed, "Noen andre har endret", `name="row" value="`+form().Get("row")+`"`, "For alle")
	if kept := must2(s.Plan.Get(ctx, admin, catalog.PlanItemID(row[1].ID)))(t); kept.Caption != "Kom!" {
		t.Errorf("what somebody else wrote has become %q", kept.Caption)
	}
	s.post(path+"/edit", edit()).expect(t, http.StatusSeeOther)
	again := form()
	s.post(path+"/repeat", again).expect(t, http.StatusSeeOther)
	s.post(path+"/repeat", again).expect(t, http.StatusPreconditionFailed)
	s.post(path+"/remove", again).expect(t, http.StatusPreconditionFailed)
	again.Set("scope", "this")
	s.post(path+"/remove", again).expect(t, http.StatusSeeOther)
	s.get("/plan/"+row[1].ID).expect(t, http.StatusOK, "Rekke med 3 innlegg")
}
