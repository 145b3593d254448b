package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// found lists level and code of what stands in the way of a kit.
func found(kit map[string]any) (out []string) {
	for _, c := range kit["checks"].([]any) {
		out = append(out, text(c.(map[string]any), "level")+" "+text(c.(map[string]any), "code"))
	}
	return out
}

func TestKit(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Tysvær bibliotek","slug":"tysvaer","language":"nn","instagram":"@tysvaerbibliotek"}`)
	s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola","instagram":"solabibliotek"}`)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	series := text(s.told(201, "POST", "/series", "/series", `{"name":"Fredagsboka","post_text":{"nn":"{konsept}: {tittel}"}}`), "id")
	if p := s.call(422, "PATCH", "/series/"+series, `{"post_text":{"nb":"{tittle}"}}`); !slices.Equal(locations(p), []string{"post_text.nb"}) || !strings.Contains(fmt.Sprint(p["errors"]), "{tittel}") {
		t.Errorf("a place that nobody knows: %v", p)
	}
	asset := s.cleared(1)
	s.alter(asset, func(a *catalog.Asset) {
		a.Renditions = []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg", Version: 1}}
	})
	s.call(200, "PATCH", "/assets/"+asset, `{"series":"`+series+`","libraries":["sola"],"creator":"Nina"}`)
	path := "/plan/" + text(s.call(201, "POST", "/plan", `{"account":"`+account+`","library":"tysvaer","planned_at":"2027-03-26T10:00:00+01:00","assets":["`+asset+`"],
		"hashtags":["fredagsboka"],"collaborators":["tysvaer"]}`), "id")

	kit := s.told(200, "GET", "/plan/{id}/kit", path+"/kit", "")
	if want := "Fredagsboka: Pappatreff\n\nFoto: Nina\n\n#fredagsboka"; text(kit, "text") != want || text(kit, "language") != "nn" {
		t.Errorf("got %q in %s, want %q", text(kit, "text"), text(kit, "language"), want)
	}
	if got := fmt.Sprintln(kit["form"], kit["format"], kit["may_post"], kit["ready"], kit["suggested_tags"], found(kit)); got != "image portrait true true [@solabibliotek] [warn finding.not_approved]\n" {
		t.Error(got)
	}
	file := kit["files"].([]any)[0].(map[string]any)
	if file["width"] != 1080.0 || file["height"] != 1350.0 || file["size"].(float64) < 1000 || text(file, "name") != "1-pappatreff-portrait.jpg" || text(file, "state") != "ready" {
		t.Errorf("got %v", file)
	}
	if got := text(s.call(200, "GET", path+"/kit?language=en", ""), "text"); got != "Pappatreff\n\nPhoto: Nina\n\n#fredagsboka" {
		t.Errorf("in English: %q", got)
	}
	s.call(422, "GET", path+"/kit?language=de", "")
	s.call(404, "GET", "/plan/finnes-ikke/kit", "")
	if p := s.call(409, "GET", "/plan/"+text(s.call(201, "POST", "/plan", `{"title":"En idé"}`), "id")+"/kit", ""); !strings.Contains(text(p, "detail"), "konto") {
		t.Errorf("an idea without an account: %v", p)
	}

	var tags []string
	for i := range 40 {
		tags = append(tags, fmt.Sprintf("%q", fmt.Sprint("tag", i)))
	}
	s.call(200, "PATCH", path, `{"hashtags":[`+strings.Join(tags, ",")+`],"caption":"`+strings.Repeat("bok ", 750)+`"}`)
	kit = s.told(200, "GET", "/plan/{id}/kit", path+"/kit", "")
	if got := found(kit); kit["may_post"] != false || !slices.Equal(got[:2], []string{"block limit.characters.over", "block limit.hashtags.over"}) {
		t.Errorf("got %v", got)
	}
	first := kit["checks"].([]any)[0].(map[string]any)
	if !strings.Contains(text(first, "detail"), "tegn for lang") || text(first, "limit", "source") == "" || text(first, "limit", "noted") == "" {
		t.Errorf("got %v", first)
	}
	if n := len(s.told(200, "GET", "/channel-limits", "/channel-limits", "")["items"].([]any)); n < 10 {
		t.Errorf("%d limits", n)
	}
}

func TestKitIsRefusedWithReasons(t *testing.T) {
	s := start(t)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	asset := s.cleared(1)
	s.alter(asset, func(a *catalog.Asset) {
		a.Renditions = []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg", Version: 1}}
	})
	path := "/plan/" + text(s.call(201, "POST", "/plan", `{"account":"`+account+`","planned_at":"2027-03-26T10:00:00+01:00","assets":["`+asset+`"]}`), "id")
	s.call(200, "GET", path+"/kit", "")
	s.call(200, "PATCH", "/assets/"+asset, `{"rights_until":"2027-01-31"}`) // still cleared today
	if p := s.call(409, "GET", path+"/kit", ""); len(p["reasons"].([]any)) != 1 || !slices.Equal(locations(p), []string{"assets[0]"}) {
		t.Errorf("got %v", p)
	}
	ola := s.person("Ola Nordmann", "")
	s.call(200, "PATCH", "/assets/"+asset, fmt.Sprintf(`{"rights_until":null,"people":[%q]}`, ola))
	consent := text(s.told(201, "POST", "/consents", "/consents", fmt.Sprintf(`{"person":%q,"channels":["instagram"],"reuse_by_others":true}`, ola)), "id")
	s.call(200, "GET", path+"/kit", "")
	s.call(200, "POST", "/consents/"+consent+"/withdraw", `{}`)
	if p := s.call(410, "GET", path+"/kit", ""); len(p["reasons"].([]any)) != 1 {
		t.Errorf("got %v", p)
	}
	s.as(catalog.Reader).call(410, "GET", path+"/kit", "")
}

func TestPlannedPostIsPosted(t *testing.T) {
	s := start(t)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	asset := s.cleared(1)
	id := text(s.call(201, "POST", "/plan", `{"account":"`+account+`","planned_at":"2027-03-26T10:00:00+01:00","assets":["`+asset+`"]}`), "id")
	if p := s.call(422, "POST", "/plan/"+id+"/posted", `{"permalink":"instagram"}`); !slices.Equal(locations(p), []string{"permalink"}) {
		t.Errorf("got %v", p)
	}
	s.call(422, "POST", "/plan/"+id+"/posted", `{"posted_at":"2099-01-01"}`)
	s.as(catalog.Reader).call(403, "POST", "/plan/"+id+"/posted", `{}`)
	post := s.told(201, "POST", "/plan/{id}/posted", "/plan/"+id+"/posted", `{"permalink":"https://www.instagram.com/p/1/"}`)
	item := s.call(200, "GET", "/plan/"+id, "")
	if text(item, "status") != "published" || text(item, "post") != text(post, "id") || text(s.call(200, "GET", "/posts/"+text(post, "id"), ""), "permalink") != "https://www.instagram.com/p/1/" {
		t.Errorf("got %v and %v", item, post)
	}
	for _, again := range []string{`{}`, `{"permalink":"https://www.instagram.com/p/1/"}`} { // who presses twice
		if one := s.call(201, "POST", "/plan/"+id+"/posted", again); text(one, "id") != text(post, "id") {
			t.Errorf("%s: got %v", again, one)
		}
	}
	s.call(409, "POST", "/plan/"+id+"/posted", `{"permalink":"https://www.instagram.com/p/2/"}`)
}

func TestPostedOnce(t *testing.T) {
	s := start(t)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	asset, other := s.cleared(1), s.cleared(2)
	id := text(s.call(201, "POST", "/plan", `{"account":"`+account+`","planned_at":"2027-03-26T10:00:00+01:00","assets":["`+other+`","`+asset+`"],"content_type":"relations","language":"nn"}`), "id")
	for _, wrong := range []string{"https://www.facebook.com/x/posts/1", "https://vm.tiktok.com/1", "instagram.com/p/1"} {
		if p := s.call(422, "POST", "/plan/"+id+"/posted", `{"permalink":"`+wrong+`"}`); !slices.Equal(locations(p), []string{"permalink"}) {
			t.Errorf("%s: got %v", wrong, p)
		}
	}
	answers := make(chan reply)
	for range 4 { // all at once
		go func() {
			answers <- s.do("POST", "/api/v1/plan/"+id+"/posted", "application/json", strings.NewReader(`{}`))
		}()
	}
	for range 4 {
		if got := <-answers; got.status != 201 || text(got.json(t), "id") != id {
			t.Errorf("got %d %s", got.status, got.body)
		}
	}
	posts := s.call(200, "GET", "/posts", "")["items"].([]any)
	if len(posts) != 1 {
		t.Fatalf("%d posts, want one", len(posts))
	}
	post := posts[0].(map[string]any)
	if got := fmt.Sprintln(text(post, "content_type"), text(post, "language"), text(post, "format"), text(post, "plan") == id, len(post["assets"].([]any)), post["permalink"]); got != "relations nn portrait true 2 \n" {
		t.Errorf("got %s", got)
	}
	if first := post["assets"].([]any)[0].(map[string]any); text(first, "id") != other {
		t.Errorf("the assets stand in another order: %v", post["assets"])
	}
	if late := s.call(201, "POST", "/plan/"+id+"/posted", `{"permalink":"https://www.instagram.com/p/1/"}`); text(late, "permalink") != "https://www.instagram.com/p/1/" {
		t.Errorf("the address that came later: %v", late)
	}
}

func TestPostedAlthoughWithdrawn(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola"}`)
	account := text(s.call(201, "POST", "/accounts", `{"name":"@fylket","channel":"instagram"}`), "id")
	asset := s.cleared(1)
	ola := s.person("Ola Nordmann", "")
	s.call(200, "PATCH", "/assets/"+asset, fmt.Sprintf(`{"people":[%q]}`, ola))
	consent := text(s.call(201, "POST", "/consents", fmt.Sprintf(`{"person":%q,"channels":["instagram"],"reuse_by_others":true}`, ola)), "id")
	contributor := s.as(catalog.Contributor)
	id := text(contributor.call(201, "POST", "/plan", `{"account":"`+account+`","planned_at":"2027-03-26T10:00:00+01:00","assets":["`+asset+`"]}`), "id")
	s.call(200, "POST", "/consents/"+consent+"/withdraw", `{}`)
	contributor.call(410, "GET", "/plan/"+id+"/kit", "")
	post := contributor.call(201, "POST", "/plan/"+id+"/posted", `{"permalink":"https://www.instagram.com/p/1/"}`)
	if got := post["assets"].([]any); len(got) != 1 || got[0].(map[string]any)["cleared"] != false || text(got[0].(map[string]any), "title") != "" {
		t.Errorf("what has been posted is written down, without its title: %v", got)
	}
	if tasks := s.call(200, "GET", "/takedowns", "")["items"].([]any); len(tasks) == 0 {
		t.Error("nobody is told to take it down")
	}
}
