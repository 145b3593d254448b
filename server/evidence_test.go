package main

import (
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestEvidenceIsHandedOutToBeSaved opens a private file as those may who keep the record, and as those may not.
func TestEvidenceIsHandedOutToBeSaved(t *testing.T) {
	s := start(t, backends()[0].config(t))
	person := s.call(201, "POST", "/people", map[string]any{"display_name": "Kari"})["id"].(string)
	consent := s.call(201, "POST", "/consents", map[string]any{"person": person, "channels": []string{"print"}})["id"].(string)
	s.evidence(consent, `<script>"x".pdf`, "%PDF-1.4 <script>alert(1)</script>")
	at := "/consents/" + consent + "/documents/"
	id := s.call(200, "GET", "/consents/"+consent+"/documents", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	for _, path := range []string{"/api/v1" + at + id, at + id} {
		got := s.do("GET", path, nil)
		if got.status != 200 || string(got.body) != "%PDF-1.4 <script>alert(1)</script>" {
			t.Errorf("%s: %d %q", path, got.status, got.body)
		}
		for header, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox", "Content-Disposition": "attachment"} {
			if have := got.header.Get(header); !strings.Contains(have, want) {
				t.Errorf("%s: %s is %q, want %q", path, header, have, want)
			}
		}
		for who, want := range map[*site]int{s.as(catalog.PrivacyOfficer, ""): 200, s.as(catalog.Contributor, ""): 403, s.as(catalog.Reader, ""): 403} {
			if got := who.do("GET", path, nil); got.status != want || want != 200 && strings.Contains(string(got.body), "PDF-1.4") {
				t.Errorf("%s: %d, want %d", path, got.status, want)
			}
		}
		stranger := *s
		stranger.token = ""
		if got := stranger.do("GET", path, nil); got.status == 200 || strings.Contains(string(got.body), "PDF-1.4") {
			t.Errorf("%s: %d for a stranger", path, got.status)
		}
		if got := s.do("GET", strings.Replace(path, consent, "other", 1), nil); got.status != 404 {
			t.Errorf("%s under another consent: %d", path, got.status)
		}
	}
	opened := 0
	for _, l := range s.call(200, "GET", "/audit?kind=document&entry="+id, nil)["items"].([]any) {
		if l.(map[string]any)["action"] == catalog.AuditDocumentOpened {
			opened++
		}
	}
	if opened != 4 {
		t.Errorf("%d openings are noted, want 4", opened)
	}
}
