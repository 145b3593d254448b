package storage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// PartSize is the size in bytes of the parts of a multipart upload; only the last may be smaller. With S3's limit of
// 10,000 parts it allows objects of 156 GiB, and it bounds the memory of a write of unknown length.
const PartSize = 16 << 20

// Config says which bucket to use and how.
type Config struct {
	Endpoint  string // https://host[:port] or http://…; with Dial only its scheme and host name matter
	Bucket    string // 3 to 63 lower-case letters, digits and hyphens
	Region    string
	AccessKey string
	SecretKey string

	// OwnHost signs browsers' uploads for the endpoint's host instead of the one the browser used, for services that
	// decide by the Host header which bucket is meant. It is on by itself for hosts under amazonaws.com.
	OwnHost bool

	// Timeout is how long the service may be silent before a call ends in ErrUnavailable. A body that moves is not
	// cut, however slow.
	Timeout time.Duration

	// Dial, when set, replaces the network, as for the embedded gateway.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// DefaultConfig lacks the endpoint and the keys.
func DefaultConfig() Config {
	return Config{Bucket: "fellesmappa", Region: "us-east-1", Timeout: 10 * time.Second}
}

// Validate reports a configuration that New would refuse.
func (c Config) Validate() error {
	var errs []error
	if u, err := url.Parse(c.Endpoint); err != nil || (u.Scheme != "http" && u.Scheme != "https") ||
		u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		errs = append(errs, errors.New("the S3 endpoint must be http:// or https:// with a host and nothing after it"))
	}
	if !isBucketName(c.Bucket) {
		errs = append(errs, fmt.Errorf("the S3 bucket %q must be 3 to 63 lower-case letters, digits and hyphens", c.Bucket))
	}
	if c.Region == "" {
		errs = append(errs, errors.New("the S3 region is empty"))
	}
	if c.AccessKey == "" || c.SecretKey == "" {
		errs = append(errs, errors.New("the S3 access key or secret key is empty"))
	}
	if c.Timeout <= 0 {
		errs = append(errs, errors.New("the S3 timeout must be positive"))
	}
	return errors.Join(errs...)
}

func isBucketName(s string) bool {
	return len(s) >= 3 && len(s) <= 63 && isPlain(strings.ReplaceAll(s, "-", "")) && s[0] != '-' && s[len(s)-1] != '-'
}
