package gateway

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// flusher brings files, their attributes and the folders that name them to the disk. A file that was synced but whose
// folder was not can be missing after a power loss.
type flusher struct {
	root    string // the folder of the buckets
	sidecar string // the folder of the attributes, empty when they are extended attributes
	sync    func(*os.File) error
}

func newFlusher(root string) flusher { return flusher{root: root, sync: (*os.File).Sync} }

// object syncs what lies at bucket/key, its attributes, and every folder above.
func (f flusher) object(bucket, key string) error {
	path := filepath.Join(f.root, bucket, key)
	if err := f.path(path); err != nil {
		return err
	}
	if err := f.attributes(bucket, key); err != nil {
		return err
	}
	return f.folders(f.root, filepath.Dir(path))
}

// removal syncs the folders above bucket/key that still exist.
func (f flusher) removal(bucket, key string) error {
	if f.sidecar != "" {
		if err := f.folders(f.sidecar, filepath.Join(f.sidecar, bucket, key)); err != nil {
			return err
		}
	}
	return f.folders(f.root, filepath.Dir(filepath.Join(f.root, bucket, key)))
}

// folders syncs dir and every folder above it up to and including top.
func (f flusher) folders(top, dir string) error {
	for ; dir == top || strings.HasPrefix(dir, top+string(filepath.Separator)); dir = filepath.Dir(dir) {
		if err := f.path(dir); err != nil {
			return err
		}
	}
	return nil
}

// attributes syncs the sidecar files of bucket/key; extended attributes go with the file itself.
func (f flusher) attributes(bucket, key string) error {
	if f.sidecar == "" {
		return nil
	}
	dir := filepath.Join(f.sidecar, bucket, key, "meta")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if err := f.path(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return f.folders(f.sidecar, dir)
}

// path syncs one file or folder. One that has gone meanwhile was removed by another request, which syncs the removal.
func (f flusher) path(name string) error {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.sync(file), file.Close())
}
