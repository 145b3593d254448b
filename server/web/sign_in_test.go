package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestStrangersSignInFirst(t *testing.T) {
	s := start(t)
	stranger := *s
	stranger.client = newClient(t)
	for path, want := range map[string]string{
		"/":              "/sign-in",
		"/?q=pappatreff": "/sign-in?next=%2F%3Fq%3Dpappatreff",
		"/assets/x/edit": "/sign-in?next=%2Fassets%2Fx%2Fedit",
		"/users":         "/sign-in?next=%2Fusers",
	} {
		if got := stranger.get(path).expect(t, http.StatusSeeOther).header.Get("Location"); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	for path, sent := range map[string]url.Values{"/bulk": nil, "/account": {"old_password": {password}}} {
		if got := stranger.post(path, sent).expect(t, http.StatusSeeOther).header.Get("Location"); got != "/sign-in" {
			t.Errorf("POST %s leads to %q, want /sign-in", path, got)
		}
	}
}

func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	s := start(t)
	gone := *s
	gone.client = newClient(t)
	typed := url.Values{"title": {"Lån en sykkel"}, "caption": {"Ti minutters arbeid & \"mer\"\nog en linje til"}, "tags": {"a", "b"}}
	page := gone.post("/plan/new?from=due", typed).expect(t, http.StatusUnauthorized, "Det du skrev, er tatt vare på")
	form := page.hidden()
	form.Set("email", "kari@example.org")
	form.Set("password", "feil passord her")
	form = gone.post("/sign-in", form).expect(t, http.StatusUnauthorized, "Det du skrev, er tatt vare på").hidden()
	form.Set("email", "kari@example.org")
	form.Set("password", password)
	page = gone.post("/sign-in", form).expect(t, http.StatusOK, `action="/plan/new?from=due"`, "Send inn")
	if got := page.hidden(); got.Encode() != typed.Encode() {
		t.Errorf("the form that is sent again holds %v, want %v", got, typed)
	}
	gone.get("/plan").expect(t, http.StatusOK)
	elsewhere := url.Values{"email": {"kari@example.org"}, "password": {password}, "kept": {"title=x"}, "kept_for": {"https://evil.example/"}}
	gone.post("/sign-in", elsewhere).expect(t, http.StatusOK, `action="/"`)
}

// hidden is what the hidden fields of a page hold.
func (p page) hidden() url.Values {
	held := url.Values{}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(p.main(), -1) {
		held.Add(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	return held
}

func TestSignIn(t *testing.T) {
	s := start(t)
	other := *s
	other.client = newClient(t)
	form := func(word, next string) url.Values {
		return url.Values{"email": {"Kari@example.org"}, "password": {word}, "next": {next}}
	}
	wrong := other.post("/sign-in", form("feil passord her", "/bin"))
	wrong.expect(t, http.StatusUnauthorized, "E-postadressen eller passordet stemmer ikke", `value="Kari@example.org"`, `value="/bin"`)
	for next, want := range map[string]string{"/bin": "/bin", "": "/", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "javascript:alert(1)": "/", "bin": "/"} {
		if got := other.post("/sign-in", form(password, next)).expect(t, http.StatusSeeOther).header.Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
	other.get("/bin").expect(t, http.StatusOK)
	other.post("/sign-out", nil).expect(t, http.StatusSeeOther)
	other.get("/bin").expect(t, http.StatusSeeOther)
}

func TestWelcomeLinkWorksOnce(t *testing.T) {
	s := start(t)
	_, secret, err := s.Users.Invite(t.Context(), s.administrator(), catalog.User{Email: "per@example.org", Name: "Per", Role: catalog.Reader})
	must(t, err)
	other := *s
	other.client = newClient(t)
	got := other.get("/welcome/"+secret).expect(t, http.StatusOK, "Velkommen, Per")
	if policy := got.header.Get("Referrer-Policy"); policy != "no-referrer" {
		t.Errorf("the page with the secret in its address has Referrer-Policy %q", policy)
	}
	other.post("/welcome/"+secret, url.Values{"password": {"kort"}}).expect(t, http.StatusUnprocessableEntity, "Passordet må ha minst 10 tegn")
	other.post("/welcome/"+secret, url.Values{"password": {password}}).expect(t, http.StatusSeeOther)
	other.get("/welcome/"+secret).expect(t, http.StatusGone, "Engangslenken er brukt")
}

func TestChangePassword(t *testing.T) {
	s := start(t)
	s.post("/account", url.Values{"current_password": {"feil passord her"}, "password": {"noe ganske nytt"}}).expect(t, http.StatusUnprocessableEntity, `id="field-current_password-problem"`)
	s.post("/account", url.Values{"current_password": {password}, "password": {"noe ganske nytt"}}).expect(t, http.StatusSeeOther)
	other := *s
	other.client = newClient(t)
	other.post("/sign-in", url.Values{"email": {"kari@example.org"}, "password": {"noe ganske nytt"}}).expect(t, http.StatusSeeOther)
}

func TestLanguageIsRemembered(t *testing.T) {
	s := start(t)
	s.get("/help").expect(t, http.StatusOK, `<html lang="nb"`)
	s.get("/help?lang=nn").expect(t, http.StatusOK, `<html lang="nn"`, "Slik søkjer du")
	s.get("/help").expect(t, http.StatusOK, `<html lang="nn"`)
	s.get("/help?lang=en&done=saved").expect(t, http.StatusOK, `<html lang="en"`, `href="/help?lang=nb"`)
}
