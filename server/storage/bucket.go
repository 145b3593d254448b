package storage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	attempts    = 3               // of a call that can be repeated
	connections = 64              // kept open to the service
	listLimit   = time.Minute     // for one page of a listing, which is slow on the embedded gateway
	lastResort  = 2 * time.Hour   // for the answer to a call; the deadlines of the calls are far below
	connectTime = 5 * time.Second // to reach the service and agree on TLS
)

// Bucket is one S3 bucket. It is safe for concurrent use.
type Bucket struct {
	cfg       Config
	endpoint  *url.URL
	core      *minio.Core
	transport *http.Transport
	copyLimit int64 // bytes that one server-side copy may move
}

// New connects nothing: see Ensure and Ready.
func New(cfg Config) (*Bucket, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	u, err := url.Parse(cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	cfg.OwnHost = cfg.OwnHost || strings.HasSuffix(u.Hostname(), ".amazonaws.com")
	b := &Bucket{cfg: cfg, endpoint: u, transport: newTransport(cfg), copyLimit: 5 << 30}
	b.core, err = minio.NewCore(u.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure:       u.Scheme == "https",
		Region:       cfg.Region, // else every first signature asks the service for it
		BucketLookup: minio.BucketLookupPath,
		Transport:    b.transport,
		MaxRetries:   attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("connect to S3 endpoint %s: %w", cfg.Endpoint, err)
	}
	return b, nil
}

func newTransport(cfg Config) *http.Transport {
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectTime}).DialContext,
		TLSHandshakeTimeout:   connectTime,
		ResponseHeaderTimeout: lastResort,
		MaxIdleConns:          connections,
		MaxIdleConnsPerHost:   connections,
		IdleConnTimeout:       30 * time.Second,
		DisableCompression:    true, // objects come as they are
	}
	if cfg.Dial != nil {
		t.DialContext, t.Proxy = cfg.Dial, nil
	}
	return t
}

// Close lets go of idle connections.
func (b *Bucket) Close() { b.transport.CloseIdleConnections() }

// Name is the name of the bucket, and with slashes around it the path of browsers' uploads.
func (b *Bucket) Name() string { return b.cfg.Bucket }

// Ensure makes the bucket when it does not exist.
func (b *Bucket) Ensure(ctx context.Context) error {
	ok, err := b.exists(ctx)
	if err != nil || ok {
		return err
	}
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	err = b.core.MakeBucket(call, b.cfg.Bucket, minio.MakeBucketOptions{Region: b.cfg.Region})
	if err != nil && minio.ToErrorResponse(err).Code != "BucketAlreadyOwnedByYou" {
		return fail(ctx, "make bucket "+b.cfg.Bucket, Key{}, err)
	}
	return nil
}

// Ready reports whether the bucket answers, in at most Config.Timeout.
func (b *Bucket) Ready(ctx context.Context) error {
	ok, err := b.exists(ctx)
	if err == nil && !ok {
		err = fmt.Errorf("find bucket %s: %w", b.cfg.Bucket, errors.Join(ErrUnavailable, errors.New("it does not exist")))
	}
	return err
}

func (b *Bucket) exists(ctx context.Context) (bool, error) {
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	ok, err := b.core.BucketExists(call, b.cfg.Bucket)
	if err != nil {
		return false, fail(ctx, "find bucket "+b.cfg.Bucket, Key{}, err)
	}
	return ok, nil
}
