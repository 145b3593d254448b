package gateway

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// fence lets a server's requests reach only what lies below one prefix of one bucket. It is a list of what is allowed:
// whatever is not written out here or in fence_list.go, also what a later versitygw may add, is answered as not
// implemented. It judges the names that the backend itself will use, after every decoding.
type fence struct {
	backend.BackendUnsupported
	be     backend.Backend
	bucket string
	prefix string // ends in a slash
}

var _ backend.Backend = (*fence)(nil)

func (f *fence) String() string { return "fenced " + f.be.String() }

// check refuses a name outside the fence. Relative and empty steps are refused wherever they would lead to: posix
// resolves them, and the rules above it do not.
func (f *fence) check(bucket, key *string) error {
	if bucket == nil || key == nil || *bucket != f.bucket || !f.holds(*key) {
		return denied()
	}
	return nil
}

func (f *fence) holds(key string) bool {
	rest, inside := strings.CutPrefix(key, f.prefix)
	for _, step := range strings.Split(strings.TrimSuffix(rest, "/"), "/") {
		inside = inside && step != "" && step != "." && step != ".."
	}
	return inside && !strings.ContainsRune(key, 0)
}

// checkUpload also refuses an upload id that is not one: posix takes it for a step of a path.
func (f *fence) checkUpload(bucket, key, upload *string) error {
	if err := f.check(bucket, key); err != nil {
		return err
	}
	if text(upload) == "" || strings.Trim(*upload, "0123456789abcdef-") != "" {
		return s3err.GetNoSuchUploadErr("")
	}
	return nil
}

func denied() error { return s3err.GetAPIError(s3err.ErrAccessDenied) }

// The bucket: it exists, belongs to whoever asks, and has nothing set.

func (f *fence) HeadBucket(ctx context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	if in.Bucket == nil || *in.Bucket != f.bucket {
		return nil, denied()
	}
	return f.be.HeadBucket(ctx, in)
}

// CreateBucket makes nothing. Clients that make sure of a bucket by making it, as rclone does, hear that it is theirs.
func (f *fence) CreateBucket(_ context.Context, in *s3.CreateBucketInput, _ []byte) error {
	if in.Bucket == nil || *in.Bucket != f.bucket {
		return denied()
	}
	return s3err.GetBucketErr(s3err.ErrBucketAlreadyOwnedByYou, f.bucket)
}

// GetBucketAcl is asked before every request. An empty list makes the one who asks the owner; the real one would name
// the installation's own key.
func (f *fence) GetBucketAcl(context.Context, *s3.GetBucketAclInput) ([]byte, error) {
	return []byte("{}"), nil
}

func (f *fence) GetBucketPolicy(_ context.Context, bucket string) ([]byte, error) {
	return nil, s3err.GetBucketErr(s3err.ErrNoSuchBucketPolicy, bucket)
}

func (f *fence) GetBucketCors(_ context.Context, bucket string) ([]byte, error) {
	return nil, s3err.GetBucketErr(s3err.ErrNoSuchCORSConfiguration, bucket)
}

func (f *fence) GetBucketVersioning(context.Context, string) (s3response.GetBucketVersioningOutput, error) {
	return s3response.GetBucketVersioningOutput{}, nil
}

func (f *fence) GetObjectLockConfiguration(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrObjectLockConfigurationNotFound)
}

// Objects.

func (f *fence) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return s3response.PutObjectOutput{}, err
	}
	return f.be.PutObject(ctx, in)
}

func (f *fence) HeadObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return nil, err
	}
	return f.be.HeadObject(ctx, in)
}

func (f *fence) GetObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return nil, err
	}
	return f.be.GetObject(ctx, in)
}

// CopyObject is how clients rename. Its source is read by the function that posix reads it with.
func (f *fence) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	if in.CopySource == nil {
		return s3response.CopyObjectOutput{}, denied()
	}
	bucket, key, _, err := backend.ParseCopySource(*in.CopySource)
	if err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	if err := f.check(&bucket, &key); err != nil {
		return s3response.CopyObjectOutput{}, err
	}
	return f.be.CopyObject(ctx, in)
}

func (f *fence) DeleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return nil, err
	}
	return f.be.DeleteObject(ctx, in)
}

// DeleteObjects removes all or nothing: a list that names one object outside is refused.
func (f *fence) DeleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (s3response.DeleteResult, error) {
	if in.Delete == nil {
		return s3response.DeleteResult{}, denied()
	}
	for _, o := range in.Delete.Objects {
		if err := f.check(in.Bucket, o.Key); err != nil {
			return s3response.DeleteResult{}, err
		}
	}
	return f.be.DeleteObjects(ctx, in)
}

// Uploads in parts. Parts are not copied from other objects.

func (f *fence) CreateMultipartUpload(ctx context.Context, in s3response.CreateMultipartUploadInput) (s3response.InitiateMultipartUploadResult, error) {
	if err := f.check(in.Bucket, in.Key); err != nil {
		return s3response.InitiateMultipartUploadResult{}, err
	}
	return f.be.CreateMultipartUpload(ctx, in)
}

func (f *fence) UploadPart(ctx context.Context, in *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	if err := f.checkUpload(in.Bucket, in.Key, in.UploadId); err != nil {
		return nil, err
	}
	return f.be.UploadPart(ctx, in)
}

func (f *fence) ListParts(ctx context.Context, in *s3.ListPartsInput) (s3response.ListPartsResult, error) {
	if err := f.checkUpload(in.Bucket, in.Key, in.UploadId); err != nil {
		return s3response.ListPartsResult{}, err
	}
	return f.be.ListParts(ctx, in)
}

func (f *fence) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	if err := f.checkUpload(in.Bucket, in.Key, in.UploadId); err != nil {
		return s3response.CompleteMultipartUploadResult{}, "", err
	}
	return f.be.CompleteMultipartUpload(ctx, in)
}

func (f *fence) AbortMultipartUpload(ctx context.Context, in *s3.AbortMultipartUploadInput) error {
	if err := f.checkUpload(in.Bucket, in.Key, in.UploadId); err != nil {
		return err
	}
	return f.be.AbortMultipartUpload(ctx, in)
}

// commonPrefix is what a list of the root shows: the one folder there is.
func (f *fence) commonPrefix(after string) []types.CommonPrefix {
	if after >= f.prefix {
		return nil
	}
	return []types.CommonPrefix{{Prefix: &f.prefix}}
}
