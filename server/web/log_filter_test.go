package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestFiltersThatNameNothing narrow no page, which says so by its own fields; days that end before they begin are told of.
func TestFiltersThatNameNothing(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	sola := must2(s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek"}))(t)
	account := must2(s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram, Library: catalog.Ref{ID: sola.ID}}))(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Babysang"), Libraries: ptr([]string{sola.ID})})
	_, err := s.Posts.Add(ctx, admin, catalog.Post{Account: catalog.Ref{ID: account.ID}, Assets: []catalog.PostedAsset{{ID: a.ID}}})
	must(t, err)
	_, err = s.Offers.Add(ctx, admin, catalog.Offer{Name: "Pappatreff", Rule: catalog.Rule{Date: "02-14"}})
	must(t, err)
	_, err = s.Plan.Add(ctx, admin, catalog.PlanItem{Title: "En idé"})
	must(t, err)
	for path, shown := range map[string]string{
		"/posts?account=nope&library=nope&content_type=fun&language=klingon&from=31.2.": "Babysang",
		"/reports?library=nope&from=31.2.&by=nope":                                      "1 innlegg",
		"/reports/reuse?source=nope&by=nope":                                            "Hvem har brukt",
		"/offers?library=nope":                                                          "Pappatreff",
		"/plan?view=ideas&library=nope&account=nope&status=nope":                        "En idé",
	} {
		if page := s.get(path).expect(t, http.StatusOK, shown); strings.Contains(page.main(), "nope") || strings.Contains(page.main(), "klingon") || strings.Contains(page.main(), "31.2") {
			t.Errorf("%s carries on what there is none of", path)
		}
	}
	for path, empty := range map[string]string{"/posts": "Ingen innlegg i loggen", "/reports": "0 innlegg"} {
		page := s.get(path+"?from=2026-02-02&to=2026-02-01").expect(t, http.StatusUnprocessableEntity, "Slutten må komme etter starten", `href="#field-to"`, `value="2026-02-01"`)
		if strings.Contains(page.body, empty) {
			t.Errorf("%s says that nothing was posted then", path)
		}
		s.get(path+"?from=2026-02-01&to=2026-02-01").expect(t, http.StatusOK)
	}
}
