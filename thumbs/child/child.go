// Package child runs a foreign program on foreign files and makes sure that it ends: with limits on memory, CPU time and
// written bytes (through prlimit, when installed), a deadline, and the death of its whole process group. It knows no
// program in particular and builds no command lines.
package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Limits of one run. Zero fields are not limited.
type Limits struct {
	Wall   time.Duration // from start to the kill
	CPU    time.Duration // rounded up to seconds; all threads together
	Memory int64         // bytes of data segment
	Output int64         // bytes of any file it writes

	Background bool // give way to everything else on the machine (Linux): a lower priority for processor and disk
}

// Command is one run of a program.
type Command struct {
	Path    string // absolute
	Args    []string
	Dir     string // working directory, absolute
	Limits  Limits
	Prlimit string    // absolute path of prlimit; empty: only Limits.Wall holds
	Stdout  io.Writer // nil discards. An error from it ends the run
}

// Error is a run that failed. It holds nothing that the program printed, for that may name paths; Stderr has it.
type Error struct {
	Program string // base name
	Status  string // exit status or signal
	Stderr  string // the last part of what it said, for a log
	Err     error
}

func (e *Error) Error() string { return e.Program + ": " + e.Status }
func (e *Error) Unwrap() error { return e.Err }

// Run starts the program and waits for its end. When ctx ends or a limit of time is reached, everything it started is
// killed and the error wraps context.Canceled or context.DeadlineExceeded.
func Run(ctx context.Context, c Command) error {
	if c.Limits.Wall > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Limits.Wall)
		defer cancel()
	}
	path, args := limited(c)
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Stdout = c.Dir, c.Stdout
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/nonexistent"} // nothing of ours: our own holds secrets
	stderr := &tail{keep: 4096}
	cmd.Stderr = stderr
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Start()
	if err == nil {
		if c.Limits.Background {
			giveWay(cmd.Process)
		}
		err = cmd.Wait()
	}
	if err == nil {
		return nil
	}
	failed := &Error{Program: base(c.Path), Status: "did not start", Stderr: stderr.String(), Err: err}
	if ctx.Err() != nil {
		failed.Status, failed.Err = "stopped", context.Cause(ctx)
		return failed
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		failed.Status = exit.ProcessState.String()
	}
	return failed
}

// limited puts prlimit in front of the program.
func limited(c Command) (path string, args []string) {
	if c.Prlimit == "" {
		return c.Path, c.Args
	}
	args = []string{"--core=0", "--nofile=256"}
	add := func(name string, v int64) {
		if v > 0 {
			args = append(args, fmt.Sprintf("--%s=%s", name, strconv.FormatInt(v, 10)))
		}
	}
	add("cpu", int64((c.Limits.CPU+time.Second-1)/time.Second))
	add("data", c.Limits.Memory)
	add("fsize", c.Limits.Output)
	return c.Prlimit, append(append(args, "--", c.Path), c.Args...)
}

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// tail keeps the last bytes written to it.
type tail struct {
	keep int
	b    bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.b.Write(p)
	if over := t.b.Len() - t.keep; over > 0 {
		t.b.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string { return t.b.String() }
