// Package program builds the program, runs it on loopback with a data folder of its own, asks it over its API as other
// programs do, and reads from the system what it uses. Nothing of the program is imported.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// DatabaseFile is the name of SQLite's file in the data folder.
const DatabaseFile = "fellesmappa.db"

const (
	programPackage = "github.com/fellesmappa/fellesmappa/server"
	startTimeout   = 2 * time.Minute
	stopTimeout    = 40 * time.Second
	startPoll      = 2 * time.Millisecond
)

// Program is the built program with its data folder. All paths are absolute.
type Program struct {
	File, Data string
	Log        string   // what it writes is added to this file
	Settings   []string // of its environment besides, such as FELLESMAPPA_DATABASE_URL=…
}

// Build builds the program from the module that the working directory is in.
func Build(ctx context.Context, file string) error {
	out, err := exec.CommandContext(ctx, "go", "build", "-o", file, programPackage).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return nil
}

// Start starts the program on a free port of loopback and returns at once.
func (p Program) Start(ctx context.Context) (*Process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	listen := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, p.File)
	cmd.Env = p.environment("FELLESMAPPA_LISTEN=" + listen)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTimeout
	run := &Process{cmd: cmd, Address: "http://" + listen, Started: time.Now(), gone: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	go func() {
		run.err = cmd.Wait()
		close(run.gone)
	}()
	return run, nil
}

// While runs the program for as long as do takes.
func (p Program) While(ctx context.Context, do func(context.Context, *Process) error) error {
	run, err := p.Start(ctx)
	if err != nil {
		return err
	}
	if _, err = run.Ready(ctx); err == nil {
		err = do(ctx, run)
	}
	return errors.Join(err, run.Stop())
}

// environment is ours without the settings of another installation.
func (p Program) environment(more ...string) []string {
	env := append(append(more, "FELLESMAPPA_DATA="+p.Data), p.Settings...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "FELLESMAPPA_") {
			env = append(env, e)
		}
	}
	return env
}

// Token makes a token of a role for the API.
func (p Program) Token(ctx context.Context, role string) (string, error) {
	cmd := exec.CommandContext(ctx, p.File, "token", "add", "bench", "--role", role)
	cmd.Env = p.environment()
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("make a token: %w: %s", err, complaint.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// Run is what a command of the program did.
type Run struct {
	Out  []byte
	Took time.Duration
	Peak int64 // the most memory that it held, in bytes
}

// Command runs a command of the program to its end. What it tells people goes to the log; none of its settings are ours.
func (p Program) Command(ctx context.Context, args ...string) (Run, error) {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return Run{}, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, p.File, args...)
	var out bytes.Buffer
	cmd.Env = p.environment("XDG_CACHE_HOME=" + filepath.Join(filepath.Dir(p.Log), "cache"))
	cmd.Stdout, cmd.Stderr = &out, log
	start := time.Now()
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("%s: %w", args[0], err)
	}
	run := Run{Out: out.Bytes(), Took: time.Since(start)}
	if used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		run.Peak = used.Maxrss << 10 // Linux tells KiB
	}
	return run, err
}

// Explain adds the program's last words to an error, unless ctx has ended.
func (p Program) Explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	raw, failed := os.ReadFile(p.Log)
	if failed != nil {
		return errors.Join(err, failed)
	}
	return fmt.Errorf("%w\nthe program's last words:\n%s", err, raw[max(0, len(raw)-2000):])
}
