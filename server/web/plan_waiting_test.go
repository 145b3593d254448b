package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPlanTellsWhomItWaitsFor shows to each what waits for them and what they have to do with it, on the front page how many, and
// no title of a file that they do not see.
func TestPlanTellsWhomItWaitsFor(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	sola, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram, Library: catalog.Ref{ID: sola.ID}})
	must(t, err)
	type person struct {
		*site
		catalog.Ref
	}
	invite := func(role catalog.Role) person {
		had, err := s.Users.Colleagues(ctx, admin)
		must(t, err)
		out := person{site: s.as(role, sola.ID)}
		now, err := s.Users.Colleagues(ctx, admin)
		must(t, err)
		for _, u := range now {
			out.ID = u.ID
			for _, h := range had {
				if h.ID == u.ID {
					out.ID = ""
				}
			}
			if out.ID != "" {
				return out
			}
		}
		return out
	}
	owner, deputy, follower, editor, other, reader := invite(catalog.Contributor), invite(catalog.Contributor), invite(catalog.Contributor), invite(catalog.Editor), invite(catalog.Contributor), invite(catalog.Reader)
	hidden := s.add(1, catalog.AssetPatch{Title: ptr("Hemmelig film"), PeopleStatus: ptr(catalog.PeopleNobody), Review: ptr(catalog.ReviewWaiting)})
	now := time.Now()
	add := func(title string, status catalog.PlanStatus, at time.Time, assets ...catalog.PlannedAsset) {
		t.Helper()
		_, err := s.Plan.Add(ctx, admin, catalog.PlanItem{Title: title, Account: catalog.Ref{ID: account.ID}, Library: catalog.LibraryRef{ID: catalog.LibraryID(sola.ID)}, Status: status, PlannedAt: at,
			Owner: catalog.Ref{ID: owner.ID}, Deputy: catalog.Ref{ID: deputy.ID}, FollowUp: catalog.Ref{ID: follower.ID}, Assets: assets})
		must(t, err)
	}
	add("", catalog.PlanDraft, now.Add(30*time.Hour), catalog.PlannedAsset{ID: hidden.ID})
	add("Uka etter", catalog.PlanDraft, now.AddDate(0, 0, 7))
	add("Skal godkjennes", catalog.PlanToApprove, now.AddDate(0, 0, 20))
	add("Haster å godkjenne", catalog.PlanToApprove, now.Add(40*time.Hour))
	add("I dag", catalog.PlanApproved, now.Add(time.Hour))
	add("Fra i forgårs", catalog.PlanPublished, now.Add(-50*time.Hour))
	add("Avlyst", catalog.PlanCancelled, now.Add(time.Hour))
	add("Fulgt opp", catalog.PlanFollowed, now.Add(-50*time.Hour))
	const view = "/plan?view=waiting"
	titles := []string{"Hemmelig film", "Innlegg uten tittel", "Uka etter", "Skal godkjennes", "Haster å godkjenne", "I dag", "Fra i forgårs", "Avlyst", "Fulgt opp"}
	for name, test := range map[string]struct {
		who  *site
		want []string
		more []string // what else the page says
	}{
		"owner":    {owner.site, []string{"Innlegg uten tittel", "Haster å godkjenne", "I dag"}, []string{"Gjør klart innen", "Ikke godkjent ennå", "<strong>Legg ut</strong>"}},
		"deputy":   {deputy.site, []string{"Innlegg uten tittel", "Haster å godkjenne", "I dag"}, []string{"Gjør klart innen"}},
		"follower": {follower.site, []string{"Fra i forgårs"}, []string{"Svar på kommentarer"}},
		"editor":   {editor.site, []string{"Haster å godkjenne", "Skal godkjennes"}, []string{"Godkjenn, eller send tilbake"}},
		"other":    {other.site, nil, []string{"Ingen innlegg venter på deg."}},
		"reader":   {reader.site, nil, []string{"Ingen innlegg venter på deg."}},
		"maker":    {s, nil, nil},
	} {
		page := test.who.get(view).expect(t, http.StatusOK, test.more...)
		for _, title := range titles {
			want := false
			for _, w := range test.want {
				want = want || w == title
			}
			if strings.Contains(page.body, "<strong>"+title+"</strong>") != want {
				t.Errorf("%s: %q is shown: %v", name, title, !want)
			}
		}
		told := map[int]string{0: "", 1: "Ett innlegg i planen venter på deg.", 2: "2 innlegg i planen venter på deg.", 3: "3 innlegg i planen venter på deg."}[len(test.want)]
		if front := test.who.get("/").expect(t, http.StatusOK); !strings.Contains(front.body, told) || told == "" && strings.Contains(front.body, "venter på deg") {
			t.Errorf("%s: the front page does not say %q", name, told)
		}
	}
	// the filters hold here, too
	for query, want := range map[string]string{"&status=approved": "I dag", "&status=draft": "Innlegg uten tittel", "&library=" + sola.ID: "I dag", "&account=" + account.ID: "I dag", "&mine=true": "I dag"} {
		owner.get(view+query).expect(t, http.StatusOK, "<strong>"+want+"</strong>")
	}
	tysvar := must2(s.Libraries.Add(ctx, admin, catalog.Library{Name: "Tysvær bibliotek"}))(t)
	theirs := must2(s.Accounts.Add(ctx, admin, catalog.Account{Name: "@tysvar", Channel: catalog.Instagram, Library: catalog.Ref{ID: tysvar.ID}}))(t)
	for _, query := range []string{"&status=published", "&library=" + tysvar.ID, "&account=" + theirs.ID} {
		owner.get(view+query).expect(t, http.StatusOK, "Ingen innlegg venter på deg.")
	}
	editor.get(view+"&mine=true").expect(t, http.StatusOK, "Ingen innlegg venter på deg.")
}
