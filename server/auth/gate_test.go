package auth_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/rs/xid"

	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

const password = "blåbær på tur"

// house is a server with nothing but a door.
type house struct {
	t      *testing.T
	server *httptest.Server
	db     *database.Database
	users  *catalog.Users
	tokens *catalog.Tokens
	now    time.Time
}

func open(t *testing.T, change func(*auth.Config)) *house {
	t.Helper()
	gin.SetMode(gin.TestMode)
	db, err := database.Open(t.Context(), database.Config{URL: blank.Catalogue(t)})
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	check(t, db.Migrate(t.Context()))
	h := &house{t: t, db: db, now: time.Now()}
	clock := func() time.Time { return h.now }
	newID := func() string { return xid.New().String() }
	secret := func() string { return xid.New().String() + xid.New().String() }
	h.users = catalog.NewUsers(db.Users(), db.References(), clock, newID, secret)
	h.tokens = catalog.NewTokens(db.Tokens(), db.References(), clock, newID, secret)
	cfg := auth.DefaultConfig()
	if change != nil {
		change(&cfg)
	}
	gate, err := auth.New(cfg, auth.Deps{Users: h.users, Tokens: h.tokens, Sessions: db.Sessions(time.Now), Now: clock})
	check(t, err)
	words, err := locale.New(time.UTC)
	check(t, err)
	seam, err := edge.New(edge.Deps{Translator: words, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, NewID: newID})
	check(t, err)
	engine := gin.New()
	check(t, engine.SetTrustedProxies([]string{"127.0.0.1"})) // so that a test can come from anywhere
	engine.Use(seam.Middleware(), gate.Middleware())
	engine.GET("/me", func(c *gin.Context) { c.JSON(200, edge.Actor(c)) })
	engine.POST("/sign-in", edge.Handle(func(c *gin.Context) error { return gate.SignIn(c, c.PostForm("email"), c.PostForm("password")) }))
	engine.POST("/sign-out", edge.Handle(gate.SignOut))
	engine.POST("/welcome", edge.Handle(func(c *gin.Context) error {
		return gate.Accept(c, c.PostForm("secret"), c.PostForm("email"), c.PostForm("name"), c.PostForm("password"))
	}))
	engine.POST("/password", edge.Handle(func(c *gin.Context) error {
		return gate.ChangePassword(c, c.PostForm("current"), c.PostForm("next"))
	}))
	h.server = httptest.NewServer(engine)
	t.Cleanup(h.server.Close)
	return h
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// system is who may do all.
func system() catalog.Actor { return catalog.SystemActor("test") }

// invite makes an account whose password is set.
func (h *house) invite(email string, role catalog.Role) catalog.User {
	h.t.Helper()
	u, secret, err := h.users.Invite(h.t.Context(), system(), catalog.User{Email: email, Name: "Kari", Role: role})
	check(h.t, err)
	v := h.visitor()
	if got := v.post("/welcome", "secret", secret, "password", password); got != 200 {
		h.t.Fatalf("accept invitation: %d", got)
	}
	u, err = h.users.Current(h.t.Context(), u.ID)
	check(h.t, err)
	return u
}

// visitor is a browser with cookies of its own.
type visitor struct {
	h       *house
	client  *http.Client
	headers http.Header
	last    *http.Response
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	check(h.t, err)
	return &visitor{h: h, client: &http.Client{Jar: jar}, headers: http.Header{}}
}

func (v *visitor) send(method, path string, body io.Reader) []byte {
	v.h.t.Helper()
	req, err := http.NewRequest(method, v.h.server.URL+path, body)
	check(v.h.t, err)
	for name, values := range v.headers {
		req.Header[name] = values
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	v.last, err = v.client.Do(req)
	check(v.h.t, err)
	defer v.last.Body.Close()
	b, err := io.ReadAll(v.last.Body)
	check(v.h.t, err)
	return b
}

func (v *visitor) post(path string, fields ...string) int {
	v.h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	v.send("POST", path, strings.NewReader(form.Encode()))
	return v.last.StatusCode
}

func (v *visitor) signIn(email, password string) int {
	v.h.t.Helper()
	return v.post("/sign-in", "email", email, "password", password)
}

// me tells who the server takes the visitor for.
func (v *visitor) me() catalog.Actor {
	v.h.t.Helper()
	var a catalog.Actor
	b := v.send("GET", "/me", nil)
	if v.last.StatusCode == 200 {
		check(v.h.t, json.Unmarshal(b, &a))
	}
	return a
}

// cookie is the session's cookie as the browser holds it.
func (v *visitor) cookie() string {
	u, err := url.Parse(v.h.server.URL)
	check(v.h.t, err)
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == "fellesmappa" {
			return c.Value
		}
	}
	return ""
}

// carrying is a browser that sends a given session cookie.
func (h *house) carrying(token string) *visitor {
	v := h.visitor()
	v.client.Jar = nil
	v.headers.Set("Cookie", "fellesmappa="+token)
	return v
}
