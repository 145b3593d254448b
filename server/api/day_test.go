package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// pick gives one of some values.
func pick[T any](rnd *rand.Rand, values ...T) T { return values[rnd.IntN(len(values))] }

// Every number of a day's progress is what counting gives, and its search finds exactly the files it is about.
func TestDayProgressIsTrue(t *testing.T) {
	s := start(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	presenter := text(s.call(201, "POST", "/presenters", `{"name":"Kari"}`), "id")
	for round := range 4 {
		var shots []string
		for i := range rnd.IntN(6) {
			shots = append(shots, fmt.Sprintf(`{"title":"Klipp %d","status":%q}`, i, pick(rnd, "planned", "planned", "filmed", "in", "edited")))
		}
		day := s.told(201, "POST", "/recording-days", "/recording-days", fmt.Sprintf(`{"date":"2025-%02d-20","shots":[%s],
			"people":[{"name":"Anna","category":"youth"},{"name":"Ola"}]}`, round+1, strings.Join(shots, ",")))
		id := text(day, "id")
		other := text(s.call(201, "POST", "/recording-days", `{"date":"2024-01-01"}`), "id")
		var assets []catalog.Asset
		for i := range 40 {
			a := catalog.Asset{ID: catalog.AssetID(fmt.Sprintf("r%da%02d", round, i)), Kind: pick(rnd, catalog.Photo, catalog.Video, catalog.Video, catalog.Audio),
				State: pick(rnd, catalog.Ready, catalog.Ready, catalog.Failed), Editing: pick(rnd, "", catalog.EditingRaw, catalog.EditingDone),
				PeopleStatus: pick(rnd, catalog.PeopleNotAssessed, catalog.PeopleNobody), RecordingDay: catalog.Ref{ID: pick(rnd, id, id, id, other, "")},
				RecordedAt: time.Date(2025, time.Month(round+1), 18+rnd.IntN(4), 12, 0, 0, 0, time.UTC), RecordedAtSource: "exif",
				CreatedBy: "x", CreatedAt: time.Now(), UpdatedAt: time.Now(), Version: 1}
			if rnd.IntN(2) == 0 {
				a.Presenters = []catalog.Ref{{ID: presenter}}
			}
			if a.RecordingDay.ID == id && len(shots) > 0 && rnd.IntN(3) > 0 {
				a.Shot.ID = text(pick(rnd, day["shots"].([]any)...).(map[string]any), "id")
			}
			if rnd.IntN(8) == 0 {
				a.Review = catalog.ReviewWaiting
			}
			if rnd.IntN(8) == 0 {
				a.BinnedAt = time.Now()
			}
			if a.RecordingDay.ID == id && rnd.IntN(4) == 0 {
				a.Inherited, a.CreditLine = []string{"credit_line"}, "Foto: før"
			}
			check(t, s.db.Assets().Create(t.Context(), "x", a, false))
			assets = append(assets, a)
		}
		compare(t, s, s.told(200, "GET", "/recording-days/{id}/progress", "/recording-days/"+id+"/progress", ""), recount(day, assets, fmt.Sprintf("2025-%02d-20", round+1)))
		preselected := 0.0
		for _, o := range s.told(200, "GET", "/recording-days/{id}/offered", "/recording-days/"+id+"/offered", "")["items"].([]any) {
			if o.(map[string]any)["selected"] == true {
				preselected++
			}
		}
		if want := recount(day, assets, fmt.Sprintf("2025-%02d-20", round+1))["offered"]; preselected != want {
			t.Errorf("%v files are preselected, want %v", preselected, want)
		}
		update := s.told(200, "POST", "/recording-days/{id}/update-files", "/recording-days/"+id+"/update-files", "")
		if left := s.told(200, "GET", "/recording-days/{id}/outdated", "/recording-days/"+id+"/outdated", ""); left["total"] != 0.0 {
			t.Errorf("outdated after an update: %v", left)
		}
		if batch := text(update, "batch"); batch != "" {
			s.call(200, "POST", "/batches/"+batch+"/undo", "")
		}
	}
	s.call(404, "GET", "/recording-days/nowhere/progress", "")
	s.call(404, "POST", "/recording-days/nowhere/update-files", "")
	s.call(404, "GET", "/recording-days/nowhere/offered", "")
}

// recount counts by hand what a progress tells.
func recount(day map[string]any, assets []catalog.Asset, date string) map[string]float64 {
	n := map[string]float64{"no_consent": 2}
	state := map[string]string{}
	for _, shot := range day["shots"].([]any) {
		n["planned"]++
		state[text(shot.(map[string]any), "id")] = text(shot.(map[string]any), "status")
	}
	var here []catalog.Asset
	for _, a := range assets {
		on := a.RecordedAt.Format(time.DateOnly)
		switch {
		case a.Binned():
		case a.RecordingDay.ID == "" && on == date:
			n["offered"]++
		case a.RecordingDay.ID != text(day, "id"):
		default:
			if a.CreditLine != "" {
				n["outdated"]++
			}
			if a.Review == catalog.ReviewWaiting {
				n["waiting"]++
				continue
			}
			here = append(here, a)
			if a.Shot.ID != "" && a.Editing == catalog.EditingDone {
				state[a.Shot.ID] = "edited"
			} else if a.Shot.ID != "" && state[a.Shot.ID] != "edited" {
				state[a.Shot.ID] = "in"
			}
		}
	}
	for _, s := range state {
		if s == "in" || s == "edited" {
			n["in"]++
		}
		if s == "edited" {
			n["edited"]++
		}
	}
	for _, a := range here {
		clip := a.Kind == catalog.Video
		for name, is := range map[string]bool{"files": true, "in files": a.Shot.ID != "", "edited files": a.Shot.ID != "" && a.Editing == catalog.EditingDone,
			"no_presenter": clip && len(a.Presenters) == 0, "unedited": clip && a.Editing != catalog.EditingDone && state[a.Shot.ID] != "edited",
			"not_assessed": a.PeopleStatus == catalog.PeopleNotAssessed, "failed": a.State == catalog.Failed} {
			if is {
				n[name]++
			}
		}
	}
	return n
}

func compare(t *testing.T, s *site, progress map[string]any, want map[string]float64) {
	t.Helper()
	for _, name := range []string{"planned", "no_consent", "outdated", "offered"} {
		if progress[name] != want[name] {
			t.Errorf("%s is %v, want %v", name, progress[name], want[name])
		}
	}
	for _, name := range []string{"in", "edited", "files", "no_presenter", "unedited", "waiting", "not_assessed", "failed"} {
		number := progress[name].(map[string]any)
		files := want[name]
		if slices.Contains([]string{"in", "edited"}, name) {
			files = want[name+" files"]
		}
		if number["count"] != want[name] || number["files"] != files {
			t.Errorf("%s is %v, want %v of %v files", name, number, want[name], files)
		}
		if found := s.call(http.StatusOK, "GET", "/assets?"+text(number, "query"), ""); found["total"] != files {
			t.Errorf("%s: %s finds %v, want %v", name, text(number, "query"), found["total"], files)
		}
	}
}
