package catalog

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRefusalsStandInOrder: what is wrong in several fields is told in the same order each time.
func TestRefusalsStandInOrder(t *testing.T) {
	now := time.Date(2026, 6, 13, 12, 0, 0, 0, time.UTC)
	long, number := make([]string, mostRefs+1), "01017000027"
	for _, test := range []struct {
		want   string
		fields func() []FieldError
	}{
		{"planned_at deadline", func() []FieldError {
			c, p := checker{}, PlanItem{PlannedAt: time.Unix(0, 0), Deadline: time.Unix(0, 0)}
			p.checkTimes(&c, now)
			return c.fields
		}},
		{"display_name contact note", func() []FieldError {
			c, p := checker{}, PersonShown{DisplayName: number, Contact: number, Note: number}
			p.check(&c)
			return c.fields
		}},
		{"libraries.add libraries.remove presenters.instead", func() []FieldError {
			p := AssetPatch{EditPresenters: &ListEdit{Instead: long}, EditLibraries: &ListEdit{Remove: long, Add: long}}
			return p.clean()
		}},
	} {
		for range 20 {
			var at []string
			for _, f := range test.fields() {
				if !slices.Contains(at, f.Location) {
					at = append(at, f.Location)
				}
			}
			if got := strings.Join(at, " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
				break
			}
		}
	}
}
