package delivery_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/delivery"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestUploadProxyPassesOnlyAwaitedParts(t *testing.T) {
	r := newRig(t)
	actor := catalog.SystemActor("test")
	originals := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	uploads := catalog.NewUploads(r.db.Uploads(), r.assets, originals, idle{}, catalog.DefaultLimits(), r.now, newID)
	server := httptest.NewServer(delivery.UploadProxy(r.bucket, uploads, slog.New(slog.NewTextHandler(t.Output(), nil))))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	begin := func() (catalog.Upload, string) {
		u, err := uploads.Begin(context.Background(), actor, catalog.NewUpload{FileName: "a.jpg", Size: 9})
		if err != nil {
			t.Fatal(err)
		}
		parts, err := uploads.PartURLs(context.Background(), actor, u.ID, base.Host, []int{1})
		if err != nil {
			t.Fatal(err)
		}
		return u, parts[0].URL
	}
	put := func(uri, body string) int {
		req, err := http.NewRequest(http.MethodPut, server.URL+uri, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	u, uri := begin()
	if got := put(uri, "nine byte"); got != http.StatusOK {
		t.Errorf("an awaited part: %d, want 200", got)
	}
	if got := put(uri, "more than nine bytes"); got != http.StatusForbidden {
		t.Errorf("a part larger than declared: %d, want 403", got)
	}
	second, err := originals.PartURL(context.Background(), u, base.Host, 2, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if got := put(second, "nine byte"); got != http.StatusForbidden {
		t.Errorf("a part beyond the last: %d, want 403", got)
	}
	foreign := u
	if foreign.StorageID, err = originals.Start(context.Background(), u.Asset, u.Ext); err != nil {
		t.Fatal(err)
	}
	unknown, err := originals.PartURL(context.Background(), foreign, base.Host, 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if got := put(unknown, "nine byte"); got != http.StatusForbidden {
		t.Errorf("a part of an upload that nobody began here: %d, want 403", got)
	}
	if err := uploads.Cancel(context.Background(), actor, u.ID); err != nil {
		t.Fatal(err)
	}
	if got := put(uri, "nine byte"); got != http.StatusForbidden {
		t.Errorf("a part of a cancelled upload: %d, want 403", got)
	}
	_, late := begin()
	r.ahead.Store(int64(8 * 24 * time.Hour))
	if got := put(late, "nine byte"); got != http.StatusForbidden {
		t.Errorf("a part of an upload whose time is over: %d, want 403", got)
	}
}
