package loopback_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/loopback"
)

// get asks for a range, or for everything when it is empty.
func get(t *testing.T, url, byteRange string) (int, []byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if byteRange != "" {
		request.Header.Set("Range", byteRange)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

func TestServerLendsBytes(t *testing.T) {
	whole := make([]byte, 3<<20+17)
	for i := range whole {
		whole[i] = byte(rand.Uint32())
	}
	s, err := loopback.Serve(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		ask    string
		status int
		want   []byte
	}{
		{"", http.StatusOK, whole},
		{"bytes=0-", http.StatusPartialContent, whole},
		{"bytes=262143-262145", http.StatusPartialContent, whole[262143:262146]},
		{"bytes=3000000-", http.StatusPartialContent, whole[3000000:]},
		{"bytes=-5", http.StatusPartialContent, whole[len(whole)-5:]},
	}
	for _, c := range cases {
		status, got, err := get(t, s.URL(), c.ask)
		if err != nil || status != c.status || !bytes.Equal(got, c.want) {
			t.Errorf("%q: got %d and %d bytes, %v, want %d and %d bytes", c.ask, status, len(got), err, c.status, len(c.want))
		}
	}
	if status, _, err := get(t, s.URL(), "bytes=9999999-"); err != nil || status != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("beyond the end: got %d, %v", status, err)
	}
	for _, other := range []string{s.URL() + "x", s.URL() + "/../../etc/passwd", s.URL()[:len(s.URL())-26]} {
		if status, _, err := get(t, other, ""); err != nil || status != http.StatusNotFound {
			t.Errorf("%s: got %d, %v, want 404", other, status, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("got %v after all went well", err)
	}
	if _, _, err := get(t, s.URL(), ""); err == nil {
		t.Error("the server answers after Close")
	}
}

type broken struct{ err error }

func (b broken) ReadAt([]byte, int64) (int, error) { return 0, b.err }

func TestCloseTellsTheSourcesError(t *testing.T) {
	down := errors.New("down")
	for name, c := range map[string]struct {
		source io.ReaderAt
		want   error
	}{"broken": {broken{down}, down}, "too short": {bytes.NewReader(make([]byte, 10)), io.ErrUnexpectedEOF}} {
		s, err := loopback.Serve(c.source, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := get(t, s.URL(), "bytes=0-"); err == nil {
			t.Errorf("%s: got %d bytes as if nothing had happened", name, len(got))
		}
		if err := s.Close(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
