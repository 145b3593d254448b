package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// batchInAddress is where an address names a batch, which it does first.
var batchInAddress = regexp.MustCompile(`batch=[0-9a-z]+&`)

func TestUndoABulkChange(t *testing.T) {
	s := start(t)
	a, b := s.add(1, catalog.AssetPatch{Title: ptr("En"), Language: ptr("nb")}), s.add(2, catalog.AssetPatch{Title: ptr("To")})
	sent := url.Values{"id": {string(a.ID), string(b.ID)}, "from": {"/?sort=oldest"}, "language": {"nn"}}
	there := s.post("/bulk", sent).expect(t, http.StatusSeeOther).header.Get("Location")
	batch := regexp.MustCompile(`batch=([0-9a-z]+)`).FindStringSubmatch(there)
	if batch == nil {
		t.Fatalf("no batch in %q", there)
	}
	action := "/batches/" + batch[1] + "/undo"
	s.get(there).expect(t, http.StatusOK, "Lagret", `action="`+action+`"`, `name="back" value="/?sort=oldest"`, "Angre")

	s.change(b.ID, func(a *catalog.Asset) { a.Language = "se" })
	s.as(catalog.Contributor, "").post(action, url.Values{}).expect(t, http.StatusForbidden)
	s.post(action, url.Values{"back": {"//evil.example"}}).expect(t, http.StatusOK, "1 fil er slik den var", "noen har endret det samme siden", "To", `href="/"`)
	s.change(b.ID, func(a *catalog.Asset) { a.Language = "nn" })
	if got := s.post(action, url.Values{"back": {"/?sort=oldest"}}).expect(t, http.StatusSeeOther).header.Get("Location"); got != "/?done=undone&sort=oldest" {
		t.Errorf("undoing leads to %q", got)
	}
	for id, want := range map[catalog.AssetID]string{a.ID: "nb", b.ID: ""} {
		now, err := s.Assets.Get(t.Context(), s.administrator(), id)
		must(t, err)
		if now.Language != want {
			t.Errorf("%s has language %q, want %q", now.Title, now.Language, want)
		}
	}
	s.post(action, url.Values{}).expect(t, http.StatusConflict, "alt angret")
	s.get("/?done=saved&batch=%3Cscript").expect(t, http.StatusOK, "Lagret")
}
