package storage

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/signer"
)

const maxParts = 10000

// Part is a piece of an upload that has arrived.
type Part struct {
	Number int   // from 1
	Size   int64 // bytes
	ETag   string
}

// StartUpload begins a multipart upload to key. The id must be kept: an upload that is neither completed nor aborted
// takes up room for ever, and nothing here can find it again.
func (b *Bucket) StartUpload(ctx context.Context, key Key, mediaType string) (uploadID string, err error) {
	if key.name == "" {
		return "", fmt.Errorf("start upload: %w", ErrKey)
	}
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	id, err := b.core.NewMultipartUpload(call, b.cfg.Bucket, key.name, minio.PutObjectOptions{ContentType: mediaType})
	if err != nil {
		return "", fail(ctx, "start upload of", key, err)
	}
	return id, nil
}

// PresignPart returns the path and query of a PUT request that stores one part without further credentials until the
// expiry (a second to seven days). A browser sends it to the host it sees this program under, which must be given as
// it stands in the Host header of its requests. Nothing is asked of the service.
func (b *Bucket) PresignPart(host string, key Key, uploadID string, number int, expiry time.Duration) (string, error) {
	switch {
	case key.name == "":
		return "", fmt.Errorf("sign part: %w", ErrKey)
	case host == "" || strings.ContainsAny(host, "/?#@ \r\n"):
		return "", fmt.Errorf("sign part of %s: invalid host %q", key, host)
	case uploadID == "" || number < 1 || number > maxParts:
		return "", fmt.Errorf("sign part of %s: invalid part %d of upload %q", key, number, uploadID)
	case expiry < time.Second || expiry > 7*24*time.Hour:
		return "", fmt.Errorf("sign part of %s: invalid expiry %s", key, expiry)
	}
	if b.cfg.OwnHost {
		host = b.endpoint.Host
	}
	query := url.Values{"partNumber": {strconv.Itoa(number)}, "uploadId": {uploadID}}
	target := url.URL{Scheme: b.endpoint.Scheme, Host: host, Path: b.path(key), RawQuery: query.Encode()}
	req := http.Request{Method: http.MethodPut, URL: &target, Host: host, Header: http.Header{}}
	signed := signer.PreSignV4(req, b.cfg.AccessKey, b.cfg.SecretKey, "", b.cfg.Region, int64(expiry/time.Second))
	return signed.URL.RequestURI(), nil
}

func (b *Bucket) path(key Key) string { return "/" + b.cfg.Bucket + "/" + key.name }

// Parts lists the parts that have arrived, by number. An upload that was completed or aborted is ErrUploadGone.
func (b *Bucket) Parts(ctx context.Context, key Key, uploadID string) ([]Part, error) {
	var parts []Part
	for marker, more := 0, true; more; {
		call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
		page, err := b.core.ListObjectParts(call, b.cfg.Bucket, key.name, uploadID, marker, 1000)
		cancel()
		if err != nil {
			return nil, fail(ctx, "list parts of", key, uploadError(err))
		}
		for _, p := range page.ObjectParts {
			parts = append(parts, Part{Number: p.PartNumber, Size: p.Size, ETag: strings.Trim(p.ETag, `"`)})
		}
		more, marker = page.IsTruncated && page.NextPartNumberMarker > marker, page.NextPartNumberMarker
	}
	return parts, nil
}

// uploadError names the upload where a service only says "not found".
func uploadError(err error) error {
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return errors.Join(ErrUploadGone, err)
	}
	return err
}

// CompleteUpload joins the parts, which must be numbered 1, 2, 3 … without a gap, to the object and reads it back.
// It may be called again: when the upload is gone and the object is what the parts make, that is success. After a
// failure that is not ErrUploadGone the upload is still there and can be completed after sending what is wrong again.
func (b *Bucket) CompleteUpload(ctx context.Context, key Key, uploadID string, parts []Part) (Info, error) {
	var size int64
	complete := make([]minio.CompletePart, len(parts))
	for i, p := range parts {
		if p.Number != i+1 {
			return Info{}, fmt.Errorf("complete upload of %s: %w: %d", key, ErrPartMissing, i+1)
		}
		complete[i] = minio.CompletePart{PartNumber: p.Number, ETag: p.ETag}
		size += p.Size
	}
	if len(parts) == 0 {
		return Info{}, fmt.Errorf("complete upload of %s: %w: 1", key, ErrPartMissing)
	}
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout+duration(size, slowestCopy))
	defer cancel()
	done, err := b.core.CompleteMultipartUpload(call, b.cfg.Bucket, key.name, uploadID, complete, minio.PutObjectOptions{})
	if err == nil {
		return b.confirm(ctx, key, size, done.ETag)
	}
	err = fail(ctx, "complete upload of", key, uploadError(err))
	if errors.Is(err, ErrUploadGone) || errors.Is(err, ErrPartMismatch) {
		if info, stored := b.confirm(ctx, key, size, joinedETag(parts)); stored == nil {
			return info, nil
		}
	}
	if errors.Is(err, ErrPartMismatch) {
		return Info{}, b.explain(ctx, key, uploadID, parts, err)
	}
	return Info{}, err
}

// explain tells a part that never arrived from one that differs, which S3 answers alike.
func (b *Bucket) explain(ctx context.Context, key Key, uploadID string, want []Part, err error) error {
	arrived, listErr := b.Parts(ctx, key, uploadID)
	if listErr != nil {
		return err
	}
	have := make(map[int]bool, len(arrived))
	for _, p := range arrived {
		have[p.Number] = true
	}
	for _, p := range want {
		if !have[p.Number] {
			return fmt.Errorf("complete upload of %s: %w: %d", key, ErrPartMissing, p.Number)
		}
	}
	return err
}

// joinedETag is the ETag S3 gives to an object made of parts: the MD5 of their MD5s, and their count.
func joinedETag(parts []Part) string {
	h := md5.New()
	for _, p := range parts {
		sum, err := hex.DecodeString(p.ETag)
		if err != nil {
			return ""
		}
		h.Write(sum)
	}
	return fmt.Sprintf("%x-%d", h.Sum(nil), len(parts))
}

// AbortUpload removes an upload and its parts. One that is gone already is no error.
func (b *Bucket) AbortUpload(ctx context.Context, key Key, uploadID string) error {
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	err := b.core.AbortMultipartUpload(call, b.cfg.Bucket, key.name, uploadID)
	if err == nil || minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return nil
	}
	return fail(ctx, "abort upload of", key, err)
}
