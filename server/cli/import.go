package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Import is one run of the import command.
type Import struct {
	Client  *Client
	Server  string
	Journal string // folder of the journal
	Paths   []string
	About   Description
	AtOnce  int       // files sent side by side; 0 means 2
	Out     io.Writer // the summary, as JSON
	Status  io.Writer // progress and what was refused, for people
}

// Summary is what an import did; it is printed as one JSON object.
type Summary struct {
	Imported   int       `json:"imported"`
	Duplicates int       `json:"duplicates"`
	Ignored    int       `json:"ignored"`
	Failed     []Failure `json:"failed"`
}

// Failure is a file that did not go in.
type Failure struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// ErrNotAll means that some files did not go in; the summary names them.
var ErrNotAll = errors.New("some files were not imported")

type found struct {
	path string
	size int64
}

// Run sends every file below the paths that is of an accepted kind. Run again it goes on where it stopped and passes
// over what is there already.
func (im Import) Run(ctx context.Context) error {
	files, sum, err := im.collect()
	if err != nil {
		return err
	}
	jr, err := openJournal(im.Journal, im.Server)
	if err != nil {
		return err
	}
	var total int64
	for _, f := range files {
		total += f.size
	}
	bar := progressbar.NewOptions64(total, progressbar.OptionSetWriter(im.Status), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription(fmt.Sprintf("%d files", len(files))), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetVisibility(isTerminal(im.Status)))
	im.sendAll(ctx, jr, files, bar, &sum)
	if err := bar.Finish(); err != nil {
		return err
	}
	if err := json.NewEncoder(im.Out).Encode(sum); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(sum.Failed) > 0:
		return ErrNotAll
	}
	return nil
}

// sendAll sends the files, some side by side, and counts what became of them.
func (im Import) sendAll(ctx context.Context, jr *journal, files []found, bar *progressbar.ProgressBar, sum *Summary) {
	todo := make(chan found)
	var mu sync.Mutex
	var all sync.WaitGroup
	for range max(1, im.AtOnce) {
		all.Add(1)
		go func() {
			defer all.Done()
			for f := range todo {
				var sent int64
				s := &sender{client: im.Client, journal: jr, sent: func(n int64) {
					mu.Lock()
					defer mu.Unlock()
					sent += n
					_ = bar.Add64(n) // a bar that cannot be drawn is no reason to stop
				}}
				_, err := s.send(ctx, f.path, im.About)
				mu.Lock()
				_ = bar.Add64(f.size - sent)
				im.count(sum, f.path, err)
				mu.Unlock()
			}
		}()
	}
	for _, f := range files {
		if ctx.Err() != nil {
			break
		}
		todo <- f
	}
	close(todo)
	all.Wait()
}

func (im Import) count(sum *Summary, path string, err error) {
	var p *Problem
	switch {
	case err == nil:
		sum.Imported++
	case errors.Is(err, errThere), errors.As(err, &p) && p.DuplicateOf != "":
		sum.Duplicates++
	default:
		sum.Failed = append(sum.Failed, Failure{File: path, Error: err.Error()})
		fmt.Fprintf(im.Status, "\n%s: %v\n", path, err)
	}
}

// collect lists the files below the paths in order. A file named by itself is always sent; in folders, files of other
// kinds and hidden ones are ignored.
func (im Import) collect() ([]found, Summary, error) {
	sum := Summary{Failed: []Failure{}}
	var files []found
	for _, root := range im.Paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				sum.Failed = append(sum.Failed, Failure{File: path, Error: err.Error()})
				fmt.Fprintf(im.Status, "%s: %v\n", path, err)
				if d != nil && d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case d.IsDir():
				if path != root && strings.HasPrefix(d.Name(), ".") {
					return fs.SkipDir
				}
				return nil
			case !d.Type().IsRegular() || path != root && !accepted(d.Name()):
				sum.Ignored++
				return nil
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			files = append(files, found{path, info.Size()})
			return nil
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, sum, err
		}
	}
	return files, sum, nil
}

// isTerminal reports whether somebody watches: a bar in a file helps nobody.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func accepted(name string) bool {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	return !strings.HasPrefix(name, ".") && slices.Contains(catalog.AcceptedExtensions(), ext)
}
