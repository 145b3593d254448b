package cli

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// found is a file that is to go in.
type found struct {
	path     string
	size     int64
	modified int64 // nanoseconds since 1970
	sidecars []sidecar
}

func (f found) key() string { return fileKey(f.path, f.size, f.modified) }

// folder is what lies in one folder, those below it left out.
type folder struct {
	path  string // absolute where that can be told
	above int    // how many folders lie above it, up to the one that was named; 0 is that one itself
	media []found
}

// walker goes through files and folders in order. What it meets that does not go in, it tells; nil for one that is silent.
type walker struct {
	visit   func(folder) error
	ignored func(path, why string)
	failed  func(path string, err error)
}

// Why files are passed over.
const (
	whyHidden   = "hidden"
	whyLink     = "a link: name what it points to instead"
	whySpecial  = "not a file that can be sent"
	whyKind     = "not a kind of file that is accepted"
	whyLonely   = "belongs to no file beside it"
	whyAmbigous = "belongs to several files beside it whose names differ only in case or Unicode form: name it exactly as one of them"
)

// walk visits the folders below the paths, one after the other. Files that are named by themselves go in whatever their
// names are, with the sidecars beside them.
func (w *walker) walk(ctx context.Context, paths []string) error {
	alone, order := map[string][]string{}, []string{}
	for _, p := range paths {
		info, err := os.Stat(p) // a link that is named is followed
		switch {
		case err != nil:
			w.failed(p, unreadable(err))
		case info.IsDir():
			if err := w.below(ctx, p, 0); err != nil {
				return err
			}
		default:
			dir := filepath.Dir(p)
			if alone[dir] == nil {
				order = append(order, dir)
			}
			alone[dir] = append(alone[dir], filepath.Base(p))
		}
	}
	for _, dir := range order {
		if err := w.visit(w.named(dir, alone[dir])); err != nil {
			return err
		}
	}
	return nil
}

// named is a folder with those of its files that were named.
func (w *walker) named(dir string, names []string) folder {
	c := contents{walker: w, path: dir}
	for _, name := range names {
		if sidecarKind(name) == "" {
			c.add(name)
		}
	}
	beside, err := os.ReadDir(dir)
	if err != nil {
		w.failed(dir, unreadable(err))
	}
	given := names
	for _, e := range beside {
		if e.Type().IsRegular() && sidecarKind(e.Name()) != "" && !strings.HasPrefix(e.Name(), ".") {
			c.sidecars = append(c.sidecars, e.Name())
		}
	}
	return c.folder(func(lonely string) bool { return slices.Contains(given, lonely) })
}

func (w *walker) below(ctx context.Context, path string, above int) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		w.failed(path, unreadable(err)) // what could be read goes in
	}
	c := contents{walker: w, path: path}
	var folders []string
	for _, e := range entries {
		if at := filepath.Join(path, e.Name()); e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			folders = append(folders, at)
		} else if why := passedOver(e); why != "" {
			w.ignored(at, why)
		} else if sidecarKind(e.Name()) != "" {
			c.sidecars = append(c.sidecars, e.Name())
		} else {
			c.add(e.Name())
		}
	}
	f := c.folder(func(string) bool { return true })
	f.above = above
	if err := w.visit(f); err != nil {
		return err
	}
	for _, f := range folders {
		if err := w.below(ctx, f, above+1); err != nil {
			return err
		}
	}
	return nil
}

// passedOver says why something in a folder is passed over, or "".
func passedOver(e fs.DirEntry) string {
	switch {
	case strings.HasPrefix(e.Name(), "."):
		return whyHidden
	case e.Type()&fs.ModeSymlink != 0:
		return whyLink
	case !e.Type().IsRegular():
		return whySpecial
	case sidecarKind(e.Name()) == "" && !slices.Contains(catalog.AcceptedExtensions(), extension(e.Name())):
		return whyKind
	}
	return ""
}

// extension is that of a file's name, in lower case and without its dot.
func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
}

// contents gathers what a folder holds.
type contents struct {
	*walker
	path     string
	media    []found
	sidecars []string // names
}

func (c *contents) add(name string) {
	path := filepath.Join(c.path, name)
	switch info, err := os.Stat(path); {
	case err != nil:
		c.failed(path, unreadable(err))
	case info.Size() == 0:
		c.failed(path, &fileError{classRefused, "the file is empty: copy it again from the camera or card", nil})
	default:
		c.media = append(c.media, found{path: path, size: info.Size(), modified: info.ModTime().UnixNano()})
	}
}

// folder joins media and sidecars. Sidecars that belong to none are told of where telling allows it.
func (c *contents) folder(telling func(name string) bool) folder {
	for name, why := range beside(c.path, c.media, c.sidecars) {
		if telling(name) {
			c.ignored(filepath.Join(c.path, name), why)
		}
	}
	f := folder{path: c.path, media: c.media}
	if abs, err := filepath.Abs(c.path); err == nil {
		f.path = abs
	}
	return f
}
