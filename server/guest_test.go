package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// guest is a phone that has come by an invitation: no account, no cookies, a key of its own.
type guest struct {
	*site
	code    string
	visitor string
}

// day makes a recording day and gives its id.
func (s *site) day() string {
	s.t.Helper()
	zone, err := norway() // as the program reckons, whether it runs here or in a process of its own
	if err != nil {
		s.t.Fatal(err)
	}
	return s.call(201, "POST", "/recording-days", map[string]any{"date": time.Now().In(zone).Format(time.DateOnly)})["id"].(string)
}

// invite makes an invitation to a new day and a guest who comes by it.
func (s *site) invite(terms map[string]any) (invitation map[string]any, g guest) {
	s.t.Helper()
	return s.inviteTo(s.day(), terms)
}

func (s *site) inviteTo(day string, terms map[string]any) (invitation map[string]any, g guest) {
	s.t.Helper()
	var body any
	if terms != nil {
		body = terms
	}
	invitation = s.call(201, "POST", "/recording-days/"+day+"/invitation", body)
	stranger := *s
	stranger.token = ""
	g = guest{&stranger, invitation["code"].(string), rand.Text()}
	if want := "/day/" + g.code; !strings.HasSuffix(invitation["url"].(string), want) {
		s.t.Errorf("the address is %v, want …%s", invitation["url"], want)
	}
	return invitation, g
}

// another is another phone by the same invitation.
func (g guest) another() guest {
	g.visitor = rand.Text()
	return g
}

// ask sends JSON by the invitation.
func (g guest) ask(method, path string, body any, headers ...string) answer {
	g.t.Helper()
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			g.t.Fatal(err)
		}
		r = bytes.NewReader(raw)
	}
	headers = append([]string{"Content-Type", "application/json", "Accept", "application/json", "X-Visitor", g.visitor}, headers...)
	return g.do(method, "/day/"+g.code+path, r, headers...)
}

// tell is ask with the status that is expected.
func (g guest) tell(want int, method, path string, body any, headers ...string) map[string]any {
	g.t.Helper()
	got := g.ask(method, path, body, headers...)
	if got.status != want {
		g.t.Fatalf("%s %s: status %d, want %d\n%.1000s", method, path, got.status, want, got.body)
	}
	if got.header.Get("Cache-Control") != "no-store" {
		g.t.Errorf("%s %s may be kept by caches", method, path)
	}
	if len(got.body) == 0 {
		return nil
	}
	return got.json(g.t)
}

func (g guest) opens(name string, size int, metadata map[string]any) string {
	g.t.Helper()
	return g.tell(201, "POST", "/uploads", map[string]any{"file_name": name, "size": size, "metadata": metadata})["id"].(string)
}

// part gives the signed address of the first part.
func (g guest) part(id string) string {
	g.t.Helper()
	parts := g.tell(200, "POST", "/uploads/"+id+"/parts", map[string]any{"numbers": []int{1}})["parts"].([]any)
	return parts[0].(map[string]any)["url"].(string)
}

// sends a small file whole.
func (g guest) sends(name string, file []byte, metadata map[string]any) string {
	g.t.Helper()
	id := g.opens(name, len(file), metadata)
	if got := g.putPart(g.part(id), file); got.status != 200 {
		g.t.Fatalf("part: status %d", got.status)
	}
	if got := g.tell(202, "POST", "/uploads/"+id+"/complete", nil); got["state"] != "complete" || got["asset"] != nil {
		g.t.Errorf("completed: %v", got)
	}
	return id
}

// waiting finds how many are expected to wait to be reviewed for a day.
func (s *site) waiting(day string, want int) (out []map[string]any) {
	s.t.Helper()
	s.eventually(patience, fmt.Sprintf("%d files wait to be reviewed", want), func() bool {
		out = nil
		for _, item := range s.call(200, "GET", "/assets?review=waiting&recording_day="+day, nil)["items"].([]any) {
			out = append(out, item.(map[string]any))
		}
		return len(out) == want
	})
	return out
}

func TestGuests(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			s := start(t, b.config(t))
			for name, test := range map[string]func(*testing.T, *site){
				"send": guestSends, "are told what is wrong": guestsAreRefused, "see nothing of others": guestsAlone, "many at once": guestsAtOnce,
				"when it is revoked": guestsRevoked, "when it expires": guestsExpired, "by form": guestForm, "caps are given back": guestCaps,
			} {
				t.Run(name, func(t *testing.T) {
					on := *s
					on.t = t
					test(t, &on)
				})
			}
		})
	}
}

func guestSends(t *testing.T, s *site) {
	invitation, g := s.invite(nil)
	if invitation["max_files"] != 500.0 || invitation["max_bytes"] != 100e9 || invitation["max_file_bytes"] != float64(2<<30) || invitation["live"] != true {
		t.Errorf("unless told otherwise: %v", invitation)
	}
	day := invitation["recording_day"].(string)
	if got := s.call(200, "GET", "/recording-days/"+day+"/invitations", nil)["items"].([]any); len(got) != 1 {
		t.Errorf("%d invitations are listed, want 1", len(got))
	}
	file := picture(t, 320, 240, 101)
	up := g.sends("IMG_0001.JPG", file, map[string]any{"sent_by": "Ola", "sent_note": "Bak kulissene"})
	g.tell(202, "POST", "/uploads/"+up+"/complete", nil) // once more
	a := s.waiting(day, 1)[0]
	id := a["id"].(string)
	if a["sent_by"] != "Ola" || a["sent_note"] != "Bak kulissene" || a["review"] != "waiting" || a["recording_day"].(map[string]any)["id"] != day ||
		a["created_by"] != "guest:"+invitation["id"].(string) {
		t.Errorf("it waits as %v", a)
	}
	g.tell(204, "PUT", "/signature", map[string]any{"sent_by": "Ola Nordmann", "sent_note": "Nana bak kulissene"})
	if a = s.ready(id); a["sent_by"] != "Ola Nordmann" || a["sent_note"] != "Nana bak kulissene" {
		t.Errorf("signed later: %v, %v", a["sent_by"], a["sent_note"])
	}
	s.hidden(id, file)
	s.call(200, "PATCH", "/assets/"+id, map[string]any{"review": nil})
	s.as(catalog.Reader, "").call(200, "GET", "/assets/"+id, nil)
	g.tell(204, "PUT", "/signature", map[string]any{"sent_by": "Kari", "sent_note": ""})
	if a = s.call(200, "GET", "/assets/"+id, nil); a["sent_by"] != "Ola Nordmann" {
		t.Errorf("after an editor has looked at it, it can still be signed: %v", a["sent_by"])
	}
	if got := s.call(200, "GET", "/invitations/"+invitation["id"].(string), nil); got["files"] != 1.0 || got["bytes"] != float64(len(file)) {
		t.Errorf("counted as %v files and %v bytes, want 1 and %d", got["files"], got["bytes"], len(file))
	}
}

// hidden holds that nothing gives a waiting file to those who do not review.
func (s *site) hidden(id string, file []byte) {
	t := s.t
	t.Helper()
	for _, role := range []catalog.Role{catalog.Reader, catalog.Contributor} {
		other := s.as(role, "")
		for _, path := range []string{"", "/original", "/renditions/w320", "/similar", "/clearance"} {
			if got := other.do("GET", "/api/v1/assets/"+id+path, nil); got.status != 404 {
				t.Errorf("%s: GET …%s: status %d, want 404", role, path, got.status)
			}
		}
		if got := other.do("GET", "/media/"+id+"/w320", nil); got.status != 404 {
			t.Errorf("%s: its thumbnail: status %d, want 404", role, got.status)
		}
		for _, query := range []string{"?review=waiting", "?q=IMG_0001", "?review=waiting&review=accepted&q=Nana"} {
			for _, item := range other.call(200, "GET", "/assets"+query, nil)["items"].([]any) {
				if item.(map[string]any)["id"] == id {
					t.Errorf("%s: %s finds it", role, query)
				}
			}
		}
		if got := other.do("GET", "/api/v1/suggest?q=IMG", nil); bytes.Contains(got.body, []byte("IMG_0001")) || bytes.Contains(got.body, []byte("IMG 0001")) {
			t.Errorf("%s: it is suggested: %s", role, got.body)
		}
		if got := other.do("PATCH", "/api/v1/assets/"+id, strings.NewReader(`{"review":null}`), "Content-Type", "application/json"); got.status != 404 && got.status != 403 {
			t.Errorf("%s accepts it: status %d", role, got.status)
		}
	}
	contributor := s.as(catalog.Contributor, "")
	if got := contributor.post("min.jpg", file, "", ""); bytes.Contains(got.body, []byte("IMG")) {
		t.Errorf("a duplicate tells of it: %s", got.body)
	}
	twin := s.waitingTwin()
	got := contributor.call(200, "POST", "/uploads/check", map[string]any{"files": []any{map[string]any{"size": len(twin), "sha256": sumOf(twin)}}})
	if raw, _ := json.Marshal(got); bytes.Contains(raw, []byte(`"id"`)) {
		t.Errorf("a check tells of a waiting file: %s", raw)
	}
	s.call(409, "POST", "/assets/"+id+"/reuse-links", map[string]any{"purpose": "x"})
	if c := s.call(200, "GET", "/assets/"+id+"/clearance", nil); c["cleared"] != false {
		t.Errorf("it is cleared while it waits: %v", c)
	}
}

// waitingTwin gives bytes that only a waiting file has.
func (s *site) waitingTwin() []byte {
	s.t.Helper()
	file := picture(s.t, 200, 150, 977)
	_, g := s.invite(nil)
	g.sends("tvilling.jpg", file, nil)
	return file
}

func guestsAreRefused(t *testing.T, s *site) {
	_, g := s.invite(map[string]any{"max_file_bytes": 5000})
	for _, tt := range []struct {
		name   string
		body   map[string]any
		status int
		code   string
	}{
		{"no bytes", map[string]any{"file_name": "a.jpg", "size": 0}, 422, "invalid"},
		{"fewer than none", map[string]any{"file_name": "a.jpg", "size": -1}, 422, "invalid"},
		{"over the cap of a file", map[string]any{"file_name": "a.jpg", "size": 5001}, 413, "too_large"},
		{"forbidden type", map[string]any{"file_name": "a.exe", "size": 10}, 415, "unsupported_media"},
		{"long name", map[string]any{"file_name": "a.jpg", "size": 10, "metadata": map[string]any{"sent_by": strings.Repeat("a", 121)}}, 422, "invalid"},
		{"other description", map[string]any{"file_name": "a.jpg", "size": 10, "metadata": map[string]any{"title": "x"}}, 422, "invalid"},
	} {
		seen := ""
		for _, lang := range []string{"nb", "en"} {
			p := s.expect(g.ask("POST", "/uploads", tt.body, "Accept-Language", lang), tt.status, tt.code)
			if p["detail"] == seen {
				t.Errorf("%s: the same sentence in both languages: %v", tt.name, seen)
			}
			seen, _ = p["detail"].(string)
		}
	}
	for _, key := range []string{"", "short", strings.Repeat("x", 200), "not a key, though it is long enough"} {
		g.visitor = key
		if got := g.ask("POST", "/uploads", map[string]any{"file_name": "a.jpg", "size": 10}); got.status != 422 {
			t.Errorf("visitor %q: status %d, want 422", key, got.status)
		}
	}
	g = g.another()
	id := g.opens("a.jpg", 40, nil)
	if got := g.putPart(g.part(id), []byte("<!DOCTYPE html><html>not a photo at all!!")[:40]); got.status != 200 {
		t.Fatalf("part: status %d", got.status)
	}
	g.tell(415, "POST", "/uploads/"+id+"/complete", nil)
	if got := g.ask("POST", "/uploads", map[string]any{"file_name": "a.jpg", "size": 10}, "Sec-Fetch-Site", "cross-site"); got.status != 403 {
		t.Errorf("from another site: status %d, want 403", got.status)
	}
	for method, want := range map[string]int{"HEAD": 405, "PUT": 405, "PATCH": 405, "DELETE": 405} {
		if got := g.ask(method, "", nil); got.status != want {
			t.Errorf("%s on the page: status %d, want %d", method, got.status, want)
		}
	}
	for _, path := range []string{"/", "/uploads/", "/assets", "/uploads/" + id + "/original", "/.."} {
		if got := g.ask("GET", path, nil); got.status != 404 && got.status != 405 {
			t.Errorf("GET …%s: status %d", path, got.status)
		}
	}
	if got := g.do("GET", "/api/v1/assets", nil); got.status != 401 {
		t.Errorf("the API for a guest: status %d, want 401", got.status)
	}
	s.as(catalog.Contributor, "").call(403, "POST", "/recording-days/"+s.day()+"/invitation", nil)
	s.call(404, "POST", "/recording-days/none/invitation", nil)
	for _, terms := range []map[string]any{{"max_files": 0}, {"max_bytes": -1}, {"max_file_bytes": int64(3) << 30}, {"valid_until": "2001-01-01"}, {"valid_until": "2099-01-01"}, {"valid_until": "i morgen"}} {
		s.call(422, "POST", "/recording-days/"+s.day()+"/invitation", terms)
	}
}

func guestsAlone(t *testing.T, s *site) {
	_, g := s.invite(nil)
	mine := g.opens("a.jpg", 100, nil)
	_, elsewhere := s.invite(nil)
	elsewhere.visitor = g.visitor
	for name, other := range map[string]guest{"another phone": g.another(), "the same phone by another link": elsewhere} {
		for _, tt := range [][2]string{{"GET", ""}, {"POST", "/complete"}, {"DELETE", ""}} {
			if got := other.ask(tt[0], "/uploads/"+mine+tt[1], nil); got.status != 404 {
				t.Errorf("%s: %s …%s: status %d, want 404", name, tt[0], tt[1], got.status)
			}
		}
		if got := other.ask("POST", "/uploads/"+mine+"/parts", map[string]any{"numbers": []int{1}}); got.status != 404 {
			t.Errorf("%s signs its parts: status %d, want 404", name, got.status)
		}
	}
	s.as(catalog.Contributor, "").call(404, "GET", "/uploads/"+mine, nil)
	// What is there already is no secret that a guest can ask for.
	file := picture(t, 300, 200, 55)
	s.upload("der.jpg", file, map[string]any{"title": "Hemmelig tittel"})
	twin := g.tell(201, "POST", "/uploads", map[string]any{"file_name": "b.jpg", "size": len(file), "sha256": sumOf(file)})
	if twin["id"] == nil {
		t.Errorf("the same bytes as a file that is there: %v", twin)
	}
	g.sends("c.jpg", file, nil)
}

func guestsAtOnce(t *testing.T, s *site) {
	invitation, g := s.invite(map[string]any{"max_files": 20, "max_bytes": 1000})
	var all sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for range 50 {
		all.Go(func() {
			got := g.another().ask("POST", "/uploads", map[string]any{"file_name": "a.jpg", "size": 90})
			mu.Lock()
			defer mu.Unlock()
			statuses[got.status]++
		})
	}
	all.Wait()
	got := s.call(200, "GET", "/invitations/"+invitation["id"].(string), nil)
	if statuses[201] != 11 || statuses[409] != 39 || got["files"] != 11.0 || got["bytes"] != 990.0 {
		t.Errorf("50 at once: %v, counted as %v files and %v bytes; want 11 taken, since 12 would be over 1000 bytes", statuses, got["files"], got["bytes"])
	}
	page := g.do("GET", "/day/"+g.code, nil, "Accept", "text/html")
	if page.status != 200 {
		t.Errorf("ten bytes are left, and the page answers %d", page.status)
	}
	g.opens("b.jpg", 10, nil)
	page = g.do("GET", "/day/"+g.code, nil, "Accept", "text/html")
	if page.status != 409 || !strings.Contains(string(page.body), "ikke plass til mer") || strings.Contains(string(page.body), `type="file"`) {
		t.Errorf("an exhausted link: %d\n%.500s", page.status, page.body)
	}
}

func guestsRevoked(t *testing.T, s *site) {
	invitation, g := s.invite(nil)
	id := g.opens("a.jpg", 9, nil)
	address := g.part(id)
	if got := s.do("DELETE", "/api/v1/invitations/"+invitation["id"].(string), nil); got.status != 204 {
		t.Fatalf("revoke: status %d", got.status)
	}
	if got := g.putPart(address, []byte("nine byte")); got.status != 403 {
		t.Errorf("a part by a revoked link: status %d, want 403", got.status)
	}
	s.expect(g.ask("POST", "/uploads/"+id+"/complete", nil), 410, "withheld")
	s.expect(g.ask("POST", "/uploads", map[string]any{"file_name": "a.jpg", "size": 9}), 410, "withheld")
	s.expect(g.ask("PUT", "/signature", map[string]any{"sent_by": "x"}), 410, "withheld")
	page := g.do("GET", "/day/"+g.code, nil, "Accept", "text/html")
	if page.status != 410 || !strings.Contains(string(page.body), "trukket tilbake") || strings.Contains(string(page.body), "<form") {
		t.Errorf("the page of a revoked link: %d\n%.500s", page.status, page.body)
	}
	s.call(409, "PATCH", "/invitations/"+invitation["id"].(string), map[string]any{"max_files": 5})
}

func guestsExpired(t *testing.T, s *site) {
	invitation, g := s.invite(nil)
	file := picture(t, 100, 80, 9)
	id := g.opens("a.jpg", len(file), nil)
	var soon time.Time
	for ahead := 500 * time.Millisecond; ; ahead *= 2 { // on a slow machine a moment is over before it is heard of
		soon = time.Now().Add(ahead)
		got := s.do("PATCH", "/api/v1/invitations/"+invitation["id"].(string), strings.NewReader(fmt.Sprintf(`{"valid_until":%q}`, soon.Format(time.RFC3339Nano))), "Content-Type", "application/json")
		if got.status == 200 {
			break
		}
		s.expect(got, 422, "invalid")
	}
	time.Sleep(time.Until(soon))
	s.expect(g.ask("POST", "/uploads", map[string]any{"file_name": "a.jpg", "size": 9}), 410, "withheld")
	page := g.do("GET", "/day/"+g.code, nil, "Accept", "text/html")
	if page.status != 410 || !strings.Contains(string(page.body), "utløpt") || strings.Contains(string(page.body), `type="file"`) {
		t.Errorf("the page of an expired link: %d\n%.500s", page.status, page.body)
	}
	// What began before may be finished.
	if got := g.putPart(g.part(id), file); got.status != 200 {
		t.Errorf("a part that began before: status %d", got.status)
	}
	g.tell(202, "POST", "/uploads/"+id+"/complete", nil)
	if got := g.do("GET", "/day/k7m2-9xqp-4tvh", nil, "Accept", "text/html", "Accept-Language", "nn"); got.status != 404 || !strings.Contains(string(got.body), "kjenner ikkje") {
		t.Errorf("an unknown link: %d\n%.500s", got.status, got.body)
	}
}

func guestCaps(t *testing.T, s *site) {
	invitation, g := s.invite(map[string]any{"max_files": 1})
	id := g.opens("a.jpg", 50, nil)
	s.expect(g.ask("POST", "/uploads", map[string]any{"file_name": "b.jpg", "size": 50}), 409, "conflict")
	if got := g.ask("DELETE", "/uploads/"+id, nil); got.status != 204 {
		t.Fatalf("cancel: status %d", got.status)
	}
	id = g.opens("b.jpg", 40, nil)
	if got := g.putPart(g.part(id), bytes.Repeat([]byte("x"), 40)); got.status != 200 {
		t.Fatalf("part: status %d", got.status)
	}
	g.tell(415, "POST", "/uploads/"+id+"/complete", nil) // refused for what it is
	if got := s.call(200, "GET", "/invitations/"+invitation["id"].(string), nil); got["files"] != 0.0 || got["bytes"] != 0.0 {
		t.Errorf("%v files and %v bytes are still taken", got["files"], got["bytes"])
	}
	g.sends("c.jpg", picture(t, 90, 80, 3), nil)
}

// sendsForm sends files as a browser without script does.
func (g guest) sendsForm(name, note string, files map[string][]byte) answer {
	g.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for file, raw := range files {
		w, err := form.CreateFormFile("file", file)
		if err != nil {
			g.t.Fatal(err)
		}
		w.Write(raw)
	}
	form.WriteField("sent_by", name)
	form.WriteField("sent_note", note)
	form.Close()
	return g.do("POST", "/day/"+g.code, &body, "Content-Type", form.FormDataContentType(), "Accept", "text/html", "Origin", "null")
}

func guestForm(t *testing.T, s *site) {
	invitation, g := s.invite(map[string]any{"max_files": 3, "max_bytes": 200_000})
	got := g.sendsForm("Kari", "Uten skript", map[string][]byte{"a.jpg": picture(t, 60, 50, 71), "b.jpg": picture(t, 60, 50, 72)})
	if got.status != 303 || !strings.HasSuffix(got.header.Get("Location"), "?sent=2") {
		t.Fatalf("status %d, to %s\n%.600s", got.status, got.header.Get("Location"), got.body)
	}
	if page := g.do("GET", got.header.Get("Location"), nil); !strings.Contains(string(page.body), "2 filer er kommet fram") {
		t.Errorf("nothing says that they have arrived:\n%.1500s", page.body)
	}
	signed := 0
	for _, a := range s.waiting(invitation["recording_day"].(string), 2) {
		if a["sent_note"] == "Uten skript" && a["sent_by"] == "Kari" {
			signed++
		}
	}
	if signed != 2 {
		t.Errorf("%d files are signed, want 2", signed)
	}
	for name, tt := range map[string]struct {
		file []byte
		says string
	}{"tom.jpg": {nil, "tom"}, "x.exe": {[]byte("MZ"), "støttes ikke"}} {
		if got := g.sendsForm("", "", map[string][]byte{name: tt.file}); got.status != 422 || !strings.Contains(string(got.body), tt.says) {
			t.Errorf("%s: status %d\n%.300s", name, got.status, got.body)
		}
	}
	got = g.sendsForm("Kari", "Uten fil", nil)
	if page := string(got.body); got.status != 422 || !strings.Contains(page, "Velg minst én fil") || !strings.Contains(page, `value="Kari"`) || !strings.Contains(page, ">Uten fil</textarea>") {
		t.Errorf("no file: status %d; what was typed is to be kept\n%.1500s", got.status, page)
	}
	i := s.call(200, "GET", "/invitations/"+invitation["id"].(string), nil)
	if i["files"] != 2.0 || i["bytes"].(float64) > 60_000 {
		t.Errorf("counted as %v files and %v bytes", i["files"], i["bytes"])
	}
	if got := g.sendsForm("", "", map[string][]byte{"stor.jpg": make([]byte, 250_000)}); got.status != 422 || !strings.Contains(string(got.body), "ikke plass til mer") {
		t.Errorf("more than is left: status %d\n%.300s", got.status, got.body)
	}
	chunked := struct{ io.Reader }{strings.NewReader("--x--\r\n")}
	if got := g.do("POST", "/day/"+g.code, chunked, "Content-Type", "multipart/form-data; boundary=x"); got.status != 400 {
		t.Errorf("of unknown length: status %d, want 400", got.status)
	}
	if got := g.do("POST", "/day", strings.NewReader(url.Values{"code": {" K7M2 9XQP4TVH"}}.Encode()), "Content-Type", "application/x-www-form-urlencoded"); got.header.Get("Location") != "/day/k7m2-9xqp-4tvh" {
		t.Errorf("a typed code leads to %q, status %d", got.header.Get("Location"), got.status)
	}
}

// TestNoLogTellsOfGuests holds the program's whole log against what guests come by.
func TestNoLogTellsOfGuests(t *testing.T) {
	p := serve(t, t.TempDir())
	invitation, g := p.invite(nil)
	file := picture(t, 120, 90, 5)
	g.sends("a.jpg", file, map[string]any{"sent_by": "Navn Navnesen", "sent_note": "Merkelapp"})
	id := g.opens("b.jpg", 9, nil)
	address := g.part(id)
	g.putPart(address, []byte("nine byte"))
	g.ask("POST", "/uploads", map[string]any{"file_name": "a.exe", "size": 9})
	g.ask("GET", "/no/such/path", nil)
	g.ask("PATCH", "", nil)
	g.do("GET", "/day/"+g.code+"?sent=1", nil)
	g.do("GET", "/day/"+strings.ToUpper(g.code), nil)
	p.do("GET", "/recording-days/"+invitation["recording_day"].(string)+"/invitations/"+invitation["id"].(string)+"/poster", nil)
	p.do("DELETE", "/api/v1/invitations/"+invitation["id"].(string), nil)
	g.ask("GET", "/uploads/"+id, nil)
	wrong := "zzzz-yyyy-xxxx"
	g.do("GET", "/day/"+wrong, nil)
	plain := strings.ReplaceAll(g.code, "-", "")
	_, signature, _ := strings.Cut(address, "X-Amz-Signature=")
	log := strings.ToLower(p.out.String())
	for what, secret := range map[string]string{"code": g.code, "code without hyphens": plain, "wrong code": wrong, "visitor": strings.ToLower(g.visitor),
		"signature": signature, "name": "navnesen", "note": "merkelapp"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells the %s", what)
		}
	}
	if !strings.Contains(log, "/day/:token/uploads") {
		t.Errorf("the log says nothing of what guests did:\n%s", log)
	}
}

func sumOf(file []byte) string { return fmt.Sprintf("%x", sha256.Sum256(file)) }
