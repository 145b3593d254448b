package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestFormsInEitherOrder(t *testing.T) {
	s := start(t)
	for i, parts := range [][]part{
		{{"metadata", "", `{"title":"Foran"}`}, {"file", "bilde.jpg", picture(t, 1)}},
		{{"file", "bilde.jpg", picture(t, 2)}, {"metadata", "", `{"title":"Bak"}`}},
		{{"metadata", "beskrivelse.json", `{"title":"Som fil"}`}, {"file", "bilde.jpg", picture(t, 3)}},
		{{"file", "bilde.jpg", picture(t, 4)}},
		{{"file", "bilde.jpg", picture(t, 5)}, {"metadata", "", ` `}},
	} {
		got := s.post("", parts...)
		a := got.json(t)
		want := []string{"Foran", "Bak", "Som fil", "bilde", "bilde"}[i]
		if got.status != 201 || a["title"] != want {
			t.Errorf("form %d: %d %v, want %q", i, got.status, a["title"], want)
		}
		if got.header.Get("Location") != "/api/v1/assets/"+text(a, "id") || got.header.Get("ETag") != `"1"` {
			t.Errorf("form %d: Location %q, ETag %q", i, got.header.Get("Location"), got.header.Get("ETag"))
		}
		if err := s.answers.Check("POST", "/assets", "201", any(a)); err != nil {
			t.Error(err)
		}
	}
}

func TestBadForms(t *testing.T) {
	s := start(t)
	jpeg := picture(t, 1)
	file := part{"file", "a.jpg", jpeg}
	tests := []struct {
		name   string
		query  string
		parts  []part
		status int
		code   string
		at     []string
	}{
		{"no file", "", []part{{"metadata", "", `{}`}}, 422, "invalid", []string{"file"}},
		{"nothing", "", nil, 422, "invalid", []string{"file"}},
		{"empty file", "", []part{{"file", "a.jpg", ""}}, 422, "invalid", nil},
		{"metadata that is not JSON", "", []part{{"metadata", "", `tittel=Hei`}, file}, 400, "invalid", nil},
		{"the same, behind", "", []part{file, {"metadata", "", `tittel=Hei`}}, 400, "invalid", nil},
		{"metadata that is no object", "", []part{{"metadata", "", `[1]`}, file}, 422, "invalid", []string{"metadata"}},
		{"unknown member", "", []part{{"metadata", "", `{"tittel":"Hei"}`}, file}, 422, "invalid", []string{"metadata.tittel"}},
		{"the same, behind", "", []part{file, {"metadata", "", `{"tittel":"Hei"}`}}, 422, "invalid", []string{"metadata.tittel"}},
		{"unknown library", "", []part{{"metadata", "", `{"libraries":["x"]}`}, file}, 422, "invalid", []string{"metadata.libraries[0]"}},
		{"the same, behind", "", []part{file, {"metadata", "", `{"libraries":["x"]}`}}, 422, "invalid", []string{"metadata.libraries[0]"}},
		{"a long title", "", []part{{"metadata", "", `{"title":"` + strings.Repeat("å", 300) + `"}`}, file}, 422, "invalid", []string{"metadata.title"}},
		{"large metadata", "", []part{{"metadata", "", strings.Repeat(" ", 1<<20+1)}, file}, 413, "too_large", nil},
		{"another part", "", []part{{"tittel", "", "Hei"}, file}, 422, "invalid", nil},
		{"two files", "", []part{file, file}, 422, "invalid", nil},
		{"metadata twice", "", []part{{"metadata", "", `{}`}, file, {"metadata", "", `{}`}}, 422, "invalid", nil},
		{"too large", "", []part{{"file", "a.jpg", jpeg + strings.Repeat("a", maxUpload)}}, 413, "too_large", nil},
		{"far too large", "", []part{{"file", "a.jpg", jpeg + strings.Repeat("a", 2*maxUpload)}}, 413, "too_large", nil},
		{"foreign extension", "", []part{{"file", "a.exe", jpeg}}, 415, "unsupported_media", nil},
		{"unknown wish", "?duplicate=drop", []part{file}, 422, "invalid", []string{"duplicate"}},
	}
	for _, tt := range tests {
		got := s.post(tt.query, tt.parts...)
		p := got.json(t)
		if got.status != tt.status || p["code"] != tt.code || !slices.Equal(locations(p), tt.at) || text(p, "detail") == "" {
			t.Errorf("%s: %d %s", tt.name, got.status, got.body)
		}
	}
	for mediaType, want := range map[string]int{"application/json": 415, "": 415, "multipart/form-data": 400, "multipart/form-data; boundary=x": 422} {
		if got := s.do("POST", "/api/v1/assets", mediaType, strings.NewReader(`{}`)); got.status != want {
			t.Errorf("a body of type %q: %d, want %d %s", mediaType, got.status, want, got.body)
		}
	}
	if got := s.as(catalog.Reader).post("", file); got.status != 403 {
		t.Errorf("a reader uploads: %d, want 403", got.status)
	}
	if found := s.call(200, "GET", "/assets", ""); found["total"] != 0.0 {
		t.Errorf("refused forms left %v assets", found["total"])
	}
	if got := s.post("", file); got.status != 201 {
		t.Errorf("what was refused before is not taken: %d %s", got.status, got.body)
	}
}

func TestDuplicates(t *testing.T) {
	s := start(t)
	first := s.upload(1, `{"title":"Den første"}`)
	again := part{"file", "b.jpg", picture(t, 1)}
	got := s.post("", again)
	if p := got.json(t); got.status != 409 || p["duplicate_of"] != first || !strings.Contains(text(p, "detail"), "Den første") {
		t.Errorf("identical bytes: %d %s", got.status, got.body)
	}
	if got := s.post("?duplicate=keep", again); got.status != 201 {
		t.Errorf("with duplicate=keep: %d", got.status)
	}
}

// TestADuplicateOfWhatIsWithheld is refused without the title to who does not find the file that is there.
func TestADuplicateOfWhatIsWithheld(t *testing.T) {
	s := start(t)
	body, kari := picture(t, 1), s.person("Kari Hansen", "")
	id := s.upload(1, fmt.Sprintf(`{"title":"Karis dag","people":[%q]}`, kari))
	s.call(200, "POST", "/consents/"+s.consent(kari, "")+"/withdraw", "")
	announced := fmt.Sprintf(`{"file_name":"b.jpg","size":%d,"sha256":%q}`, len(body), text(s.call(200, "GET", "/assets/"+id, ""), "original", "sha256"))
	for role, told := range map[catalog.Role]bool{catalog.Editor: true, catalog.Contributor: false} {
		as := s.as(role)
		for _, p := range []map[string]any{as.post("", part{"file", "b.jpg", body}).json(t), as.call(409, "POST", "/uploads", announced)} {
			if p["duplicate_of"] != id || p["code"] != "conflict" || strings.Contains(text(p, "detail"), "Karis dag") != told {
				t.Errorf("%s: %v", role, p)
			}
		}
	}
}

// A sender that hangs up halfway leaves nothing, and one that cuts its form short is told so.
func TestFormsCutShort(t *testing.T) {
	s := start(t)
	begun := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n" + picture(t, 1)
	if got := s.do("POST", "/api/v1/assets", "multipart/form-data; boundary=x", strings.NewReader(begun)); got.status != 400 {
		t.Errorf("a form without an end: %d %s", got.status, got.body)
	}
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	check(t, err)
	_, err = fmt.Fprintf(conn, "POST /api/v1/assets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n%s", s.token, begun)
	check(t, err)
	check(t, conn.Close())
	if found := s.call(200, "GET", "/assets", ""); found["total"] != 0.0 {
		t.Errorf("%v assets were left", found["total"])
	}
}

// A sender that announces too much is refused before it has sent anything.
func TestExpectContinue(t *testing.T) {
	s := start(t)
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	check(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /api/v1/assets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nExpect: 100-continue\r\nConnection: close\r\n"+
		"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n", s.token, 10*maxUpload)
	check(t, err)
	raw, err := io.ReadAll(conn)
	check(t, err)
	if !bytes.HasPrefix(raw, []byte("HTTP/1.1 413 ")) {
		t.Errorf("answer: %.200s", raw)
	}
}

func TestUploads(t *testing.T) {
	s := start(t)
	u := s.told(201, "POST", "/uploads", "/uploads", fmt.Sprintf(`{"file_name":"klipp.mp4","size":%d,"metadata":{"title":"Klipp"}}`, 6<<20))
	id := text(u, "id")
	if u["part_size"] != float64(5<<20) || u["part_count"] != 2.0 || text(u, "expires_at") == "" {
		t.Errorf("upload: %v", u)
	}
	signed := s.told(200, "POST", "/uploads/{id}/parts", "/uploads/"+id+"/parts", `{"numbers":[1,2]}`)["parts"].([]any)
	for _, p := range signed {
		if address := text(p.(map[string]any), "url"); !strings.HasPrefix(address, s.server.URL+"/fellesmappa/") {
			t.Errorf("a part is to be sent to %s, not to %s", address, s.server.URL)
		}
	}
	if state := s.told(200, "GET", "/uploads/{id}", "/uploads/"+id, ""); state["state"] != "receiving" || len(state["parts"].([]any)) != 0 || state["asset"] != nil {
		t.Errorf("state: %v", state)
	}
	if p := s.call(409, "POST", "/uploads/"+id+"/complete", ""); p["code"] != "conflict" {
		t.Errorf("complete without parts: %v", p)
	}
	s.as(catalog.Contributor).call(404, "GET", "/uploads/"+id, "")
	s.call(204, "DELETE", "/uploads/"+id, "")
	s.call(409, "POST", "/uploads/"+id+"/parts", `{"numbers":[1]}`)
	if state := s.call(200, "GET", "/uploads/"+id, ""); state["state"] != "cancelled" {
		t.Errorf("state after cancelling: %v", state["state"])
	}
}

func TestOriginOfParts(t *testing.T) {
	s := start(t)
	id := text(s.call(201, "POST", "/uploads", `{"file_name":"klipp.mp4","size":10}`), "id")
	req, err := http.NewRequest("POST", s.server.URL+"/api/v1/uploads/"+id+"/parts", strings.NewReader(`{"numbers":[1]}`))
	check(t, err)
	req.Host = "mappa.example" // the public address, which is https
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.server.Client().Do(req)
	check(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	check(t, err)
	if !bytes.Contains(raw, []byte(`"https://mappa.example/fellesmappa/`)) {
		t.Errorf("answer: %s", raw)
	}
}

func TestBadUploads(t *testing.T) {
	s := start(t)
	tests := []struct {
		path, body string
		status     int
		at         []string
	}{
		{"/uploads", `{"file_name":"a.mp4","size":0}`, 422, nil},
		{"/uploads", `{"file_name":"a.mp4","size":-1}`, 422, []string{"size"}},
		{"/uploads", `{"file_name":"a.mp4","size":"10"}`, 422, []string{"size"}},
		{"/uploads", `{"file_name":"a.mp4","size":1.5}`, 422, []string{"size"}},
		{"/uploads", `{"file_name":"a.mp4"}`, 422, []string{"size"}},
		{"/uploads", fmt.Sprintf(`{"file_name":"a.mp4","size":%d}`, maxUpload+1), 413, nil},
		{"/uploads", `{"file_name":"a.exe","size":10}`, 415, nil},
		{"/uploads", `{"file_name":"a.mp4","size":10,"sha256":"x"}`, 422, []string{"sha256"}},
		{"/uploads", `{"file_name":"a.mp4","size":10,"metadata":{"title":"` + strings.Repeat("a", 201) + `"}}`, 422, []string{"metadata.title"}},
		{"/uploads", `{"file_name":"a.mp4","size":10,"metadata":{"recorded_at":"x"}}`, 422, []string{"metadata.recorded_at"}},
		{"/uploads", `{"file_name":"a.mp4","size":10,"metadata":{"x":1}}`, 422, []string{"metadata.x"}},
		{"/uploads?duplicate=x", `{"file_name":"a.mp4","size":10}`, 422, []string{"duplicate"}},
		{"/uploads/nowhere/parts", `{"numbers":[1]}`, 404, nil},
		{"/uploads/nowhere/complete", ``, 404, nil},
	}
	for _, tt := range tests {
		if p := s.call(tt.status, "POST", tt.path, tt.body); !slices.Equal(locations(p), tt.at) {
			t.Errorf("%.80s: refused at %v, want %v", tt.body, locations(p), tt.at)
		}
	}
	id := text(s.call(201, "POST", "/uploads", `{"file_name":"a.mp4","size":10,"metadata":null}`), "id")
	for _, numbers := range []string{"[0]", "[2]", "[-1]"} {
		if p := s.call(422, "POST", "/uploads/"+id+"/parts", `{"numbers":`+numbers+`}`); !slices.Equal(locations(p), []string{"numbers[0]"}) {
			t.Errorf("part %s: refused at %v", numbers, locations(p))
		}
	}
	known := s.upload(1, "")
	sum := text(s.call(200, "GET", "/assets/"+known, ""), "original", "sha256")
	body := fmt.Sprintf(`{"file_name":"a.jpg","size":900,"sha256":%q}`, sum)
	if p := s.call(409, "POST", "/uploads", body); p["duplicate_of"] != known {
		t.Errorf("a duplicate announced: %v", p)
	}
	s.call(201, "POST", "/uploads?duplicate=keep", body)
}
