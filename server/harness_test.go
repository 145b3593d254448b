package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
)

// patience is how long is waited for what comes in seconds where nothing else runs.
const patience = 5 * time.Minute

// unhurried leaves a test out of the short run, which is the one beside the race detector: browsers and lines that are cut
// take minutes there, and what they do to the program others do as well.
func unhurried(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes minutes beside the race detector")
	}
}

// TestMain lets the test binary be the program itself, for tests that kill it.
func TestMain(m *testing.M) {
	if os.Getenv("FELLESMAPPA_TEST_RUN_PROGRAM") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

// backend is a combination of database and storage that the tests run on.
type backend struct {
	name     string
	database string // empty: SQLite
	s3       map[string]string
}

// backends gives the embedded combination always, and PostgreSQL with MinIO where deploy/test has started them.
func backends() []backend {
	all := []backend{{name: "sqlite+gateway"}}
	if pg, s3 := os.Getenv("FELLESMAPPA_TEST_POSTGRES_URL"), os.Getenv("FELLESMAPPA_TEST_S3_ENDPOINT"); pg != "" && s3 != "" {
		all = append(all, backend{"postgres+minio", pg, map[string]string{"endpoint": s3,
			"access": os.Getenv("FELLESMAPPA_TEST_S3_ACCESS_KEY"), "secret": os.Getenv("FELLESMAPPA_TEST_S3_SECRET_KEY")}})
	}
	return all
}

// config is a configuration on a fresh, empty backend.
func (b backend) config(t *testing.T) *Config {
	t.Helper()
	cfg := &Config{Listen: "127.0.0.1:0", PublicURL: "http://127.0.0.1", Data: t.TempDir(), S3Bucket: "fellesmappa", S3Region: "us-east-1", MaxUpload: "2GiB",
		ConsentYears: 5, ConsentOwnAge: 15, ConsentOfAge: 18, TakeDownDays: 3}
	if b.database == "" {
		blank.Lay(t, filepath.Join(cfg.Data, "fellesmappa.db"))
	} else {
		cfg.DatabaseURL = freshDatabase(t, b.database)
		cfg.S3Endpoint, cfg.S3AccessKey, cfg.S3SecretKey = b.s3["endpoint"], b.s3["access"], b.s3["secret"]
		cfg.S3Bucket = fmt.Sprintf("test-%d", time.Now().UnixNano())
	}
	return cfg
}

// site is a running program and somebody who talks to it.
type site struct {
	t     *testing.T
	app   *app
	base  string
	token string
}

// start runs the program in this process on a configuration; it stops with the test.
func start(t *testing.T, cfg *Config) *site { return startBehind(t, cfg, "") }

// startBehind is start for a program that people reach under another address.
func startBehind(t *testing.T, cfg *Config, public string) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	if cfg.PublicURL = base; public != "" {
		cfg.PublicURL = public
	}
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := openApp(t.Context(), cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(context.Background(), listener); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &site{t: t, app: a, base: base, token: newToken(t, a, catalog.Administrator, "")}
}

func newToken(t *testing.T, a *app, role catalog.Role, library string) string {
	t.Helper()
	_, secret, err := a.tokens.Issue(t.Context(), catalog.SystemActor("test"), "test", role, library)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// as gives the same site for somebody else.
func (s *site) as(role catalog.Role, library string) *site {
	other := *s
	other.token = newToken(s.t, s.app, role, library)
	return &other
}

// testLog shows the program's warnings with the test that caused them.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Logf("program: %s", bytes.TrimSpace(p))
	return len(p), nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(a.body, &out); err != nil {
		t.Fatalf("answer %d is not JSON: %v\n%.500s", a.status, err, a.body)
	}
	return out
}

// do sends a request. Headers are given in pairs.
func (s *site) do(method, path string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.base + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("read answer of %s %s: %v", method, path, err)
	}
	return answer{res.StatusCode, res.Header, raw}
}

// call sends JSON to the API and expects a status.
func (s *site) call(want int, method, path string, body any, headers ...string) map[string]any {
	s.t.Helper()
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		r = bytes.NewReader(raw)
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	got := s.do(method, "/api/v1"+path, r, headers...)
	if got.status != want {
		s.t.Fatalf("%s %s: status %d, want %d\n%.1000s", method, path, got.status, want, got.body)
	}
	if len(got.body) == 0 {
		return nil
	}
	return got.json(s.t)
}

// post sends a file in a single request.
func (s *site) post(name string, file []byte, metadata string, query string, headers ...string) answer {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if metadata != "" {
		if err := form.WriteField("metadata", metadata); err != nil {
			s.t.Fatal(err)
		}
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A").Replace(name)))
	h.Set("Content-Type", "application/octet-stream")
	part, err := form.CreatePart(h)
	if err != nil {
		s.t.Fatal(err)
	}
	part.Write(file)
	form.Close()
	return s.do(http.MethodPost, "/api/v1/assets"+query, &body, append([]string{"Content-Type", form.FormDataContentType()}, headers...)...)
}

// upload posts a file that must be taken, and gives its asset's id.
func (s *site) upload(name string, file []byte, metadata map[string]any) string {
	s.t.Helper()
	raw := ""
	if metadata != nil {
		b, err := json.Marshal(metadata)
		if err != nil {
			s.t.Fatal(err)
		}
		raw = string(b)
	}
	got := s.post(name, file, raw, "")
	if got.status != http.StatusCreated {
		s.t.Fatalf("upload %s: status %d\n%s", name, got.status, got.body)
	}
	return got.json(s.t)["id"].(string)
}

// ready waits until an asset has been processed, and gives it.
func (s *site) ready(id string) map[string]any {
	s.t.Helper()
	var a map[string]any
	s.eventually(patience, "asset "+id+" is processed", func() bool {
		a = s.call(http.StatusOK, http.MethodGet, "/assets/"+id, nil)
		return a["state"] == "ready" || a["state"] == "failed"
	})
	if a["state"] != "ready" {
		s.t.Fatalf("asset %s: %v %v", id, a["state"], a["failure"])
	}
	return a
}

func (s *site) eventually(within time.Duration, what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// picture makes a JPEG of w × h pixels that is unlike those of other seeds.
func picture(t *testing.T, w, h, seed int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(x*255/w + seed*37), uint8(y*255/h + seed*91), uint8((x*y/64 + seed*13) & 255), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// clip makes a short clip with ffmpeg. Extra arguments come before the output.
func clip(t *testing.T, name string, extra ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=3", "-f", "lavfi", "-i", "sine=frequency=440:duration=3",
		"-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"}, extra...)
	out, err := exec.Command("ffmpeg", append(args, "-y", path)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// freshDatabase makes an empty database on a PostgreSQL server and gives its URL; it goes with the test.
func freshDatabase(t *testing.T, server string) string {
	t.Helper()
	name := fmt.Sprintf("app_test_%d", time.Now().UnixNano())
	psql := func(sql string) {
		if out, err := exec.Command("psql", "-v", "ON_ERROR_STOP=1", "-q", "-c", sql, server).CombinedOutput(); err != nil {
			t.Errorf("psql: %v\n%s", err, out)
		}
	}
	psql("CREATE DATABASE " + name)
	t.Cleanup(func() { psql("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
