package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones on machines that have none

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program with its surroundings passed in. It returns the exit code.
func run(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	var line commandLine
	exited := -1
	parser, err := kong.New(&line, kong.Name("fellesmappa"),
		kong.Description("The shared media library of Norwegian public libraries. Every flag can be set by an environment variable of the same name with the prefix FELLESMAPPA_."),
		kong.DefaultEnvars("FELLESMAPPA"), kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(secretFiles{}))
	if err != nil {
		fmt.Fprintln(stderr, "fellesmappa:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err == nil {
		err = line.Config.Validate()
	}
	if err != nil {
		fmt.Fprintln(stderr, "fellesmappa:", err)
		fmt.Fprintln(stderr, "Run with --help to see every command and flag.")
		return exitUsage
	}
	out := &output{stdout: stdout, stderr: stderr, log: newLogger(stderr, line.LogFormat)}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(&line.Config, out); err != nil && !(ctx.Err() != nil && errors.Is(err, context.Canceled)) {
		fmt.Fprintln(stderr, "fellesmappa:", err)
		return exitFailed
	}
	return exitDone
}

// output is where commands speak: results to stdout, the rest to stderr.
type output struct {
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
}

func newLogger(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// secretFiles reads flags that hold secrets from the files that FELLESMAPPA_…_FILE name.
type secretFiles struct{}

func (secretFiles) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a flag, or nil when no file is named for it.
func (secretFiles) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range secretFlags {
		if flag.Name != name {
			continue
		}
		path := os.Getenv("FELLESMAPPA_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_FILE")
		if path == "" {
			return nil, nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read --%s: %w", name, err)
		}
		return strings.TrimSpace(string(raw)), nil
	}
	return nil, nil
}
