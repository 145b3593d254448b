package storage

import (
	"context"
	"io"
	"sync"
	"time"
)

// The speeds below which a transfer, or a copy inside the service, counts as silence. Bytes per second.
const (
	slowestTransfer = 1 << 20
	slowestCopy     = 16 << 20
)

// watch ends a call when the service is silent for too long. It stands still while the other side of a stream, which
// is not the service's fault, lets it wait.
type watch struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

// newWatch returns a context for the call. The watch must be stopped when the call has ended.
func newWatch(ctx context.Context, limit time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &watch{cancel: cancel, timer: time.AfterFunc(limit, func() { cancel(errSilent) })}
}

func (w *watch) pause()                 { w.timer.Stop() }
func (w *watch) expect(d time.Duration) { w.timer.Reset(d) }

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// duration is how long size bytes take at speed bytes per second.
func duration(size int64, speed int64) time.Duration {
	return time.Duration(float64(size) / float64(speed) * float64(time.Second))
}

// source is what a call sends. It counts, and keeps the error of the reader apart from those of the service. A service
// that answers early lets net/http read on for a moment while the call has ended.
type source struct {
	r        io.Reader
	watch    *watch
	size     int64         // bytes in all, -1 when not known
	each     time.Duration // allowed after every read
	finished time.Duration // allowed after the last

	mu  sync.Mutex
	n   int64
	err error
}

func (s *source) Read(p []byte) (int, error) {
	s.watch.pause()
	n, err := s.r.Read(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n += int64(n)
	if err == io.EOF || s.n == s.size {
		s.watch.expect(s.finished)
	} else {
		s.watch.expect(s.each)
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// result is how many bytes were read, and the error of the reader if it had one.
func (s *source) result() (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n, s.err
}

// seekable is a source that minio-go can send again after a failed attempt.
type seekable struct{ *source }

func (s seekable) Seek(offset int64, whence int) (int64, error) {
	n, err := s.r.(io.Seeker).Seek(offset, whence)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
	return n, err
}

// sink is what a call receives.
type sink struct {
	io.ReadCloser
	ctx   context.Context // the caller's
	watch *watch
	each  time.Duration
	key   Key
}

func (s *sink) Read(p []byte) (int, error) {
	s.watch.expect(s.each)
	n, err := s.ReadCloser.Read(p)
	s.watch.pause()
	if err != nil && err != io.EOF {
		err = fail(s.ctx, "read", s.key, err)
	}
	return n, err
}

func (s *sink) Close() error {
	err := s.ReadCloser.Close()
	s.watch.stop()
	return err
}
