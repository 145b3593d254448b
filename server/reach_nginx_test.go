package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// nginxConf is read before anything changes the working directory.
var nginxConf, nginxConfErr = os.ReadFile("../deploy/nginx.conf")

// freeAddress is a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(10_000))) // below what the kernel gives to others meanwhile
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no free address")
	return ""
}

// nginx runs the reverse proxy that deploy/ ships in front of a node, without TLS. Skipped where there is none.
func nginx(t *testing.T, address, node string) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx"
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("nginx is not installed")
	}
	if nginxConfErr != nil {
		t.Fatal(nginxConfErr)
	}
	dir := t.TempDir()
	site := regexp.MustCompile(`(?m)^\s*(listen \[::\]|ssl_certificate).*$`).ReplaceAllString(string(nginxConf), "")
	for old, other := range map[string]string{"listen 443 ssl": "listen " + address, "http://127.0.0.1:8080": node, "/var/log/nginx/fellesmappa.log": filepath.Join(dir, "access.log"),
		"/var/cache/nginx/fellesmappa": filepath.Join(dir, "cache")} {
		if !strings.Contains(site, old) {
			t.Fatalf("nginx.conf no longer holds %q", old)
		}
		site = strings.ReplaceAll(site, old, other)
	}
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;"
	}
	temp := ""
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temp += fmt.Sprintf("%s_temp_path %s;\n", kind, filepath.Join(dir, kind))
	}
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf("%s\nworker_processes 1;\ndaemon off;\npid %s;\nerror_log %s warn;\nevents {}\nhttp {\n%s%s}\n", user, filepath.Join(dir, "pid"), filepath.Join(dir, "error.log"), temp, site)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-c", conf, "-p", dir, "-e", filepath.Join(dir, "error.log"))
	cmd.Stderr = testLog{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(filepath.Join(dir, "error.log"))
			t.Fatalf("nginx does not answer: %s", said)
		}
	}
}
