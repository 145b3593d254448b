package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// planned fills the plan; it gives the paths of its pages.
func (s *site) planned(account, library string, assets ...catalog.AssetID) []string {
	ctx, admin := s.t.Context(), s.administrator()
	zone := s.Words.Localizer("nb").Zone()
	at := time.Date(2027, 3, 24, 10, 0, 0, 0, zone)
	i := catalog.PlanItem{Title: "Pappatreff <b>snart</b>", Account: catalog.Ref{ID: account}, PlannedAt: at, ContentType: catalog.Relations, Library: catalog.LibraryRef{ID: catalog.LibraryID(library)},
		Owner: catalog.Ref{ID: admin.ID}, Deputy: catalog.Ref{ID: admin.ID}, FollowUp: catalog.Ref{ID: admin.ID}, Deadline: at.AddDate(0, 0, -2), Format: "portrait", Language: "nn",
		Caption: "Kaffe & bøker", Hashtags: []string{"bok"}, Tags: []string{"sola"}, Link: "https://example.org/a?b=1&c=2", Notes: "Ring <i>først</i>",
		Collaborators: []catalog.Collaborator{{Library: catalog.LibraryRef{ID: catalog.LibraryID(library)}}}}
	for _, id := range assets {
		i.Assets = append(i.Assets, catalog.PlannedAsset{ID: id})
	}
	first, err := s.Plan.Add(ctx, admin, i)
	must(s.t, err)
	_, err = s.Plan.Comment(ctx, admin, catalog.PlanItemID(first.ID), "Fint & <b>kort</b>")
	must(s.t, err)
	row, err := s.Plan.AddRow(ctx, admin, catalog.PlanItem{Account: catalog.Ref{ID: account}}, []time.Time{at, at.AddDate(0, 0, 7)})
	must(s.t, err)
	idea, err := s.Plan.Add(ctx, admin, catalog.PlanItem{})
	must(s.t, err)
	_, err = s.CalendarFeeds.Issue(ctx, admin, "")
	must(s.t, err)
	_, err = s.CalendarFeeds.Issue(ctx, admin, library)
	must(s.t, err)
	path := "/plan/" + first.ID
	return []string{"/plan?at=2027-03-01", "/plan?view=week&at=2027-03-24&library=" + library, "/plan?view=list&at=2027-03-24&mine=true", "/plan?view=ideas", "/plan?view=waiting", "/plan?at=x&view=x&status=x&account=x", "/plan/new",
		"/plan/new?day=2027-03-28&id=" + string(assets[0]) + "&account=" + account, path, path + "/edit", "/plan/" + row[0].ID, "/plan/" + row[1].ID + "/edit", "/plan/" + idea.ID, "/plan/feeds"}
}

func TestPlanIsMadeWithoutScript(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	sola, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek", ExcludedChannels: []catalog.Channel{catalog.Facebook}})
	must(t, err)
	insta, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram, Library: catalog.Ref{ID: sola.ID}})
	must(t, err)
	_, err = s.Accounts.Add(ctx, admin, catalog.Account{Name: "Sola på Facebook", Channel: catalog.Facebook, Library: catalog.Ref{ID: sola.ID}})
	must(t, err)
	one := s.add(1, catalog.AssetPatch{Title: ptr("Heklekafé"), PeopleStatus: ptr(catalog.PeopleNobody)})
	two := s.add(2, catalog.AssetPatch{Title: ptr("Kaffekopp")})

	said := func(day int) string {
		return s.Words.Localizer("nb").Date(time.Date(2027, 3, day, 12, 0, 0, 0, time.UTC))
	}

	// what the policy excludes cannot be chosen, files are looked for and put in order, and what was typed stays
	if page := s.get("/plan/new?day=2027-03-27").expect(t, http.StatusOK, `value="2027-03-27"`, "@sola"); strings.Contains(page.body, "Sola på Facebook") {
		t.Error("an account can be chosen that its library's policy excludes")
	}
	form := url.Values{"title": {"Hekling"}, "account": {insta.ID}, "planned_at": {"2027-03-27"}, "planned_time": {"09:30"}, "library": {sola.ID}, "find": {"heklekafe"}, "action": {"find"}}
	s.post("/plan/new", form).expect(t, http.StatusOK, `name="add" value="`+string(one.ID)+`"`, `value="Hekling"`)
	form.Set("action", "add")
	form["add"], form["assets"] = []string{string(one.ID)}, []string{string(two.ID)}
	s.post("/plan/new", form).expect(t, http.StatusOK, `name="assets" value="`+string(one.ID)+`"`)
	form["assets"], form["add"], form["up"] = []string{string(two.ID), string(one.ID)}, nil, []string{string(one.ID)}
	form.Del("action")
	page := s.post("/plan/new", form).expect(t, http.StatusOK)
	if strings.Index(page.body, string(one.ID)) > strings.Index(page.body, string(two.ID)) {
		t.Error("the file did not move forward")
	}
	form.Del("up")
	form.Set("action", "save")
	form.Set("deadline", "2027-03-28")
	s.post("/plan/new", form).expect(t, http.StatusUnprocessableEntity, "Fristen må være før", `value="Hekling"`)
	form.Set("deadline", "2027-03-25")
	form["assets"] = []string{string(one.ID), string(two.ID)}
	path := s.post("/plan/new", form).expect(t, http.StatusSeeOther).header.Get("Location")
	path, _, _ = strings.Cut(path, "?")
	s.get(path).expect(t, http.StatusOK, "Heklekafé", "lørdag "+said(27)+" kl.", "09.30", said(25), "Kan ikke vises der da")
	s.get("/plan?at=2027-03-01").expect(t, http.StatusOK, "09.30", "Hekling", "Kan ikke vises da")

	// a row over the change to summer time, and a rule that gives nothing
	row := url.Values{"title": {"Siste fredag"}, "account": {insta.ID}, "planned_at": {"2027-02-26"}, "planned_time": {"14:00"}, "repeat": {"month_last"}, "repeat_until": {"2027-04-30"}, "action": {"save"}}
	s.post("/plan/new", row).expect(t, http.StatusSeeOther)
	for _, at := range []string{"2027-02-01", "2027-03-01", "2027-04-01"} {
		s.get("/plan?view=list&at="+at).expect(t, http.StatusOK, "14.00", "Siste fredag", "Hører til en rekke")
	}
	row.Set("repeat_until", "2027-01-01")
	s.post("/plan/new", row).expect(t, http.StatusUnprocessableEntity, `id="field-repeat-problem"`)

	// a post that stands alone becomes the first of a row, and what cannot be repeated keeps what was typed
	s.post(path+"/repeat", url.Values{"repeat": {"week"}, "repeat_until": {"2027-01-01"}}).expect(t, http.StatusUnprocessableEntity, `value="2027-01-01"`, `<option value="week" selected>`)

	// moved into summer time it keeps its hour; a stale form is refused with a sentence
	from := "/plan?at=2027-03-01&view=month"
	s.post(path+"/move", url.Values{"day": {"2027-03-29"}, "version": {"1"}, "from": {from}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "mandag "+said(29)+" kl.", "09.30", said(27))
	s.post(path+"/move", url.Values{"day": {"2027-03-30"}, "version": {"1"}}).expect(t, http.StatusPreconditionFailed, "Noen andre har endret")
	if to := s.post(path+"/move", url.Values{"day": {"2027-03-29"}, "version": {"2"}, "from": {"https://evil.example/plan?"}}).header.Get("Location"); !strings.HasPrefix(to, path) {
		t.Errorf("went to %s", to)
	}
	s.post(path+"/status", url.Values{"status": {"approved"}}).expect(t, http.StatusConflict)
	s.post(path+"/comments", url.Values{"text": {""}}).expect(t, http.StatusUnprocessableEntity, "må fylles ut")
	s.post(path+"/comments", url.Values{"text": {"Bra!"}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "Bra!")
	s.post(path+"/remove", url.Values{}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusNotFound)
}
