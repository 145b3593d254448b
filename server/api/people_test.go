package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/api"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// of gives the same site for a program that is bound to a library.
func (s *site) of(role catalog.Role, library string) *site {
	s.t.Helper()
	_, secret, err := s.tokens.Issue(s.t.Context(), catalog.SystemActor("test"), "test", role, library)
	check(s.t, err)
	other := *s
	other.token = secret
	return &other
}

// evidence sends a file for a consent.
func (s *site) evidence(consent, name, body string) reply {
	s.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	w, err := form.CreateFormFile("file", name)
	check(s.t, err)
	_, err = io.WriteString(w, body)
	check(s.t, err)
	check(s.t, form.Close())
	return s.do(http.MethodPost, "/api/v1/consents/"+consent+"/documents", form.FormDataContentType(), &b)
}

func (s *site) person(name string, more string) string {
	s.t.Helper()
	return text(s.told(201, "POST", "/people", "/people", fmt.Sprintf(`{"display_name":%q%s}`, name, more)), "id")
}

func (s *site) consent(person string, more string) string {
	s.t.Helper()
	return text(s.told(201, "POST", "/consents", "/consents", fmt.Sprintf(`{"person":%q,"channels":["website"]%s}`, person, more)), "id")
}

func TestPeople(t *testing.T) {
	s := start(t)
	id := s.person("Kari Nordmann", `,"category":"youth","born":"2009 – 2012","contact":"kari@example.no","note":"Ring mor"`)
	got := s.told(200, "GET", "/people/{id}", "/people/"+id, "")
	if text(got, "display_name") != "Kari Nordmann" || text(got, "category") != "youth" || text(got, "born") != "2009-2012" || text(got, "contact") != "kari@example.no" {
		t.Errorf("person: %v", got)
	}
	if n := len(s.call(200, "GET", "/people?q=nordm", "")["items"].([]any)); n != 1 {
		t.Errorf("found %d people", n)
	}
	if n := len(s.told(200, "POST", "/people/search", "/people/search", `{"q":"nordm","limit":5}`)["items"].([]any)); n != 1 {
		t.Errorf("found %d people by what stands in no address", n)
	}
	s.as(catalog.Reader).call(403, "POST", "/people/search", `{"q":"nordm"}`)
	other := s.as(catalog.Contributor).call(200, "GET", "/people/"+id, "")
	if text(other, "display_name") == "" || text(other, "contact")+text(other, "note")+text(other, "born") != "" {
		t.Errorf("a contributor sees %v", other)
	}
	s.as(catalog.Reader).call(403, "GET", "/people", "")
	got = s.told(200, "PATCH", "/people/{id}", "/people/"+id, `{"note":null,"category":"adult"}`)
	if text(got, "note") != "" || text(got, "category") != "adult" || text(got, "contact") == "" {
		t.Errorf("changed: %v", got)
	}
	s.with("If-Match", `"1"`).call(412, "PATCH", "/people/"+id, `{"note":"x"}`)
	twin := s.person("Kari N.", "")
	s.consent(twin, "")
	s.told(200, "POST", "/people/{id}/merge", "/people/"+twin+"/merge", `{"into":"`+id+`"}`)
	s.call(404, "GET", "/people/"+twin, "")
	if n := len(s.call(200, "GET", "/consents?person="+id, "")["items"].([]any)); n != 1 {
		t.Errorf("%d consents after the merge", n)
	}
}

// TestIdentityNumbersAreRefused holds every text about people to it. 010150-00174 is a number that nobody has.
func TestIdentityNumbersAreRefused(t *testing.T) {
	s := start(t)
	const number = "01010150074"
	id := s.person("Ola", "")
	consent := s.consent(id, "")
	for _, c := range []struct{ method, path, body, at string }{
		{"POST", "/people", `{"display_name":"Ola ` + number + `"}`, "display_name"},
		{"PATCH", "/people/" + id, `{"contact":"010101 50074"}`, "contact"},
		{"PATCH", "/people/" + id, `{"note":"fnr: ` + number + `."}`, "note"},
		{"PATCH", "/consents/" + consent, `{"note":"` + number + `"}`, "note"},
		{"PATCH", "/consents/" + consent, `{"guardians":["Mor ` + number + `"]}`, "guardians"},
		{"PATCH", "/consents/" + consent, `{"witness":"` + number + `"}`, "witness"},
		{"POST", "/consents/" + consent + "/withdraw", `{"note":"` + number + `"}`, "note"},
		{"POST", "/recording-days", `{"date":"2026-11-29","people":[{"name":"Ola ` + number + `"}]}`, "people[0].name"},
		{"POST", "/recording-days", `{"date":"2026-11-29","people":[{"name":"Ola","note":"` + number + `"}]}`, "people[0].note"},
	} {
		got := s.with("Accept-Language", "nn").call(422, c.method, c.path, c.body)
		if at := locations(got); !slices.Contains(at, c.at) || strings.Contains(fmt.Sprint(got), number) {
			t.Errorf("%s %s: refused at %v: %v", c.method, c.path, at, got)
		}
	}
	if got := s.evidence(consent, number+".pdf", "%PDF-1.4 x"); got.status != 422 {
		t.Errorf("a file of such a name: %d", got.status)
	}
}

func TestConsents(t *testing.T) {
	s := start(t)
	child := s.person("Lille Ola", `,"category":"child"`)
	refused := s.with("Accept-Language", "en").call(422, "POST", "/consents", `{"person":"`+child+`","channels":[]}`)
	if at := locations(refused); !slices.Contains(at, "guardians") || !slices.Contains(at, "child_asked") || !slices.Contains(at, "channels") {
		t.Errorf("refused at %v", at)
	}
	day := text(s.call(201, "POST", "/recording-days", `{"date":"2026-11-20"}`), "id")
	id := s.consent(child, `,"guardians":["Mor"],"child_asked":true,"purposes":["literature"],"recording_day":"`+day+`","valid_from":"2026-11-20","valid_until":"2097-01-31",
		"given":"oral","witness":"Bibliotekar","reuse_by_others":true,"language":"nn","remind_at":"2097-01-01"`)
	got := s.told(200, "GET", "/consents/{id}", "/consents/"+id, "")
	for path, want := range map[string]string{"state": "given", "category": "child", "valid_from": "2026-11-20", "valid_until": "2097-01-31", "language": "nn", "legal_basis": "consent", "basis": "consent"} {
		if text(got, path) != want {
			t.Errorf("%s is %q, want %q", path, text(got, path), want)
		}
	}
	if text(got, "person", "name") != "Lille Ola" || text(got, "recording_day", "id") != day || got["reuse_by_others"] != true || got["withdrawn_at"] != nil {
		t.Errorf("consent: %v", got)
	}
	for query, want := range map[string]int{"": 1, "?q=lille": 1, "?q=store": 0, "?person=" + child: 1, "?recording_day=" + day: 1, "?state=given": 1, "?state=withdrawn": 0,
		"?ending_before=2097-02-01": 1, "?ending_before=2097-01-31": 0} {
		if n := len(s.told(200, "GET", "/consents", "/consents"+query, "")["items"].([]any)); n != want {
			t.Errorf("%q lists %d, want %d", query, n, want)
		}
	}
	s.call(422, "GET", "/consents?state=nothing", "")
	s.call(422, "PATCH", "/consents/"+id, `{"person":"`+child+`"}`)
	got = s.told(200, "PATCH", "/consents/{id}", "/consents/"+id, `{"channels":["instagram","website"],"valid_until":"2097-03-31"}`)
	if fmt.Sprint(got["channels"]) != "[website instagram]" || text(got, "valid_until") != "2097-03-31" || text(got, "witness") != "Bibliotekar" {
		t.Errorf("changed: %v", got)
	}
	got = s.told(200, "POST", "/consents/{id}/withdraw", "/consents/"+id+"/withdraw", `{"note":"Ringte"}`)
	if text(got, "state") != "withdrawn" || text(got, "withdrawn_at") == "" || text(got, "withdrawn_how") != "recorded" || !strings.HasPrefix(text(got, "note"), "Ringte") {
		t.Errorf("withdrawn: %v", got)
	}
	again := s.call(200, "POST", "/consents/"+id+"/withdraw", "")
	if text(again, "withdrawn_at") != text(got, "withdrawn_at") {
		t.Error("withdrawing again moves the time")
	}
}

// TestGivenAnewToday: somebody who says no and then yes on one day has said yes, also when only the day is told.
func TestGivenAnewToday(t *testing.T) {
	s := start(t)
	person, asset := s.person("Kari Nordmann", ""), s.upload(1, "")
	s.change(asset, func(a *catalog.Asset) { a.State = catalog.Ready })
	s.call(200, "PATCH", "/assets/"+asset, fmt.Sprintf(`{"people":[%q]}`, person))
	website := func() any {
		return s.call(200, "GET", "/assets/"+asset+"/clearance", "")["by_channel"].([]any)[0].(map[string]any)["cleared"]
	}
	today := `,"given_at":"` + time.Now().In(api.DefaultConfig().Zone).Format(time.DateOnly) + `"`
	s.call(200, "POST", "/consents/"+s.consent(person, today)+"/withdraw", "")
	if website() != false {
		t.Fatal("what was taken back still clears")
	}
	anew := s.consent(person, today)
	if website() != true {
		t.Error("what was given anew on the same day does not clear")
	}
	given := text(s.call(200, "GET", "/consents/"+anew, ""), "given_at")
	if again := text(s.call(200, "PATCH", "/consents/"+anew, "{"+today[1:]+"}"), "given_at"); again != given {
		t.Errorf("the same day told again moves when it was given from %s to %s", given, again)
	}
	soon := time.Now().Add(50 * time.Second)
	got := s.call(200, "GET", "/consents/"+s.consent(person, `,"given_at":"`+soon.Format(time.RFC3339)+`"`), "")
	if at, err := time.Parse(time.RFC3339, text(got, "given_at")); err != nil || at.After(time.Now()) {
		t.Errorf("given at %v, which lies ahead: %v", at, err)
	}
	far := time.Now().Add(2 * time.Minute).Format(time.RFC3339)
	s.call(422, "POST", "/consents", fmt.Sprintf(`{"person":%q,"channels":["website"],"given_at":%q}`, person, far))
}

func TestEvidence(t *testing.T) {
	s := start(t)
	id := s.consent(s.person("Kari", ""), "")
	kept := s.evidence(id, "<b>\"skjema\".pdf", "%PDF-1.4 signed")
	if kept.status != 201 {
		t.Fatalf("evidence: %d %s", kept.status, kept.body)
	}
	doc := kept.json(t)
	if got := s.evidence(id, "a.html", "<script>alert(1)</script>"); got.status != 415 {
		t.Errorf("a page is taken as evidence: %d", got.status)
	}
	if n := len(s.told(200, "GET", "/consents/{id}/documents", "/consents/"+id+"/documents", "")["items"].([]any)); n != 1 {
		t.Errorf("%d documents", n)
	}
	other := s.consent(s.person("Ola", ""), "")
	s.call(404, "DELETE", "/consents/"+other+"/documents/"+text(doc, "id"), "")
	s.as(catalog.Contributor).call(403, "DELETE", "/consents/"+id+"/documents/"+text(doc, "id"), "")
	s.call(204, "DELETE", "/consents/"+id+"/documents/"+text(doc, "id"), "")
	lines := s.with("Accept-Language", "en").told(200, "GET", "/audit", "/audit?kind=document", "")["items"].([]any)
	if len(lines) != 2 || text(lines[0].(map[string]any), "text") != "Evidence removed" || text(lines[0].(map[string]any), "actor", "name") != "test" {
		t.Errorf("audit: %v", lines)
	}
}

func TestExportAndErasure(t *testing.T) {
	s := start(t)
	id := s.person("Kanarifugl", `,"contact":"kanari@example.no","note":"Kanarinote"`)
	consent := s.consent(id, `,"witness":"Kanarivitne","note":"Kanarinote","guardians":["Kanarimor"]`)
	if got := s.evidence(consent, "Kanarifil.pdf", "%PDF-1.4 Kanaribyte"); got.status != 201 {
		t.Fatalf("evidence: %d %s", got.status, got.body)
	}
	day := text(s.call(201, "POST", "/recording-days", `{"date":"2026-11-20","people":[{"name":"Kanarifugl","note":"Kanaridag","person":"`+id+`"},{"name":"Ola"}]}`), "id")
	asset := s.upload(1, `{"title":"Bilde","people":["`+id+`"]}`)
	record := s.call(200, "GET", "/people/"+id+"/export?format=json", "")
	files, _ := record["files"].([]any)
	if text(record, "person", "display_name") != "Kanarifugl" || len(record["consents"].([]any)) != 1 || len(files) != 1 || len(record["recording_days"].([]any)) != 1 {
		t.Errorf("record: %v", record)
	}
	packed := s.do("GET", "/api/v1/people/"+id+"/export", "", nil)
	z, err := zip.NewReader(bytes.NewReader(packed.body), int64(len(packed.body)))
	check(t, err)
	if len(z.File) != 2 || z.File[0].Name != "record.json" || !strings.HasSuffix(z.File[1].Name, "Kanarifil.pdf") || strings.Contains(packed.header.Get("Content-Disposition"), "Kanari") {
		t.Errorf("export: %v, %s", z.File, packed.header.Get("Content-Disposition"))
	}
	s.as(catalog.CountyEditor).call(403, "DELETE", "/people/"+id, "")
	s.as(catalog.PrivacyOfficer).call(204, "DELETE", "/people/"+id, "")
	s.call(204, "DELETE", "/people/"+id, "")
	s.call(404, "PATCH", "/people/"+id, `{"note":"x"}`)
	s.call(422, "POST", "/consents", `{"person":"`+id+`","channels":["website"]}`)
	s.call(404, "PATCH", "/consents/"+consent, `{"note":"x"}`)
	if got := s.evidence(consent, "a.pdf", "%PDF-1.4"); got.status != 404 {
		t.Errorf("evidence about somebody erased: %d", got.status)
	}
	for _, path := range []string{"/people/" + id, "/people?q=kanari", "/consents?person=" + id, "/consents/" + consent, "/recording-days/" + day, "/assets/" + asset, "/audit",
		"/people/" + id + "/export?format=json", "/assets?q=kanarifugl&facets=tag"} {
		raw, err := json.Marshal(s.call(200, "GET", path, ""))
		check(t, err)
		if strings.Contains(strings.ToLower(string(raw)), "kanari") && !strings.Contains(path, "did_you_mean") {
			t.Errorf("%s still tells: %s", path, raw)
		}
	}
	gone := s.call(200, "GET", "/consents/"+consent, "")
	if text(gone, "state") != "withdrawn" || text(gone, "withdrawn_how") != "erasure" || len(gone["documents"].([]any)) != 0 {
		t.Errorf("consent after erasure: %v", gone)
	}
	if shown := s.call(200, "GET", "/assets/"+asset, ""); len(shown["people"].([]any)) != 1 || shown["clearance"].(map[string]any)["cleared"] != false {
		t.Errorf("the file after erasure: %v", shown["people"])
	}
}

// TestWhoKeepsRecords holds the rules of roles and libraries: what each may do with a person of its own library, of another
// and of the county.
func TestWhoKeepsRecords(t *testing.T) {
	s := start(t)
	own := text(s.call(201, "POST", "/libraries", `{"name":"Sola","slug":"sola"}`), "id")
	text(s.call(201, "POST", "/libraries", `{"name":"Time","slug":"time"}`), "id")
	people := map[string]string{"own": s.person("Egen", `,"library":"sola"`), "other": s.person("Annen", `,"library":"time"`), "county": s.person("Fylke", "")}
	_ = own
	for _, c := range []struct {
		who                   *site
		name                  string
		read, list, audit     int
		change, record, erase map[string]int
	}{
		{s.of(catalog.Reader, "sola"), "reader", 403, 403, 403, codes(403, 403, 403), codes(403, 403, 403), codes(403, 403, 403)},
		{s.of(catalog.Contributor, "sola"), "contributor", 200, 403, 403, codes(403, 403, 403), codes(201, 403, 201), codes(403, 403, 403)},
		{s.of(catalog.Editor, "sola"), "editor of a library", 200, 200, 403, codes(200, 403, 200), codes(201, 403, 201), codes(403, 403, 403)},
		{s.as(catalog.Editor), "editor", 200, 200, 403, codes(200, 200, 200), codes(201, 201, 201), codes(403, 403, 403)},
		{s.as(catalog.CountyEditor), "county editor", 200, 200, 403, codes(200, 200, 200), codes(201, 201, 201), codes(403, 403, 403)},
		{s.as(catalog.PrivacyOfficer), "privacy officer", 200, 200, 200, codes(200, 200, 200), codes(201, 201, 201), nil},
		{s.as(catalog.Administrator), "administrator", 200, 200, 200, codes(200, 200, 200), codes(201, 201, 201), codes(204, 204, 204)},
	} {
		status := func(method, path, body string) int {
			return c.who.do(method, "/api/v1"+path, "application/json", strings.NewReader(body)).status
		}
		for what, got := range map[string][2]int{"list": {status("GET", "/people", ""), c.read}, "consents": {status("GET", "/consents", ""), c.list}, "audit": {status("GET", "/audit", ""), c.audit}} {
			if got[0] != got[1] {
				t.Errorf("%s: %s is %d, want %d", c.name, what, got[0], got[1])
			}
		}
		for whose, id := range people {
			for what, got := range map[string][2]int{
				"read": {status("GET", "/people/"+id, ""), c.read}, "change": {status("PATCH", "/people/"+id, `{"note":"x"}`), c.change[whose]},
				"export": {status("GET", "/people/"+id+"/export?format=json", ""), c.change[whose]},
				"record": {status("POST", "/consents", `{"person":"`+id+`","channels":["website"]}`), c.record[whose]},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: %s of %s is %d, want %d", c.name, what, whose, got[0], got[1])
				}
			}
			if c.erase != nil {
				if got := status("DELETE", "/people/"+id, ""); got != c.erase[whose] {
					t.Errorf("%s: erase of %s is %d, want %d", c.name, whose, got, c.erase[whose])
				}
			}
		}
	}
}

func codes(own, other, county int) map[string]int {
	return map[string]int{"own": own, "other": other, "county": county}
}
