package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// pair adds two pictures that look nearly the same.
func (s *site) pair() (earlier, later catalog.Asset) {
	earlier, later = s.add(51, catalog.AssetPatch{Title: ptr("Bokbad")}), s.add(52, catalog.AssetPatch{Title: ptr("IMG 2041")})
	for id, prints := range map[catalog.AssetID][]uint64{earlier.ID: {0x0f3c_5a96_c33c_a55a}, later.ID: {0x0f3c_5a96_c33c_a55b}} {
		s.change(id, func(a *catalog.Asset) { a.Fingerprint, a.Fingerprints = prints[0], prints })
	}
	s.get("/")
	return earlier, later
}

func TestAlike(t *testing.T) {
	s := start(t)
	earlier, later := s.pair()
	page := "/alike?id=" + string(later.ID)
	s.get(page).expect(t, http.StatusOK, "Nesten like filer", "Bokbad", "IMG 2041", `value="bin_later"`, "640 × 480")
	decide := func(choice string) decided {
		return decided{s.post(page, url.Values{"earlier": {string(earlier.ID)}, "later": {string(later.ID)}, "choice": {choice}})}
	}
	decide("both").expect(t, http.StatusUnprocessableEntity)
	decide("bin_earlier").leads(t, page)
	s.get(page).expect(t, http.StatusOK, "Ingen nesten like filer")
	_, err := s.Assets.Restore(t.Context(), s.administrator(), earlier.ID)
	must(t, err)
	s.get("/")
	s.get(page).expect(t, http.StatusOK, "Bokbad")
	decide("keep").leads(t, page)
	s.get(page).expect(t, http.StatusOK, "Ingen nesten like filer")
	s.as(catalog.Reader, "").post(page, url.Values{"earlier": {string(earlier.ID)}, "later": {string(later.ID)}, "choice": {"bin_later"}}).expect(t, http.StatusForbidden)
}

// decided is an answer that leads on.
type decided struct{ page }

func (p decided) leads(t *testing.T, to string) {
	t.Helper()
	if where := p.expect(t, http.StatusSeeOther).header.Get("Location"); !strings.HasPrefix(where, "/alike?") || !strings.Contains(where, strings.TrimPrefix(to, "/alike?")) {
		t.Errorf("leads to %q, want %q", where, to)
	}
}
