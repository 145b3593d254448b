package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestReuseNeedsClearance(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	path := "/assets/" + string(a.ID) + "/reuse"
	s.get(path).expect(t, http.StatusOK, "Kan ikke gjenbrukes ennå", "Ingen har sagt hvem som kan gjenkjennes", "/edit#field-people_status")
	s.post(path, url.Values{"purpose": {"Nettsak"}}).expect(t, http.StatusConflict, "Kan ikke gjenbrukes ennå. Se hvorfor.")
}

func TestReuseLink(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff"), AltText: ptr("Tre fedre"), PeopleStatus: ptr(catalog.PeopleNobody)})
	path := "/assets/" + string(a.ID) + "/reuse"
	inAYear := time.Now().In(s.Due.Zone).Add(365 * 24 * time.Hour).Format("2006")
	s.get(path).expect(t, http.StatusOK, `name="expires_at" value="`+inAYear)
	s.post(path, url.Values{"purpose": {"Nettsak"}, "channel": {"website"}, "expires_at": {"2020-01-01"}}).expect(t, http.StatusUnprocessableEntity, `value="Nettsak"`, "Datoen må ligge fram i tid")
	s.post(path, url.Values{"expires_at": {"snart"}}).expect(t, http.StatusUnprocessableEntity, "Skriv datoen som")

	got := s.post(path, url.Values{"purpose": {"Nettsak"}, "channel": {"website"}, "expires_at": {"2099-12-31"}}).expect(t, http.StatusSeeOther)
	made := html.UnescapeString(s.get(got.header.Get("Location")).expect(t, http.StatusOK, "Lenken er klar").body)
	for _, want := range []string{origin + "/r/", "/w640.jpg", "<picture>", `alt="Tre fedre"`, "<iframe src=", "/embed", origin + "/oembed?"} {
		if !strings.Contains(made, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	page, err := s.ReuseLinks.List(t.Context(), s.administrator(), catalog.ReuseLinkFilter{Asset: a.ID})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].ExpiresAt.In(s.Words.Localizer("nb").Zone()).Format(time.DateTime) != "2099-12-31 23:59:59" {
		t.Fatalf("links: %+v", page.Items)
	}
	s.get("/reuse-links").expect(t, http.StatusOK, "Nettsak", "til 31.\u00a0desember 2099", "/revoke")
	revoke := "/reuse-links/" + string(page.Items[0].ID) + "/revoke"
	for from, want := range map[string]string{path: path + "?done=link_revoked", "https://evil.example/": "/reuse-links?done=link_revoked"} {
		if got := s.post(revoke, url.Values{"from": {from}}).expect(t, http.StatusSeeOther).header.Get("Location"); got != want {
			t.Errorf("from %q leads to %q, want %q", from, got, want)
		}
	}
	s.get("/reuse-links").expect(t, http.StatusOK, "Ingen lenker her")
	all := s.get("/reuse-links?show=all").expect(t, http.StatusOK, "Trukket tilbake")
	if strings.Contains(all.main(), origin+"/r/") {
		t.Error("a revoked link still shows its address")
	}
}
