package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// layFiles puts a file in every state into what is known of the inbox.
func layFiles(t *testing.T, store catalog.InboxStore) {
	t.Helper()
	why := map[catalog.InboxState]catalog.Reason{catalog.InboxRefused: {Key: catalog.KeyUnsupported, Args: catalog.Args{"accepted": "JPEG"}},
		catalog.InboxDuplicate: {Key: catalog.KeyInboxDuplicate, Args: catalog.Args{"title": "Sult <b>", "id": "a1"}}}
	for _, state := range []catalog.InboxState{catalog.InboxWaiting, catalog.InboxTaken, catalog.InboxDuplicate, catalog.InboxRefused} {
		f := catalog.InboxFile{InboxObject: catalog.InboxObject{Name: "dag/<i>" + string(state) + ".txt", Size: 2048, Modified: time.Now()},
			State: state, Since: time.Now(), At: time.Now(), Reason: why[state]}
		if state == catalog.InboxDuplicate {
			f.Asset = "a1"
		}
		if err := store.Save(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInboxPage(t *testing.T) {
	s := start(t)
	page := s.get("/inbox")
	page.expect(t, http.StatusOK, "dag/&lt;i&gt;waiting.txt", "dag/&lt;i&gt;refused.txt", "Vi tar imot JPEG", `href="/assets/a1"`, "Sult &lt;b&gt;")
	s.get("/upload").expect(t, http.StatusOK, `href="/inbox"`)
	s.as(catalog.Reader, "").get("/inbox").expect(t, http.StatusForbidden)
}
