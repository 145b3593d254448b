package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// serve is the worker that renders with package thumbs: it answers requests until there are no more.
func serve(ctx context.Context, in io.Reader, out io.Writer) error {
	maker, err := thumbs.New(thumbs.DefaultConfig())
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		reply := ""
		if took, err := timed(ctx, maker, lines.Text()); err != nil {
			reply = "error\t" + strings.Join(strings.Fields(err.Error()), " ")
		} else {
			reply = took.String()
		}
		if _, err := fmt.Fprintln(out, reply); err != nil {
			return err
		}
	}
	return lines.Err()
}

// timed answers a request and tells what it took. Writing the renditions to a folder is not counted.
func timed(ctx context.Context, maker *thumbs.Maker, line string) (cost, error) {
	r, err := parseRequest(line)
	if err != nil {
		return cost{}, err
	}
	before, err := processor()
	if err != nil {
		return cost{}, err
	}
	start := time.Now()
	renditions, err := render(ctx, maker, r)
	if err != nil {
		return cost{}, err
	}
	wall := time.Since(start)
	after, err := processor()
	if err != nil {
		return cost{}, err
	}
	took := cost{processor: after - before, wall: wall}
	for _, made := range renditions {
		took.bytes += int64(len(made.Bytes))
		if r.folder == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(r.folder, made.Name+"."+made.Ext), made.Bytes, 0o600); err != nil {
			return cost{}, err
		}
	}
	return took, nil
}

// render does what an upload does: look at the file, decode it once, make the renditions.
func render(ctx context.Context, maker *thumbs.Maker, r request) ([]thumbs.Rendition, error) {
	file, err := os.Open(r.file)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	facts, err := thumbs.Inspect(file, info.Size(), info.Name(), thumbs.DefaultLimits())
	if err != nil {
		return nil, err
	}
	picture, err := maker.Decode(ctx, file, info.Size(), facts, r.sizes...)
	if err != nil {
		return nil, err
	}
	defer picture.Close()
	return picture.RenderSet(ctx, r.sizes, thumbs.Centre())
}

// processor is the processor time that this process has used, with all its threads, and that its ended children have.
func processor() (time.Duration, error) {
	var sum int64
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who, &usage); err != nil {
			return 0, fmt.Errorf("read processor time: %w", err)
		}
		sum += usage.Utime.Nano() + usage.Stime.Nano()
	}
	return time.Duration(sum), nil
}
