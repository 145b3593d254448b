package api_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPeopleAndRightsOnAssets says who is shown and what may be done with the material, one by one and in batches, and
// undoes it.
func TestPeopleAndRightsOnAssets(t *testing.T) {
	s := start(t)
	ola, kari := s.person("Ola Nordmann", ""), s.person("Kari Hansen", "")
	first, second := s.upload(1, `{"title":"En"}`), s.upload(2, `{"title":"To"}`)
	a := s.told(200, "PATCH", "/assets/{id}", "/assets/"+first, fmt.Sprintf(`{"people":[%q],"music_source":"Epidemic Sound","ai":"made","book_cover":true,"embargo_until":"2026-01-02",
		"rights_until":"2026-12-31","decorative":true,"speech":"open","visuals_spoken":"none"}`, ola))
	if a["people_status"] != "registered" || a["music_source"] != "Epidemic Sound" || a["ai"] != "made" || a["book_cover"] != true || a["decorative"] != true || a["speech"] != "open" || a["visuals_spoken"] != "none" {
		t.Errorf("patched: %v", a)
	}
	names := func(id string) (out []string) {
		for _, p := range s.call(200, "GET", "/assets/"+id, "")["people"].([]any) {
			out = append(out, text(p.(map[string]any), "name"))
		}
		return out
	}
	bulk := s.told(200, "POST", "/assets/bulk", "/assets/bulk", fmt.Sprintf(`{"ids":[%q,%q],"patch":{"people":{"add":[%q]},"rights_until":null,"decorative":false}}`, first, second, kari))
	if got := names(first); bulk["changed"] != 2.0 || !slices.Equal(got, []string{"Ola Nordmann", "Kari Hansen"}) {
		t.Fatalf("bulk: %v, people %v", bulk, got)
	}
	each := s.told(200, "POST", "/assets/batch", "/assets/batch", fmt.Sprintf(`{"changes":[{"id":%q,"patch":{"people":{"remove":[%q]}}},{"id":%q,"patch":{"people_status":"nobody"}}]}`, first, ola, second))
	if got := names(first); each["changed"] != 2.0 || !slices.Equal(got, []string{"Kari Hansen"}) || len(names(second)) != 0 {
		t.Errorf("batch: %v, people %v and %v", each, got, names(second))
	}
	for _, batch := range []string{text(each, "batch"), text(bulk, "batch")} {
		if undone := s.call(200, "POST", "/batches/"+batch+"/undo", ""); undone["changed"] != 2.0 {
			t.Errorf("undo: %v", undone)
		}
	}
	a = s.call(200, "GET", "/assets/"+first, "")
	if got := names(first); !slices.Equal(got, []string{"Ola Nordmann"}) || a["decorative"] != true || a["rights_until"] == nil {
		t.Errorf("undone: people %v, %v %v", got, a["decorative"], a["rights_until"])
	}
	if b := s.call(200, "GET", "/assets/"+second, ""); b["people_status"] != "not_assessed" || len(names(second)) != 0 {
		t.Errorf("undone: %v", b["people_status"])
	}
	if p := s.call(422, "PATCH", "/assets/"+first, `{"people":["finnes-ikke"]}`); !slices.Equal(locations(p), []string{"people[0]"}) {
		t.Errorf("refused at %v", locations(p))
	}
}

// TestWhoCanNoLongerBeNamedIsStillShown: a batch is undone that named somebody whose entry is gone by then. They are on the picture
// all the same, so that the others' consent does not clear it.
func TestWhoCanNoLongerBeNamedIsStillShown(t *testing.T) {
	s := start(t)
	ola, kari, other := s.person("Ola Nordmann", ""), s.person("Kari Hansen", ""), s.person("Ola N", "")
	id := s.upload(1, "")
	s.call(200, "PATCH", "/assets/"+id, fmt.Sprintf(`{"people":[%q,%q]}`, ola, kari))
	batch := s.call(200, "POST", "/assets/bulk", fmt.Sprintf(`{"ids":[%q],"patch":{"people_status":"nobody"}}`, id))
	s.call(200, "POST", "/people/"+ola+"/merge", fmt.Sprintf(`{"into":%q}`, other))
	s.call(200, "POST", "/batches/"+text(batch, "batch")+"/undo", "")
	a := s.call(200, "GET", "/assets/"+id, "")
	if people := a["people"].([]any); a["people_status"] != "not_assessed" || len(people) != 1 || text(people[0].(map[string]any), "id") != kari {
		t.Errorf("%s, shown: %v", a["people_status"], people)
	}
}

func TestSearchByPersonAndChannel(t *testing.T) {
	s := start(t)
	ola := s.person("Ola Nordmann", "")
	with, free := s.upload(1, `{"title":"Med"}`), s.upload(2, `{"title":"Fri"}`)
	for _, id := range []string{with, free} {
		s.change(id, func(a *catalog.Asset) { a.State = catalog.Ready })
	}
	s.call(200, "PATCH", "/assets/"+with, fmt.Sprintf(`{"people":[%q]}`, ola))
	s.call(200, "PATCH", "/assets/"+free, `{"people_status":"nobody"}`)
	for query, want := range map[string]string{"person=" + ola: with, "cleared_for=print": free, "cleared_for=internal&cleared_for=screen": free, "q=klarert_for:trykk": free} {
		found := s.call(200, "GET", "/assets?"+query, "")
		if found["total"] != 1.0 || text(found["items"].([]any)[0].(map[string]any), "id") != want {
			t.Errorf("%s finds %v", query, found["total"])
		}
	}
	facets := s.told(200, "GET", "/assets", "/assets?facets=cleared_for,missing", "")["facets"].(map[string]any)
	if len(facets["cleared_for"].([]any)) != 6 {
		t.Errorf("facet: %v", facets["cleared_for"])
	}
	if p := s.call(422, "GET", "/assets?facets=person", ""); !slices.Equal(locations(p), []string{"facets[0]"}) {
		t.Errorf("refused at %v", locations(p))
	}
	s.call(422, "GET", "/assets?cleared_for=tiktok", "")
	s.as(catalog.Reader).call(403, "GET", "/assets?person="+ola, "")
	if missing := s.call(200, "GET", "/assets?missing=people", ""); missing["total"] != 0.0 {
		t.Errorf("not assessed: %v", missing["total"])
	}
}

func TestClearanceByChannel(t *testing.T) {
	s := start(t)
	ola := s.person("Ola Nordmann", "")
	id := s.upload(1, "")
	s.change(id, func(a *catalog.Asset) { a.State = catalog.Ready })
	s.call(200, "PATCH", "/assets/"+id, fmt.Sprintf(`{"people":[%q],"rights_until":"2097-01-31"}`, ola))
	now := time.Now()
	c := catalog.Consent{Entry: catalog.Entry{ID: "c1", Version: 1, CreatedAt: now, UpdatedAt: now}, Person: catalog.Ref{ID: ola}, Category: catalog.CategoryAdult,
		Permission: catalog.Permission{Consent: "c1", Channels: []catalog.Channel{catalog.Website}, ValidFrom: now.Add(-time.Hour), ValidUntil: now.AddDate(5, 0, 0), GivenAt: now}}
	check(t, s.db.Consents().Create(t.Context(), "test", c))
	got := s.told(200, "GET", "/assets/{id}/clearance", "/assets/"+id+"/clearance", "")
	for i, one := range got["by_channel"].([]any) {
		ch := one.(map[string]any)
		if text(ch, "channel") != string(catalog.Channels()[i]) || ch["cleared"] != (i == 0) || (ch["until"] != nil) != (i == 0) || len(ch["reasons"].([]any)) == 0 != (i == 0) {
			t.Errorf("channel %d: %v", i, ch)
		}
		if people := ch["people"].([]any); i > 0 && (len(people) != 1 || text(people[0].(map[string]any), "id") != ola) {
			t.Errorf("channel %d is blocked by %v", i, people)
		}
	}
	for _, one := range s.as(catalog.Reader).call(200, "GET", "/assets/"+id+"/clearance", "")["by_channel"].([]any) {
		if people := one.(map[string]any)["people"].([]any); len(people) != 0 {
			t.Errorf("a reader sees %v", people)
		}
	}
}

func TestDutiesOfAssets(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	at := "/assets/" + id + "/duties"
	d := s.told(200, "GET", "/assets/{id}/duties", at, "")
	if one := d["items"].([]any)[0].(map[string]any); d["may_post"] != false || one["duty"] != "alt_text" || one["met"] != false || one["override"] != nil {
		t.Errorf("duties: %v", d)
	}
	s.call(422, "PUT", at+"/alt_text/override", `{"reason":"","name":"Kari"}`)
	s.call(422, "PUT", at+"/pynt/override", `{"reason":"haster","name":"Kari"}`)
	s.call(409, "PUT", at+"/captions/override", `{"reason":"haster","name":"Kari"}`)
	s.as(catalog.Contributor).call(403, "PUT", at+"/alt_text/override", `{"reason":"haster","name":"Kari"}`)
	s.call(204, "PUT", at+"/alt_text/override", `{"reason":"haster","name":"Kari"}`)
	d = s.told(200, "GET", "/assets/{id}/duties", at, "")
	if one := d["items"].([]any)[0].(map[string]any); d["may_post"] != true || one["override"].(map[string]any)["reason"] != "haster" {
		t.Errorf("duties: %v", d)
	}
	s.call(204, "DELETE", at+"/alt_text/override", "")
	s.call(404, "DELETE", at+"/alt_text/override", "")
	s.call(200, "PATCH", "/assets/"+id, `{"decorative":true}`)
	if d := s.call(200, "GET", at, ""); d["may_post"] != true {
		t.Errorf("duties: %v", d)
	}
}
