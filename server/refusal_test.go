package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestRefusals sends what must not be taken. Each ends in its own status with a sentence that says what to do, and
// leaves nothing behind.
func TestRefusals(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) { refusals(t, start(t, b.config(t))) })
	}
}

func refusals(t *testing.T, s *site) {
	photo := picture(t, 640, 480, 7)
	movie := clip(t, "c.mp4")
	tests := []struct {
		name     string
		file     string
		bytes    []byte
		metadata string
		status   int
		code     string
	}{
		{"empty file", "tom.jpg", nil, "", 422, "invalid"},
		{"foreign extension", "notat.docx", photo, "", 415, "unsupported_media"},
		{"HTML named .jpg", "side.jpg", []byte("<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"), "", 415, "unsupported_media"},
		{"playlist named .mp4", "liste.mp4", []byte("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"), "", 415, "unsupported_media"},
		{"script for ffmpeg named .mp4", "liste.mp4", []byte("ffconcat version 1.0\nfile '/etc/passwd'\n"), "", 415, "unsupported_media"},
		{"SVG named .png", "a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "", 415, "unsupported_media"},
		{"truncated JPEG", "kutt.jpg", photo[:len(photo)/2], "", 422, "invalid"},
		{"truncated MP4", "kutt.mp4", movie[:len(movie)/2], "", 422, "invalid"},
		{"truncated HEIC", "kutt.heic", truncatedHEIC(), "", 422, "invalid"},
		{"60,000 × 60,000 pixels", "stor.png", pngHeader(60_000, 60_000), "", 422, "invalid"},
		{"300-character title", "a.jpg", photo, `{"title":"` + strings.Repeat("å", 300) + `"}`, 422, "invalid"},
		{"unknown library", "a.jpg", photo, `{"libraries":["finnes-ikke"]}`, 422, "invalid"},
		{"metadata that is not JSON", "a.jpg", photo, `tittel=Hei`, 400, "invalid"},
		{"metadata with an unknown field", "a.jpg", photo, `{"tittel":"Hei"}`, 422, "invalid"},
		{"unknown content type", "a.jpg", photo, `{"content_type":"reklame"}`, 422, "invalid"},
		{"focal point outside", "a.jpg", photo, `{"focal_point":{"x":1.5,"y":0}}`, 422, "invalid"},
	}
	seen := map[string]string{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			on := *s
			on.t = t
			for _, lang := range []string{"nb", "en"} {
				got := on.post(tt.file, tt.bytes, tt.metadata, "", "Accept-Language", lang)
				p := on.expect(got, tt.status, tt.code)
				if lang == "en" && p["detail"] == seen[tt.name] {
					t.Errorf("the same sentence in both languages: %v", p["detail"])
				}
				seen[tt.name], _ = p["detail"].(string)
			}
		})
	}
	t.Run("no file", func(t *testing.T) {
		got := s.do("POST", "/api/v1/assets", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n--x--\r\n"),
			"Content-Type", "multipart/form-data; boundary=x")
		s.expect(got, 422, "invalid")
	})
	t.Run("wrong ISBN check digit", func(t *testing.T) {
		p := s.call(422, "POST", "/books", map[string]any{"title": "x", "isbns": []string{"9788203365134"}})
		field := p["errors"].([]any)[0].(map[string]any)
		if field["location"] != "isbns[0]" || !strings.Contains(field["message"].(string), "kontrollsiffer") {
			t.Errorf("field: %v", field)
		}
	})
	t.Run("names are made harmless", func(t *testing.T) {
		for i, name := range []string{"../../../etc/passwd.jpg", "to\nlinjer.jpg", "snudd\u202egpj.jpg", strings.Repeat("langt navn ", 30) + ".jpg"} {
			got := s.post(name, picture(t, 64, 48, 100+i), "", "")
			if got.status != http.StatusCreated {
				t.Errorf("%q: status %d %s", name, got.status, got.body)
				continue
			}
			shown := got.json(t)["original"].(map[string]any)["file_name"].(string)
			if strings.ContainsAny(shown, "/\\\n\r\u202e") || len([]rune(shown)) > 200 {
				t.Errorf("%q is shown as %q", name, shown)
			}
		}
	})
	t.Run("nothing is left", func(t *testing.T) {
		if got := s.call(200, "GET", "/assets?limit=1", nil); got["total"] != 4.0 {
			t.Errorf("%v assets, want the 4 whose names were made harmless", got["total"])
		}
		if left := s.originals(); left != 4 {
			t.Errorf("%d originals in the bucket, want 4", left)
		}
	})
	t.Run("the same bytes twice", func(t *testing.T) {
		first := s.upload("en.jpg", photo, nil)
		p := s.expect(s.post("to.jpg", photo, "", ""), 409, "conflict")
		if p["duplicate_of"] != first {
			t.Errorf("duplicate_of = %v, want %s", p["duplicate_of"], first)
		}
		if kept := s.post("to.jpg", photo, "", "?duplicate=keep"); kept.status != 201 {
			t.Errorf("kept duplicate: status %d", kept.status)
		}
	})
	t.Run("requests", func(t *testing.T) {
		s.expect(s.do("POST", "/api/v1/books", bytes.NewReader(bytes.Repeat([]byte("x"), 3<<20)), "Content-Type", "application/json"), 413, "too_large")
		s.expect(s.do("POST", "/api/v1/books", strings.NewReader(`{"title":`), "Content-Type", "application/json"), 400, "invalid")
		s.expect(s.do("GET", "/api/v1/finnes-ikke", nil), 404, "not_found")
		s.expect(s.do("GET", "/api/v1/assets/finnes-ikke", nil), 404, "not_found")
		s.expect(s.do("PUT", "/api/v1/assets", nil), 405, "method_not_allowed")
		stranger := *s
		stranger.token = ""
		stranger.expect(stranger.do("GET", "/api/v1/assets", nil), 401, "unauthenticated")
		stranger.token = "fm_feil"
		stranger.expect(stranger.do("GET", "/api/v1/assets", nil), 401, "unauthenticated")
		sandnes, sola := s.call(201, "POST", "/libraries", map[string]any{"name": "Sandnes bibliotek"}), s.call(201, "POST", "/libraries", map[string]any{"name": "Sola bibliotek"})
		bound := s.as(catalog.Contributor, "sandnes-bibliotek")
		own := bound.upload("egen.jpg", picture(t, 60, 40, 500), nil)
		if l := bound.call(200, "GET", "/assets/"+own, nil)["libraries"].([]any); len(l) != 1 || l[0].(map[string]any)["id"] != sandnes["id"] {
			t.Errorf("what a library's contributor uploads belongs to %v", l)
		}
		bound.expect(bound.post("b.jpg", picture(t, 60, 40, 501), `{"libraries":["sola-bibliotek"]}`, ""), 403, "forbidden")
		bound.call(403, "PATCH", "/assets/"+own, map[string]any{"libraries": []any{sola["id"]}})
		bound.call(200, "PATCH", "/assets/"+own, map[string]any{"libraries": []any{sola["id"], sandnes["id"]}})
		s.call(422, "POST", "/assets/bulk", map[string]any{"query": "libary=sandnes", "patch": map[string]any{"title": "x"}})
		s.call(422, "POST", "/assets/bulk", map[string]any{"query": "", "patch": map[string]any{"title": "x"}})
		reader := s.as(catalog.Reader, "")
		reader.expect(reader.post("a.jpg", photo, "", ""), 403, "forbidden")
	})
}

// expect checks status, code and that there is a sentence for people.
func (s *site) expect(got answer, status int, code string) map[string]any {
	s.t.Helper()
	if got.status != status {
		s.t.Errorf("status %d, want %d\n%.500s", got.status, status, got.body)
		return map[string]any{}
	}
	if ct := got.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/problem+json") {
		s.t.Errorf("Content-Type %q", ct)
	}
	p := got.json(s.t)
	detail, _ := p["detail"].(string)
	if p["code"] != code || len(detail) < 10 || strings.Contains(detail, "{{") || strings.HasPrefix(detail, "error.") || p["request_id"] == "" {
		s.t.Errorf("problem: %v, want code %s and a sentence", p, code)
	}
	return p
}

// originals counts the objects that uploads have left in the bucket.
func (s *site) originals() int {
	s.t.Helper()
	n := 0
	for _, err := range s.app.bucket.List(s.t.Context(), "originals/") {
		if err != nil {
			s.t.Fatal(err)
		}
		n++
	}
	return n
}

// pngHeader is a PNG that claims a size and has nothing in it.
func pngHeader(w, h uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk("IHDR", append(ihdr, 8, 2, 0, 0, 0))
	chunk("IDAT", []byte{0x78, 0x9c, 0x03, 0, 0, 0, 0, 1})
	chunk("IEND", nil)
	return b.Bytes()
}

// truncatedHEIC is the beginning of a HEIC whose picture data is announced and missing.
func truncatedHEIC() []byte {
	var b bytes.Buffer
	b.Write([]byte{0, 0, 0, 24})
	b.WriteString("ftypheic\x00\x00\x00\x00mif1heic")
	b.Write([]byte{0, 0, 1, 0})
	b.WriteString("meta\x00\x00\x00\x00")
	return b.Bytes()
}

// TestCorpus sends real and hostile files through the API where the corpus lies beside the repository.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("sends a thousand foreign files")
	}
	corpus, err := filepath.Abs("../../shared/corpus")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus of foreign files is not here; everything it shows is also shown on files of our own")
	}
	s := start(t, backends()[0].config(t))
	t.Run("rotated", func(t *testing.T) { s.rotated(t, filepath.Join(corpus, "rotated")) })
	t.Run("photos", func(t *testing.T) { s.photos(t, filepath.Join(corpus, "photos")) })
	t.Run("clips", func(t *testing.T) { s.clips(t, filepath.Join(corpus, "clips")) })
	t.Run("hostile", func(t *testing.T) { s.hostile(t, filepath.Join(corpus, "hostile")) })
}

func (s *site) each(t *testing.T, folder string, do func(t *testing.T, path string, raw []byte)) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		t.Run(filepath.Base(path), func(t *testing.T) { do(t, path, raw) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) rotated(t *testing.T, folder string) {
	s.each(t, folder, func(t *testing.T, path string, raw []byte) {
		on := *s
		on.t = t
		got := on.post(filepath.Base(path), raw, "", "?duplicate=keep")
		if got.status != 201 {
			t.Fatalf("status %d %s", got.status, got.body)
		}
		a := on.ready(got.json(t)["id"].(string))
		o := a["original"].(map[string]any)
		if o["width"].(float64) <= o["height"].(float64) {
			t.Errorf("a landscape is shown %v × %v", o["width"], o["height"])
		}
	})
}

func (s *site) photos(t *testing.T, folder string) {
	s.each(t, folder, func(t *testing.T, path string, raw []byte) {
		on := *s
		on.t = t
		a := on.ready(on.upload(filepath.Base(path), raw, nil))
		for field := range a {
			if f := strings.ToLower(field); strings.Contains(f, "gps") || strings.Contains(f, "latitude") || strings.Contains(f, "location") {
				t.Errorf("the answer has a field %s", field)
			}
		}
		w640 := on.do("GET", "/api/v1/assets/"+a["id"].(string)+"/renditions/w640", nil)
		if w640.status != 200 {
			t.Fatalf("w640: status %d", w640.status)
		}
		on.privacy(w640.body)
	})
}

// privacy fails when exiftool finds where, by whom or with what a picture was taken.
func (s *site) privacy(rendition []byte) {
	s.t.Helper()
	cmd := exec.Command("exiftool", "-G", "-a", "-ee", "-")
	cmd.Stdin = bytes.NewReader(rendition)
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("exiftool: %v", err)
	}
	for _, word := range []string{"[EXIF]", "GPS", "Serial", "Owner", "Thumbnail", "[MakerNotes]", "[XMP]", "[IPTC]"} {
		if bytes.Contains(out, []byte(word)) {
			s.t.Errorf("a rendition tells %s:\n%s", word, out)
		}
	}
}

func (s *site) clips(t *testing.T, folder string) {
	taken := 0
	s.each(t, folder, func(t *testing.T, path string, raw []byte) {
		on := *s
		on.t = t
		got := on.post(filepath.Base(path), raw, "", "?duplicate=keep")
		switch {
		case got.status == 201:
			taken++
		case got.status == 415 || got.status == 422:
			on.expect(got, got.status, map[int]string{415: "unsupported_media", 422: "invalid"}[got.status])
		default:
			t.Errorf("status %d %s", got.status, got.body)
		}
	})
	if taken < 5 {
		t.Errorf("only %d clips were taken", taken)
	}
}

func (s *site) hostile(t *testing.T, folder string) {
	for _, kind := range []string{"jpeg", "jpeg-afl", "png", "gif"} {
		paths, err := filepath.Glob(filepath.Join(folder, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			ext := strings.TrimSuffix(kind, "-afl")
			got := s.post("fremmed."+ext, raw, "", "?duplicate=keep")
			if got.status != 201 && got.status != 415 && got.status != 422 {
				t.Errorf("%s: status %d %s", path, got.status, got.body)
			}
		}
	}
	if got := s.do("GET", "/healthz", nil); got.status != 200 {
		t.Errorf("the program is unwell: %d", got.status)
	}
}
