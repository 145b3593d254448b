package api_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestInbox(t *testing.T) {
	s := start(t)
	refused := catalog.InboxFile{InboxObject: catalog.InboxObject{Name: "dag/notat.txt", Size: 3, Modified: time.Now()}, State: catalog.InboxRefused,
		Since: time.Now(), At: time.Now(), MovedTo: "refused/dag/notat.txt", Reason: catalog.Reason{Key: catalog.KeyUnsupported, Args: catalog.Args{"accepted": "JPEG"}}}
	check(t, s.db.Inbox().Save(t.Context(), refused))
	taken := catalog.InboxFile{InboxObject: catalog.InboxObject{Name: "a.jpg", Size: 3, Modified: time.Now()}, State: catalog.InboxTaken, Since: time.Now(), At: time.Now(), Asset: "a1"}
	check(t, s.db.Inbox().Save(t.Context(), taken))
	got := s.with("Accept-Language", "en").told(200, "GET", "/inbox", "/inbox", "")
	if n := len(got["waiting"].([]any)) + len(got["duplicates"].([]any)); n != 0 {
		t.Errorf("%d files too many: %v", n, got)
	}
	file := got["refused"].([]any)[0].(map[string]any)
	if file["path"] != "dag/notat.txt" || file["moved_to"] != "refused/dag/notat.txt" || file["reason"] != "The file type is not supported. We take JPEG." || file["asset"] != nil {
		t.Errorf("refused: %v", file)
	}
	if file := got["taken"].([]any)[0].(map[string]any); file["asset"] != "a1" || file["reason"] != "" {
		t.Errorf("taken: %v", file)
	}
	s.as(catalog.Reader).call(403, "GET", "/inbox", "")
}
