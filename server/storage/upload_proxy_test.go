package storage_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

func TestUploadProxyRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key, other := original(t), original(t)
		id := must(b.StartUpload(t.Context(), key, "video/mp4"))(t)
		s := proxied(t, b, func(_ context.Context, p storage.PartRequest) error {
			if p.Number == 13 {
				return errors.New("not pending")
			}
			return nil
		})
		signed := func(number int) string { return sign(t, s, b, key, id, number) }
		foreign := must(b.PresignPart("media.example.org", key, id, 1, time.Minute))(t)
		short := must(b.PresignPart(strings.TrimPrefix(s.URL, "http://"), key, id, 1, time.Second))(t)
		rendition := must(storage.RenditionKey("a", "1", "w320", "jpg"))(t)
		time.Sleep(2100 * time.Millisecond) // for short to expire
		tests := []struct {
			name   string
			target string
			change func(*http.Request)
			want   int
		}{
			{"as signed", signed(1), nil, 200},
			{"signed for a foreign host and sent with it", foreign, func(r *http.Request) { r.Host = "media.example.org" }, 200},
			{"signed for a foreign host", foreign, nil, 403},
			{"tampered signature", signed(1)[:len(signed(1))-4] + "0000", nil, 403},
			{"expired", short, nil, 403},
			{"other part", strings.Replace(signed(1), "partNumber=1", "partNumber=2", 1), nil, 403},
			{"other key", strings.Replace(signed(1), key.String(), other.String(), 1), nil, 403},
			{"not an original", strings.Replace(signed(1), key.String(), rendition.String(), 1), nil, 403},
			{"other bucket", strings.Replace(signed(1), b.Name(), "elsewhere", 1), nil, 403},
			{"not pending here", signed(13), nil, 403},
			{"unsigned", "/" + b.Name() + "/" + key.String(), nil, 403},
			{"more in the query", signed(1) + "&acl=", nil, 403},
			{"twice in the query", signed(1) + "&partNumber=2", nil, 403},
			{"encoded path", strings.Replace(signed(1), "originals", "%6friginals", 1), nil, 403},
			{"GET with a PUT signature", signed(1), func(r *http.Request) { r.Method = http.MethodGet }, 405},
			{"DELETE with a PUT signature", signed(1), func(r *http.Request) { r.Method = http.MethodDelete }, 405},
			{"wrong checksum", signed(1), func(r *http.Request) { r.Header.Set("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==") }, 400},
			{"chunked", signed(1), func(r *http.Request) { r.ContentLength = -1 }, 411},
			{"header that must not pass", signed(1), func(r *http.Request) { r.Header.Set("X-Amz-Copy-Source", "/a/b") }, 200},
			{"unknown upload", sign(t, s, b, key, "3f0ef1a0-8f3c-4b93-8a4e-4e4f8c1f2a10", 1), nil, 404},
		}
		for _, tt := range tests {
			res := put(t, s.URL+tt.target, []byte("some bytes"), tt.change)
			if res.StatusCode != tt.want {
				t.Errorf("%s: got %s, want %d", tt.name, res.Status, tt.want)
			}
			if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
				t.Errorf("%s: headers %v lack the protection", tt.name, res.Header)
			}
			if res.Header.Get("Server") != "" || res.Header.Get("X-Amz-Id-2") != "" || res.ContentLength != 0 {
				t.Errorf("%s: passed on %v", tt.name, res.Header)
			}
		}
		big := &http.Request{}
		put(t, s.URL+signed(1), []byte("x"), func(r *http.Request) { big = r })
		big.ContentLength = storage.PartSize + 1
		w := httptest.NewRecorder()
		storage.NewUploadProxy(b, anything, nil).ServeHTTP(w, big)
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("a part that is too large: got %d", w.Code)
		}
	})
}

// A browser that goes away in the middle of a part leaves no part, and nothing to report.
func TestUploadProxyAbandoned(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		id := must(b.StartUpload(t.Context(), key, ""))(t)
		ended := make(chan struct{})
		proxy := storage.NewUploadProxy(b, anything, func(_ context.Context, err error) { t.Error("reported:", err) })
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(ended)
			proxy.ServeHTTP(w, r)
		}))
		defer s.Close()
		conn := must(net.Dial("tcp", s.Listener.Addr().String()))(t)
		fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\n%s",
			sign(t, s, b, key, id, 1), s.Listener.Addr(), bytes.Repeat([]byte("x"), 5000))
		conn.Close()
		<-ended
		if parts, err := b.Parts(t.Context(), key, id); err != nil || len(parts) != 0 {
			t.Errorf("got parts %v and %v, want none", parts, err)
		}
	})
}

func TestUploadProxyReportsFailures(t *testing.T) {
	key := must(storage.OriginalKey("a", "mp4"))(t)
	tests := []struct {
		name   string
		answer string
		want   int
	}{
		{"full", "HTTP/1.1 507 Full\r\nContent-Length: 0\r\n\r\n", 507},
		{"full by quota", "HTTP/1.1 403 No\r\nContent-Length: 41\r\n\r\n<Error><Code>QuotaExceeded</Code></Error>", 507},
		{"overload", "HTTP/1.1 503 Slow\r\nContent-Length: 0\r\n\r\n", 503},
		{"fault", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 503},
		{"hang up", "", 503},
	}
	for _, tt := range tests {
		b := answering(t, tt.answer, time.Second)
		var reported []error
		s := httptest.NewServer(storage.NewUploadProxy(b, anything, func(_ context.Context, err error) { reported = append(reported, err) }))
		res := put(t, s.URL+sign(t, s, b, key, "u", 1), []byte("x"), nil)
		s.Close()
		if res.StatusCode != tt.want || len(reported) != 1 || strings.Contains(reported[0].Error(), "Signature") {
			t.Errorf("%s: got %s and reports %v, want %d and one without a signature", tt.name, res.Status, reported, tt.want)
		}
	}
	b := peers[0].bucket
	s := httptest.NewServer(storage.NewUploadProxy(b,
		func(context.Context, storage.PartRequest) error { return storage.ErrUnavailable }, func(context.Context, error) {}))
	defer s.Close()
	if res := put(t, s.URL+sign(t, s, b, key, "u", 1), nil, nil); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("without a database: got %s", res.Status)
	}
}

// answering is a bucket on a server that reads a request's head and body of up to 4 KiB and says the same thing to all.
func answering(t *testing.T, answer string, timeout time.Duration) *storage.Bucket {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					io.Copy(io.Discard, io.LimitReader(req.Body, 4096))
				}
				io.WriteString(conn, answer)
			}()
		}
	}()
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.AccessKey, cfg.SecretKey, cfg.Timeout = "http://"+l.Addr().String(), "a", "b", timeout
	return must(storage.New(cfg))(t)
}

// A service that decides by its own host name gets it, whatever the browser called us.
func TestUploadProxyOwnHost(t *testing.T) {
	hosts := make(chan string, 1)
	s3 := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { hosts <- r.Host }))
	defer s3.Close()
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.AccessKey, cfg.SecretKey, cfg.OwnHost = s3.URL, "a", "b", true
	b := must(storage.New(cfg))(t)
	s := proxied(t, b, anything)
	put(t, s.URL+sign(t, s, b, must(storage.OriginalKey("a", "mp4"))(t), "u", 1), []byte("x"), nil)
	if got, want := <-hosts, must(url.Parse(s3.URL))(t).Host; got != want {
		t.Errorf("the service saw host %s, want %s", got, want)
	}
}

// A 1 GiB upload through the proxy, with the gateway in the same process, needs little memory.
func TestUploadProxyMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 1 GiB")
	}
	b, key := peers[0].bucket, original(t)
	s := proxied(t, b, anything)
	id := must(b.StartUpload(t.Context(), key, "video/mp4"))(t)
	body := random(storage.PartSize)
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	for n := 1; n <= 64; n++ {
		if res := put(t, s.URL+sign(t, s, b, key, id, n), body, nil); res.StatusCode != 200 {
			t.Fatal(res.Status)
		}
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapInuse)
	}
	grown := (int64(peak) - int64(before.HeapInuse)) >> 20
	t.Logf("heap grew by %d MiB at most", grown)
	if grown > 32 {
		t.Errorf("heap grew by %d MiB, want at most 32", grown)
	}
	info, err := b.CompleteUpload(t.Context(), key, id, must(b.Parts(t.Context(), key, id))(t))
	if err != nil || info.Size != 1<<30 {
		t.Errorf("got %+v, %v", info, err)
	}
	if err := b.Remove(t.Context(), key); err != nil {
		t.Error(err)
	}
}

func FuzzParsePartRequest(f *testing.F) {
	b := peers[0].bucket
	key, err := storage.OriginalKey("abc", "mp4")
	if err != nil {
		f.Fatal(err)
	}
	signed, err := b.PresignPart("localhost", key, "u", 1, time.Minute)
	if err != nil {
		f.Fatal(err)
	}
	path, query, _ := strings.Cut(signed, "?")
	f.Add(path, query)
	f.Add("/x/../fellesmappa/originals/abc.mp4", query+"&a;b=%zz")
	f.Fuzz(func(t *testing.T, path, query string) {
		r := &http.Request{Method: http.MethodPut, URL: &url.URL{Path: path, RawQuery: query}}
		p, err := b.ParsePartRequest(r)
		if err != nil {
			return
		}
		if path != "/"+b.Name()+"/"+p.Key.String() || !p.Key.In(storage.Originals) || p.Number < 1 || strings.Count(query, "&") != 7 {
			t.Errorf("accepted %q ? %q as %+v", path, query, p)
		}
	})
}
