// Package loopback lends the bytes of an io.ReaderAt to a child process that can only read files and URLs: over HTTP/1.1
// with ranges (RFC 9110 section 14), on the loopback interface, below a path that nobody can guess, for as long as one
// run takes. It serves these bytes and nothing else, follows nothing and redirects nowhere.
package loopback

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// SocketBytes is how far a kernel should run ahead of the reader on each side of a connection, so that little is read in
// vain. The server's side keeps to it; a client has to ask for such a receive buffer.
const SocketBytes = 64 << 10

const (
	blockBytes = 256 << 10 // of one read from the source, at most
	blockCount = 8         // that are kept: the head, the index, and where the reader is now
)

// Server lends one source. Close it.
type Server struct {
	url  string
	http *http.Server
	done chan struct{} // closed when the listener has ended

	source io.ReaderAt
	size   int64

	mu     sync.Mutex
	blocks []block // the one used last comes last

	failure sync.Mutex // apart from mu, which is held while the source is read
	failed  error      // of the source, the first one
}

type block struct {
	start int64
	data  []byte
}

// Serve starts to lend the size bytes in source, which must be safe for concurrent use.
func Serve(source io.ReaderAt, size int64) (*Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	path := "/" + rand.Text() // 130 bits
	s := &Server{url: "http://" + listener.Addr().String() + path, done: make(chan struct{}), source: source, size: size}
	s.http = &http.Server{
		Handler:           s.handler(path),
		ConnContext:       narrow,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	go func() {
		defer close(s.done)
		s.http.Serve(listener) // ends with Close
	}()
	return s, nil
}

// URL is where the source is found.
func (s *Server) URL() string { return s.url }

// Close ends all connections and returns the first error of the source; io.ErrUnexpectedEOF says that it was shorter than
// announced. It does not wait for a read of the source that is under way.
func (s *Server) Close() error {
	s.http.Close()
	<-s.done
	return s.fail(nil)
}

// fail remembers the first error and returns it.
func (s *Server) fail(err error) error {
	s.failure.Lock()
	defer s.failure.Unlock()
	if s.failed == nil {
		s.failed = err
	}
	return s.failed
}

// narrow keeps the kernel from taking megabytes that the reader may never want.
func narrow(ctx context.Context, conn net.Conn) context.Context {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(SocketBytes) // without it more is read than needed, no more
	}
	return ctx
}

func (s *Server) handler(path string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", time.Time{}, &reader{server: s})
	})
}

// reader is one request's way through the source.
type reader struct {
	server *Server
	off    int64
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.off
	case io.SeekEnd:
		offset += r.server.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek to %d: before the start", offset)
	}
	r.off = offset
	return offset, nil
}

func (r *reader) Read(p []byte) (int, error) {
	if r.off >= r.server.size {
		return 0, io.EOF
	}
	start := r.off - r.off%blockBytes
	data, err := r.server.block(start)
	if err != nil {
		return 0, err
	}
	n := copy(p, data[r.off-start:])
	r.off += int64(n)
	return n, nil
}

// block returns the bytes from start to the end of its block.
func (s *Server) block(start int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fail(nil); err != nil {
		return nil, err
	}
	for i, b := range s.blocks {
		if b.start == start {
			s.blocks = append(append(s.blocks[:i:i], s.blocks[i+1:]...), b)
			return b.data, nil
		}
	}
	data := make([]byte, min(blockBytes, s.size-start))
	if n, err := s.source.ReadAt(data, start); n < len(data) {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, s.fail(fmt.Errorf("read %d bytes at %d: %w", len(data), start, err))
	}
	if len(s.blocks) == blockCount {
		s.blocks = s.blocks[1:]
	}
	s.blocks = append(s.blocks, block{start, data})
	return data, nil
}
