package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// kitOf plans a post of assets on a new account on Instagram.
func (s *site) kitOf(change func(*catalog.PlanItem), ids ...catalog.AssetID) catalog.PlanItem {
	s.t.Helper()
	ctx, admin := s.t.Context(), s.administrator()
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@fylket" + newID(), Channel: catalog.Instagram})
	must(s.t, err)
	item := catalog.PlanItem{Title: "Pappatreff", Account: catalog.Ref{ID: account.ID}, PlannedAt: time.Now().AddDate(0, 1, 0), Language: "nb", Hashtags: []string{"pappa"}}
	for _, id := range ids {
		item.Assets = append(item.Assets, catalog.PlannedAsset{ID: id})
	}
	if change != nil {
		change(&item)
	}
	item, err = s.Plan.Add(ctx, admin, item)
	must(s.t, err)
	return item
}

// kitPages plans posts in every state that the page of a kit knows to be shown with 200; it gives the paths of the pages.
func (s *site) kitPages(photo catalog.AssetID, library string) []string {
	s.t.Helper()
	clip := s.clip(60, "Høytlesing")
	s.change(clip.ID, func(a *catalog.Asset) { a.PeopleStatus, a.Original.Duration = catalog.PeopleNobody, 4*time.Second })
	ready := s.kitOf(func(p *catalog.PlanItem) {
		p.Tags, p.Link, p.Status = []string{"forfatteren"}, "https://example.org/pappa", catalog.PlanApproved
		p.Collaborators = []catalog.Collaborator{{Library: catalog.LibraryRef{ID: catalog.LibraryID(library)}, Status: catalog.CollaboratorAccepted}}
	}, photo)
	blocked := s.kitOf(func(p *catalog.PlanItem) { p.Caption = strings.Repeat("bok ", 600) + strings.Repeat("#x ", 8) }, photo, clip.ID)
	blocked, err := s.Plan.Edit(s.t.Context(), s.administrator(), catalog.PlanItemID(blocked.ID), 0, func(p *catalog.PlanItem) { p.Assets[1].CoverAt = ptr(time.Second) })
	must(s.t, err)
	return []string{"/plan/" + ready.ID + "/kit", "/plan/" + ready.ID + "/kit?language=en", "/plan/" + blocked.ID + "/kit"}
}

func TestKitPage(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Tre <b>fedre</b>"), AltText: ptr("Tre fedre leser"), Creator: ptr("Nina"), PeopleStatus: ptr(catalog.PeopleNobody)})
	item := s.kitOf(nil, a.ID)
	path := "/plan/" + item.ID + "/kit"
	page := s.get(path).expect(t, http.StatusOK, "1-tre-b-fedre-b-portrait.jpg", `data-copy="kit-text"`, "Tre &lt;b&gt;fedre&lt;/b&gt;\n\nFoto: Nina\n\n#pappa", "Tre fedre leser", path+".zip", "ikke godkjent")
	if strings.Contains(page.body, "hx-trigger=\"every 3s\"") {
		t.Error("the page waits although all is made")
	}
	sent := url.Values{"version": {"1"}, "caption": {"Kom, da!"}, "hashtags": {"#pappa, #tysvær"}, "tags": {"@kari"}, "language": {"nn"}, "format": {"square"}, "assets[0].focal_point": {"20, 80"}}
	s.post(path, sent).expect(t, http.StatusSeeOther)
	changed, err := s.Plan.Get(t.Context(), s.administrator(), catalog.PlanItemID(item.ID))
	must(t, err)
	if f := changed.Assets[0].FocalPoint; f == nil || *f != (catalog.Point{X: 0.2, Y: 0.8}) || changed.Caption != "Kom, da!" || len(changed.Hashtags) != 2 || changed.Tags[0] != "kari" || changed.Format != "square" {
		t.Errorf("got %+v", changed)
	}
	s.post(path, sent).expect(t, http.StatusPreconditionFailed, "endret dette imens", "1080 × 1080")
	sent.Set("version", "2")
	sent.Set("assets[0].focal_point", "120")
	sent.Set("format", "rund")
	s.post(path, sent).expect(t, http.StatusUnprocessableEntity, `href="#field-assets-0-focal_point"`)
	sent.Set("assets[0].focal_point", "")
	s.post(path, sent).expect(t, http.StatusUnprocessableEntity, `href="#field-format"`)
	sent.Set("format", "")
	sent.Set("caption", "")
	s.post(path, sent).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "1080 × 1350", "Tre &lt;b&gt;fedre&lt;/b&gt;\n\nFoto: Nina\n\n#pappa #tysvær")

	s.post(path+"/posted", url.Values{"permalink": {"nei"}}).expect(t, http.StatusUnprocessableEntity, `href="#field-permalink"`)
	s.post(path+"/posted", url.Values{"posted_at": {"i går"}}).expect(t, http.StatusUnprocessableEntity, `href="#field-posted_at"`)
	at := time.Now().Add(-48 * time.Hour).Format("2006-01-02T15:04")
	s.post(path+"/posted", url.Values{"permalink": {"https://instagram.example/p/1"}, "posted_at": {at}}).expect(t, http.StatusSeeOther)
	s.get(strings.TrimSuffix(path, "/kit")+"?lang=nb").expect(t, http.StatusOK, "Se det i loggen", `href="/posts/`)
	s.get(path).expect(t, http.StatusOK, "Dette er lagt ut.")
	posts, err := s.Posts.List(t.Context(), s.administrator(), catalog.PostFilter{Asset: a.ID})
	must(t, err)
	if len(posts.Items) != 1 || posts.Items[0].PostedAt.After(time.Now().Add(-40*time.Hour)) {
		t.Errorf("got %+v", posts.Items)
	}
}

func TestKitPageRefuses(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Tre fedre"), PeopleStatus: ptr(catalog.PeopleNobody)})
	item := s.kitOf(nil, a.ID)
	path := "/plan/" + item.ID + "/kit"
	duty := path + "/duties/" + string(a.ID) + "/alt_text"
	page := s.get(path).expect(t, http.StatusOK, "Dette må ordnes først", "/assets/"+string(a.ID)+"#duties", duty, "Holdes tilbake")
	if strings.Contains(page.body, "/kit/files/") || strings.Contains(page.body, "kit.zip") {
		t.Error("the page gives files away that are held back")
	}
	s.post(duty, url.Values{"reason": {" "}, "name": {"Kari <b>"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut", "Kari &lt;b&gt;")
	to := s.post(duty, url.Values{"reason": {"Må ut nå"}, "name": {"Kari"}}).expect(t, http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(to, path) {
		t.Errorf("goes on to %s", to)
	}
	s.get(path).expect(t, http.StatusOK, path+"/files/0", path+".zip")
	s.change(a.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	page = s.get(path).expect(t, http.StatusConflict, "Tre fedre", "/plan/"+item.ID)
	if strings.Contains(page.body, "/kit/files/") || strings.Contains(page.body, "kit.zip") {
		t.Error("the page gives files away that are not cleared")
	}
	s.post(path, url.Values{"caption": {"x"}}).expect(t, http.StatusConflict)
	s.get("/plan/finnes-ikke/kit").expect(t, http.StatusNotFound)
}
