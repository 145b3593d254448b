package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestUsers(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek"}`)
	u := s.told(201, "POST", "/users", "/users", `{"email":"Kari@Bibliotek.example","name":"Kari","role":"editor","library":"ha-folkebibliotek"}`)
	if text(u, "email") != "kari@bibliotek.example" || !strings.HasPrefix(text(u, "link"), "https://mappa.example/welcome/") || text(u, "library", "name") != "Hå folkebibliotek" {
		t.Errorf("invited: %v", u)
	}
	path := "/users/" + text(u, "id")
	if got := s.told(200, "PATCH", "/users/{id}", path, `{"role":"reader","library":null,"active":false}`); got["role"] != "reader" || got["library"] != nil || got["active"] != false || got["name"] != "Kari" {
		t.Errorf("patched: %v", got)
	}
	s.call(200, "PATCH", path, `{"active":true}`)
	if again := s.told(201, "POST", "/users/{id}/invitation", path+"/invitation", ""); text(again, "link") == text(u, "link") || text(again, "link") == "" {
		t.Errorf("invited again: %v", again)
	}
	if list := s.told(200, "GET", "/users", "/users", "")["items"].([]any); len(list) != 1 {
		t.Errorf("%d users", len(list))
	}
	for body, at := range map[string]string{
		`{"email":"ikke en adresse","name":"x","role":"reader"}`:                                  "email",
		`{"email":"a@b.example","name":"","role":"reader"}`:                                       "name",
		`{"email":"a@b.example","name":"x","role":"konge"}`:                                       "role",
		`{"email":"a@b.example","name":"x","role":"reader","library":"x"}`:                        "library",
		`{"email":"a@b.example","name":"x","role":"administrator","password":"x"}`:                "password",
		`{"email":"a@b.example","name":"x","role":"county_editor","library":"ha-folkebibliotek"}`: "library",
	} {
		if p := s.call(422, "POST", "/users", body); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v", body, locations(p))
		}
	}
	s.call(409, "POST", "/users", `{"email":"kari@bibliotek.example","name":"x","role":"reader"}`)
	for _, role := range catalog.Roles()[:5] {
		other := s.as(role)
		for _, path := range []string{"/users", "/tokens"} {
			other.call(403, "GET", path, "")
		}
		other.call(403, "POST", "/tokens", `{"name":"x","role":"administrator"}`)
		other.call(403, "PATCH", path, `{"role":"administrator"}`)
	}
}

func TestTokens(t *testing.T) {
	s := start(t)
	issued := s.told(201, "POST", "/tokens", "/tokens", `{"name":"import","role":"contributor"}`)
	program := *s
	program.token = text(issued, "token")
	me := program.told(200, "GET", "/me", "/me", "")
	if me["id"] != issued["id"] || me["kind"] != "token" || me["role"] != "contributor" || me["library"] != nil {
		t.Errorf("me: %v", me)
	}
	for _, item := range s.told(200, "GET", "/tokens", "/tokens", "")["items"].([]any) {
		if _, ok := item.(map[string]any)["token"]; ok {
			t.Error("the list tells secrets")
		}
	}
	s.call(204, "DELETE", "/tokens/"+text(issued, "id"), "")
	program.call(401, "GET", "/me", "")
	s.call(404, "DELETE", "/tokens/"+text(issued, "id"), "")
}
