package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/posix"
)

// guest speaks HTTP to the clients' door, and signs whatever it is told to, as no decent client would.
type guest struct {
	t       *testing.T
	address string
	keys    aws.Credentials
}

// withInbox starts a gateway with a door for clients, and returns the backend behind it.
func withInbox(t *testing.T) (*guest, backend.Backend) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "buckets", testBucket), 0o755); err != nil {
		t.Fatal(err)
	}
	var be backend.Backend
	cfg := Config{Dir: dir, Region: "us-east-1", Inbox: Inbox{Listen: address, Bucket: testBucket, Prefix: "inbox/"}}
	g, err := start(t.Context(), cfg, func(p *posix.Posix, f flusher) backend.Backend {
		be = newDurable(p, f)
		return be
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	access, secret, err := InboxKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	if own, _ := g.Credentials(); own == access {
		t.Fatal("clients have the installation's own key")
	}
	return &guest{t, address, aws.Credentials{AccessKeyID: access, SecretAccessKey: secret}}, be
}

// do sends a request whose path and query are put on the line as they are.
func (g *guest) do(method, path string, header map[string]string, body string) (int, string) {
	g.t.Helper()
	req, err := http.NewRequest(method, "http://"+g.address, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	line, query, _ := strings.Cut(path, "?")
	req.URL = &url.URL{Scheme: "http", Host: g.address, Opaque: "//" + g.address + line, RawQuery: query}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	sum := sha256.Sum256([]byte(body))
	hash := hex.EncodeToString(sum[:])
	req.Header.Set("X-Amz-Content-Sha256", hash)
	plain := func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }
	if err := v4.NewSigner().SignHTTP(g.t.Context(), g.keys, req, hash, "s3", "us-east-1", time.Now(), plain); err != nil {
		g.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func content(t *testing.T, be backend.Backend, key string) string {
	t.Helper()
	out, err := be.GetObject(t.Context(), &s3.GetObjectInput{Bucket: ptr(testBucket), Key: &key, Range: ptr("")})
	if err != nil {
		return err.Error()
	}
	defer out.Body.Close()
	b, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What clients need to work at all.
func TestInboxServes(t *testing.T) {
	g, be := withInbox(t)
	for key, data := range map[string]string{"originals/secret.txt": "secret", "inbox-other/x": "other"} {
		if err := putObject(t.Context(), be, key, "", data); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		method, path, body string
		header             map[string]string
		want               string
	}{
		{"PUT", "/media/inbox/a%20b/%C3%A5.txt", "hello", nil, ""},
		{"HEAD", "/media/inbox/a%20b/%C3%A5.txt", "", nil, ""},
		{"GET", "/media/inbox/a%20b/%C3%A5.txt", "", nil, "hello"},
		{"HEAD", "/media", "", nil, ""},
		{"GET", "/", "", nil, "<Name>media</Name>"},
		{"GET", "/media?location=", "", nil, "LocationConstraint"},
		{"GET", "/media?versioning=", "", nil, "VersioningConfiguration"},
		{"GET", "/media?acl=", "", nil, "AccessControlPolicy"},
		{"GET", "/media?delimiter=%2F", "", nil, "<Prefix>inbox/</Prefix>"},
		{"GET", "/media?list-type=2&delimiter=%2F&prefix=", "", nil, "<KeyCount>1</KeyCount>"},
		{"GET", "/media", "", nil, "inbox/a b/å.txt"},
		{"GET", "/media?list-type=2&prefix=in", "", nil, "inbox/a b/å.txt"},
		{"GET", "/media?prefix=inbox%2F&delimiter=%2F", "", nil, "<Prefix>inbox/a b/</Prefix>"},
		{"GET", "/media?list-type=2&prefix=inbox%2Fa", "", nil, "inbox/a b/å.txt"},
		{"GET", "/media?uploads=", "", nil, "ListMultipartUploadsResult"},
		{"PUT", "/media/inbox/copy", "", map[string]string{"X-Amz-Copy-Source": "/media/inbox/a%20b/%C3%A5.txt"}, "CopyObjectResult"},
		{"GET", "/media/inbox/copy", "", nil, "hello"},
		{"DELETE", "/media/inbox/copy", "", nil, ""},
	}
	for _, s := range steps {
		status, body := g.do(s.method, s.path, s.header, s.body)
		if status >= 300 || !strings.Contains(body, s.want) {
			t.Errorf("%s %s: got %d %s, want %q", s.method, s.path, status, body, s.want)
		}
		if strings.Contains(body, "originals") || strings.Contains(body, "inbox-other") {
			t.Errorf("%s %s shows what lies outside: %s", s.method, s.path, body)
		}
	}
	if status, _ := g.do("GET", "/media/inbox/copy", nil, ""); status != http.StatusNotFound {
		t.Errorf("a removed object: got %d", status)
	}
}

// Whatever a client with keys sends, what lies outside its prefix is neither read, nor listed, nor changed.
func TestInboxIsFenced(t *testing.T) {
	g, be := withInbox(t)
	const secret = "evidence of a consent"
	outside := []string{"originals/a.txt", "documents/a.txt", "inboxes", "inbox.txt"}
	for _, key := range outside {
		if err := putObject(t.Context(), be, key, "", secret); err != nil {
			t.Fatal(err)
		}
	}
	if err := putObject(t.Context(), be, "inbox/mine", "", "mine"); err != nil {
		t.Fatal(err)
	}
	mkdir(t, "private")
	if err := os.WriteFile("private/a.txt", []byte(secret), 0o644); err != nil { // a bucket beside, for posix
		t.Fatal(err)
	}
	names := []string{
		"/media/originals/a.txt", "/media/documents/a.txt", "/media/inboxes", "/media/inbox.txt", "/media/inbox", "/media/inbox/",
		"/media/inbox/../originals/a.txt", "/media/inbox/%2e%2e/originals/a.txt", "/media/inbox%2F..%2Foriginals%2Fa.txt",
		"/media/inbox/..%2Foriginals/a.txt", "/media/inbox/x/../../originals/a.txt", "/media/inbox//../originals/a.txt",
		"/media//originals/a.txt", "/media/./originals/a.txt", "/media/inbox/.", "/media/inbox/./../documents/a.txt",
		"/media/inbox/%252e%252e/originals/a.txt", "/media/%2e/originals/a.txt", "//media/originals/a.txt",
		"/media/../media/originals/a.txt", "/media%2Foriginals/a.txt", "/media/inbox/../../private/a.txt", "/private/a.txt",
		"/media/.sgwtmp/x", "/media/inbox/..", "/media/inbox/%00", "/media/inbox/x%00/../../originals/a.txt",
	}
	for _, name := range names {
		for _, method := range []string{"GET", "HEAD", "PUT", "DELETE"} {
			status, body := g.do(method, name, nil, map[string]string{"PUT": "overwritten"}[method])
			if strings.Contains(body, secret) || method != "PUT" && status < 300 && !strings.Contains(name, "%252e") {
				t.Errorf("%s %s: got %d %s", method, name, status, body)
			}
		}
		for _, source := range []string{name, strings.TrimPrefix(name, "/"), url.QueryEscape(strings.TrimPrefix(name, "/"))} {
			status, body := g.do("PUT", "/media/inbox/stolen", map[string]string{"X-Amz-Copy-Source": source}, "")
			if status < 300 && !strings.Contains(name, "%252e") {
				t.Errorf("copy from %s: got %d %s", source, status, body)
			}
		}
		status, _ := g.do("PUT", name, map[string]string{"X-Amz-Copy-Source": "/media/inbox/mine"}, "")
		if status < 300 && !strings.Contains(name, "%252e") {
			t.Errorf("copied to %s", name)
		}
	}
	for _, path := range []string{
		"/media?prefix=originals%2F", "/media?list-type=2&prefix=documents", "/media?prefix=inbox%2F..%2Foriginals%2F", "/media?prefix=inboxes",
		"/media?prefix=inbox&delimiter=x", "/media?list-type=2&prefix=inbox%2F%2F..%2F", "/private", "/private?list-type=2", "/media?versions=",
		"/media?policy=", "/media?uploads=&prefix=originals", "/media/inbox/mine?attributes=", "/media/inbox/mine?tagging=",
	} {
		if status, body := g.do("GET", path, nil, ""); status < 300 {
			t.Errorf("GET %s: got %d %s", path, status, body)
		}
	}
	list := func(keys ...string) string {
		b := "<Delete>"
		for _, k := range keys {
			b += "<Object><Key>" + k + "</Key></Object>"
		}
		return b + "</Delete>"
	}
	for _, keys := range [][]string{{"originals/a.txt"}, {"inbox/mine", "originals/a.txt"}, {"inbox/../originals/a.txt"}} {
		body := list(keys...)
		sum := sha256.Sum256([]byte(body))
		status, answer := g.do("POST", "/media?delete=", map[string]string{"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(sum[:])}, body)
		if status < 300 {
			t.Errorf("delete %v: got %d %s", keys, status, answer)
		}
	}
	for _, s := range []struct{ method, path string }{
		{"PUT", "/media"}, {"DELETE", "/media"}, {"PUT", "/other"}, {"PUT", "/media?policy="}, {"PUT", "/media?versioning="}, {"PUT", "/media?acl="},
		{"PUT", "/media/inbox/mine?acl="}, {"PUT", "/media/inbox/mine?tagging="}, {"POST", "/media/originals/new?uploads="},
	} {
		if status, body := g.do(s.method, s.path, nil, ""); status < 300 {
			t.Errorf("%s %s: got %d %s", s.method, s.path, status, body)
		}
	}
	for _, key := range outside {
		if got := content(t, be, key); got != secret {
			t.Errorf("%s holds %q", key, got)
		}
	}
	if b, err := os.ReadFile("private/a.txt"); err != nil || string(b) != secret {
		t.Errorf("the other bucket holds %q, %v", b, err)
	}
	if got := content(t, be, "inbox/mine"); got != "mine" {
		t.Errorf("what lies inside holds %q", got)
	}
}

// An upload id is a step of a path for posix: one that climbs would reach the parts of somebody else's upload.
func TestUploadIDsDoNotClimb(t *testing.T) {
	g, be := withInbox(t)
	theirs := startUpload(t, be, "originals/big", 1)
	climb := url.QueryEscape("../" + fmt.Sprintf("%x", sha256.Sum256([]byte("originals/big"))) + "/" + *theirs.UploadId)
	status, body := g.do("POST", "/media/inbox/x?uploads=", nil, "")
	if status != http.StatusOK {
		t.Fatal(status, body)
	}
	for _, path := range []string{"/media/inbox/x?partNumber=1&uploadId=" + climb, "/media/originals/big?partNumber=1&uploadId=" + *theirs.UploadId} {
		if status, body := g.do("PUT", path, nil, "foreign"); status < 300 {
			t.Errorf("PUT %s: got %d %s", path, status, body)
		}
		if status, body := g.do("GET", strings.Replace(path, "partNumber=1&", "", 1), nil, ""); status < 300 {
			t.Errorf("GET %s: got %d %s", path, status, body)
		}
		if status, _ := g.do("DELETE", strings.Replace(path, "partNumber=1&", "", 1), nil, ""); status < 300 {
			t.Errorf("DELETE %s: got %d", path, status)
		}
	}
	if _, _, err := be.CompleteMultipartUpload(t.Context(), theirs); err != nil {
		t.Errorf("the other upload is damaged: %v", err)
	}
}

// Nobody comes in without the clients' keys, and the clients' keys do not open the installation's own door.
func TestKeysAreApart(t *testing.T) {
	g, be := withInbox(t)
	if err := putObject(t.Context(), be, "inbox/mine", "", "mine"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/media", "/media/inbox/mine"} {
		res, err := http.Get("http://" + g.address + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode < 400 {
			t.Errorf("GET %s without keys: got %d", path, res.StatusCode)
		}
	}
	stranger := &guest{t, g.address, aws.Credentials{AccessKeyID: g.keys.AccessKeyID, SecretAccessKey: "wrong"}}
	if status, _ := stranger.do("GET", "/media/inbox/mine", nil, ""); status != http.StatusForbidden {
		t.Errorf("a wrong secret: got %d", status)
	}
}

// A stranger who says nothing more does not keep the gateway from stopping.
func TestStrangersDoNotDelayTheEnd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if _, err := Start(t.Context(), Config{Dir: t.TempDir(), Region: "r", Inbox: Inbox{Listen: address, Bucket: testBucket, Prefix: "inbox/"}}); err == nil {
		t.Error("started on an address that is taken")
	}
	l.Close()
	g, err := Start(t.Context(), Config{Dir: t.TempDir(), Region: "r", Inbox: Inbox{Listen: address, Bucket: testBucket, Prefix: "inbox/"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"", "PUT /media/inbox/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nhalf"} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, said); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(200 * time.Millisecond)
	begin := time.Now()
	if err := g.Close(t.Context()); err != nil || time.Since(begin) > time.Minute {
		t.Errorf("closed after %s: %v", time.Since(begin), err)
	}
}
