package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestSignInAndOut(t *testing.T) {
	h := open(t, nil)
	kari := h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	for _, tt := range []struct{ email, password string }{
		{"kari@bibliotek.example", "feil passord"}, {"ingen@bibliotek.example", password}, {"ikke en adresse", password}, {"", ""},
		{"kari@bibliotek.example", strings.Repeat("a", 5000)},
	} {
		if got := v.signIn(tt.email, tt.password); got != 401 || v.cookie() != "" {
			t.Errorf("%q with %.20q: %d, cookie %q", tt.email, tt.password, got, v.cookie())
		}
	}
	if got := v.signIn(" Kari@Bibliotek.Example", password); got != 200 {
		t.Fatalf("sign in: %d", got)
	}
	if me := v.me(); me.ID != string(kari.ID) || me.Role != catalog.Editor {
		t.Errorf("signed in as %+v", me)
	}
	token := v.cookie()
	if got := v.post("/sign-out"); got != 200 || v.cookie() != "" {
		t.Errorf("sign out: %d, cookie %q", got, v.cookie())
	}
	if me := h.carrying(token).me(); me.Known() {
		t.Error("the cookie still works after signing out")
	}
}

func TestCookie(t *testing.T) {
	for _, tt := range []struct{ public, name string }{{"http://localhost:8080", "fellesmappa"}, {"https://mappa.example", "__Host-fellesmappa"}} {
		h := open(t, func(c *auth.Config) { c.PublicURL = tt.public })
		h.invite("kari@bibliotek.example", catalog.Reader)
		v := h.visitor()
		v.signIn("kari@bibliotek.example", password)
		cookies := v.last.Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies", len(cookies))
		}
		c := cookies[0]
		secure := strings.HasPrefix(tt.public, "https")
		if c.Name != tt.name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != secure ||
			c.MaxAge < 13*24*3600 || c.MaxAge > 14*24*3600+2 {
			t.Errorf("%s: %s", tt.public, c)
		}
		if _, found, err := h.db.Sessions(time.Now).FindCtx(t.Context(), c.Value); err != nil || found {
			t.Errorf("the session is kept under the cookie's own value: %v %v", found, err)
		}
	}
}

func TestSessionFixation(t *testing.T) {
	h := open(t, nil)
	h.invite("mallory@bibliotek.example", catalog.Reader)
	kari := h.invite("kari@bibliotek.example", catalog.Editor)
	mallory := h.visitor()
	mallory.signIn("mallory@bibliotek.example", password)
	planted := mallory.cookie()
	victim := h.carrying(planted)
	if got := victim.signIn("kari@bibliotek.example", password); got != 200 {
		t.Fatalf("sign in: %d", got)
	}
	fresh := victim.last.Cookies()[0].Value
	if fresh == planted {
		t.Error("the session kept its token")
	}
	if me := h.carrying(planted).me(); me.Known() {
		t.Errorf("the planted cookie acts as %s", me.ID)
	}
	if me := h.carrying(fresh).me(); me.ID != string(kari.ID) {
		t.Errorf("the victim acts as %q", me.ID)
	}
	made := h.carrying("an-invented-token")
	made.signIn("kari@bibliotek.example", password)
	if slices.ContainsFunc(made.last.Cookies(), func(c *http.Cookie) bool { return c.Value == "an-invented-token" }) {
		t.Error("an invented token is taken over")
	}
}

func TestChangedAccountsCountAtOnce(t *testing.T) {
	h := open(t, nil)
	kari := h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	v.signIn("kari@bibliotek.example", password)
	edit := func(change func(*catalog.User)) {
		_, err := h.users.Edit(t.Context(), system(), kari.ID, change)
		check(t, err)
	}
	edit(func(u *catalog.User) { u.Role = catalog.Reader })
	if me := v.me(); me.Role != catalog.Reader {
		t.Errorf("role %q after it was lowered", me.Role)
	}
	edit(func(u *catalog.User) { u.Active = false })
	if v.me().Known() {
		t.Error("a deactivated account acts")
	}
	edit(func(u *catalog.User) { u.Active = true })
	if v.me().Known() {
		t.Error("the session outlived the deactivation")
	}
	if got := v.signIn("kari@bibliotek.example", password); got != 200 {
		t.Errorf("sign in again: %d", got)
	}
}

func TestChangePassword(t *testing.T) {
	h := open(t, nil)
	kari := h.invite("kari@bibliotek.example", catalog.Editor)
	here, there := h.visitor(), h.visitor()
	here.signIn("kari@bibliotek.example", password)
	there.signIn("kari@bibliotek.example", password)
	old := here.cookie()
	for _, tt := range []struct{ current, next string }{{"feil passord", "et nytt passord"}, {password, "kort"}, {password, strings.Repeat("a", 201)}} {
		if got := here.post("/password", "current", tt.current, "next", tt.next); got != 422 {
			t.Errorf("from %q to %.20q: %d, want 422", tt.current, tt.next, got)
		}
	}
	if got := here.post("/password", "current", password, "next", "et nytt passord"); got != 200 {
		t.Fatalf("change password: %d", got)
	}
	if me := here.me(); me.ID != string(kari.ID) {
		t.Error("who changed the password was signed out")
	}
	if there.me().Known() || h.carrying(old).me().Known() {
		t.Error("an older session outlived the password")
	}
	if got := there.signIn("kari@bibliotek.example", password); got != 401 {
		t.Errorf("the old password: %d, want 401", got)
	}
	if got := h.visitor().post("/password", "current", password, "next", "et nytt passord"); got != 403 {
		t.Errorf("a stranger changes a password: %d, want 403", got)
	}
}

func TestFirstAdministrator(t *testing.T) {
	h := open(t, nil)
	secret, err := h.users.Setup(t.Context())
	check(t, err)
	v := h.visitor()
	if got := v.post("/welcome", "secret", secret, "email", "admin@bibliotek.example", "name", "Admin", "password", "kort"); got != 422 {
		t.Errorf("a short password: %d, want 422", got)
	}
	if got := v.post("/welcome", "secret", secret, "email", "admin@bibliotek.example", "name", "Admin", "password", password); got != 200 {
		t.Fatalf("accept: %d", got)
	}
	if me := v.me(); me.Role != catalog.Administrator {
		t.Errorf("signed in as %+v", me)
	}
	if got := h.visitor().post("/welcome", "secret", secret, "email", "b@bibliotek.example", "name", "B", "password", password); got != 410 {
		t.Errorf("the link again: %d, want 410", got)
	}
	if got := h.visitor().post("/welcome", "secret", "gjettet", "password", password); got != 410 {
		t.Errorf("a guessed link: %d, want 410", got)
	}
}

func TestBearer(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	token, secret, err := h.tokens.Issue(t.Context(), system(), "import", catalog.Contributor, "")
	check(t, err)
	v := h.visitor()
	v.signIn("kari@bibliotek.example", password)
	v.headers.Set("Authorization", "Bearer "+secret)
	if me := v.me(); me.ID != string(token.ID) || me.Kind != catalog.Program {
		t.Errorf("token beside a session acts as %+v", me)
	}
	for _, wrong := range []string{"Bearer feil", "Bearer", "bearer  ", "Bearer " + secret + "x"} {
		v.headers.Set("Authorization", wrong)
		if v.me(); v.last.StatusCode != 401 {
			t.Errorf("%q: %d, want 401", wrong, v.last.StatusCode)
		}
	}
	check(t, h.tokens.Revoke(t.Context(), system(), token.ID))
	v.headers.Set("Authorization", "Bearer "+secret)
	if v.me(); v.last.StatusCode != 401 {
		t.Errorf("a revoked token: %d, want 401", v.last.StatusCode)
	}
	v.headers.Set("Authorization", "Basic eDp5")
	if me := v.me(); me.Kind != catalog.Person {
		t.Errorf("another scheme hides the session: %+v", me)
	}
}

func TestSessionsEnd(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	v.signIn("kari@bibliotek.example", password)
	h.now = h.now.Add(89 * 24 * time.Hour)
	if !v.me().Known() {
		t.Error("a session in use ended before its time")
	}
	h.now = h.now.Add(2 * 24 * time.Hour)
	if v.me().Known() {
		t.Error("a session lives for ever")
	}
}

func TestSessionsSlide(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	v.signIn("kari@bibliotek.example", password)
	token := v.cookie()
	if v.me(); len(v.last.Cookies()) != 0 {
		t.Error("a fresh session was written again")
	}
	sum := sha256.Sum256([]byte(token))
	key, store := base64.RawURLEncoding.EncodeToString(sum[:]), h.db.Sessions(time.Now)
	b, found, err := store.FindCtx(t.Context(), key)
	if err != nil || !found {
		t.Fatalf("find session: %v %v", found, err)
	}
	end, values, err := scs.GobCodec{}.Decode(b)
	check(t, err)
	end = end.Add(-2 * time.Hour)
	b, err = scs.GobCodec{}.Encode(end, values)
	check(t, err)
	check(t, store.CommitCtx(t.Context(), key, b, end))
	if !v.me().Known() || len(v.last.Cookies()) != 1 || v.cookie() != token {
		t.Errorf("a session in use got no later end: %v", v.last.Cookies())
	}
	check(t, store.CommitCtx(t.Context(), key, b, time.Now().Add(-time.Second)))
	if v.me().Known() {
		t.Error("a session lives past its end")
	}
}
