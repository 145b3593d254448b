package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

const (
	programPackage = "github.com/fellesmappa/fellesmappa/server"
	databaseFile   = "fellesmappa.db" // in the data folder
	startTimeout   = 2 * time.Minute
	stopTimeout    = 40 * time.Second
	startPoll      = 2 * time.Millisecond
)

// program is the built program with its data folder.
type program struct {
	file, data, log string
}

// build builds the program from the module that the working directory is in.
func build(ctx context.Context, file string) error {
	out, err := exec.CommandContext(ctx, "go", "build", "-o", file, programPackage).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return nil
}

// process is the running program.
type process struct {
	cmd     *exec.Cmd
	address string // http://127.0.0.1:port
	started time.Time
	gone    chan struct{} // closed when it has ended
	err     error         // how it ended
}

// start starts the program on a free port of loopback and returns at once.
func (p program) start(ctx context.Context) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	listen := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, p.file)
	cmd.Env = p.environment("FELLESMAPPA_LISTEN=" + listen)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTimeout
	run := &process{cmd: cmd, address: "http://" + listen, started: time.Now(), gone: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	go func() {
		run.err = cmd.Wait()
		close(run.gone)
	}()
	return run, nil
}

// environment is ours without the settings of another installation.
func (p program) environment(more ...string) []string {
	env := append(more, "FELLESMAPPA_DATA="+p.data)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "FELLESMAPPA_") {
			env = append(env, e)
		}
	}
	return env
}

// token makes a token of a role for the API.
func (p program) token(ctx context.Context, role string) (string, error) {
	cmd := exec.CommandContext(ctx, p.file, "token", "add", "bench", "--role", role)
	cmd.Env = p.environment()
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("make a token: %w: %s", err, complaint.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// logged is the end of what the program has written.
func (p program) logged() string {
	raw, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(raw[max(0, len(raw)-2000):])
}

// ready waits until /readyz answers 200 and tells how long that took from the start of the process.
func (r *process) ready(ctx context.Context) (time.Duration, error) {
	ctx, stop := context.WithTimeout(ctx, startTimeout)
	defer stop()
	for {
		if r.answers(ctx, "/readyz") {
			return time.Since(r.started), nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("wait for the program to be ready: %w", ctx.Err())
		case <-r.gone:
			return 0, fmt.Errorf("the program ended before it was ready: %w", r.err)
		case <-time.After(startPoll):
		}
	}
}

func (r *process) answers(ctx context.Context, path string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address+path, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return errors.Join(res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

// stop asks the program to end and waits for it. It fails when the program does.
func (r *process) stop() error {
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-r.gone:
	case <-time.After(stopTimeout):
		return errors.Join(errors.New("the program does not end"), r.cmd.Process.Kill())
	}
	if r.err != nil {
		return fmt.Errorf("stop the program: %w", r.err)
	}
	return nil
}
