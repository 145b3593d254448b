package ingest_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
)

func testLog(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// victim is a whole program on a folder: it uploads the file that lies there, once, and tells how its processing goes.
func victim(dir string) error {
	ctx := context.Background()
	gw := gateway.DefaultConfig()
	gw.Dir = filepath.Join(dir, "storage")
	g, err := gateway.Start(ctx, gw)
	if err != nil {
		return err
	}
	defer g.Close(ctx)
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial = "http://storage.test", g.Dial
	cfg.AccessKey, cfg.SecretKey = g.Credentials()
	r := &rig{dir: dir}
	if err := r.open(ctx, cfg, slog.New(slog.NewTextHandler(os.Stderr, nil))); err != nil {
		return err
	}
	id, err := r.uploadOnce(ctx)
	if err != nil {
		return err
	}
	if err := r.in.Start(ctx); err != nil {
		return err
	}
	for last := ""; ; time.Sleep(5 * time.Millisecond) {
		a, err := r.db.Assets().Get(ctx, id)
		if err != nil {
			return err
		}
		if now := fmt.Sprintf("%s %d", a.State, len(a.Renditions)); now != last {
			last = now
			fmt.Println(now)
		}
		if a.State == catalog.Ready || a.State == catalog.Failed {
			return r.in.Stop(ctx)
		}
	}
}

func (r *rig) uploadOnce(ctx context.Context) (catalog.AssetID, error) {
	ids, err := r.db.Changes().AllAssets(ctx, "", 1)
	if err != nil || len(ids) > 0 {
		if len(ids) > 0 {
			return ids[0], err
		}
		return "", err
	}
	f, err := os.Open(filepath.Join(r.dir, "clip.mov"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	a, err := r.uploads.Receive(ctx, anybody(), catalog.NewUpload{FileName: "clip.mov"}, f)
	return a.ID, err
}

// TestKillDuringProcessing kills the program at several stages; the next start finishes what was acknowledged.
func TestKillDuringProcessing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clip.mov"), clip(t, "15"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, until := range []string{"pending", "processing 0", "processing 5"} {
		if got := runVictim(t, dir, until); !strings.HasPrefix(got, until) {
			t.Logf("wanted to kill it at %q, saw %q", until, got)
		}
	}
	if got := runVictim(t, dir, "never"); got != "ready 9" {
		t.Errorf("after the kills the asset ends as %q, want ready with 9 renditions", got)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "work")); err != nil || len(left) != 0 {
		t.Errorf("work folder holds %v, %v, want nothing", left, err)
	}
}

// runVictim starts the program and kills it when it says until; it returns the last that it said.
func runVictim(t *testing.T, dir, until string) (last string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "FELLESMAPPA_TEST_VICTIM="+dir)
	cmd.Stderr = t.Output()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if last = lines.Text(); strings.HasPrefix(last, until) {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("program: %v after %q", err, last)
	}
	return last
}
