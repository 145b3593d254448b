package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

// on is a bucket served by handler, with a short timeout. A handler that hangs waits for its request's context, which
// ends with the test.
func on(t *testing.T, handler http.HandlerFunc) *storage.Bucket {
	t.Helper()
	return onWithin(t, 300*time.Millisecond, handler)
}

// onWithin is a bucket on a service that may be silent for so long.
func onWithin(t *testing.T, patience time.Duration, handler http.HandlerFunc) *storage.Bucket {
	t.Helper()
	over, end := context.WithCancel(context.Background())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler(w, r.WithContext(over)) }))
	t.Cleanup(func() { end(); s.Close() })
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.AccessKey, cfg.SecretKey, cfg.Timeout = s.URL, "a", "b", patience
	return must(storage.New(cfg))(t)
}

func TestSilentService(t *testing.T) {
	b := on(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	key, parts := original(t), []storage.Part{{1, 5, sum(nil)}}
	calls := map[string]func(context.Context) error{
		"stat": func(ctx context.Context) error { _, err := b.Stat(ctx, key); return err },
		"open": func(ctx context.Context) error { _, _, err := b.Open(ctx, key, nil); return err },
		"put": func(ctx context.Context) error {
			_, err := b.Put(ctx, key, bytes.NewReader([]byte("x")), 1, "")
			return err
		},
		"remove":   func(ctx context.Context) error { return b.Remove(ctx, key) },
		"two":      func(ctx context.Context) error { return b.Remove(ctx, key, key) },
		"copy":     func(ctx context.Context) error { _, err := b.Copy(ctx, key, key, ""); return err },
		"start":    func(ctx context.Context) error { _, err := b.StartUpload(ctx, key, ""); return err },
		"parts":    func(ctx context.Context) error { _, err := b.Parts(ctx, key, "u"); return err },
		"complete": func(ctx context.Context) error { _, err := b.CompleteUpload(ctx, key, "u", parts); return err },
		"abort":    func(ctx context.Context) error { return b.AbortUpload(ctx, key, "u") },
		"ready":    b.Ready,
		"ensure":   b.Ensure,
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := call(t.Context()); !errors.Is(err, storage.ErrUnavailable) {
				t.Errorf("got %v, want ErrUnavailable", err)
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if err := call(gone); !errors.Is(err, context.Canceled) || errors.Is(err, storage.ErrUnavailable) {
				t.Errorf("on a cancelled context got %v", err)
			}
		})
	}
}

// A body that moves slowly is read to its end; one that stops is not waited for.
func TestSlowAndStoppedBodies(t *testing.T) {
	t.Parallel()
	const chunks = 6
	serve := func(stop int) *storage.Bucket {
		return onWithin(t, 3*time.Second, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(chunks))
			w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
			for n := range chunks {
				if n == stop {
					<-r.Context().Done()
					return
				}
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(700 * time.Millisecond)
			}
		})
	}
	for _, tt := range []struct {
		name string
		stop int
		want error
	}{{"slow", -1, nil}, {"stopped", 3, storage.ErrUnavailable}} {
		r, _, err := serve(tt.stop).Open(t.Context(), original(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		r.Close()
		if !errors.Is(err, tt.want) || (tt.want == nil && len(got) != chunks) {
			t.Errorf("%s: got %q and %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

// A reader that takes its time is not the service's silence.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	b := onWithin(t, 2*time.Second, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Etag", `"e"`)
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Length", "2")
	})
	pr, pw := io.Pipe()
	go func() {
		for _, s := range []string{"a", "b"} {
			time.Sleep(2500 * time.Millisecond)
			io.WriteString(pw, s)
		}
		pw.Close()
	}()
	if _, err := b.Put(t.Context(), original(t), pr, 2, ""); err != nil {
		t.Error(err)
	}
}

func TestUnreachableService(t *testing.T) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	l.Close()
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.AccessKey, cfg.SecretKey = "http://"+l.Addr().String(), "a", "b"
	if err := must(storage.New(cfg))(t).Ready(t.Context()); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestRetriesWhatCanBeRepeated(t *testing.T) {
	asked := 0
	// minio-go pauses between its tries, by chance for longer than the other tests wait in all.
	b := onWithin(t, 20*time.Second, func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Etag", `"`+sum([]byte("hello"))+`"`)
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
		if r.Method == http.MethodPut && string(body) != "hello" {
			t.Errorf("the service got %q", body)
		}
		if r.Method == http.MethodHead {
			w.Header().Set("Content-Length", "5")
		}
	})
	if _, err := b.Put(t.Context(), original(t), bytes.NewReader([]byte("hello")), 5, ""); err != nil {
		t.Error(err)
	}
}

func TestAnswers(t *testing.T) {
	xml := func(status int, code string) string {
		body := "<Error><Code>" + code + "</Code></Error>"
		return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, len(body), body)
	}
	for _, tt := range []struct {
		answer string
		want   error
	}{
		{xml(404, "NoSuchKey"), storage.ErrNotFound},
		{xml(404, "NoSuchBucket"), storage.ErrUnavailable},
		{xml(403, "SignatureDoesNotMatch"), storage.ErrDenied},
		{xml(403, "QuotaExceeded"), storage.ErrFull},
		{xml(507, "InsufficientStorage"), storage.ErrFull},
		{xml(507, "XMinioStorageFull"), storage.ErrFull},
		{xml(416, "InvalidRange"), storage.ErrRange},
		{xml(501, "NotImplemented"), storage.ErrUnavailable},
	} {
		b := answering(t, tt.answer, 2*time.Second)
		if _, _, err := b.Open(t.Context(), original(t), nil); !errors.Is(err, tt.want) {
			t.Errorf("%q: got %v, want %v", tt.answer, err, tt.want)
		}
	}
}

func TestConfig(t *testing.T) {
	good := storage.DefaultConfig()
	good.Endpoint, good.AccessKey, good.SecretKey = "https://s3.example.org:9000", "a", "b"
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*storage.Config){
		"no endpoint":   func(c *storage.Config) { c.Endpoint = "" },
		"no scheme":     func(c *storage.Config) { c.Endpoint = "s3.example.org" },
		"a path":        func(c *storage.Config) { c.Endpoint = "https://s3.example.org/x" },
		"a user":        func(c *storage.Config) { c.Endpoint = "https://a:b@s3.example.org" },
		"bucket":        func(c *storage.Config) { c.Bucket = "Media" },
		"short bucket":  func(c *storage.Config) { c.Bucket = "ab" },
		"dash bucket":   func(c *storage.Config) { c.Bucket = "-abc" },
		"no region":     func(c *storage.Config) { c.Region = "" },
		"no access key": func(c *storage.Config) { c.AccessKey = "" },
		"no secret key": func(c *storage.Config) { c.SecretKey = "" },
		"no timeout":    func(c *storage.Config) { c.Timeout = 0 },
	} {
		c := good
		change(&c)
		if _, err := storage.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
