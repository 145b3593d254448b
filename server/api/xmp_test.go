package api_test

import (
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// sidecar is what a photo program writes beside a picture.
const sidecar = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 photoshop:Credit="Rogaland fylkesbibliotek" photoshop:DateCreated="2025-10-20T10:15:00">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Boktips fra Tysvær</rdf:li></rdf:Alt></dc:title>
<dc:subject><rdf:Bag><rdf:li>lesetips</rdf:li><rdf:li>krim</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

func (s *site) putXMP(id, mediaType, body string) reply {
	s.t.Helper()
	return s.do("PUT", "/api/v1/assets/"+id+"/xmp", mediaType, strings.NewReader(body))
}

func TestXMPFillsWhatIsEmpty(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{"title": "Mitt eget"}`)
	got := s.putXMP(id, "application/rdf+xml", sidecar)
	a := got.json(t)
	if err := s.answers.Check("PUT", "/assets/{id}/xmp", "200", any(a)); got.status != 200 || err != nil {
		t.Fatalf("status %d, %v: %s", got.status, err, got.body)
	}
	for field, want := range map[string]string{"title": "Mitt eget", "credit_line": "Rogaland fylkesbibliotek",
		"recorded_at": "2025-10-20T10:15:00+02:00", "recorded_at_source": "xmp"} {
		if text(a, field) != want {
			t.Errorf("%s %q, want %q", field, text(a, field), want)
		}
	}
	if tags := a["tags"].([]any); len(tags) != 2 || tags[1] != "krim" {
		t.Errorf("tags %v", tags)
	}
	if a["version"] != 2.0 {
		t.Errorf("version %v, want 2: others must see that the description changed", a["version"])
	}
	if again := s.putXMP(id, "text/xml", sidecar).json(t); again["version"] != 2.0 || again["updated_at"] != a["updated_at"] {
		t.Errorf("sent again it changed the asset: version %v", again["version"])
	}
}

func TestXMPThatIsRefused(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	for _, test := range []struct {
		id, mediaType, body string
		status              int
	}{
		{id, "application/rdf+xml", "", 422}, {id, "application/rdf+xml", "<html>not XMP</html>", 422}, {id, "application/json", "{}", 415},
		{id, "application/octet-stream", strings.Repeat("x", catalog.MaxXMP+1), 413}, {"finnes-ikke", "application/rdf+xml", sidecar, 404},
	} {
		if got := s.putXMP(test.id, test.mediaType, test.body); got.status != test.status || text(got.json(t), "detail") == "" {
			t.Errorf("%s of %d bytes: %d %s, want %d", test.mediaType, len(test.body), got.status, got.body, test.status)
		}
	}
	if got := s.as(catalog.Reader).putXMP(id, "application/rdf+xml", sidecar); got.status != 403 {
		t.Errorf("a reader: %d, want 403", got.status)
	}
	if a := s.call(200, "GET", "/assets/"+id, ""); text(a, "credit_line") != "" || a["version"] != 1.0 {
		t.Errorf("what was refused left credit line %q, version %v", text(a, "credit_line"), a["version"])
	}
}
