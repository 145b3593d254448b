package ingest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestStoreHashesAndCounts(t *testing.T) {
	r := newRig(t)
	o := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	body := bytes.Repeat([]byte("fellesmappa"), 3<<20) // 33 MiB: more than one part
	sum := sha256.Sum256(body)
	size, got, err := o.Store(t.Context(), "a1", "bin", bytes.NewReader(body))
	if err != nil || size != int64(len(body)) || got != hex.EncodeToString(sum[:]) {
		t.Errorf("stored %d bytes %s, %v, want %d %x", size, got, err, len(body), sum)
	}
}

type brokenLine struct{ after io.Reader }

var errLine = errors.New("the line broke")

func (b brokenLine) Read(p []byte) (int, error) {
	n, err := b.after.Read(p)
	if err == io.EOF {
		err = errLine
	}
	return n, err
}

func TestBrokenLineIsTheSendersAndLeavesNothing(t *testing.T) {
	r := newRig(t)
	o := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	_, _, err := o.Store(t.Context(), "a1", "jpg", brokenLine{strings.NewReader("half a file")})
	if !errors.Is(err, errLine) {
		t.Errorf("store: %v, want the reader's own error", err)
	}
	if got := r.objects(storage.Originals); len(got) != 0 {
		t.Errorf("the bucket holds %v, want nothing", got)
	}
}

func TestInspectTellsFaultsApart(t *testing.T) {
	r := newRig(t)
	o := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	jpeg := photo(t, 400, 300, 12)
	for name, test := range map[string]struct {
		body []byte
		code catalog.Code
		key  string
	}{
		"html":      {[]byte("<!doctype html><script>alert(1)</script>"), catalog.UnsupportedMedia, catalog.KeyUnsupported},
		"playlist":  {[]byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), catalog.UnsupportedMedia, catalog.KeyUnsupported},
		"empty":     {nil, catalog.Invalid, catalog.KeyEmptyFile},
		"truncated": {jpeg[:len(jpeg)/2], catalog.Invalid, catalog.KeyTruncated},
		"bomb":      {[]byte("GIF89a\x60\xea\x60\xea\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x60\xea\x60\xea\x00\x02\x02D\x01\x00;"), catalog.Invalid, catalog.KeyTooManyPixels},
	} {
		id := catalog.AssetID("a" + name)
		if _, _, err := o.Store(t.Context(), id, "jpg", bytes.NewReader(test.body)); err != nil {
			t.Fatal(err)
		}
		_, err := o.Inspect(t.Context(), id, "jpg", name+".jpg")
		var told *catalog.Error
		if !errors.As(err, &told) || told.Code != test.code || told.Key != test.key {
			t.Errorf("%s: %v, want %s %s", name, err, test.code, test.key)
		}
	}
	if _, _, err := o.Store(t.Context(), "agood", "jpg", bytes.NewReader(jpeg)); err != nil {
		t.Fatal(err)
	}
	facts, err := o.Inspect(t.Context(), "agood", "jpg", "a.jpg")
	if err != nil || facts.Kind != catalog.Photo || facts.MediaType != "image/jpeg" || facts.Width != 300 || facts.Height != 400 {
		t.Errorf("good photo: %+v, %v, want 300 × 400: it is turned", facts, err)
	}
}

// send puts a part as a browser does, straight to the storage.
func (r *rig) send(uri, body string) {
	r.t.Helper()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return shared.Dial(ctx, network, address)
	}}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequest(http.MethodPut, "http://storage.test"+uri, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	answer, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		r.t.Fatalf("send part: %s", answer.Status)
	}
}

func TestUploadInParts(t *testing.T) {
	r := newRig(t)
	o := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	u := catalog.Upload{Asset: "a1", Ext: "mov", Size: 9, PartSize: 9, PartCount: 1}
	var err error
	if u.StorageID, err = o.Start(t.Context(), u.Asset, u.Ext); err != nil {
		t.Fatal(err)
	}
	if parts, err := o.Parts(t.Context(), u); err != nil || len(parts) != 0 {
		t.Errorf("parts before sending: %v, %v, want none", parts, err)
	}
	if err := o.Complete(t.Context(), u, nil); !catalog.Is(err, catalog.Conflict) {
		t.Errorf("complete without parts: %v, want conflict", err)
	}
	uri, err := o.PartURL(t.Context(), u, "storage.test", 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	r.send(uri, "nine byte")
	parts, err := o.Parts(t.Context(), u)
	if err != nil || len(parts) != 1 || parts[0].Size != 9 {
		t.Fatalf("parts: %v, %v, want one of 9 bytes", parts, err)
	}
	for range 2 {
		if err := o.Complete(t.Context(), u, parts); err != nil {
			t.Errorf("complete: %v", err)
		}
	}
	if parts, err := o.Parts(t.Context(), u); err != nil || len(parts) != 0 {
		t.Errorf("parts after completion: %v, %v, want none", parts, err)
	}
	if err := o.Complete(t.Context(), u, nil); err != nil { // as after a crash between the joining and the answer
		t.Errorf("complete again without parts: %v", err)
	}
	for range 2 {
		if err := o.Discard(t.Context(), u); err != nil {
			t.Errorf("discard: %v", err)
		}
	}
	if err := o.Complete(t.Context(), u, parts); !catalog.Is(err, catalog.Conflict) {
		t.Errorf("complete after discarding: %v, want conflict", err)
	}
}

func TestStorageThatIsDownIsNotTheFilesFault(t *testing.T) {
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.AccessKey, cfg.SecretKey = "http://127.0.0.1:1", "a", "b"
	bucket, err := storage.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	o := ingest.NewOriginals(bucket, thumbs.DefaultLimits())
	u := catalog.Upload{Asset: "a1", Ext: "jpg", StorageID: "x", Size: 1}
	_, _, storeErr := o.Store(t.Context(), "a1", "jpg", strings.NewReader("x"))
	_, startErr := o.Start(t.Context(), "a1", "jpg")
	_, partsErr := o.Parts(t.Context(), u)
	_, inspectErr := o.Inspect(t.Context(), "a1", "jpg", "a.jpg")
	for name, err := range map[string]error{"store": storeErr, "start": startErr, "parts": partsErr, "complete": o.Complete(t.Context(), u, nil),
		"inspect": inspectErr, "discard": o.Discard(t.Context(), u)} {
		if !catalog.Is(err, catalog.Unavailable) {
			t.Errorf("%s: %v, want unavailable", name, err)
		}
	}
}
