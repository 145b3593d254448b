package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// How a set of renditions is made.
const (
	calls = "calls"      // the file is read anew for each
	once  = "once"       // the file is decoded once, to the largest picture that any of them needs
	webp  = "calls-webp" // as calls, but WebP instead of JPEG
)

// request asks a worker for renditions of one file. On the wire it is a line of five fields with tabs between them: mode,
// file, folder, whole (widthxheight) and the sizes, each name:width:height:crop:quality, with commas between them.
type request struct {
	mode          string
	file          string // absolute
	folder        string // where the renditions are written; empty: nowhere
	width, height int    // of the picture that one decode must give, in pixels; for once only
	sizes         []thumbs.Size
}

func (r request) String() string {
	sizes := make([]string, len(r.sizes))
	for i, s := range r.sizes {
		crop := 0
		if s.Crop {
			crop = 1
		}
		sizes[i] = fmt.Sprintf("%s:%d:%d:%d:%d", s.Name, s.Width, s.Height, crop, s.Quality)
	}
	return fmt.Sprintf("%s\t%s\t%s\t%dx%d\t%s", r.mode, r.file, r.folder, r.width, r.height, strings.Join(sizes, ","))
}

// parseRequest is the inverse of String.
func parseRequest(line string) (request, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 5 {
		return request{}, fmt.Errorf("request of %d fields", len(fields))
	}
	r := request{mode: fields[0], file: fields[1], folder: fields[2]}
	if _, err := fmt.Sscanf(fields[3], "%dx%d", &r.width, &r.height); err != nil {
		return request{}, fmt.Errorf("read size of the whole: %w", err)
	}
	for size := range strings.SplitSeq(fields[4], ",") {
		s := thumbs.Size{MediaType: "image/jpeg", Ext: "jpg", Kinds: []thumbs.Kind{thumbs.Photo}}
		name, numbers, _ := strings.Cut(size, ":")
		crop := 0
		if _, err := fmt.Sscanf(numbers, "%d:%d:%d:%d", &s.Width, &s.Height, &crop, &s.Quality); err != nil {
			return request{}, fmt.Errorf("read size %q: %w", size, err)
		}
		s.Name, s.Crop = name, crop == 1
		r.sizes = append(r.sizes, s)
	}
	return r, nil
}

// cost is what a request took. On the wire it is ok, processor and wall (microseconds) and bytes with tabs between them,
// or error and a text.
type cost struct {
	processor, wall time.Duration
	bytes           int64 // of all renditions together
}

func (c cost) String() string {
	return fmt.Sprintf("ok\t%d\t%d\t%d", c.processor.Microseconds(), c.wall.Microseconds(), c.bytes)
}

func parseCost(line string) (cost, error) {
	fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	if len(fields) != 4 || fields[0] != "ok" {
		return cost{}, errors.New(strings.Join(fields, " "))
	}
	var numbers [3]int64
	for i := range numbers {
		n, err := strconv.ParseInt(fields[i+1], 10, 64)
		if err != nil {
			return cost{}, fmt.Errorf("read what it took: %w", err)
		}
		numbers[i] = n
	}
	return cost{time.Duration(numbers[0]) * time.Microsecond, time.Duration(numbers[1]) * time.Microsecond, numbers[2]}, nil
}

// worker is a running process that renders one request at a time.
type worker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// launch starts a process that reads requests from its input and writes costs to its output.
func launch(ctx context.Context, argv []string, env ...string) (*worker, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	return &worker{cmd, in, bufio.NewReader(out)}, nil
}

func (w *worker) do(r request) (cost, error) {
	if _, err := fmt.Fprintln(w.in, r); err != nil {
		return cost{}, err
	}
	line, err := w.out.ReadString('\n')
	if err != nil {
		return cost{}, fmt.Errorf("the worker ended: %w", err)
	}
	return parseCost(line)
}

// stop lets the process end by itself.
func (w *worker) stop() error {
	return errors.Join(w.in.Close(), w.cmd.Wait())
}
