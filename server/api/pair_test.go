package api_test

import (
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// printed gives assets fingerprints.
func (s *site) printed(prints map[string]uint64) {
	s.t.Helper()
	for id, p := range prints {
		_, err := s.db.Assets().Update(s.t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
			a.Fingerprint, a.Fingerprints, a.State = p, []uint64{p}, catalog.Ready
			return nil
		})
		check(s.t, err)
	}
	s.call(200, "GET", "/assets?limit=1", "") // waits until the index has everything
}

func TestPairs(t *testing.T) {
	s := start(t)
	day := text(s.call(201, "POST", "/recording-days", `{"date":"2025-10-20"}`), "id")
	const picture = 0x0f3c_5a96_c33c_a55a
	old, fresh, third, waiting := s.upload(1, `{}`), s.upload(2, `{"recording_day":"`+day+`"}`), s.upload(3, `{}`), s.upload(4, `{}`)
	s.printed(map[string]uint64{old: picture, fresh: picture ^ 1, third: 0xa5c3_3c96_5af0_0f69})
	ask := func(query string) (pairs [][2]string, pending float64) {
		t.Helper()
		got := s.told(200, "GET", "/pairs", "/pairs?"+query, "")
		for _, item := range got["items"].([]any) {
			p := item.(map[string]any)
			pairs = append(pairs, [2]string{text(p, "earlier", "id"), text(p, "later", "id")})
		}
		return pairs, got["pending"].(float64)
	}
	want := [][2]string{{old, fresh}}
	for _, query := range []string{"id=" + fresh + "&id=" + old, "id=" + old, "recording_day=" + day} {
		if got, pending := ask(query); !slices.Equal(got, want) || pending != 0 {
			t.Errorf("%s: %v, %v pending, want %v", query, got, pending, want)
		}
	}
	if got, pending := ask("id=" + third + "&id=" + waiting + "&id=nobody"); len(got) != 0 || pending != 1 {
		t.Errorf("of others: %v, %v pending", got, pending)
	}
	keep := `{"pairs":[{"asset":"` + fresh + `","other":"` + old + `"}]}`
	s.as(catalog.Reader).call(403, "POST", "/pairs/keep", keep)
	if got := s.told(200, "POST", "/pairs/keep", "/pairs/keep", keep); got["kept"] != 1.0 {
		t.Errorf("kept: %v", got)
	}
	if got, _ := ask("id=" + old + "&id=" + fresh); len(got) != 0 {
		t.Errorf("what is kept is asked about again: %v", got)
	}
	s.printed(map[string]uint64{third: picture ^ 2})
	if got, _ := ask("id=" + third); len(got) != 2 {
		t.Errorf("a third one is like %v, want both", got)
	}
	s.call(204, "DELETE", "/assets/"+old, "")
	s.call(200, "GET", "/assets?limit=1", "")
	if got, _ := ask("id=" + third); !slices.Equal(got, [][2]string{{fresh, third}}) {
		t.Errorf("beside what lies in the bin: %v", got)
	}
}

func TestPairsOfTheSameBytes(t *testing.T) {
	s := start(t)
	first, second := s.upload(1, `{}`), s.upload(2, `{}`)
	_, err := s.db.Assets().Update(t.Context(), "test", catalog.AssetID(second), func(a *catalog.Asset) error {
		a.DuplicateOf = catalog.AssetID(first)
		return nil
	})
	check(t, err)
	items := s.told(200, "GET", "/pairs", "/pairs?id="+second, "")["items"].([]any)
	if len(items) != 1 || text(items[0].(map[string]any), "earlier", "id") != first {
		t.Errorf("the same bytes: %v", items)
	}
}

func TestPairsRefuse(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{}`)
	s.call(422, "GET", "/pairs", "")
	s.call(422, "GET", "/pairs?id=a&recording_day=b", "")
	s.call(422, "POST", "/pairs/keep", `{"pairs":[{"asset":"`+id+`","other":"`+id+`"}]}`)
	s.call(404, "POST", "/pairs/keep", `{"pairs":[{"asset":"`+id+`","other":"gone"}]}`)
}
