package gateway_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
)

func start(t *testing.T, dir string) *gateway.Gateway {
	t.Helper()
	cfg := gateway.DefaultConfig()
	cfg.Dir = dir
	g, err := gateway.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close(context.Background()) })
	return g
}

// One at a time, but as often as wanted: the keys stay, the working directory comes back, the socket goes.
func TestStartAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "storage")
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var access, secret string
	for round := range 3 {
		g := start(t, dir)
		a, s := g.Credentials()
		if round > 0 && (a != access || s != secret) {
			t.Error("the keys changed")
		}
		access, secret = a, s
		for _, other := range []string{dir, t.TempDir()} {
			if _, err := gateway.Start(t.Context(), gateway.Config{Dir: other, Region: "r"}); !errors.Is(err, gateway.ErrBusy) {
				t.Errorf("a second gateway: got %v, want ErrBusy", err)
			}
		}
		conn, err := g.Dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		socket := conn.RemoteAddr().(*net.UnixAddr).Name
		conn.Close()
		checkMode(t, socket, 0o600|fs.ModeSocket)
		begin := time.Now()
		for range 2 {
			if err := g.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("closed in %s", time.Since(begin))
		if _, err := os.Stat(filepath.Dir(socket)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("socket folder: got %v, want it gone", err)
		}
		if _, err := g.Dial(t.Context(), "", ""); err == nil {
			t.Error("dialled a closed gateway")
		}
		if after, err := os.Getwd(); err != nil || after != before {
			t.Errorf("working directory %s and %v, want %s", after, err, before)
		}
	}
	checkMode(t, dir, 0o700|fs.ModeDir)
	checkMode(t, filepath.Join(dir, "credentials.json"), 0o600)
	if other := start(t, t.TempDir()); other != nil {
		if a, s := other.Credentials(); a == access || s == secret || len(s) < 40 {
			t.Error("two installations share a key, or it is short")
		}
	}
}

func checkMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || info.Mode() != want {
		t.Errorf("%s: got %v and %v, want %v", path, info.Mode(), err, want)
	}
}

func TestStartRefuses(t *testing.T) {
	corrupt, half, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "file")
	for path, content := range map[string]string{
		filepath.Join(corrupt, "credentials.json"): "{",
		filepath.Join(half, "credentials.json"):    `{"access_key":"a"}`,
		file:                                       "",
	} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, cfg := range map[string]gateway.Config{
		"no folder":       {Region: "r"},
		"relative folder": {Dir: "data", Region: "r"},
		"no region":       {Dir: t.TempDir()},
		"corrupt keys":    {Dir: corrupt, Region: "r"},
		"half the keys":   {Dir: half, Region: "r"},
		"a file":          {Dir: file, Region: "r"},
	} {
		if g, err := gateway.Start(t.Context(), cfg); err == nil {
			g.Close(t.Context())
			t.Errorf("%s: started", name)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if g, err := gateway.Start(gone, gateway.Config{Dir: t.TempDir(), Region: "r"}); err == nil {
		g.Close(t.Context())
		t.Error("started on a cancelled context")
	}
	start(t, t.TempDir()) // none of the failures holds anything back
}
