package gateway

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/s3response"
)

// ListBuckets names the one bucket.
func (f *fence) ListBuckets(ctx context.Context, in s3response.ListBucketsInput) (s3response.ListAllMyBucketsResult, error) {
	out := s3response.ListAllMyBucketsResult{Owner: s3response.CanonicalUser{ID: in.Owner}, Prefix: in.Prefix}
	if _, err := f.be.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &f.bucket}); err != nil {
		return out, err
	}
	if strings.HasPrefix(f.bucket, in.Prefix) && in.ContinuationToken < f.bucket {
		out.Buckets.Bucket = []s3response.ListAllMyBucketsEntry{{Name: f.bucket}}
	}
	return out, nil
}

// The ways a list is answered.
const (
	listBelow = iota // as asked
	listAll          // everything below the fence, which is less than what was asked for
	listRoot         // the folder at the root
)

// list says how to answer a list of what begins with a prefix: programs that show folders begin at the root.
func (f *fence) list(bucket, prefix, delimiter *string) (int, error) {
	if bucket == nil || *bucket != f.bucket {
		return 0, denied()
	}
	switch p := text(prefix); {
	case p == f.prefix || f.holds(p):
		return listBelow, nil
	case !strings.HasPrefix(f.prefix, p):
		return 0, denied()
	case text(delimiter) == "":
		return listAll, nil
	case text(delimiter) == "/":
		return listRoot, nil
	}
	return 0, denied()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (f *fence) ListObjects(ctx context.Context, in *s3.ListObjectsInput) (s3response.ListObjectsResult, error) {
	how, err := f.list(in.Bucket, in.Prefix, in.Delimiter)
	if err != nil {
		return s3response.ListObjectsResult{}, err
	}
	if how == listRoot {
		all := false
		return s3response.ListObjectsResult{Name: in.Bucket, Prefix: in.Prefix, Marker: in.Marker, Delimiter: in.Delimiter,
			MaxKeys: in.MaxKeys, IsTruncated: &all, CommonPrefixes: f.commonPrefix(text(in.Marker))}, nil
	}
	asked := in.Prefix
	if how == listAll {
		in.Prefix = &f.prefix
	}
	out, err := f.be.ListObjects(ctx, in)
	out.Prefix = asked
	return out, err
}

func (f *fence) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input) (s3response.ListObjectsV2Result, error) {
	how, err := f.list(in.Bucket, in.Prefix, in.Delimiter)
	if err != nil {
		return s3response.ListObjectsV2Result{}, err
	}
	if how == listRoot {
		all, folders := false, f.commonPrefix(max(text(in.StartAfter), text(in.ContinuationToken)))
		count := int32(len(folders))
		return s3response.ListObjectsV2Result{Name: in.Bucket, Prefix: in.Prefix, StartAfter: in.StartAfter, Delimiter: in.Delimiter,
			MaxKeys: in.MaxKeys, KeyCount: &count, IsTruncated: &all, CommonPrefixes: folders}, nil
	}
	asked := in.Prefix
	if how == listAll {
		in.Prefix = &f.prefix
	}
	out, err := f.be.ListObjectsV2(ctx, in)
	out.Prefix = asked
	return out, err
}

// ListMultipartUploads is asked for by clients that tidy up after themselves.
func (f *fence) ListMultipartUploads(ctx context.Context, in *s3.ListMultipartUploadsInput) (s3response.ListMultipartUploadsResult, error) {
	how, err := f.list(in.Bucket, in.Prefix, in.Delimiter)
	if err != nil || how == listRoot {
		return s3response.ListMultipartUploadsResult{Bucket: f.bucket}, err
	}
	asked := text(in.Prefix)
	if how == listAll {
		in.Prefix = &f.prefix
	}
	out, err := f.be.ListMultipartUploads(ctx, in)
	out.Prefix = asked
	return out, err
}
