package gateway

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

// durable is the posix backend with what v1.8.0 lacks: nothing is acknowledged before it is on the disk, a body that
// breaks off is refused, one upload is completed once, and "aws-chunked" is not stored. (A crash during a completion is mended by repair at the next start.)
//
// Bucket policies, locks, versions and tags pass through as they are, without these promises: Fellesmappa uses none.
type durable struct {
	*posix.Posix
	flush       flusher
	completions turnstile
}

var _ backend.Backend = (*durable)(nil)

func newDurable(p *posix.Posix, f flusher) *durable {
	return &durable{Posix: p, flush: f, completions: newTurnstile()}
}

func (d *durable) String() string { return "durable posix" }

// CreateBucket also makes the bucket's folder for temporary files: without it the first write takes a path that copies.
func (d *durable) CreateBucket(ctx context.Context, in *s3.CreateBucketInput, acl []byte) error {
	if err := d.Posix.CreateBucket(ctx, in, acl); err != nil {
		return fault(err)
	}
	tmp := filepath.Join(d.flush.root, *in.Bucket, posix.MetaTmpDir)
	if err := os.MkdirAll(tmp, folderMode); err != nil {
		return fault(err)
	}
	return fault(d.flush.object(*in.Bucket, posix.MetaTmpDir))
}

func (d *durable) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := d.Posix.PutObjectWithPostFunc(ctx, in, d.whole(in.ContentLength))
	if err == nil {
		err = d.flush.object(*in.Bucket, *in.Key)
	}
	return out, fault(err)
}

// whole syncs a file that was written from a request's body, and refuses one whose body broke off: posix takes the end of
// a cut connection for the end of the body, and keeps a part at its announced length, filled up with zeros.
func (d *durable) whole(length *int64) func(*os.File) error {
	return func(f *os.File) error {
		written, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		if length != nil && written != *length {
			return fmt.Errorf("body of %d bytes broke off after %d: %w", *length, written, io.ErrUnexpectedEOF)
		}
		return d.flush.sync(f)
	}
}

func (d *durable) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := d.Posix.CopyObject(ctx, in)
	if err == nil {
		err = d.flush.object(*in.Bucket, *in.Key)
	}
	return out, fault(err)
}

func (d *durable) DeleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	out, err := d.Posix.DeleteObject(ctx, in)
	if err == nil {
		err = d.flush.removal(*in.Bucket, *in.Key)
	}
	return out, fault(err)
}

func (d *durable) DeleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (s3response.DeleteResult, error) {
	out, err := d.Posix.DeleteObjects(ctx, in)
	for _, o := range out.Deleted {
		if err == nil {
			err = d.flush.removal(*in.Bucket, *o.Key)
		}
	}
	return out, fault(err)
}

func (d *durable) CreateMultipartUpload(ctx context.Context, in s3response.CreateMultipartUploadInput) (s3response.InitiateMultipartUploadResult, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := d.Posix.CreateMultipartUpload(ctx, in)
	if err != nil {
		return out, fault(err)
	}
	// The folder above the upload carries the name of the object.
	if err := d.flush.attributes(*in.Bucket, uploadsOf(*in.Key)); err != nil {
		return out, fault(err)
	}
	return out, fault(d.flush.object(*in.Bucket, filepath.Join(uploadsOf(*in.Key), out.UploadId)))
}

func (d *durable) UploadPart(ctx context.Context, in *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	out, err := d.Posix.UploadPartWithPostFunc(ctx, in, d.whole(in.ContentLength))
	if err == nil {
		err = d.flush.object(*in.Bucket, partPath(*in.Key, *in.UploadId, *in.PartNumber))
	}
	return out, fault(err)
}

func (d *durable) UploadPartCopy(ctx context.Context, in *s3.UploadPartCopyInput) (s3response.CopyPartResult, error) {
	out, err := d.Posix.UploadPartCopy(ctx, in)
	if err == nil {
		err = d.flush.object(*in.Bucket, partPath(*in.Key, *in.UploadId, *in.PartNumber))
	}
	return out, fault(err)
}

// CompleteMultipartUpload lets one request at a time complete an upload: posix answers a second one with success while
// the first still copies, before the object exists.
func (d *durable) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	if in.UploadId == nil || in.MultipartUpload == nil {
		return d.Posix.CompleteMultipartUpload(ctx, in) // posix knows the right error
	}
	leave, err := d.completions.enter(ctx, *in.UploadId)
	if err != nil {
		return s3response.CompleteMultipartUploadResult{}, "", fault(err)
	}
	defer leave()
	// Apart from the request's own context, which fasthttp does not guard against its shutdown: what has begun is ended.
	ctx, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	join := joiner{left: len(in.MultipartUpload.Parts), sync: d.flush.sync, abort: abort}
	res, version, err := d.Posix.CompleteMultipartUploadWithCopy(ctx, in, join.add)
	if join.err != nil {
		err = fmt.Errorf("join parts: %w", join.err)
	}
	if err == nil {
		err = d.flush.object(*in.Bucket, *in.Key)
	}
	return res, version, fault(err)
}

func (d *durable) AbortMultipartUpload(ctx context.Context, in *s3.AbortMultipartUploadInput) error {
	err := d.Posix.AbortMultipartUpload(ctx, in)
	if err == nil {
		err = d.flush.removal(*in.Bucket, filepath.Join(uploadsOf(*in.Key), *in.UploadId))
	}
	return fault(err)
}

func (d *durable) HeadObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	out, err := d.Posix.HeadObject(ctx, in)
	return out, fault(err)
}

func (d *durable) GetObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	out, err := d.Posix.GetObject(ctx, in)
	return out, fault(err)
}

func (d *durable) ListParts(ctx context.Context, in *s3.ListPartsInput) (s3response.ListPartsResult, error) {
	out, err := d.Posix.ListParts(ctx, in)
	return out, fault(err)
}

// HeadBucket and GetBucketAcl (which every request asks for) fail when the disk does.

func (d *durable) HeadBucket(ctx context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	out, err := d.Posix.HeadBucket(ctx, in)
	return out, fault(err)
}

func (d *durable) GetBucketAcl(ctx context.Context, in *s3.GetBucketAclInput) ([]byte, error) {
	out, err := d.Posix.GetBucketAcl(ctx, in)
	return out, fault(err)
}

// uploadsOf is where posix keeps the parts of the uploads to key, inside the bucket.
func uploadsOf(key string) string {
	return filepath.Join(posix.MetaTmpMultipartDir, fmt.Sprintf("%x", sha256.Sum256([]byte(key))))
}

func partPath(key, uploadID string, number int32) string {
	return filepath.Join(uploadsOf(key), uploadID, fmt.Sprint(number))
}

// withoutChunked removes the transfer coding that versitygw would store as if the object were encoded so.
func withoutChunked(encoding *string) *string {
	if encoding == nil {
		return nil
	}
	var keep []string
	for _, e := range strings.Split(*encoding, ",") {
		if e = strings.TrimSpace(e); e != "" && e != "aws-chunked" {
			keep = append(keep, e)
		}
	}
	s := strings.Join(keep, ",")
	return &s
}
