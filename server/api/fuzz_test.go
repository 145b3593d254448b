package api

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// expected fails a test for an error that is not the sender's fault.
func expected(t *testing.T, err error) {
	t.Helper()
	if code := catalog.CodeOf(err); err != nil && code != catalog.Invalid && code != catalog.Malformed && code != catalog.TooLarge {
		t.Errorf("%s: %v", code, err)
	}
}

func FuzzReadQuery(f *testing.F) {
	for _, s := range []string{"q=a&limit=1", "facets=a,,b&facets=", "recorded_from=2025-10-20&recorded_to=2025-10-20T10:00:00Z", "limit=99999999999999999999", "%zz", "recorded_to=9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		values, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		q, err := readQuery(values, time.UTC)
		expected(t, err)
		if q.Text != values.Get("q") {
			t.Errorf("text %q of %q", q.Text, s)
		}
	})
}

func FuzzMetadata(f *testing.F) {
	for _, s := range []string{`{}`, `{"title":"x"}`, `{"focal_point":{"x":0,"y":1}}`, `{"focal_point":null,"tags":[null]}`, `[`, `null`, `{"libraries":[["a"]]}`, `{"title":"a","title":7}`, ` `} {
		f.Add(s)
	}
	gin.SetMode(gin.TestMode)
	metadata := newRoutes(&API{cfg: DefaultConfig()}, gin.New()).metadataReader()
	f.Fuzz(func(t *testing.T, s string) {
		_, err := metadata.read(strings.NewReader(s))
		expected(t, err)
	})
}

func FuzzBulkQuery(f *testing.F) {
	for _, s := range []string{`"q=a"`, `{"q":"a","tag":["b",null,3],"x":{"y":1}}`, `null`, `"%zz"`, `[1]`, `7`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var q bulkQuery
		if json.Unmarshal([]byte(s), &q) != nil {
			return
		}
		_, err := readQuery(q.values, time.UTC)
		expected(t, err)
	})
}

func FuzzIfMatch(f *testing.F) {
	for _, s := range []string{`"1"`, `W/"2"`, `*`, `"-1"`, `W/W/"1"`, `""1""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		version, err := wanted(s)
		switch {
		case err != nil && !catalog.Is(err, catalog.Stale):
			t.Errorf("%q: %v", s, err)
		case err == nil && version > 0 && !strings.HasSuffix(strings.TrimSpace(s), tagOf(version)):
			t.Errorf("%q is read as version %d", s, version)
		case err == nil && version < 0:
			t.Errorf("%q is read as version %d", s, version)
		}
	})
}
