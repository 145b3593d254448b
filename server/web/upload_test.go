package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// send posts the upload form as a browser without script does.
func (s *site) send(fields [][2]string, files map[string][]byte) page {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		must(s.t, w.WriteField(f[0], f[1]))
	}
	for name, raw := range files {
		part, err := w.CreateFormFile("file", name)
		must(s.t, err)
		_, err = part.Write(raw)
		must(s.t, err)
	}
	must(s.t, w.Close())
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+"/upload", &body)
	must(s.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return s.do(req)
}

func TestUploadWithoutScript(t *testing.T) {
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	fields := [][2]string{{"content_type", "literature"}, {"libraries", lib.ID}, {"libraries_add", ""}, {"tags_add", "kaffe, bøker"}}
	got := s.send(fields, map[string][]byte{"en.jpg": photo(t, 1), "to.jpg": photo(t, 2)}).expect(t, http.StatusSeeOther)
	where := got.header.Get("Location")
	if !strings.HasPrefix(where, "/bulk?") || strings.Count(where, "id=") != 2 {
		t.Fatalf("leads to %q", where)
	}
	s.get(where).expect(t, http.StatusOK, "Beskriv 2 filer samlet", "Lastet opp")
	found, err := s.Assets.Find(t.Context(), s.administrator(), catalog.Query{Filters: map[catalog.Filter][]string{catalog.ByTag: {"kaffe"}, catalog.ByLibrary: {lib.ID}}})
	must(t, err)
	if found.Total != 2 || found.Items[0].ContentType != catalog.Literature {
		t.Errorf("found %d described files, want 2", found.Total)
	}
}

func TestUploadTellsWhatItRefuses(t *testing.T) {
	s := start(t)
	s.send(nil, map[string][]byte{"en.jpg": photo(t, 1)}).expect(t, http.StatusSeeOther)
	s.send(nil, nil).expect(t, http.StatusUnprocessableEntity, "Velg minst én fil")
	s.send(nil, map[string][]byte{"samme.jpg": photo(t, 1)}).expect(t, http.StatusUnprocessableEntity, "1 fil kom ikke inn", "Filen finnes allerede: en", `<a href="/assets/`)
	s.send(nil, map[string][]byte{"side.jpg": []byte("<!doctype html><p>Hei"), "ny.jpg": photo(t, 3)}).expect(t, http.StatusUnprocessableEntity, "Filtypen støttes ikke. Vi tar imot JPEG", "Beskriv den ene som kom inn")
	s.send(nil, map[string][]byte{"../../tom\u202egpj.jpg": nil}).expect(t, http.StatusUnprocessableEntity, "tomgpj.jpg", "Filen er tom")
	s.send([][2]string{{"credit_line", strings.Repeat("x", 300_000)}}, nil).expect(t, http.StatusRequestEntityTooLarge)
	s.as(catalog.Reader, "").get("/upload").expect(t, http.StatusForbidden)
}
