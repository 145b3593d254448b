package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestAssetShowsWhatIsLikeIt(t *testing.T) {
	s := start(t)
	series, err := s.Series.Add(t.Context(), s.administrator(), catalog.Series{Name: "Fredagsboka"})
	must(t, err)
	first := s.add(1, catalog.AssetPatch{Title: ptr("Fredagsboka i mai"), Series: &series.ID})
	second := s.add(2, catalog.AssetPatch{Title: ptr("Fredagsboka i juni"), Series: &series.ID})
	other := s.add(3, catalog.AssetPatch{Title: ptr("Strikkekafé")})
	s.get("/") // waits until the index has them
	got := s.get(assetPage(first)).expect(t, http.StatusOK, "Lignende innhold", `href="`+assetPage(second)+`"`, "Samme faste konsept")
	if strings.Contains(got.main(), assetPage(other)) {
		t.Error("shows what is not like it")
	}
	if strings.Contains(got.main(), "Nesten like bilder") {
		t.Error("shows pictures without prints as nearly the same")
	}
	_, err = s.Assets.Bin(t.Context(), s.administrator(), second.ID, 0)
	must(t, err)
	s.get("/")
	if got := s.get(assetPage(first)); strings.Contains(got.main(), assetPage(second)) {
		t.Error("shows what lies in the bin")
	}
	if got := s.get(assetPage(second)).expect(t, http.StatusOK); strings.Contains(got.main(), "Lignende innhold") {
		t.Error("what lies in the bin is compared")
	}
}

func TestAssetTellsOfAnEarlierPicture(t *testing.T) {
	s := start(t)
	first, second := s.add(1, catalog.AssetPatch{Title: ptr("Bokbad")}), s.add(2, catalog.AssetPatch{Title: ptr("IMG 2041")})
	for a, prints := range map[catalog.AssetID][]uint64{first.ID: {0x0f3c_5a96_c33c_a55a}, second.ID: {0x0f3c_5a96_c33c_a55b}} {
		s.change(a, func(a *catalog.Asset) { a.Fingerprint, a.Fingerprints = prints[0], prints })
	}
	s.get("/")
	s.get(assetPage(second)).expect(t, http.StatusOK, "Dette ligner svært på noe som var her fra før", "Nesten like bilder", `href="`+assetPage(first)+`"`)
	if got := s.get(assetPage(first)).expect(t, http.StatusOK, "Nesten like bilder"); strings.Contains(got.main(), "var her fra før") {
		t.Error("calls a later picture an earlier one")
	}
}
