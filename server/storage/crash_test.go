package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

// A process can run one gateway, so tests that stop one run it in children: this binary with these variables set.
const (
	childRole = "FELLESMAPPA_TEST_CHILD"
	childDir  = "FELLESMAPPA_TEST_CHILD_DIR"
)

const crashParts = 24 // of 16 MiB: enough for the completion to take some time

func child(role, dir string) int {
	roles := map[string]func(context.Context, *storage.Bucket, string) error{
		"complete": completeSlowly, "resume": resume, "fill": fill, "lose power": losePower, "count": count, "use": use,
	}
	g, b, err := embedded(filepath.Join(dir, "storage"))
	if err == nil {
		err = errors.Join(roles[role](context.Background(), b, dir), g.Close(context.Background()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func childCommand(t *testing.T, role, dir string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}

func crashKey() storage.Key { return originalOf("crash") }

func originalOf(id string) storage.Key {
	key, err := storage.OriginalKey(id, "mp4")
	if err != nil {
		panic(err)
	}
	return key
}

// completeSlowly uploads, writes the upload's id to a file and completes it.
func completeSlowly(ctx context.Context, b *storage.Bucket, dir string) error {
	key := crashKey()
	id, parts, err := uploadSome(ctx, b, key, crashParts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "upload"), []byte(id), 0o600); err != nil {
		return err
	}
	_, err = b.CompleteUpload(ctx, key, id, parts)
	return err
}

// resume finds the upload of completeSlowly whole and completes it.
func resume(ctx context.Context, b *storage.Bucket, dir string) error {
	id, err := os.ReadFile(filepath.Join(dir, "upload"))
	if err != nil {
		return err
	}
	parts, err := b.Parts(ctx, crashKey(), string(id))
	if err != nil || len(parts) != crashParts {
		return fmt.Errorf("%d parts after the crash, want %d: %w", len(parts), crashParts, err)
	}
	info, err := b.CompleteUpload(ctx, crashKey(), string(id), parts)
	if err == nil && info.Size != crashParts*storage.PartSize {
		err = fmt.Errorf("object has %d bytes", info.Size)
	}
	return err
}

// kill -9 in the middle of a completion: the next start has the upload back, with every part, and can complete it.
func TestKillDuringCompletion(t *testing.T) {
	dir := t.TempDir()
	cmd := childCommand(t, "complete", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	claimed := filepath.Join(dir, "storage", "buckets", "*", ".sgwtmp", "multipart", "*", "*.inprogress")
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(time.Millisecond) {
		if m, _ := filepath.Glob(claimed); len(m) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the completion never began")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if m, _ := filepath.Glob(claimed); len(m) != 1 {
		t.Fatalf("killed too late: %v", m)
	}
	socket := must(os.ReadFile(filepath.Join(dir, "storage", "lock")))(t)
	if _, err := os.Stat(string(socket)); err != nil {
		t.Error("socket of the crashed process:", err)
	}
	if err := childCommand(t, "resume", dir).Run(); err != nil {
		t.Error("resume after the crash:", err)
	}
	if _, err := os.Stat(string(socket)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("socket of the crashed process: got %v, want it gone", err)
	}
}

// On a disk of 64 MiB (a tmpfs, which only root can mount) a write that does not fit says so, and goes once there is room.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skip("cannot mount a tmpfs:", err)
	}
	defer syscall.Unmount(dir, 0)
	if err := childCommand(t, "fill", dir).Run(); err != nil {
		t.Error(err)
	}
}

func fill(ctx context.Context, b *storage.Bucket, _ string) error {
	first, second := crashKey(), originalOf("second")
	put := func(key storage.Key, size int) error {
		_, err := b.Put(ctx, key, bytes.NewReader(make([]byte, size)), int64(size), "")
		return err
	}
	if err := put(first, 15<<20); err != nil {
		return err
	}
	if err := put(second, 60<<20); !errors.Is(err, storage.ErrFull) {
		return fmt.Errorf("60 MiB in parts: got %w, want ErrFull", err)
	}
	if _, err := b.Stat(ctx, second); !errors.Is(err, storage.ErrNotFound) {
		return fmt.Errorf("after a full disk: got %v, want no object", err)
	}
	id, parts, err := uploadSome(ctx, b, second, 2) // 32 MiB of parts and 32 MiB to join them do not fit
	if err != nil {
		return err
	}
	if _, err := b.CompleteUpload(ctx, second, id, parts); !errors.Is(err, storage.ErrFull) {
		return fmt.Errorf("complete: got %w, want ErrFull", err)
	}
	if info, err := b.Stat(ctx, second); !errors.Is(err, storage.ErrNotFound) {
		return fmt.Errorf("after a full disk: got an object of %d bytes and %v", info.Size, err)
	}
	if err := b.Remove(ctx, first); err != nil {
		return err
	}
	if err := b.AbortUpload(ctx, second, id); err != nil {
		return err
	}
	return put(second, 15<<20)
}

// What was acknowledged survives a power loss: an image of the disk, taken while it is mounted and before anything is
// closed, holds every object. Needs root and mkfs.ext4.
func TestPowerLoss(t *testing.T) {
	dir := t.TempDir()
	image, after, disk := filepath.Join(dir, "image"), filepath.Join(dir, "after"), filepath.Join(dir, "disk")
	if err := errors.Join(os.WriteFile(image, nil, 0o600), os.Truncate(image, 512<<20), os.Mkdir(disk, 0o700)); err != nil {
		t.Fatal(err)
	}
	mkfs, err := exec.LookPath("/sbin/mkfs.ext4")
	if err != nil || exec.Command(mkfs, "-q", image).Run() != nil || exec.Command("mount", "-o", "loop", image, disk).Run() != nil {
		t.Skip("cannot mount an image of a disk")
	}
	err = childCommand(t, "lose power", disk).Run()
	if err := errors.Join(err, exec.Command("umount", disk).Run(), exec.Command("mount", "-o", "loop", after, disk).Run()); err != nil {
		t.Fatal(err)
	}
	defer exec.Command("umount", disk).Run()
	if err := childCommand(t, "count", disk).Run(); err != nil {
		t.Error(err)
	}
}

const lossObjects = 40

func lossKey(n int) storage.Key {
	key, err := storage.RenditionKey(fmt.Sprint("a", n), "1", "w320", "jpg")
	if err != nil {
		panic(err)
	}
	return key
}

// losePower stores objects, completes one upload and leaves another pending, and takes the image the moment the last is
// acknowledged.
func losePower(ctx context.Context, b *storage.Bucket, dir string) error {
	for n := range lossObjects {
		if _, err := b.Put(ctx, lossKey(n), bytes.NewReader(make([]byte, 100_000)), 100_000, "image/jpeg"); err != nil {
			return err
		}
	}
	for n, key := range []storage.Key{crashKey(), originalOf("pending")} {
		id, parts, err := uploadSome(ctx, b, key, 2)
		if err != nil {
			return err
		}
		if n == 0 {
			_, err = b.CompleteUpload(ctx, key, id, parts)
			err = errors.Join(err, b.Remove(ctx, lossKey(0)))
		} else {
			err = os.WriteFile(filepath.Join(dir, "..", "upload"), []byte(id), 0o600)
		}
		if err != nil {
			return err
		}
	}
	return exec.Command("cp", filepath.Join(dir, "..", "image"), filepath.Join(dir, "..", "after")).Run()
}

func count(ctx context.Context, b *storage.Bucket, dir string) error {
	var lost []error
	want := map[storage.Key]int64{crashKey(): 2 * storage.PartSize}
	for n := 1; n < lossObjects; n++ {
		want[lossKey(n)] = 100_000
	}
	for key, size := range want {
		r, info, err := b.Open(ctx, key, nil)
		if err != nil {
			lost = append(lost, err)
			continue
		}
		n, err := io.Copy(io.Discard, r)
		r.Close()
		if err != nil || n != size || info.ETag == "" || info.MediaType == "" {
			lost = append(lost, fmt.Errorf("%s: %d bytes, %+v, %v", key, n, info, err))
		}
	}
	if _, err := b.Stat(ctx, lossKey(0)); !errors.Is(err, storage.ErrNotFound) {
		lost = append(lost, fmt.Errorf("the removed object: %v", err))
	}
	id, err := os.ReadFile(filepath.Join(dir, "..", "upload"))
	parts, listErr := b.Parts(ctx, originalOf("pending"), string(id))
	if len(parts) != 2 {
		lost = append(lost, fmt.Errorf("%d parts of the pending upload: %w", len(parts), errors.Join(err, listErr)))
	}
	return errors.Join(lost...)
}

// A backup restored without extended attributes is folders and files only, and a file system may have none to give.
func TestPlainFolders(t *testing.T) {
	for _, sidecar := range []bool{false, true} {
		dir := t.TempDir()
		folder := filepath.Join(dir, "storage", "buckets", storage.DefaultConfig().Bucket, "originals")
		err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, "restored.mp4"), []byte("film"), 0o600))
		if sidecar {
			err = errors.Join(err, os.Mkdir(filepath.Join(dir, "storage", "sidecar"), 0o700))
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := childCommand(t, "use", dir).Run(); err != nil {
			t.Errorf("sidecar %t: %v", sidecar, err)
		}
	}
}

func use(ctx context.Context, b *storage.Bucket, _ string) error {
	r, info, err := b.Open(ctx, originalOf("restored"), nil)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(r)
	r.Close()
	if string(data) != "film" || info.Size != 4 {
		return fmt.Errorf("read %q, %+v, %v", data, info, err)
	}
	id, parts, err := uploadSome(ctx, b, crashKey(), 2)
	if err != nil {
		return err
	}
	if info, err = b.CompleteUpload(ctx, crashKey(), id, parts); err != nil || info.MediaType != "video/mp4" {
		return fmt.Errorf("complete: %+v, %w", info, err)
	}
	return b.Remove(ctx, crashKey(), originalOf("restored"))
}

// uploadSome sends n parts through the proxy.
func uploadSome(ctx context.Context, b *storage.Bucket, key storage.Key, n int) (string, []storage.Part, error) {
	s := httptest.NewServer(storage.NewUploadProxy(b, anything, func(context.Context, error) {}))
	defer s.Close()
	id, err := b.StartUpload(ctx, key, "video/mp4")
	if err != nil {
		return "", nil, err
	}
	for number := 1; number <= n; number++ {
		target, err := b.PresignPart(s.Listener.Addr().String(), key, id, number, time.Minute)
		if err != nil {
			return "", nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, s.URL+target, bytes.NewReader(make([]byte, storage.PartSize)))
		if err != nil {
			return "", nil, err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return "", nil, err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return "", nil, fmt.Errorf("part %d: %s", number, res.Status)
		}
	}
	parts, err := b.Parts(ctx, key, id)
	return id, parts, err
}
