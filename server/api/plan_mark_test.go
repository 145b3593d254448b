package api_test

import (
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestPlanItemsThatOthersAltered are neither altered nor removed nor made a longer row by who has seen them as they were.
func TestPlanItemsThatOthersAltered(t *testing.T) {
	s := start(t)
	other := s.as(catalog.Editor)
	first := s.call(201, "POST", "/plan", `{"title":"Tirsdag","planned_at":"2027-03-09T18:00:00+01:00","repeat":{"rrule":"FREQ=WEEKLY;COUNT=3"}}`)
	ids, _ := s.rowOf(text(first, "slot"))
	path := func(i int) string { return "/plan/" + ids[i] }
	const rule = `{"rrule":"FREQ=WEEKLY;COUNT=2"}`
	seen := func(i int) (*site, string) {
		t.Helper()
		got := s.do("GET", "/api/v1"+path(i), "", nil)
		return s.with("If-Match", got.header.Get("ETag")), text(got.json(t), "row_version")
	}
	if s.told(200, "GET", "/plan/{id}", path(0), "")["row_version"] == nil {
		t.Error("a post does not tell the version of its row")
	}
	mine, row := seen(1)
	other.call(200, "PATCH", path(1), `{"caption":"Kom!"}`)
	mine.call(412, "DELETE", path(1), "")
	mine.call(412, "DELETE", path(1)+"?scope=all", "")
	mine.call(412, "POST", path(1)+"/repeat", rule)
	s.with("If-Match", "tull").call(412, "DELETE", path(1), "")
	s.with("If-Match", `"1"`).call(412, "POST", path(1)+"/repeat", rule)
	mine, _ = seen(1)
	mine.call(412, "POST", path(1)+"/repeat?row_version="+row, rule)
	mine.call(412, "DELETE", path(1)+"?scope=following&row_version="+row, "")
	for _, scope := range []string{"all", "following"} {
		mine.call(412, "PATCH", path(1)+"?scope="+scope+"&row_version="+row, `{"caption":"For alle"}`)
	}
	mine.call(200, "PATCH", path(1)+"?scope=this&row_version="+row, `{"notes":"Bare her"}`)
	mine, row = seen(1)
	mine.call(200, "PATCH", path(1)+"?scope=all&row_version="+row, `{"notes":"For alle"}`)
	mine.call(412, "PATCH", path(1)+"?scope=all", `{"notes":"En gang til"}`)
	mine, _ = seen(1)
	_, row = seen(1)
	mine.call(201, "POST", path(1)+"/repeat?row_version="+row, rule)
	mine.call(412, "POST", path(1)+"/repeat?row_version="+row, rule)
	_, row = seen(1)
	other.call(200, "PATCH", path(2), `{"caption":"En annen"}`)
	mine.call(412, "DELETE", path(1)+"?scope=all&row_version="+row, "")
	_, row = seen(1)
	mine.call(204, "DELETE", path(1)+"?scope=following&row_version="+row, "")
	// without either, whatever is there
	s.call(201, "POST", path(0)+"/repeat", rule)
	s.call(204, "DELETE", path(0)+"?scope=all", "")
	s.with("If-Match", "*").call(404, "DELETE", path(0), "")
}
