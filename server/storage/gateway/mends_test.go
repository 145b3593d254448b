package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// These tests speak to the backend itself: each mend is shown on ours, and its fault on bare posix, so that a test
// which begins to fail after an upgrade of versitygw tells which mend can go.

const testBucket = "media"

func mended(p *posix.Posix, f flusher) backend.Backend { return newDurable(p, f) }

func bare(p *posix.Posix, _ flusher) backend.Backend { return p }

// serve starts a gateway on dir and returns its backend.
func serve(t *testing.T, dir string, wrap func(*posix.Posix, flusher) backend.Backend) backend.Backend {
	t.Helper()
	var be backend.Backend
	g, err := start(t.Context(), Config{Dir: dir, Region: "us-east-1"}, func(p *posix.Posix, f flusher) backend.Backend {
		be = wrap(p, f)
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
	if _, err := be.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: ptr(testBucket)}); err == nil {
		return be
	}
	in := &s3.CreateBucketInput{Bucket: ptr(testBucket), CreateBucketConfiguration: &types.CreateBucketConfiguration{}}
	if err := be.CreateBucket(t.Context(), in, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	return be
}

func ptr[T any](v T) *T { return &v }

func putObject(ctx context.Context, be backend.Backend, key, encoding, data string) error {
	_, err := be.PutObject(ctx, s3response.PutObjectInput{Bucket: ptr(testBucket), Key: &key, ContentEncoding: &encoding,
		ContentLength: ptr(int64(len(data))), Body: strings.NewReader(data)})
	return err
}

// startUpload sends count parts of 5 MiB and returns what completes them.
func startUpload(t *testing.T, be backend.Backend, key string, count int32) *s3.CompleteMultipartUploadInput {
	t.Helper()
	up, err := be.CreateMultipartUpload(t.Context(), s3response.CreateMultipartUploadInput{Bucket: ptr(testBucket), Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	in := &s3.CompleteMultipartUploadInput{Bucket: ptr(testBucket), Key: &key, UploadId: &up.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{}}
	for n := int32(1); n <= count; n++ {
		data := bytes.Repeat([]byte{byte(n)}, 5<<20)
		part, err := be.UploadPart(t.Context(), &s3.UploadPartInput{Bucket: in.Bucket, Key: in.Key, UploadId: in.UploadId,
			PartNumber: &n, ContentLength: ptr(int64(len(data))), Body: bytes.NewReader(data)})
		if err != nil {
			t.Fatal(err)
		}
		in.MultipartUpload.Parts = append(in.MultipartUpload.Parts, types.CompletedPart{PartNumber: &n, ETag: part.ETag})
	}
	return in
}

func size(be backend.Backend, key string) int64 {
	out, err := be.HeadObject(context.Background(), &s3.HeadObjectInput{Bucket: ptr(testBucket), Key: &key})
	if err != nil || out.ContentLength == nil {
		return -1
	}
	return *out.ContentLength
}

// recorder notes what is synced, and whether the object had its name by then.
type recorder struct {
	mu     sync.Mutex
	object string
	files  []string
	before bool // a file was synced while the object was not to be seen
}

func (r *recorder) sync(f *os.File) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := os.Stat(r.object)
	if info, e := f.Stat(); e == nil && info.Mode().IsRegular() && info.Size() > 0 && errors.Is(err, os.ErrNotExist) {
		r.before = true
	}
	r.files = append(r.files, f.Name())
	return f.Sync()
}

func (r *recorder) synced(name string) bool {
	for _, f := range r.files {
		if f == name {
			return true
		}
	}
	return false
}

// Mend 1: everything is on the disk before it is acknowledged, and data before its object can be seen.
func TestSyncsBeforeAcknowledging(t *testing.T) {
	for _, sidecar := range []bool{false, true} {
		t.Run(fmt.Sprint("sidecar ", sidecar), func(t *testing.T) {
			dir := t.TempDir()
			if sidecar {
				mkdir(t, filepath.Join(dir, "sidecar"))
			}
			rec := &recorder{}
			be := serve(t, dir, func(p *posix.Posix, f flusher) backend.Backend {
				f.sync = rec.sync
				return newDurable(p, f)
			})
			root := filepath.Join(dir, "buckets")
			bucket, folder := filepath.Join(root, testBucket), filepath.Join(root, testBucket, "originals")
			upload := startUpload(t, be, "originals/joined", 2)
			joined := func() error { _, _, err := be.CompleteMultipartUpload(t.Context(), upload); return err }
			steps := []struct {
				name, key string
				do        func() error
				want      []string
			}{
				{"put", "put", func() error { return putObject(t.Context(), be, "originals/put", "", "data") },
					[]string{filepath.Join(folder, "put"), folder, bucket, root}},
				{"complete", "joined", joined, []string{filepath.Join(folder, "joined"), folder, bucket, root}},
				{"copy", "copy", func() error {
					_, err := be.CopyObject(t.Context(), s3response.CopyObjectInput{Bucket: ptr(testBucket), Key: ptr("originals/copy"),
						CopySource: ptr(testBucket + "/originals/put"), ExpectedBucketOwner: ptr("")})
					return err
				}, []string{filepath.Join(folder, "copy"), folder, bucket, root}},
				{"delete", "put", func() error {
					_, err := be.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: ptr(testBucket), Key: ptr("originals/put")})
					return err
				}, []string{folder, bucket, root}},
				{"delete several", "joined", func() error {
					_, err := be.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: ptr(testBucket), Delete: &types.Delete{
						Objects: []types.ObjectIdentifier{{Key: ptr("originals/joined")}, {Key: ptr("originals/copy")}}}})
					return err
				}, []string{bucket, root}},
			}
			for _, step := range steps {
				rec.object, rec.files, rec.before = filepath.Join(folder, step.key), nil, false
				if err := step.do(); err != nil {
					t.Fatalf("%s: %v", step.name, err)
				}
				for _, want := range step.want {
					if !rec.synced(want) {
						t.Errorf("%s: synced %q, want also %s", step.name, rec.files, want)
					}
				}
				if (step.name == "put" || step.name == "complete") && !rec.before {
					t.Errorf("%s: the object was to be seen before its data was synced", step.name)
				}
				etag := filepath.Join(dir, "sidecar", testBucket, "originals", step.key, "meta", "etag")
				if sidecar && step.name == "put" && !rec.synced(etag) {
					t.Errorf("%s: synced %q, want also %s", step.name, rec.files, etag)
				}
			}
		})
	}
}

// A sync that fails is not acknowledged, and leaves no object and the upload as it was.
func TestFailedSync(t *testing.T) {
	broken := syscall.EIO
	failing := false
	be := serve(t, t.TempDir(), func(p *posix.Posix, f flusher) backend.Backend {
		f.sync = func(file *os.File) error {
			if failing {
				return broken
			}
			return file.Sync()
		}
		return newDurable(p, f)
	})
	in := startUpload(t, be, "originals/a", 2)
	for _, tt := range []struct {
		errno  syscall.Errno
		status int
	}{{syscall.EIO, 500}, {syscall.ENOSPC, 507}} {
		failing, broken = true, tt.errno
		_, _, err := be.CompleteMultipartUpload(t.Context(), in)
		var s3e s3err.S3Error
		if !errors.As(err, &s3e) || s3e.StatusCode() != tt.status || size(be, "originals/a") != -1 {
			t.Errorf("complete with %v: got %v and an object of %d bytes", tt.errno, err, size(be, "originals/a"))
		}
		if err := putObject(t.Context(), be, "originals/b", "", "x"); err == nil || size(be, "originals/b") != -1 {
			t.Errorf("put with %v: got %v and an object of %d bytes", tt.errno, err, size(be, "originals/b"))
		}
	}
	failing = false
	if _, _, err := be.CompleteMultipartUpload(t.Context(), in); err != nil || size(be, "originals/a") != 10<<20 {
		t.Errorf("complete afterwards: got %v and %d bytes", err, size(be, "originals/a"))
	}
}

// Mend 2: of two completions at once, none is answered before the object exists.
func TestCompletionsWait(t *testing.T) {
	be := serve(t, t.TempDir(), mended)
	in := startUpload(t, be, "originals/a", 12)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, _, err := be.CompleteMultipartUpload(t.Context(), in)
			if got := size(be, "originals/a"); err != nil || got != 60<<20 {
				t.Errorf("answered with %v and an object of %d bytes", err, got)
			}
		})
	}
	wg.Wait()
}

func TestBareAnswersCompletionsEarly(t *testing.T) {
	dir := t.TempDir()
	be := serve(t, dir, bare)
	in := startUpload(t, be, "originals/a", 1)
	claim(t, dir, in)
	if _, _, err := be.CompleteMultipartUpload(t.Context(), in); err != nil || size(be, "originals/a") != -1 {
		t.Errorf("got %v and %d bytes: bare posix may have learnt to wait", err, size(be, "originals/a"))
	}
}

// claim renames the upload as posix does when it begins to complete it.
func claim(t *testing.T, dir string, in *s3.CompleteMultipartUploadInput) {
	t.Helper()
	etag, err := backend.ComputeMultipartETagFromPartETags(in.MultipartUpload.Parts)
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(dir, "buckets", testBucket, uploadsOf(*in.Key), *in.UploadId)
	if err := os.Rename(old, old+"."+strings.Trim(etag, `"`)+inProgress); err != nil {
		t.Fatal(err)
	}
}

// Mend 3: a completion cut off by a crash can be repeated; one that had made its object is done with.
func TestRepair(t *testing.T) {
	dir := t.TempDir()
	var cut, done *s3.CompleteMultipartUploadInput
	t.Run("crash", func(t *testing.T) {
		be := serve(t, dir, bare)
		cut = startUpload(t, be, "originals/cut", 2)
		claim(t, dir, cut)
		done = startUpload(t, be, "originals/done", 1)
		if _, _, err := be.CompleteMultipartUpload(t.Context(), done); err != nil {
			t.Fatal(err)
		}
		uploads := filepath.Join(dir, "buckets", testBucket, uploadsOf("originals/done"))
		mkdir(t, filepath.Join(uploads, *done.UploadId+".e-1"+inProgress))
		for _, stale := range []string{filepath.Join(uploads, "0a1b.123"), filepath.Join(dir, "buckets", testBucket, posix.MetaTmpDir, "0a1b.456")} {
			if err := os.WriteFile(stale, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// posix removed the folder with the upload; a crash before that leaves it with the object's name.
		inside := uploadsOf("originals/done")
		if err := (meta.XattrMeta{}).StoreAttribute(nil, testBucket, inside, nameAttribute, []byte("originals/done")); err != nil {
			t.Fatal(err)
		}
	})
	be := serve(t, dir, mended)
	parts, err := be.ListParts(t.Context(), &s3.ListPartsInput{Bucket: cut.Bucket, Key: cut.Key, UploadId: cut.UploadId,
		PartNumberMarker: ptr("0"), MaxParts: ptr(int32(1000))})
	if err != nil || len(parts.Parts) != 2 {
		t.Errorf("got %d parts and %v, want the 2 that had arrived", len(parts.Parts), err)
	}
	if _, _, err := be.CompleteMultipartUpload(t.Context(), cut); err != nil || size(be, "originals/cut") != 10<<20 {
		t.Errorf("complete again: got %v and %d bytes", err, size(be, "originals/cut"))
	}
	for _, pattern := range []string{"*/*/*/*" + inProgress, "*/*/0a1b.*", "*/*/*/*/0a1b.*"} {
		if left, _ := filepath.Glob(filepath.Join(dir, "buckets", pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if size(be, "originals/done") != 5<<20 {
		t.Errorf("the finished object has %d bytes", size(be, "originals/done"))
	}
}

// Mend 4: the transfer coding of the client is not stored as the object's.
func TestStoresNoTransferCoding(t *testing.T) {
	stored := func(t *testing.T, wrap func(*posix.Posix, flusher) backend.Backend) string {
		be := serve(t, t.TempDir(), wrap)
		if err := putObject(t.Context(), be, "originals/a", "aws-chunked, gzip", "x"); err != nil {
			t.Fatal(err)
		}
		out, err := be.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: ptr(testBucket), Key: ptr("originals/a")})
		if err != nil {
			t.Fatal(err)
		}
		return *out.ContentEncoding
	}
	t.Run("durable", func(t *testing.T) {
		if got := stored(t, mended); got != "gzip" {
			t.Errorf("got encoding %q, want gzip", got)
		}
	})
	t.Run("bare", func(t *testing.T) {
		if got := stored(t, bare); !strings.Contains(got, "aws-chunked") {
			t.Errorf("got encoding %q: bare posix may have learnt to drop it", got)
		}
	})
}

func TestTurnstile(t *testing.T) {
	turn := newTurnstile()
	leave, err := turn.enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := turn.enter(short, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want to wait", err)
	}
	leave()
	if _, err := turn.enter(t.Context(), "a"); err != nil {
		t.Error(err)
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}
