package gateway

import (
	"bufio"
	"errors"
	"io"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// troubled is a listener that fails a few times, as one does when too many files are open.
type troubled struct {
	net.Listener
	left atomic.Int32
}

func (l *troubled) Accept() (net.Conn, error) {
	if l.left.Add(-1) >= 0 {
		return nil, errors.New("too many open files")
	}
	return l.Listener.Accept()
}

// A door that could not take somebody in takes the next one in.
func TestPorchOutlivesTrouble(t *testing.T) {
	inside, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer inside.Close()
	go func() {
		for {
			conn, err := inside.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "hello\n")
			conn.Close()
		}
	}()
	outside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &troubled{Listener: outside}
	l.left.Store(3)
	p := &porch{listener: l, socket: inside.Addr().String(), room: make(chan struct{}, 1), conns: map[net.Conn]bool{}}
	served := make(chan struct{})
	go func() { p.serve(); close(served) }()
	for range 2 {
		conn, err := net.Dial("tcp", outside.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := bufio.NewReader(conn).ReadString('\n'); got != "hello\n" {
			t.Errorf("got %q, %v", got, err)
		}
		conn.Close()
	}
	outside.Close()
	<-served
}
