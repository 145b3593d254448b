package indexer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// folder is the place of an index on disk: a lock, generations in folders of their own, and a file that names the one in
// use. Everything in it may be deleted while nobody has it open.
type folder struct {
	dir  string
	lock *os.File
}

const (
	lockName    = "lock"
	currentName = "current"
	asideName   = "damaged" // the last generation that was put aside
	genPrefix   = "g-"
)

// openFolder makes the folder and takes its lock, or gives ErrLocked after patience.
func openFolder(dir string, patience time.Duration) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make index folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open index lock: %w", err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return &folder{dir, f}, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			err = fmt.Errorf("lock index folder: %w", err)
			break
		}
		if time.Now().After(deadline) {
			err = fmt.Errorf("%w: %s", ErrLocked, dir)
			break
		}
	}
	_ = f.Close()
	return nil, err
}

func (f *folder) close() error { return f.lock.Close() } // closing gives up the lock

// current is the path of the generation in use; empty when there has never been one. A name that is not one of ours, or
// leads nowhere, is ErrDamaged.
func (f *folder) current() (string, error) {
	b, err := os.ReadFile(filepath.Join(f.dir, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		if f.next() == f.path(1) {
			return "", nil
		}
		return "", fmt.Errorf("%w: no generation is marked as current", ErrDamaged)
	}
	if err != nil {
		return "", fmt.Errorf("read current generation: %w", err)
	}
	name := strings.TrimSuffix(string(b), "\n")
	n, ok := number(name)
	if !ok {
		return "", fmt.Errorf("%w: current generation is %q", ErrDamaged, name)
	}
	if info, err := os.Stat(f.path(n)); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%w: current generation %s is missing", ErrDamaged, name)
	}
	return f.path(n), nil
}

// setCurrent names the generation in use, durably and at once.
func (f *folder) setCurrent(dir string) error {
	tmp := filepath.Join(f.dir, currentName+".new")
	if err := writeSynced(tmp, filepath.Base(dir)+"\n"); err != nil {
		return fmt.Errorf("mark generation: %w", err)
	}
	if err := os.Rename(tmp, filepath.Join(f.dir, currentName)); err != nil {
		return fmt.Errorf("mark generation: %w", err)
	}
	d, err := os.Open(f.dir)
	if err != nil {
		return fmt.Errorf("mark generation: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("mark generation: %w", err)
	}
	return nil
}

func writeSynced(path, text string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// putAside moves a generation out of the way, keeping only the last one so moved.
func (f *folder) putAside(dir string) error {
	aside := filepath.Join(f.dir, asideName)
	if err := os.RemoveAll(aside); err != nil {
		return fmt.Errorf("put index aside: %w", err)
	}
	if err := os.Rename(dir, aside); err != nil {
		return fmt.Errorf("put index aside: %w", err)
	}
	return nil
}

// sweep removes all generations but one: rebuilds that never ended.
func (f *folder) sweep(keep string) error {
	for _, n := range f.numbers() {
		if dir := f.path(n); dir != keep {
			if err := os.RemoveAll(dir); err != nil {
				return fmt.Errorf("remove old generation: %w", err)
			}
		}
	}
	return nil
}

// next is the path for a new generation.
func (f *folder) next() string {
	last := 0
	for _, n := range f.numbers() {
		last = max(last, n)
	}
	return f.path(last + 1)
}

func (f *folder) path(n int) string { return filepath.Join(f.dir, fmt.Sprintf("%s%06d", genPrefix, n)) }

func (f *folder) numbers() []int {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil
	}
	var out []int
	for _, e := range entries {
		if n, ok := number(e.Name()); ok {
			out = append(out, n)
		}
	}
	return out
}

// number reads the number of a generation's folder name.
func number(name string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(name, genPrefix))
	return n, err == nil && n > 0 && name == fmt.Sprintf("%s%06d", genPrefix, n)
}
