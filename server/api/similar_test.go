package api_test

import (
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// likes lists the ids of what is told to be like an asset.
func (s *site) likes(id, how string) []string {
	s.t.Helper()
	s.call(200, "GET", "/assets?limit=1", "") // waits until the index has everything
	var ids []string
	for _, item := range s.told(200, "GET", "/assets/{id}/"+how, "/assets/"+id+"/"+how, "")["items"].([]any) {
		ids = append(ids, text(item.(map[string]any), "asset", "id"))
	}
	return ids
}

func TestSimilar(t *testing.T) {
	s := start(t)
	series := text(s.call(201, "POST", "/series", `{"name":"Fredagsboka"}`), "id")
	first := s.upload(1, `{"title":"Sult","series":"`+series+`"}`)
	second := s.upload(2, `{"title":"Fuglane","series":"`+series+`"}`)
	s.upload(3, `{"title":"Strikkekafé"}`)
	if got := s.likes(first, "similar"); !slices.Equal(got, []string{second}) {
		t.Errorf("similar to the first: %v, want %s", got, second)
	}
	item := s.call(200, "GET", "/assets/"+first+"/similar", "")["items"].([]any)[0].(map[string]any)
	if score := item["score"].(float64); score <= 0 || score > 1 || !slices.Contains(item["reasons"].([]any), any("series")) {
		t.Errorf("score %v, reasons %v", score, item["reasons"])
	}
	s.call(204, "DELETE", "/assets/"+second, "")
	if got := s.likes(first, "similar"); len(got) > 0 {
		t.Errorf("what lies in the bin is shown: %v", got)
	}
	if got := s.likes(second, "similar"); len(got) > 0 {
		t.Errorf("what lies in the bin is compared: %v", got)
	}
	s.as(catalog.Reader).call(404, "GET", "/assets/"+second+"/similar", "")
	s.call(404, "GET", "/assets/finnesikke/duplicates", "")
}

func TestNearDuplicates(t *testing.T) {
	s := start(t)
	prints := map[string][]uint64{}
	const picture = 0x0f3c_5a96_c33c_a55a
	first, near, other, unprinted := s.upload(1, `{}`), s.upload(2, `{}`), s.upload(3, `{}`), s.upload(4, `{}`)
	prints[first], prints[near], prints[other] = []uint64{picture}, []uint64{picture ^ 1}, []uint64{0xa5c3_3c96_5af0_0f69}
	for id, p := range prints {
		_, err := s.db.Assets().Update(t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
			a.Fingerprint, a.Fingerprints = p[0], p
			return nil
		})
		check(t, err)
	}
	if got := s.likes(first, "duplicates"); !slices.Equal(got, []string{near}) {
		t.Errorf("near the first: %v, want %s", got, near)
	}
	item := s.call(200, "GET", "/assets/"+first+"/duplicates", "")["items"].([]any)[0].(map[string]any)
	if item["distance"] != 1.0 {
		t.Errorf("distance %v, want 1", item["distance"])
	}
	if got := s.likes(unprinted, "duplicates"); len(got) > 0 {
		t.Errorf("a picture without prints is near %v", got)
	}
	s.call(204, "DELETE", "/assets/"+near, "")
	if got := s.likes(first, "duplicates"); len(got) > 0 {
		t.Errorf("what lies in the bin is shown: %v", got)
	}
}
