package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
)

// client is an S3 client of others and where it writes to.
type client struct {
	t                        *testing.T
	endpoint, access, secret string
	bucket                   string
}

// clientOf gives other S3 clients a way into a configuration's bucket, before the program starts.
func clientOf(t *testing.T, b backend, cfg *Config) client {
	t.Helper()
	if b.s3 != nil {
		return client{t, b.s3["endpoint"], b.s3["access"], b.s3["secret"], cfg.S3Bucket}
	}
	cfg.S3Listen = freeAddress(t)
	access, secret, err := gateway.InboxKeys(cfg.storageDir())
	if err != nil {
		t.Fatal(err)
	}
	return client{t, "http://" + cfg.S3Listen, access, secret, cfg.S3Bucket}
}

func (c client) run(name string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.t.TempDir(), "LANG=C.UTF-8", "RCLONE_CONFIG=/dev/null", "RCLONE_CONFIG_PEER_TYPE=s3", "RCLONE_CONFIG_PEER_PROVIDER=Other",
		"RCLONE_CONFIG_PEER_ENDPOINT=" + c.endpoint, "RCLONE_CONFIG_PEER_REGION=us-east-1",
		"RCLONE_CONFIG_PEER_ACCESS_KEY_ID=" + c.access, "RCLONE_CONFIG_PEER_SECRET_ACCESS_KEY=" + c.secret,
		"AWS_ACCESS_KEY_ID=" + c.access, "AWS_SECRET_ACCESS_KEY=" + c.secret, "AWS_DEFAULT_REGION=us-east-1"}
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

// awsCommand finds the aws command. One that lies first in PATH may be a shim that leads nowhere.
func awsCommand(t *testing.T) string {
	for _, name := range []string{"/usr/bin/aws", "aws"} {
		if exec.Command(name, "--version").Run() == nil {
			return name
		}
	}
	t.Skip("there is no aws command that works; deploy/test installs it")
	return ""
}

func write(t *testing.T, folder, name string, body []byte) {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestInboxFromOtherClients lays files into the inbox with real rclone and real aws, on the embedded storage and on
// MinIO. Within 30 seconds they are assets.
func TestInboxFromOtherClients(t *testing.T) {
	unhurried(t)
	clients := map[string]func(c client, folder string){
		"rclone": func(c client, folder string) {
			c.run("rclone", "copy", folder, "peer:"+c.bucket+"/inbox", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M")
			c.run("rclone", "lsf", "-R", "peer:"+c.bucket+"/inbox")
		},
		"aws": func(c client, folder string) {
			c.run(awsCommand(c.t), "--endpoint-url", c.endpoint, "s3", "cp", "--recursive", folder, "s3://"+c.bucket+"/inbox/")
			c.run(awsCommand(c.t), "--endpoint-url", c.endpoint, "s3", "ls", "s3://"+c.bucket+"/inbox/")
		},
	}
	nfd := norm.NFD.String("åpning 100% 😀") + ".jpg"
	for _, b := range backends() {
		for name, send := range clients {
			t.Run(b.name+"/"+name, func(t *testing.T) {
				if name == "rclone" {
					if _, err := exec.LookPath("rclone"); err != nil {
						t.Skip("there is no rclone; deploy/test installs it")
					}
				}
				cfg := b.config(t)
				c := clientOf(t, b, cfg)
				s := start(t, cfg)
				day := s.call(http.StatusCreated, http.MethodPost, "/recording-days", map[string]any{"date": "2026-11-24"})["id"]
				folder := t.TempDir()
				film := append(clip(t, "film.mp4"), append([]byte{0, 0x80, 0, 0, 'f', 'r', 'e', 'e'}, make([]byte, 8<<20-8)...)...) // 8 MiB more: several parts
				write(t, folder, "2026-11-24/film.mp4", film)
				write(t, folder, "2026-11-24/film.nn.vtt", []byte("WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n"))
				write(t, folder, "Ukjend mappe/"+nfd, picture(t, 400, 300, 1))
				write(t, folder, "Ukjend mappe/notat.txt", []byte("hei"))
				send(c, folder)
				began := time.Now()
				var items []any
				var state map[string]any
				s.eventually(patience, "the files are taken in", func() bool {
					items = s.call(http.StatusOK, http.MethodGet, "/assets", nil)["items"].([]any)
					state = s.call(http.StatusOK, http.MethodGet, "/inbox", nil)
					return len(items) == 2 && len(state["refused"].([]any)) == 1 && len(state["taken"].([]any)) == 3
				})
				t.Logf("taken in after %s", time.Since(began).Round(time.Second))
				for _, item := range items {
					a := s.call(http.StatusOK, http.MethodGet, "/assets/"+item.(map[string]any)["id"].(string), nil)
					original := a["original"].(map[string]any)
					switch original["file_name"] {
					case "film.mp4":
						if a["recording_day"].(map[string]any)["id"] != day || int(original["size"].(float64)) != len(film) || len(a["captions"].([]any)) != 1 {
							t.Errorf("the film: day %v, %v bytes, captions %v", a["recording_day"], original["size"], a["captions"])
						}
					case nfd:
						if a["sent_note"] != "inbox/Ukjend mappe" {
							t.Errorf("the picture's note is %v", a["sent_note"])
						}
					default:
						t.Errorf("an asset of %v", original["file_name"])
					}
				}
				refused := state["refused"].([]any)[0].(map[string]any)
				if refused["path"] != "Ukjend mappe/notat.txt" || refused["moved_to"] != "refused/Ukjend mappe/notat.txt" || refused["reason"] == "" {
					t.Errorf("refused: %v", refused)
				}
				c.expect("inbox/refused/Ukjend mappe/notat.txt", "hei")
				c.expect("inbox/refused/Ukjend mappe/notat.txt.reason.txt", "Filtypen støttes ikke", "not supported")
			})
		}
	}
}

// expect reads an object with rclone, where there is one.
func (c client) expect(key string, parts ...string) {
	c.t.Helper()
	cfg := filepath.Join(c.t.TempDir(), "got")
	if _, err := exec.LookPath("rclone"); err != nil {
		return
	}
	c.run("rclone", "copyto", "peer:"+c.bucket+"/"+key, cfg)
	raw, err := os.ReadFile(cfg)
	for _, part := range parts {
		if err != nil || !strings.Contains(string(raw), part) {
			c.t.Errorf("%s holds %q, %v, want %q", key, raw, err, part)
		}
	}
}

// TestInboxCommand prints what clients need, which works.
func TestInboxCommand(t *testing.T) {
	data := t.TempDir()
	call := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(context.Background(), append([]string{"inbox", "--data", data}, args...), nil, &out, &out)
		return code, out.String()
	}
	if code, out := call(); code != exitDone || !strings.Contains(out, "--s3-listen") || !strings.Contains(out, filepath.Join(data, "storage", "buckets", "fellesmappa", "inbox")) {
		t.Errorf("without a door: %d %s", code, out)
	}
	code, first := call("--s3-listen", ":9000")
	if code != exitDone || !strings.Contains(first, "http://127.0.0.1:9000") || !strings.Contains(first, "rclone copy") || !strings.Contains(first, "aws --endpoint-url") {
		t.Errorf("with a door: %d %s", code, first)
	}
	if _, again := call("--s3-listen", ":9000"); again != first {
		t.Error("the keys change")
	}
	info, err := os.Stat(filepath.Join(data, "storage", "inbox-credentials.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the keys' file: %v, %v", info, err)
	}
	for _, args := range [][]string{{"--s3-listen", "nowhere"}, {"--s3-listen", ":0"}, {"--s3-listen", ":9000", "--s3-endpoint", "http://x", "--s3-access-key", "a", "--s3-secret-key", "b"}} {
		if code, out := call(args...); code != exitUsage {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
	if code, out := call("--s3-endpoint", "https://s3.example.org", "--s3-access-key", "a", "--s3-secret-key", "b"); code != exitDone || !strings.Contains(out, "s3.example.org") {
		t.Errorf("an S3 service outside: %d %s", code, out)
	}
}
