package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is the program as a process of its own.
type process struct {
	*site
	cmd  *exec.Cmd
	data string
	out  *transcript
}

// transcript is what a program has said so far; it may be read while the program speaks.
type transcript struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said.String()
}

// program prepares a run of this test binary as the program.
func program(data string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "FELLESMAPPA_TEST_RUN_PROGRAM=1", "FELLESMAPPA_DATA="+data)
	return cmd
}

// runProgram runs a command of the program to its end.
func runProgram(t *testing.T, data string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := program(data, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// serve starts the program on a data folder and waits until it is ready.
func serve(t *testing.T, data string) *process {
	t.Helper()
	listen := freeAddress(t)
	p := &process{cmd: program(data, "serve", "--listen", listen), data: data, out: &transcript{}}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.site = &site{t: t, base: "http://" + listen}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.cmd.Process.Kill()
			p.cmd.Wait()
		}
		if t.Failed() {
			t.Logf("the program said:\n%.4000s", p.out)
		}
	})
	start := time.Now()
	for {
		res, err := http.Get(p.base + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == 200 {
				break
			}
		}
		if time.Since(start) > patience {
			t.Fatalf("the program is not ready after %s:\n%s", patience, p.out)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("ready after %d ms", time.Since(start).Milliseconds())
	out, errs, code := runProgram(t, data, "token", "add", "crash", "--role", "administrator")
	if code != 0 || strings.Count(out, "\n") != 1 {
		t.Fatalf("token add: exit code %d, %q\n%s", code, out, errs)
	}
	p.token = strings.TrimSpace(out)
	return p
}

// tryPost sends a file and gives its id, or an error when the program went away meanwhile.
func (p *process) tryPost(ctx context.Context, name string, file []byte) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	part.Write(file)
	form.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.base+"/api/v1/assets", &body)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("status %d: %.300s", res.StatusCode, raw)
	}
	return answer{body: raw}.json(p.t)["id"].(string), nil
}

// TestKill kills the program at random while files go in, and expects every acknowledged one to be there and
// processed after the next start.
func TestKill(t *testing.T) {
	unhurried(t)
	data := t.TempDir()
	r := rand.New(rand.NewPCG(5, uint64(time.Now().UnixNano())))
	acknowledged := map[string][]byte{}
	const rounds = 4
	for round := range rounds {
		p := serve(t, data)
		after := time.Duration(300+r.IntN(2500)) * time.Millisecond
		time.AfterFunc(after, func() { p.cmd.Process.Signal(syscall.SIGKILL) })
		for i := 0; ; i++ {
			file := picture(t, 1200, 900, round*1000+i)
			id, err := p.tryPost(t.Context(), fmt.Sprintf("r%d-%d.jpg", round, i), file)
			if err != nil {
				break
			}
			acknowledged[id] = file
		}
		p.cmd.Wait()
		t.Logf("killed after %s, %d acknowledged so far", after, len(acknowledged))
	}
	p := serve(t, data)
	for id, file := range acknowledged {
		p.ready(id)
		if got := p.do("GET", "/api/v1/assets/"+id+"/original", nil); !bytes.Equal(got.body, file) {
			t.Errorf("asset %s: the original is not what was sent (status %d, %d bytes)", id, got.status, len(got.body))
		}
	}
	if total := p.call(200, "GET", "/assets?limit=1", nil)["total"].(float64); int(total) < len(acknowledged) || int(total) > len(acknowledged)+rounds {
		t.Errorf("%v assets are found, %d were acknowledged", total, len(acknowledged))
	}
	p.stop(t)
}

// stop sends SIGTERM and expects a clean end in time.
func (p *process) stop(t *testing.T) {
	t.Helper()
	start := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
	if took := time.Since(start); took > patience {
		t.Errorf("the drain took %s", took)
	}
}

// TestTerm ends the program during an upload and during processing. What was acknowledged is there afterwards; the
// upload goes on where it stopped.
func TestTerm(t *testing.T) {
	unhurried(t)
	data := t.TempDir()
	p := serve(t, data)
	var ids []string
	for i := range 4 {
		ids = append(ids, p.upload(fmt.Sprintf("%d.jpg", i), picture(t, 3000, 2000, i), nil))
	}
	movie := p.upload("c.mp4", clip(t, "c.mp4"), nil)
	file := wav(18 << 20)
	u := p.begin("lang.wav", len(file), nil)
	if got := p.putPart(p.address(u, 1), u.part(file, 1)); got.status != 200 {
		t.Fatalf("part 1: status %d", got.status)
	}
	slow, w := io.Pipe()
	address := p.address(u, 2)
	gone := make(chan error, 1)
	go func() {
		req, err := http.NewRequest(http.MethodPut, p.base+strings.TrimPrefix(address, p.base), slow)
		if err == nil {
			req.ContentLength = int64(len(u.part(file, 2)))
			_, err = http.DefaultClient.Do(req)
		}
		slow.CloseWithError(io.ErrClosedPipe)
		gone <- err
	}()
	w.Write(u.part(file, 2)[:1000])
	p.stop(t)
	w.CloseWithError(io.ErrUnexpectedEOF)
	<-gone
	token := p.token
	p = serve(t, data)
	p.token = token
	for _, id := range append(ids, movie) {
		p.ready(id)
	}
	state := p.call(200, "GET", "/uploads/"+u.id, nil)
	arrived := map[int]bool{}
	for _, part := range state["parts"].([]any) {
		arrived[int(part.(map[string]any)["number"].(float64))] = true
	}
	if !arrived[1] {
		t.Errorf("the part that had arrived is gone: %v", state)
	}
	for n := 2; n <= u.count; n++ {
		if got := p.putPart(p.address(u, n), u.part(file, n)); got.status != 200 {
			t.Fatalf("part %d: status %d", n, got.status)
		}
	}
	p.call(202, "POST", "/uploads/"+u.id+"/complete", nil)
	p.stop(t)
}

// TestFirstStart checks what a first start prints, and that a second program on the same folder refuses.
func TestFirstStart(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	said := p.out.String()
	if !strings.Contains(said, "/welcome/") {
		t.Errorf("no link for the first administrator:\n%s", said)
	}
	_, errs, code := runProgram(t, data, "serve", "--listen", "127.0.0.1:0")
	if code != 1 || !strings.Contains(errs, fmt.Sprint(p.cmd.Process.Pid)) || !strings.Contains(errs, data) {
		t.Errorf("a second program: exit code %d: %s", code, errs)
	}
	link := welcomeLink(t, said)
	if got := p.do("GET", link, nil); got.status != 200 {
		t.Errorf("GET %s: status %d", link, got.status)
	}
	p.stop(t)
	for _, file := range []string{"secret.key", "fellesmappa.db", "storage/credentials.json"} {
		info, err := os.Stat(filepath.Join(data, file))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", file, info.Mode(), err)
		}
	}
}

// welcomeLink finds the one-time link in what the program printed.
func welcomeLink(t *testing.T, said string) string {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(said))
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "/welcome/"); i >= 0 {
			return strings.TrimSpace(lines.Text()[i:])
		}
	}
	t.Fatalf("no one-time link in:\n%s", said)
	return ""
}

func TestExitCodes(t *testing.T) {
	data := t.TempDir()
	tests := []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--help"}, 0, "FELLESMAPPA_S3_ENDPOINT"},
		{[]string{"finnes-ikke"}, 2, "--help"},
		{[]string{"serve", "--max-upload", "mye"}, 2, "--max-upload"},
		{[]string{"serve", "--public-url", "fellesmappa"}, 2, "--public-url"},
		{[]string{"user", "add", "ikke-epost", "--name", "x", "--role", "editor"}, 1, "email"},
		{[]string{"user", "add", "a@example.org", "--name", "Kari", "--role", "editor", "--library", "finnes-ikke"}, 1, "library"},
		{[]string{"user", "add", "a@example.org", "--name", "Kari", "--role", "editor"}, 0, "/welcome/"},
		{[]string{"user", "add", "a@example.org", "--name", "Kari", "--role", "editor"}, 1, "a@example.org"},
		{[]string{"token", "add", "x", "--role", "konge"}, 2, "role"},
		{[]string{"work"}, 1, "--database-url"},
		{[]string{"import", data, "--server", "ikke-en-adresse", "--token", "x"}, 2, "--server"},
		{[]string{"reindex"}, 0, ""},
		{[]string{"reprocess"}, 0, "0 assets"},
	}
	for _, tt := range tests {
		out, errs, code := runProgram(t, data, tt.args...)
		if code != tt.code || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%v: exit code %d, want %d with %q\n%s%s", tt.args, code, tt.code, tt.says, out, errs)
		}
	}
}

// TestImport uploads a folder, twice, and a third time after a part of it was cut off.
func TestImport(t *testing.T) {
	p := serve(t, t.TempDir())
	folder := t.TempDir()
	write := func(name string, raw []byte) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		write(fmt.Sprintf("dag/%d.jpg", i), picture(t, 300, 200, i))
	}
	write("dag/lyd.wav", wav(18<<20))
	write("dag/tom.jpg", nil)
	write("dag/notat.txt", []byte("ikke et bilde"))
	write(".skjult/a.jpg", picture(t, 10, 10, 99))
	library := p.call(201, "POST", "/libraries", map[string]any{"name": "Sandnes bibliotek"})
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	args := []string{"import", folder, "--server", p.base, "--token", p.token, "--library", library["slug"].(string), "--content-type", "relations"}
	out, errs, code := runProgram(t, t.TempDir(), args...)
	if code != 1 || !strings.Contains(out, `"imported":6`) || !strings.Contains(out, "tom.jpg") {
		t.Errorf("first run: exit code %d\n%s\n%s", code, out, errs)
	}
	out, errs, _ = runProgram(t, t.TempDir(), args...)
	if !strings.Contains(out, `"imported":0`) || !strings.Contains(out, `"duplicates":6`) {
		t.Errorf("second run:\n%s\n%s", out, errs)
	}
	if got := p.call(200, "GET", "/assets?content_type=relations&library="+library["slug"].(string), nil); got["total"] != 6.0 {
		t.Errorf("%v assets have the description, want 6", got["total"])
	}
}
