package api_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestFacts: what a text says is suggested, counts when somebody has confirmed it, and past its day is told and found.
func TestFacts(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{"title":"Eventyrstund","description":"Vi ses i 2. etasje, 50 kr"}`)
	path, documented := "/assets/"+id+"/facts", "/assets/{id}/facts"
	sheet := s.told(200, "GET", documented, path, "")
	if n := len(sheet["suggested"].([]any)); n != 2 || len(sheet["items"].([]any)) != 0 || sheet["stale"] != false {
		t.Fatalf("before: %v", sheet)
	}
	today := time.Now().In(time.UTC)
	day := func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) }
	s.call(422, "POST", path, `{"kind":"price","text":"50 kr"}`)
	s.call(422, "POST", path, `{"kind":"price","text":"50 kr","check_on":"2026-02-31"}`)
	s.call(422, "POST", path, `{"kind":"weather","text":"50 kr","check_on":"`+day(9)+`"}`)
	s.as(catalog.Reader).call(403, "POST", path, `{"kind":"price","text":"50 kr","check_on":"`+day(9)+`"}`)
	sheet = s.told(201, "POST", documented, path, `{"kind":"price","text":"50 kr","check_on":"`+day(9)+`"}`)
	fact := sheet["items"].([]any)[0].(map[string]any)["id"].(string)
	if n := len(sheet["suggested"].([]any)); n != 1 || sheet["stale"] != false || sheet["check_on"] != day(9) {
		t.Errorf("confirmed: %v", sheet)
	}
	s.call(201, "POST", path, `{"kind":"room","text":"2. etasje","state":"dismissed"}`)
	sheet = s.told(200, "PATCH", documented+"/{fact}", path+"/"+fact, `{"check_on":"`+day(-2)+`"}`)
	if sheet["stale"] != true || len(sheet["suggested"].([]any)) != 0 || len(sheet["items"].([]any)) != 1 {
		t.Errorf("past its day: %v", sheet)
	}
	if n := s.call(200, "GET", "/assets?stale=yes", "")["total"]; n != 1.0 {
		t.Errorf("%v are found to be stale", n)
	}
	if items := s.told(200, "GET", "/to-check", "/to-check", "")["items"].([]any); len(items) != 1 {
		t.Errorf("to check: %d", len(items))
	}
	second := s.upload(2, `{"title":"Bokbad"}`)
	s.call(201, "POST", "/assets/"+second+"/facts", `{"kind":"price","text":"90 kr","state":"outdated"}`)
	first := s.told(200, "GET", "/to-check", "/to-check?limit=1", "")
	if items := first["items"].([]any); len(items) != 1 || text(items[0].(map[string]any), "id") != id {
		t.Errorf("first to check: %v", items)
	}
	rest := s.told(200, "GET", "/to-check", "/to-check?limit=1&cursor="+text(first, "next_cursor"), "")
	if items := rest["items"].([]any); len(items) != 1 || text(items[0].(map[string]any), "id") != second || rest["next_cursor"] != nil {
		t.Errorf("then to check: %v", rest)
	}
	s.call(422, "GET", "/to-check?cursor=nothing", "")
	s.call(201, "POST", "/libraries", `{"name":"Et annet bibliotek","slug":"another"}`)
	if items := s.call(200, "GET", "/to-check?library=another", "")["items"].([]any); len(items) != 0 {
		t.Errorf("to check by another library: %d", len(items))
	}
	s.call(422, "GET", "/to-check?until=tomorrow", "")
	s.call(204, "DELETE", path+"/"+fact, "")
	s.call(404, "DELETE", path+"/"+fact, "")
	if a := s.call(200, "GET", "/assets/"+id, ""); a["stale"] != false || a["check_on"] != nil {
		t.Errorf("forgotten: %v, %v", a["stale"], a["check_on"])
	}
}

// TestEditorsPick: editors alone choose, for one asset or many, and what they chose is found.
func TestEditorsPick(t *testing.T) {
	s := start(t)
	first, second := s.upload(1, `{}`), s.upload(2, `{}`)
	s.as(catalog.Contributor).call(403, "PATCH", "/assets/"+first, `{"editors_pick":true}`)
	editor := s.as(catalog.Editor)
	if a := editor.call(200, "PATCH", "/assets/"+first, `{"editors_pick":true}`); a["editors_pick"] != true {
		t.Errorf("not chosen: %v", a["editors_pick"])
	}
	if n := editor.call(200, "GET", "/assets?picked=yes", "")["total"]; n != 1.0 {
		t.Errorf("%v are chosen", n)
	}
	s.call(200, "POST", "/assets/bulk", `{"ids":["`+first+`","`+second+`"],"patch":{"editors_pick":false}}`)
	if n := s.call(200, "GET", "/assets?picked=no", "")["total"]; n != 2.0 {
		t.Errorf("%v are not chosen", n)
	}
}

// TestExposures: a post counts for the asset and for what looks the same, for who may see them.
func TestExposures(t *testing.T) {
	s := start(t)
	shown, alike := s.upload(1, `{}`), s.upload(2, `{}`)
	s.printed(map[string]uint64{shown: 0x0f3c_5a96_c33c_a55a, alike: 0x0f3c_5a96_c33c_a55b})
	account := text(s.call(201, "POST", "/accounts", `{"name":"Fylket","channel":"instagram"}`), "id")
	s.call(201, "POST", "/posts", `{"account":"`+account+`","assets":["`+shown+`"]}`)
	s.call(200, "GET", "/assets?limit=1", "") // waits until the index has everything
	items := s.told(200, "GET", "/exposures", "/exposures?asset="+shown+"&asset="+alike+"&asset=gone", "")["items"].([]any)
	for i, want := range []bool{false, true} {
		seen := items[i].(map[string]any)["exposures"].([]any)
		if len(seen) != 1 {
			t.Fatalf("%d: %v", i, seen)
		}
		if e := seen[0].(map[string]any); e["count"] != 1.0 || e["alike"] != want || text(e, "account", "name") != "Fylket" {
			t.Errorf("%d: %v", i, e)
		}
	}
	if seen := items[2].(map[string]any)["exposures"].([]any); len(seen) != 0 {
		t.Errorf("what is gone was shown to %v", seen)
	}
}
