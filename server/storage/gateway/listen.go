package gateway

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api"
	"github.com/versity/versitygw/s3api/middlewares"
)

const socketFolder = "fellesmappa-s3-"

// door is one S3 server over the backend, on a socket, with the one account that it knows.
type door struct {
	server *s3api.S3ApiServer
	served chan error
	porch  *porch // nil: nobody comes in from the network
}

// listen takes milliseconds and is not interrupted: a server that has not begun to serve cannot be shut down.
func (g *Gateway) listen(cfg Config, be backend.Backend) error {
	var err error
	removeStaleSocket(g.lock)
	if g.socket, err = socketPath(); err != nil {
		return err
	}
	if err := overwrite(g.lock, g.socket); err != nil {
		return err
	}
	if err := g.open(cfg.Region, be, g.keys, g.socket); err != nil {
		return err
	}
	if cfg.Inbox.Listen == "" {
		return nil
	}
	keys, err := loadCredentials(inboxKeys(cfg.Dir))
	if err != nil {
		return err
	}
	socket := filepath.Join(filepath.Dir(g.socket), "inbox.sock")
	if err := g.open(cfg.Region, &fence{be: be, bucket: cfg.Inbox.Bucket, prefix: cfg.Inbox.Prefix}, keys, socket); err != nil {
		return err
	}
	g.doors[1].porch, err = newPorch(cfg.Inbox.Listen, socket)
	return err
}

// open serves the backend on a socket to whoever has the keys.
func (g *Gateway) open(region string, be backend.Backend, keys credentials, socket string) error {
	bound := make(chan struct{})
	account := auth.Account{Access: keys.Access, Secret: keys.Secret, Role: auth.RoleAdmin}
	root := middlewares.RootUserConfig{Access: keys.Access, Secret: keys.Secret}
	server, err := s3api.New(be, root, region, auth.NewIAMServiceSingle(account), nil, nil, nil, nil,
		s3api.WithQuiet(), s3api.WithKeepAlive(),
		s3api.WithConcurrencyLimiter(maxConnections, maxRequests), s3api.WithMpMaxParts(maxParts),
		s3api.WithSocketPerm(0o600), s3api.WithOnListen(func() { close(bound) }))
	if err != nil {
		return err
	}
	d := &door{server: server, served: make(chan error, 1)}
	go func() { d.served <- server.ServeMultiPort([]string{socket}) }()
	select {
	case <-bound:
		g.doors = append(g.doors, d)
		return probe(socket)
	case err := <-d.served:
		return err
	}
}

// close waits for the requests that run: ours at most ten seconds, those from the network less.
func (d *door) close() error {
	if d.porch != nil {
		d.porch.listener.Close()
		defer time.AfterFunc(farewell, d.porch.sever).Stop()
	}
	err := d.server.ShutDown()
	if err == nil {
		<-d.served // with "listener closed"
	}
	return err
}

// dial connects to a socket. It has the shape of http.Transport.DialContext and ignores the network and address.
func dial(socket string) func(ctx context.Context, _, _ string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
}

// probe waits for a first answer, whatever it says: only then does ShutDown have an effect.
func probe(socket string) error {
	transport := &http.Transport{DialContext: dial(socket), DisableKeepAlives: true, ResponseHeaderTimeout: 10 * time.Second}
	req, err := http.NewRequest(http.MethodHead, "http://gateway.internal/", nil)
	if err != nil {
		return err
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("wait for the first answer: %w", err)
	}
	return res.Body.Close()
}

// removeStaleSocket removes the folder of the socket that the lock file names, as a crash leaves it. In a copy of a
// data folder the file may name a socket that lives.
func removeStaleSocket(lock *os.File) {
	b, err := io.ReadAll(io.LimitReader(lock, 200))
	dir := filepath.Dir(string(b))
	if err != nil || !strings.HasPrefix(filepath.Base(dir), socketFolder) {
		return
	}
	if conn, err := net.Dial("unix", string(b)); err == nil {
		conn.Close()
		return
	}
	_ = os.RemoveAll(dir) // an empty folder in the way of nobody
}

func overwrite(f *os.File, text string) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

// socketPath makes a private folder for the socket. Socket paths have a limit of about 104 bytes, which a data folder
// or a long TMPDIR can exceed.
func socketPath() (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, socketFolder)
	return filepath.Join(dir, "s3.sock"), err
}
