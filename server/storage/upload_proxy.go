package storage

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// ErrPartRequest is returned for a request that is not the upload of a part signed by PresignPart.
var ErrPartRequest = errors.New("not a signed upload of a part")

// PartRequest is what a browser asks for with an address from PresignPart. The signature has not been verified: the
// S3 service does that.
type PartRequest struct {
	Key      Key
	UploadID string
	Number   int   // from 1
	Size     int64 // bytes of the body, -1 when the request does not say
}

// ParsePartRequest reads a PUT request to /{bucket}/originals/…. Anything besides what PresignPart puts into the path
// and query, and anything that is there twice, is refused, so that no other S3 operation can be slipped through.
func (b *Bucket) ParsePartRequest(r *http.Request) (PartRequest, error) {
	name, ours := strings.CutPrefix(r.URL.EscapedPath(), "/"+b.cfg.Bucket+"/")
	key, err := ParseKey(name)
	if !ours || err != nil || !key.In(Originals) || r.Method != http.MethodPut {
		return PartRequest{}, ErrPartRequest
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(query) != 8 {
		return PartRequest{}, ErrPartRequest
	}
	for _, name := range []string{"uploadId", "partNumber", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date",
		"X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"} {
		if len(query[name]) != 1 || query.Get(name) == "" {
			return PartRequest{}, ErrPartRequest
		}
	}
	number, err := strconv.Atoi(query.Get("partNumber"))
	if err != nil || number < 1 || number > maxParts || query.Get("X-Amz-SignedHeaders") != "host" {
		return PartRequest{}, ErrPartRequest
	}
	return PartRequest{Key: key, UploadID: query.Get("uploadId"), Number: number, Size: r.ContentLength}, nil
}

// NewUploadProxy returns the handler for everything under /{bucket}/: it passes the upload of a part on to the S3
// service and refuses all else. Mount it in front of whatever logs addresses, because these carry a signature, and on
// a server without a read or write time-out.
//
// allow decides whether the upload is one that is pending here; ErrUnavailable becomes 503, any other error 403.
// report learns why a request failed that the browser is not to blame for; the error holds no signature.
func NewUploadProxy(b *Bucket, allow func(context.Context, PartRequest) error, report func(context.Context, error)) http.Handler {
	return &uploadProxy{bucket: b, allow: allow, report: report}
}

type uploadProxy struct {
	bucket *Bucket
	allow  func(context.Context, PartRequest) error
	report func(context.Context, error)
}

func (p *uploadProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	status, etag := p.serve(r)
	switch status {
	case http.StatusOK:
		h.Set("Etag", etag)
	case http.StatusMethodNotAllowed:
		h.Set("Allow", http.MethodPut)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	}
	h.Set("Content-Length", "0")
	w.WriteHeader(status)
}

// serve returns the answer's status and, for 200, the part's ETag. Bodies of the service's answers name its insides
// and are not passed on.
func (p *uploadProxy) serve(r *http.Request) (status int, etag string) {
	if r.Method != http.MethodPut {
		return http.StatusMethodNotAllowed, ""
	}
	part, err := p.bucket.ParsePartRequest(r)
	switch {
	case err != nil:
		return http.StatusForbidden, ""
	case part.Size < 0:
		return http.StatusLengthRequired, "" // versitygw takes the end of a chunked body for the next request
	case part.Size > PartSize:
		return http.StatusRequestEntityTooLarge, ""
	}
	if err := p.allow(r.Context(), part); errors.Is(err, ErrUnavailable) {
		p.report(r.Context(), fmt.Errorf("check upload of %s: %w", part.Key, err))
		return http.StatusServiceUnavailable, ""
	} else if err != nil {
		return http.StatusForbidden, ""
	}
	status, etag, err = p.forward(r, part)
	if err != nil && r.Context().Err() == nil {
		p.report(r.Context(), fmt.Errorf("store part %d of %s: %w", part.Number, part.Key, err))
	}
	return status, etag
}

// forward sends the part on as it comes in, so that memory does not depend on its size.
func (p *uploadProxy) forward(r *http.Request, part PartRequest) (status int, etag string, err error) {
	b := p.bucket
	each := b.cfg.Timeout + duration(part.Size, slowestTransfer)
	call, watch := newWatch(r.Context(), each)
	defer watch.stop()
	out := &http.Request{
		Method: http.MethodPut,
		URL: &url.URL{Scheme: b.endpoint.Scheme, Host: b.endpoint.Host, Path: r.URL.Path,
			RawQuery: r.URL.RawQuery},
		Host:          r.Host, // the signature covers it
		Header:        http.Header{},
		ContentLength: part.Size,
		Body:          http.NoBody,
	}
	if b.cfg.OwnHost {
		out.Host = b.endpoint.Host
	}
	if sum := r.Header.Get("Content-Md5"); sum != "" {
		out.Header.Set("Content-Md5", sum)
	}
	if part.Size > 0 {
		out.Body = io.NopCloser(&source{r: r.Body, watch: watch, size: part.Size, each: each, finished: each})
	}
	answer, err := b.transport.RoundTrip(out.WithContext(call))
	if err != nil {
		return http.StatusServiceUnavailable, "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return http.StatusOK, answer.Header.Get("Etag"), nil
	}
	return refusal(answer)
}

// refusal chooses the status for an answer that is not success, and an error when the browser is not to blame.
func refusal(answer *http.Response) (status int, etag string, err error) {
	var body struct{ Code string }
	// An answer that cannot be read leaves its status to go by.
	_ = xml.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&body)
	err = fmt.Errorf("storage answers %d %s", answer.StatusCode, body.Code)
	switch kindOf(answer.StatusCode, body.Code) {
	case ErrFull:
		return http.StatusInsufficientStorage, "", err
	case ErrUnavailable:
		return http.StatusServiceUnavailable, "", err
	case ErrUploadGone, ErrNotFound:
		return http.StatusNotFound, "", nil
	case ErrDenied:
		return http.StatusForbidden, "", nil
	}
	return http.StatusBadRequest, "", nil
}
