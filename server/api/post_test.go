package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// bound gives the same site for a program of a role that is bound to a library.
func (s *site) bound(role catalog.Role, library string) *site {
	s.t.Helper()
	_, secret, err := s.tokens.Issue(s.t.Context(), catalog.SystemActor("test"), "bound", role, library)
	check(s.t, err)
	other := *s
	other.token = secret
	return &other
}

// TestPosts: a post with all that it can have, changed by those who may, refused by a sentence at its place, and told only as
// far as files are seen.
func TestPosts(t *testing.T) {
	s := start(t)
	sola := text(s.call(201, "POST", "/libraries", `{"name":"Sola bibliotek","slug":"sola"}`), "id")
	time1 := text(s.call(201, "POST", "/libraries", `{"name":"Time bibliotek","slug":"time"}`), "id")
	account := text(s.call(201, "POST", "/accounts", `{"name":"@sola","channel":"instagram","library":"sola"}`), "id")
	offer := text(s.call(201, "POST", "/offers", `{"name":"Pappatreff","rule":{"date":"02-14"}}`), "id")
	one, two := s.cleared(1), s.cleared(2)
	s.call(200, "PATCH", "/assets/"+one, `{"libraries":["time"],"content_type":"relations"}`)
	body := `{"account":"` + account + `","assets":["` + two + `","` + one + `"],"posted_at":"2026-01-05T10:00:00+01:00","permalink":"https://www.instagram.com/p/1/","outcome":"Fullt hus","offer":"` + offer + `","day":"2026-02-14",
		"content_type":"literature","language":"nn","format":"square","response":[{"at":"2026-01-07T12:00:00+01:00","views":10,"text":"1,2K visninger, 3 likerklikk"}]}`
	post := s.told(201, "POST", "/posts", "/posts", body)
	path := "/posts/" + text(post, "id")
	response := post["response"].([]any)[0].(map[string]any)
	if text(post, "offer", "name") != "Pappatreff" || text(post, "account", "library", "name") != "Sola bibliotek" || text(post["assets"].([]any)[0].(map[string]any), "id") != two ||
		response["views"] != 10.0 || response["likes"] != 3.0 || response["saves"] != nil {
		t.Errorf("written down: %v", post)
	}
	for want, asked := range map[string]string{
		"permalink":         `"permalink":"instagram"`,
		"posted_at":         `"posted_at":"` + time.Now().Add(48*time.Hour).Format(time.RFC3339) + `","response":[]`,
		"content_type":      `"content_type":"fun"`,
		"format":            `"format":"round"`,
		"day":               `"day":"31. februar"`,
		"offer":             `"offer":"nope"`,
		"follow_up":         `"follow_up":"nope"`,
		"plan":              `"plan":"nope"`,
		"account":           `"account":"nope"`,
		"assets[0]":         `"assets":["nope"]`,
		"assets":            `"assets":[]`,
		"response[0].at":    `"response":[{"at":"2026-01-04","views":1}]`,
		"response[0]":       `"response":[{}]`,
		"response[0].views": `"response":[{"views":-1}]`,
	} {
		var full, part map[string]any
		check(t, json.Unmarshal([]byte(body), &full))
		check(t, json.Unmarshal([]byte("{"+asked+"}"), &part))
		for k, v := range part {
			full[k] = v
		}
		sent, _ := json.Marshal(full)
		if p := s.call(422, "POST", "/posts", string(sent)); !slices.Equal(locations(p), []string{want}) || strings.Contains(fmt.Sprint(p), "field.") {
			t.Errorf("%s: %v", asked, p["errors"])
		}
	}
	for _, address := range []string{"javascript:alert(1)", "https://www.facebook.com/1", "https://x.example/" + strings.Repeat("a", 3000), "//instagram.com/p/1", "http:///p"} {
		if p := s.call(422, "PATCH", path, fmt.Sprintf(`{"permalink":%q}`, address)); !slices.Equal(locations(p), []string{"permalink"}) {
			t.Errorf("%.40s: %v", address, p)
		}
	}
	s.with("If-Match", `"7"`).call(412, "PATCH", path, `{"outcome":"x"}`)
	s.with("If-Match", `"1"`).call(200, "PATCH", path, `{"outcome":"Tjue kom","answered":true,"day":null}`)
	s.call(201, "POST", path+"/responses", `{"at":"2026-02-06","views":20}`)
	if p := s.call(422, "POST", path+"/responses", `{"at":"2026-01-01","views":20}`); !slices.Equal(locations(p), []string{"at"}) {
		t.Errorf("older than the post: %v", p)
	}
	stranger, own := s.bound(catalog.Editor, time1), s.bound(catalog.Editor, sola)
	stranger.call(403, "PATCH", path, `{"outcome":"x"}`)
	stranger.call(403, "POST", path+"/responses", `{"views":1}`)
	stranger.call(403, "DELETE", path, "")
	s.as(catalog.Reader).call(403, "POST", "/posts", body)
	s.as(catalog.Reader).call(403, "POST", "/posts/responses", `{"csv":"Permalink,Views\nhttps://www.instagram.com/p/1,1\n"}`)
	own.call(200, "PATCH", path, `{"language":"nb"}`)
	for at, body := range map[string]string{"/posts/reminders": `{"on":true}`, "/due/subscription": `{}`} { // a program is nobody to be written to
		if p := own.call(403, "PUT", at, body); !strings.Contains(text(p, "detail"), "API-nøkkel") {
			t.Errorf("%s: %v", at, p["detail"])
		}
	}
	if on := own.told(200, "GET", "/posts/reminders", "/posts/reminders", "")["on"]; on != false {
		t.Errorf("a program is written to: %v", on)
	}

	csv := `{"csv":"Permalink,Views,Shares\nhttps://instagram.com/reel/1,\"1 234\",5\nhttps://instagram.com/p/2,1,1\nhttps://instagram.com/p/1,mye,1\n","apply":%v}`
	for i, want := range []string{"1 false", "1 false", "0 true"} {
		table := own.told(200, "POST", "/posts/responses", "/posts/responses", fmt.Sprintf(csv, i > 0))
		rows := table["rows"].([]any)
		if got := fmt.Sprint(table["noted"], rows[0].(map[string]any)["known"]); got != want || text(rows[1].(map[string]any), "problem") == "" || text(rows[2].(map[string]any), "problem") == "" {
			t.Errorf("import %d: %s, want %s: %v", i, got, want, rows)
		}
		for _, row := range rows[1:] { // its post is not found, or its numbers are none
			if read := row.(map[string]any)["response"]; read != nil {
				t.Errorf("import %d: of a row that cannot be noted was read %v", i, read)
			}
		}
	}
	if p := s.call(422, "POST", "/posts/responses", `{"csv":"a,b\n1,2\n","columns":["permalink","fun"]}`); !slices.Equal(locations(p), []string{"columns[1]"}) {
		t.Errorf("an unknown column: %v", p)
	}
	for _, csv := range []string{"", "\\u0000"} {
		if p := s.call(422, "POST", "/posts/responses", `{"csv":"`+csv+`"}`); !slices.Equal(locations(p), []string{"csv"}) {
			t.Errorf("no table: %v", p)
		}
	}
	table := stranger.call(200, "POST", "/posts/responses", fmt.Sprintf(csv, true))
	if table["noted"] != 0.0 {
		t.Errorf("another library notes numbers: %v", table)
	}
	if got := s.call(200, "GET", path, "")["response"].([]any); len(got) != 3 {
		t.Errorf("%d responses, want 3", len(got))
	}

	report := s.told(200, "GET", "/reports/response", "/reports/response?by=content_type&measure=views&at=48h", "")["groups"].([]any)[0].(map[string]any)
	if text(report, "id") != "literature" || report["median"] != 10.0 || report["known"] != 1.0 {
		t.Errorf("report: %v", report)
	}
	if p := s.call(422, "GET", "/reports/response?by=mood", ""); !slices.Equal(locations(p), []string{"by"}) {
		t.Errorf("an unknown dimension: %v", p)
	}
	if year := s.told(200, "GET", "/reports/languages", "/reports/languages", "")["items"].([]any)[0].(map[string]any); year["year"] != 2026.0 || year["nn_share"] != 0.0 {
		t.Errorf("languages: %v", year)
	}
	use := s.told(200, "GET", "/reports/reuse", "/reports/reuse", "")["items"].([]any)[0].(map[string]any)
	thanks := `{"used":"` + text(use, "used") + `","asset":"` + text(use, "asset") + `","source":"` + time1 + `"}`
	stranger.call(403, "POST", "/reports/reuse/thanks", thanks)
	own.call(204, "POST", "/reports/reuse/thanks", strings.Replace(thanks, time1, "time", 1))
	own.call(422, "POST", "/reports/reuse/thanks", strings.Replace(thanks, time1, "nope", 1))
	if sum := s.told(200, "GET", "/reports/reuse-sums", "/reports/reuse-sums?by=sola", "")["items"].([]any)[0].(map[string]any); sum["uses"] != 1.0 || sum["thanks"] != 1.0 {
		t.Errorf("sums: %v", sum)
	}
	if due := own.told(200, "GET", "/posts/follow-ups", "/posts/follow-ups", "")["items"].([]any); len(due) != 0 {
		t.Errorf("follow-ups: %v", due)
	}
	s.call(200, "PATCH", "/assets/"+one, `{"title":"Hemmelig"}`)
	s.call(204, "DELETE", "/assets/"+one, "")
	reader := s.as(catalog.Reader)
	if titles := fmt.Sprint(reader.call(200, "GET", "/posts?q=TJUE", "")["items"]); strings.Contains(titles, "Hemmelig") || !strings.Contains(titles, "Tjue kom") {
		t.Errorf("a reader sees %s", titles)
	}
	if all := string(reader.do("GET", "/api/v1/posts/table.csv", "", nil).body); !strings.Contains(all, "Tjue kom") || strings.Contains(all, "Hemmelig") {
		t.Errorf("a reader's table: %s", all)
	}
	s.call(204, "DELETE", path, "")
	s.call(404, "GET", path, "")
}
