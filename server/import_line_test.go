package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/wire"
	"github.com/fellesmappa/fellesmappa/server/cli"
)

// TestImportOverABadLine sends a file over a line that is cut again and again: deploy/bench/line does the same with 1 GiB.
func TestImportOverABadLine(t *testing.T) {
	unhurried(t)
	s := start(t, backends()[0].config(t))
	file := wav(64 << 20)
	root := lay(t, map[string][]byte{"opptak.wav": file, "a.jpg": picture(t, 64, 48, 1)})
	l := s.line()
	l.Slow(16 << 20)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go l.CutEvery(ctx, 1500*time.Millisecond, 400*time.Millisecond)
	sum, said, err := s.imports(l.Address(), nil, root)
	if err != nil || sum.Imported != 2 || l.Counts().Cuts < 2 {
		t.Fatalf("%v, %+v\n%s", err, sum, said)
	}
	s.arrivedWhole(l, file, 2)
}

// TestImportWhileTheServerDies kills the program again and again while a file goes in.
func TestImportWhileTheServerDies(t *testing.T) {
	unhurried(t)
	data := t.TempDir()
	p := serve(t, data)
	l := p.line()
	l.Slow(32 << 20)
	file := wav(64 << 20)
	root := lay(t, map[string][]byte{"opptak.wav": file})
	done := make(chan error, 1)
	var sum cli.Summary
	sender := p.site
	go func() {
		var err error
		sum, _, err = sender.imports(l.Address(), nil, root)
		done <- err
	}()
	const kills = 3
	for n := range kills {
		stored := l.Counts().Stored
		p.eventually(patience, "another part goes in", func() bool { return l.Counts().Stored > stored })
		token := p.token
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatalf("kill %d: %v", n, err)
		}
		p.cmd.Wait() // says that it was killed
		p = serve(t, data)
		p.token = token
		l.Lead(strings.TrimPrefix(p.base, "http://"))
	}
	if err := <-done; err != nil || sum.Imported != 1 {
		t.Fatalf("%v, %+v", err, sum)
	}
	p.arrivedWhole(l, file, 1)
}

// TestImportGoesOn ends the command in the middle of a file, and begins again.
func TestImportGoesOn(t *testing.T) {
	unhurried(t)
	s := start(t, backends()[0].config(t))
	l := s.line()
	l.Slow(32 << 20)
	file := wav(48 << 20)
	root, cache := lay(t, map[string][]byte{"opptak.wav": file}), t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	args := []string{"import", root, "--server", l.Address(), "--token", s.token, "--parts-at-once", "1"}
	for n := range 3 {
		cmd := program(t.TempDir(), args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stored := l.Counts().Stored
		s.eventually(patience, "another part goes in", func() bool { return l.Counts().Stored > stored })
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("kill %d: %v", n, err)
		}
		cmd.Wait() // says that it was killed
	}
	out, errs, code := runProgram(t, t.TempDir(), args...)
	if code != 0 || !strings.Contains(out, `"imported":1`) || strings.Contains(out, fmt.Sprintf(`"bytes_sent":%d`, len(file))) {
		t.Fatalf("exit code %d\n%s\n%s", code, out, errs)
	}
	s.arrivedWhole(l, file, 1)
}

// arrivedWhole looks whether a file arrived as it is, and none of its parts was sent again that was said to be stored.
func (s *site) arrivedWhole(l *wire.Line, file []byte, assets int) {
	s.t.Helper()
	c := l.Counts()
	s.t.Logf("%+v", c)
	if c.Repeated > 0 || c.Stored == 0 {
		s.t.Errorf("%d parts were sent again that were said to be stored, of %d", c.Repeated, c.Stored)
	}
	if got := s.call(200, "GET", "/assets?limit=1", nil); got["total"] != float64(assets) {
		s.t.Errorf("%v assets, want %d", got["total"], assets)
	}
	id := s.byName("opptak.wav")["id"].(string)
	if got := s.do("GET", "/api/v1/assets/"+id+"/original", nil); sha256.Sum256(got.body) != sha256.Sum256(file) {
		s.t.Errorf("what arrived is other than what was sent: %d bytes, status %d", len(got.body), got.status)
	}
}

// TestLineCounts holds the line to what the tests above rely on: it tells a part that is sent again.
func TestLineCounts(t *testing.T) {
	stores := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil || r.URL.Query().Get("partNumber") == "3" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go stores.Serve(listener)
	defer stores.Close()
	l, err := wire.New(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 3, 3, 1} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, fmt.Sprintf("%s/x?uploadId=u&partNumber=%d", l.Address(), n), bytes.NewReader([]byte("abc")))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	if c := l.Counts(); c.Parts != 5 || c.Stored != 3 || c.Repeated != 1 || c.Bytes != 9 {
		t.Errorf("counts %+v", c)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(l.Address()); err == nil {
		t.Error("a closed line carries")
	}
}
