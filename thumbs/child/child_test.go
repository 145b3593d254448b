package child_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/child"
)

func shell(script string, limits child.Limits) child.Command {
	prlimit, _ := exec.LookPath("prlimit") // without it the limits test fails and says so
	return child.Command{Path: "/bin/sh", Args: []string{"-c", script}, Dir: "/", Limits: limits, Prlimit: prlimit}
}

func TestRunReturnsOutputAndStatus(t *testing.T) {
	var out bytes.Buffer
	c := shell("echo good; echo $SECRET", child.Limits{})
	c.Stdout = &out
	t.Setenv("SECRET", "token")
	if err := child.Run(context.Background(), c); err != nil || out.String() != "good\n\n" {
		t.Errorf("got %q, %v, want only \"good\"", out.String(), err)
	}
	err := child.Run(context.Background(), shell("echo /secret/path >&2; exit 3", child.Limits{}))
	var failed *child.Error
	if !errors.As(err, &failed) || failed.Status != "exit status 3" || failed.Stderr != "/secret/path\n" {
		t.Fatalf("got %+v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error tells what the program printed: %v", err)
	}
}

func TestDeadlineKillsTheWholeGroup(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	start := time.Now()
	err := child.Run(context.Background(), shell("(sleep 2; touch "+mark+") & sleep 60", child.Limits{Wall: 200 * time.Millisecond}))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(mark); err == nil {
		t.Error("a grandchild lived on")
	}
}

func TestLimitsHold(t *testing.T) {
	big := filepath.Join(t.TempDir(), "big")
	for name, c := range map[string]child.Command{
		"CPU":    shell("while :; do :; done", child.Limits{CPU: time.Second, Wall: time.Minute}),
		"output": shell("head -c 200000 /dev/zero >"+big, child.Limits{Output: 100000}),
		"memory": shell("head -c 200000000 /dev/zero | tail -c 190000000 | wc -c | grep -q ^190000000", child.Limits{Memory: 50 << 20}),
	} {
		if err := child.Run(context.Background(), c); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v, want the limit to end it", name, err)
		}
	}
	if info, err := os.Stat(big); err != nil || info.Size() > 100000 {
		t.Errorf("got a file of %v, %v", info, err)
	}
}

func TestBackgroundGivesWay(t *testing.T) {
	const script = "sleep 0.1; nice; (nice); ionice 2>/dev/null || echo best-effort: prio 7" // ionice need not be installed
	ask := func(background bool) string {
		var out bytes.Buffer
		c := shell(script, child.Limits{Background: background})
		c.Stdout = &out
		if err := child.Run(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got, want := ask(true), "15\n15\nbest-effort: prio 7\n"; got != want {
		t.Errorf("in the background: got %q, want %q", got, want)
	}
	if got := ask(false); strings.HasPrefix(got, "15\n") {
		t.Errorf("in front: got %q", got)
	}
}
