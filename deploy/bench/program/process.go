package program

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Process is the running program.
type Process struct {
	cmd     *exec.Cmd
	Address string // http://127.0.0.1:port
	Started time.Time
	gone    chan struct{} // closed when it has ended
	err     error         // how it ended
}

// Ready waits until /readyz answers 200 and tells how long that took from the start of the process.
func (r *Process) Ready(ctx context.Context) (time.Duration, error) {
	ctx, stop := context.WithTimeout(ctx, startTimeout)
	defer stop()
	for {
		if r.answers(ctx, "/readyz") {
			return time.Since(r.Started), nil
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

func (r *Process) answers(ctx context.Context, path string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Address+path, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return errors.Join(res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

// Stop asks the program to end and waits for it. It fails when the program does.
func (r *Process) Stop() error {
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

// Kill ends the program as a failing machine does, without a word, and waits until it is gone.
func (r *Process) Kill() error {
	if err := r.cmd.Process.Kill(); err != nil {
		return err
	}
	<-r.gone
	return nil
}
