package storage_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
)

// peer is a bucket on one of the services that all tests run on.
type peer struct {
	name   string
	bucket *storage.Bucket
}

var peers []peer

// TestMain starts the embedded gateway, of which a process can run one, and joins a real S3 service when
// FELLESMAPPA_TEST_S3_ENDPOINT, _ACCESS_KEY and _SECRET_KEY name one. With childRole set it is one of our children.
func TestMain(m *testing.M) {
	if role := os.Getenv(childRole); role != "" {
		os.Exit(child(role, os.Getenv(childDir)))
	}
	os.Exit(runWithPeers(m))
}

func runWithPeers(m *testing.M) int {
	dir, err := os.MkdirTemp("", "storage-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	g, b, err := embedded(dir)
	if err != nil {
		panic(err)
	}
	defer g.Close(context.Background())
	defer b.Close()
	peers = append(peers, peer{"gateway", b})
	if endpoint := os.Getenv("FELLESMAPPA_TEST_S3_ENDPOINT"); endpoint != "" {
		cfg := storage.DefaultConfig()
		cfg.Endpoint, cfg.Bucket = endpoint, "test-"+strings.ToLower(rand.Text())
		cfg.AccessKey, cfg.SecretKey = os.Getenv("FELLESMAPPA_TEST_S3_ACCESS_KEY"), os.Getenv("FELLESMAPPA_TEST_S3_SECRET_KEY")
		real, err := storage.New(cfg)
		if err == nil {
			err = real.Ensure(context.Background())
		}
		if err != nil {
			panic(err)
		}
		defer real.Close()
		peers = append(peers, peer{"s3", real})
	}
	return m.Run()
}

func embedded(dir string) (*gateway.Gateway, *storage.Bucket, error) {
	gc := gateway.DefaultConfig()
	gc.Dir = dir
	g, err := gateway.Start(context.Background(), gc)
	if err != nil {
		return nil, nil, err
	}
	b, err := storage.New(gatewayConfig(g))
	if err == nil {
		err = b.Ensure(context.Background())
	}
	return g, b, err
}

func gatewayConfig(g *gateway.Gateway) storage.Config {
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial = "http://gateway.internal", g.Dial
	cfg.AccessKey, cfg.SecretKey = g.Credentials()
	return cfg
}

// onEach runs the test on every peer.
func onEach(t *testing.T, test func(t *testing.T, b *storage.Bucket)) {
	t.Helper()
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) { test(t, p.bucket) })
	}
}

func newID() string { return strings.ToLower(rand.Text()) }

func original(t *testing.T) storage.Key {
	t.Helper()
	return must(storage.OriginalKey(newID(), "mp4"))(t)
}

// must ends the test when a call that prepares it fails.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func sum(b []byte) string { return fmt.Sprintf("%x", md5.Sum(b)) }

func read(t *testing.T, b *storage.Bucket, key storage.Key, piece *storage.Range) []byte {
	t.Helper()
	r, _, err := b.Open(t.Context(), key, piece)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return must(io.ReadAll(r))(t)
}

// proxied serves the upload proxy, and fails the test on reports unless it expects them.
func proxied(t *testing.T, b *storage.Bucket, allow func(context.Context, storage.PartRequest) error) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(storage.NewUploadProxy(b, allow, func(_ context.Context, err error) { t.Log("reported:", err) }))
	t.Cleanup(s.Close)
	return s
}

func anything(context.Context, storage.PartRequest) error { return nil }

// sign presigns a part for the host under which the proxy is reached.
func sign(t *testing.T, s *httptest.Server, b *storage.Bucket, key storage.Key, id string, number int) string {
	t.Helper()
	return must(b.PresignPart(strings.TrimPrefix(s.URL, "http://"), key, id, number, time.Minute))(t)
}

func put(t *testing.T, url string, body []byte, change func(*http.Request)) *http.Response {
	t.Helper()
	req := must(http.NewRequestWithContext(t.Context(), http.MethodPut, url, bytes.NewReader(body)))(t)
	if change != nil {
		change(req)
	}
	res := must(http.DefaultClient.Do(req))(t)
	res.Body.Close()
	return res
}
