package web_test

import (
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
	_, err = s.Plan.Edit(ctx, admin, catalog.PlanItemID(row[1].ID), 0, func(p *catalog.PlanItem) { p.Caption = "Kom!" })
	must(t, err)
	s.post(path+"/remove", old).expect(t, http.StatusPreconditionFailed, "Noen andre har endret", `name="row" value="`+form().Get("row")+`"`)
	s.post(path+"/repeat", old).expect(t, http.StatusPreconditionFailed, "Noen andre har endret", `value="2027-03-30"`, `<option value="week" selected>`)
	again := form()
	s.post(path+"/repeat", again).expect(t, http.StatusSeeOther)
	s.post(path+"/repeat", again).expect(t, http.StatusPreconditionFailed)
	s.post(path+"/remove", again).expect(t, http.StatusPreconditionFailed)
	again.Set("scope", "this")
	s.post(path+"/remove", again).expect(t, http.StatusSeeOther)
	s.get("/plan/"+row[1].ID).expect(t, http.StatusOK, "Rekke med 3 innlegg")
}
