package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var invitation = regexp.MustCompile(origin + `(/welcome/[^<"]+)`)

func TestInvitePerson(t *testing.T) {
	s := start(t)
	cfg := url.Values{"name": {"Per"}, "email": {"per@"}, "role": {"editor"}}
	s.post("/users", cfg).expect(t, http.StatusUnprocessableEntity, "Skriv en gyldig e-postadresse", `value="per@"`)
	cfg.Set("email", "per@example.org")
	where := s.post("/users", cfg).expect(t, http.StatusSeeOther).header.Get("Location")
	made := s.get(where).expect(t, http.StatusOK, "Per kan nå få tilgang")
	link := invitation.FindStringSubmatch(html.UnescapeString(made.body))
	if link == nil {
		t.Fatalf("no one-time link in\n%.2000s", made.main())
	}
	for _, path := range []string{where, "/users"} {
		if again := s.get(path).expect(t, http.StatusOK); strings.Contains(again.body, link[1]) {
			t.Errorf("%s shows the link again", path)
		}
	}
	s.post("/users", cfg).expect(t, http.StatusConflict, "er tatt")
	per := *s
	per.client = newClient(t)
	per.post(link[1], url.Values{"password": {password}}).expect(t, http.StatusSeeOther)
	per.get("/").expect(t, http.StatusOK, "Redaktør")

	u, err := s.Users.ByEmail(t.Context(), "per@example.org")
	must(t, err)
	path := "/users/" + string(u.ID)
	s.post(path, url.Values{"action": {"invite"}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "/welcome/")
	s.post(path, url.Values{"action": {"save"}, "name": {"Per"}, "email": {"per@example.org"}, "role": {"reader"}}).expect(t, http.StatusSeeOther)
	per.get("/").expect(t, http.StatusSeeOther)
	s.get("/users").expect(t, http.StatusOK, "Sperret")
	own, err := s.Users.ByEmail(t.Context(), "kari@example.org")
	must(t, err)
	s.post("/users/"+string(own.ID), url.Values{"name": {"Kari"}, "email": {"kari@example.org"}, "role": {"reader"}}).expect(t, http.StatusUnprocessableEntity,
		"Du kan ikke ta fra deg selv rollen eller tilgangen", `id="field-role-problem"`, `id="field-active-problem"`)
	if still, err := s.Users.Current(t.Context(), own.ID); err != nil || still.Role != catalog.Administrator || !still.Active {
		t.Errorf("the administrator is now %s, active %v, %v", still.Role, still.Active, err)
	}
}

func TestTokens(t *testing.T) {
	s := start(t)
	s.post("/tokens", url.Values{"name": {""}, "role": {"editor"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.post("/tokens", url.Values{"name": {"import"}, "role": {"editor"}}).expect(t, http.StatusSeeOther)
	other := s.as(catalog.Administrator, "").get("/tokens").expect(t, http.StatusOK, "import")
	made := s.get("/tokens").expect(t, http.StatusOK, "Nøkkelen er klar")
	secret := regexp.MustCompile(`fm_[0-9A-Za-z_-]+`).FindString(made.body)
	if _, err := s.Tokens.Authenticate(t.Context(), secret); err != nil {
		t.Fatalf("the token that is shown does not work: %v", err)
	}
	list := s.get("/tokens").expect(t, http.StatusOK, "import")
	if strings.Contains(list.body, secret) || strings.Contains(other.body, secret) {
		t.Error("the secret is shown again, or to somebody else")
	}
	revoke := regexp.MustCompile(`/tokens/[a-z0-9]+/revoke`).FindString(list.body)
	s.post(revoke, nil).expect(t, http.StatusSeeOther)
	if _, err := s.Tokens.Authenticate(t.Context(), secret); !catalog.Is(err, catalog.Unauthenticated) {
		t.Errorf("a revoked token: %v", err)
	}
}
