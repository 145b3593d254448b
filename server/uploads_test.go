package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestUploadInParts sends a file in parts with everything that goes wrong on the way.
func TestUploadInParts(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) { uploadInParts(t, start(t, b.config(t))) })
	}
}

// begun is an upload that was opened.
type begun struct {
	id       string
	partSize int
	count    int
}

func (s *site) begin(name string, size int, metadata map[string]any) begun {
	s.t.Helper()
	u := s.call(201, "POST", "/uploads", map[string]any{"file_name": name, "size": size, "metadata": metadata})
	return begun{u["id"].(string), int(u["part_size"].(float64)), int(u["part_count"].(float64))}
}

// address signs the address of a part.
func (s *site) address(u begun, number int) string {
	s.t.Helper()
	parts := s.call(200, "POST", "/uploads/"+u.id+"/parts", map[string]any{"numbers": []int{number}})["parts"].([]any)
	address := parts[0].(map[string]any)["url"].(string)
	if !strings.HasPrefix(address, "/") && !strings.HasPrefix(address, s.base+"/") {
		s.t.Errorf("a part is to be sent elsewhere: %s", address)
	}
	return address
}

func (s *site) putPart(address string, body []byte) answer {
	s.t.Helper()
	anonymous := *s
	anonymous.token = "" // the signature is all it takes
	return anonymous.do(http.MethodPut, address, bytes.NewReader(body))
}

func (u begun) part(file []byte, number int) []byte {
	return file[(number-1)*u.partSize : min(number*u.partSize, len(file))]
}

func uploadInParts(t *testing.T, s *site) {
	// A WAV of noise: large, cheap to make, and told from its header.
	file := wav(18 << 20)
	u := s.begin("opptak.wav", len(file), map[string]any{"title": "Opptak i deler"})
	if u.count < 2 {
		t.Fatalf("%d parts of %d bytes", u.count, u.partSize)
	}
	s.breaksOff(s.address(u, 1), u.part(file, 1))
	if got := s.putPart(s.address(u, 2), u.part(file, 2)); got.status != 200 {
		t.Fatalf("part 2: status %d %s", got.status, got.body)
	}
	s.call(409, "POST", "/uploads/"+u.id+"/complete", nil)
	state := s.call(200, "GET", "/uploads/"+u.id, nil)
	arrived := state["parts"].([]any)
	if state["state"] != "receiving" || len(arrived) != 1 || arrived[0].(map[string]any)["number"] != 2.0 {
		t.Fatalf("after part 2: %v", state)
	}
	s.refusesForeignParts(u, file)
	for n := 1; n <= u.count; n++ {
		if n != 2 {
			if got := s.putPart(s.address(u, n), u.part(file, n)); got.status != 200 {
				t.Fatalf("part %d: status %d %s", n, got.status, got.body)
			}
		}
	}
	if got := s.putPart(s.address(u, 1), u.part(file, 1)); got.status != 200 {
		t.Errorf("part 1 again: status %d", got.status)
	}
	late := s.address(u, 1)
	asset := s.call(202, "POST", "/uploads/"+u.id+"/complete", nil)
	again := s.call(202, "POST", "/uploads/"+u.id+"/complete", nil)
	if asset["id"] != again["id"] || asset["title"] != "Opptak i deler" {
		t.Errorf("completed twice: %v and %v", asset["id"], again["id"])
	}
	if got := s.putPart(late, u.part(file, 1)); got.status < 400 {
		t.Errorf("a part after the end: status %d", got.status)
	}
	ready := s.ready(asset["id"].(string))
	if size := ready["original"].(map[string]any)["size"]; size != float64(len(file)) {
		t.Errorf("size %v, want %d", size, len(file))
	}
	if got := s.do("GET", "/api/v1/assets/"+asset["id"].(string)+"/original", nil); !bytes.Equal(got.body, file) {
		t.Errorf("the original came back as %d bytes, status %d", len(got.body), got.status)
	}
	s.refusesUploads()
}

// breaksOff sends half of a part and hangs up, as a phone without network does.
func (s *site) breaksOff(address string, part []byte) {
	s.t.Helper()
	host := strings.TrimPrefix(s.base, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n", strings.TrimPrefix(address, s.base), host, len(part))
	if _, err := conn.Write(part[:len(part)/2]); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // so that what was sent is being stored when the line is cut
}

// refusesForeignParts tries what a signed address must not be good for.
func (s *site) refusesForeignParts(u begun, file []byte) {
	s.t.Helper()
	signed := s.address(u, 1)
	path, query, _ := strings.Cut(strings.TrimPrefix(signed, s.base), "?")
	tests := []struct{ name, method, address string }{
		{"no signature", "PUT", path},
		{"another part", "PUT", strings.Replace(signed, "partNumber=1", "partNumber=2", 1)},
		{"another object", "PUT", path[:strings.LastIndex(path, "/")] + "/annet.wav?" + query},
		{"another bucket", "PUT", "/annen" + path + "?" + query},
		{"reading", "GET", signed},
		{"deleting", "DELETE", signed},
		{"listing", "GET", path[:strings.Index(path[1:], "/")+2]},
	}
	anonymous := *s
	anonymous.token = ""
	for _, tt := range tests {
		if got := anonymous.do(tt.method, tt.address, bytes.NewReader(u.part(file, 1))); got.status < 400 {
			s.t.Errorf("%s: status %d", tt.name, got.status)
		}
	}
	chunked := struct{ io.Reader }{bytes.NewReader(u.part(file, 1))}
	if got := anonymous.do("PUT", signed, chunked); got.status != http.StatusLengthRequired {
		s.t.Errorf("chunked: status %d, want 411", got.status)
	}
}

// refusesUploads opens uploads that must be refused at once.
func (s *site) refusesUploads() {
	s.t.Helper()
	for _, tt := range []struct {
		body   map[string]any
		status int
	}{
		{map[string]any{"file_name": "a.mp4", "size": 0}, 422},
		{map[string]any{"file_name": "a.mp4", "size": -1}, 422},
		{map[string]any{"file_name": "a.mp4", "size": int64(3) << 30}, 413},
		{map[string]any{"file_name": "a.exe", "size": 10}, 415},
		{map[string]any{"file_name": "a.mp4", "size": 10, "metadata": map[string]any{"libraries": []string{"finnes-ikke"}}}, 422},
	} {
		s.call(tt.status, "POST", "/uploads", tt.body)
	}
	u := s.begin("a.mp4", 100, nil)
	s.call(422, "POST", "/uploads/"+u.id+"/parts", map[string]any{"numbers": []int{2}})
	s.call(409, "POST", "/uploads/"+u.id+"/complete", nil)
	if got := s.do("DELETE", "/api/v1/uploads/"+u.id, nil); got.status >= 300 {
		s.t.Errorf("cancel: status %d", got.status)
	}
	s.call(409, "POST", "/uploads/"+u.id+"/complete", nil)
	other := s.as("contributor", "")
	mine := s.begin("b.mp4", 100, nil)
	other.call(404, "GET", "/uploads/"+mine.id, nil)
	u = s.begin("side.mp4", 40, nil)
	if got := s.putPart(s.address(u, 1), []byte("<!DOCTYPE html><html>not a clip at all!!")); got.status != 200 {
		s.t.Fatalf("part: status %d", got.status)
	}
	s.call(415, "POST", "/uploads/"+u.id+"/complete", nil)
}

// wav is a recording of noise, size bytes long.
func wav(size int) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(3, 4))
	for i := 44; i+8 <= size; i += 8 {
		v := r.Uint64()
		for j := range 8 {
			b[i+j] = byte(v >> (8 * j))
		}
	}
	le := func(at, n, v int) {
		for i := range n {
			b[at+i] = byte(v >> (8 * i))
		}
	}
	copy(b, "RIFF")
	le(4, 4, size-8)
	copy(b[8:], "WAVEfmt ")
	le(16, 4, 16)
	le(20, 2, 1)
	le(22, 2, 2)
	le(24, 4, 48_000)
	le(28, 4, 192_000)
	le(32, 2, 4)
	le(34, 2, 16)
	copy(b[36:], "data")
	le(40, 4, size-44)
	return b
}

// TestMemoryStaysFlat sends 1 GiB in parts and in a single request, and looks at the heap meanwhile.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 2 GiB")
	}
	s := start(t, backends()[0].config(t))
	const size = 1 << 30
	head := wav(1 << 20)
	for i, v := range []int{4, 40} {
		n := []int{size - 8, size - 44}[i]
		for j := range 4 {
			head[v+j] = byte(n >> (8 * j))
		}
	}
	peak := s.peakWhile(func() {
		u := s.begin("langt.wav", size, nil)
		for n := 1; n <= u.count; n++ {
			part := make([]byte, u.partSize)
			if n == 1 {
				copy(part, head)
			}
			if got := s.putPart(s.address(u, n), part); got.status != 200 {
				t.Fatalf("part %d: status %d", n, got.status)
			}
		}
		s.call(202, "POST", "/uploads/"+u.id+"/complete", nil)
	})
	t.Logf("1 GiB in parts: heap grew by %d MiB", peak>>20)
	if peak > 128<<20 {
		t.Errorf("the heap grew by %d MiB", peak>>20)
	}
	body, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"langt2.wav\"\r\n\r\n")
		w.Write(head)
		zero := make([]byte, 1<<20)
		zero[0] = 1 // other bytes than the first file's
		for range size>>20 - 1 {
			w.Write(zero)
		}
		fmt.Fprint(w, "\r\n--x--\r\n")
		w.Close()
	}()
	peak = s.peakWhile(func() {
		if got := s.do("POST", "/api/v1/assets", body, "Content-Type", "multipart/form-data; boundary=x"); got.status != 201 {
			t.Fatalf("form: status %d %s", got.status, got.body)
		}
	})
	t.Logf("1 GiB in a form: heap grew by %d MiB", peak>>20)
	if peak > 128<<20 {
		t.Errorf("the heap grew by %d MiB", peak>>20)
	}
}

// peakWhile tells by how many bytes the heap in use grew at most while do ran.
func (s *site) peakWhile(do func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapInuse, uint64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			runtime.ReadMemStats(&m)
			if m.HeapInuse > before {
				peak = max(peak, m.HeapInuse-before)
			}
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	<-done
	return peak
}
