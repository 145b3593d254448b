// Package gateway runs the embedded S3 server: versitygw's posix backend inside this process, on a unix socket,
// behind a wrapper that makes every acknowledged write survive a power loss.
//
// It exists so that an installation without an S3 service runs the same client code as one that has it. It is not an
// S3 service for others: one account, no network port, no versioning, no locks or policies. What others may do, when
// the operator wants it, is to write below one prefix: over the network, with keys of their own, behind a fence. It
// knows nothing of what the objects mean.
//
// Buckets are plain folders of plain files under Dir/buckets. Media types and ETags are extended attributes; where
// the file system has none they are small files under Dir/sidecar, and an installation keeps the kind it began with.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// ErrBusy is returned by Start while another gateway runs in this process, or in another process on the same folder.
var ErrBusy = errors.New("a gateway is already running")

const (
	maxConnections = 4096
	maxRequests    = 1024  // above it versitygw answers 503 SlowDown; its own default is 0, which refuses everything
	maxParts       = 10000 // of one multipart upload, as in S3
	folderMode     = 0o750 // inside Dir, which is 0700
	fileMode       = 0o640
)

// workingDirectory is held by the gateway that runs: the posix backend changes the working directory of the process
// and works with relative paths from then on, so a second one would silently take over the first one's buckets.
var workingDirectory sync.Mutex

// Config says where the objects lie.
type Config struct {
	Dir    string // absolute; made with mode 0700 when missing
	Region string // the region requests are signed for
	Inbox  Inbox
}

// Inbox is the part of a bucket that other S3 clients may reach.
type Inbox struct {
	Listen string // host:port of the clients' door; empty: there is none
	Bucket string
	Prefix string // ends in a slash
}

// DefaultConfig lacks only Dir.
func DefaultConfig() Config { return Config{Region: "us-east-1"} }

// Validate reports a configuration that Start would refuse.
func (c Config) Validate() error {
	if !filepath.IsAbs(c.Dir) {
		return fmt.Errorf("gateway folder %q must be an absolute path", c.Dir)
	}
	if c.Region == "" {
		return errors.New("gateway region is empty")
	}
	if in := c.Inbox; in.Listen != "" && (in.Bucket == "" || len(in.Prefix) < 2 || !strings.HasSuffix(in.Prefix, "/")) {
		return errors.New("the inbox needs a bucket, and a prefix that ends in a slash")
	}
	return nil
}

// Gateway is a running S3 server.
type Gateway struct {
	keys    credentials
	socket  string
	doors   []*door // our own first
	lines   lines
	posix   *posix.Posix
	lock    *os.File
	origin  string // the working directory before Start
	closing sync.Once
	closed  error
}

// Start repairs what a crash may have left in cfg.Dir and serves it until Close. It changes the working directory of
// the process: make every other path absolute before. Only one gateway may run in a process at a time (ErrBusy).
func Start(ctx context.Context, cfg Config) (*Gateway, error) {
	return start(ctx, cfg, func(p *posix.Posix, f flusher) backend.Backend { return newDurable(p, f) })
}

// start lets tests put a bare backend where the durable one belongs, to show what the wrapper mends.
func start(ctx context.Context, cfg Config, wrap func(*posix.Posix, flusher) backend.Backend) (_ *Gateway, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if !workingDirectory.TryLock() {
		return nil, fmt.Errorf("start gateway in %s: %w in this process", cfg.Dir, ErrBusy)
	}
	g := &Gateway{}
	defer func() {
		if err != nil {
			g.release()
		}
	}()
	flush, attributes, err := g.prepare(cfg)
	if err != nil {
		return nil, fmt.Errorf("prepare gateway folder %s: %w", cfg.Dir, err)
	}
	if g.origin, err = os.Getwd(); err != nil {
		return nil, fmt.Errorf("read working directory: %w", err)
	}
	if g.posix, err = posix.New(flush.root, attributes, options()); err != nil {
		return nil, fmt.Errorf("open gateway folder %s: %w", cfg.Dir, err)
	}
	if err := repair(flush.root, attributes); err != nil {
		return nil, fmt.Errorf("repair gateway folder %s: %w", cfg.Dir, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("start gateway: %w", err)
	}
	if err := g.listen(cfg, wrap(g.posix, flush)); err != nil {
		return nil, fmt.Errorf("start gateway: %w", errors.Join(err, g.shut()))
	}
	return g, nil
}

func options() posix.PosixOpts {
	o := posix.PosixOpts{
		ForceNoObjLockFile:  true,    // no other process writes here: see lock
		CopyObjectThreshold: 5 << 30, // as in S3; larger objects are copied in parts
	}
	o.SetNewDirPerm(folderMode)
	o.SetNewFilePerm(fileMode)
	return o
}

// prepare makes the folders, takes the lock and reads or makes the keys.
func (g *Gateway) prepare(cfg Config) (flusher, meta.MetadataStorer, error) {
	flush := newFlusher(filepath.Join(cfg.Dir, "buckets"))
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return flush, nil, err
	}
	var err error
	if g.lock, err = lockFolder(cfg.Dir); err != nil {
		return flush, nil, err
	}
	if err := os.MkdirAll(flush.root, folderMode); err != nil {
		return flush, nil, err
	}
	if g.keys, err = loadCredentials(filepath.Join(cfg.Dir, "credentials.json")); err != nil {
		return flush, nil, err
	}
	attributes, sidecar, err := openAttributes(cfg.Dir, flush.root)
	if err != nil {
		return flush, nil, err
	}
	flush.sidecar = sidecar
	return flush, attributes, flush.folders(cfg.Dir, flush.root)
}

// openAttributes chooses where media types and ETags are kept. A sidecar folder that exists stays in use.
func openAttributes(dir, root string) (_ meta.MetadataStorer, sidecar string, err error) {
	sidecar = filepath.Join(dir, "sidecar")
	if _, err := os.Stat(sidecar); errors.Is(err, os.ErrNotExist) {
		if (meta.XattrMeta{}).Test(root) == nil {
			return meta.XattrMeta{}, "", nil
		}
	}
	if err := os.MkdirAll(sidecar, folderMode); err != nil {
		return nil, "", err
	}
	s, err := meta.NewSideCar(sidecar)
	return s, sidecar, err
}

// Dial connects to the gateway. It has the shape of http.Transport.DialContext and ignores the network and address.
func (g *Gateway) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := dial(g.socket)(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return g.lines.keep(conn.(*net.UnixConn)), nil
}

// Credentials are this installation's own access and secret key.
func (g *Gateway) Credentials() (access, secret string) { return g.keys.Access, g.keys.Secret }

// Close waits for the requests that run, at most ten seconds or until ctx ends, removes the socket and gives the
// working directory back. Stop everything that sends requests first: versitygw cancels what is still under way. When
// requests would not end, Close returns an error and no other gateway can start in this process, because they may
// still write. Further calls return the first result.
func (g *Gateway) Close(ctx context.Context) error {
	g.closing.Do(func() { g.closed = g.stop(ctx) })
	return g.closed
}

func (g *Gateway) stop(ctx context.Context) error {
	down := make(chan error, 1)
	go func() { down <- g.shut() }()
	select {
	case err := <-down:
		if err != nil {
			return fmt.Errorf("stop gateway: %w", err)
		}
	case <-ctx.Done():
		return fmt.Errorf("stop gateway: %w", ctx.Err())
	}
	g.release()
	return nil
}

// shut closes the doors, the clients' one first.
func (g *Gateway) shut() error {
	g.lines.endUnused()
	var errs []error
	for _, d := range slices.Backward(g.doors) {
		errs = append(errs, d.close())
	}
	return errors.Join(errs...)
}

// release undoes as much of start as has happened.
func (g *Gateway) release() {
	if g.posix != nil {
		g.posix.Shutdown()
		_ = os.Chdir(g.origin) // it may have been removed meanwhile, and nothing of ours depends on it
	}
	if g.socket != "" {
		_ = os.RemoveAll(filepath.Dir(g.socket))
	}
	if g.lock != nil {
		g.lock.Close()
	}
	workingDirectory.Unlock()
}
