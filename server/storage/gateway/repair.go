package gateway

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// The names posix v1.8.0 uses for what repair reads.
const (
	inProgress       = ".inprogress"
	nameAttribute    = "objname"     // of the folder above the uploads to one object: the object's key
	uploadsAttribute = "mp-metadata" // of an object joined from parts: the upload it came from
)

// repair finishes or takes back what a crash interrupted in the buckets under root. It must run while nothing else
// works there, and with root as the working directory, from which posix's attributes are found.
func repair(root string, attributes meta.MetadataStorer) error {
	buckets, err := os.ReadDir(root)
	if err != nil {
		return fmt.Errorf("read buckets: %w", err)
	}
	for _, b := range buckets {
		if !b.IsDir() || strings.HasPrefix(b.Name(), ".") {
			continue
		}
		if err := repairBucket(root, b.Name(), attributes); err != nil {
			return fmt.Errorf("repair bucket %s: %w", b.Name(), err)
		}
	}
	return nil
}

func repairBucket(root, bucket string, attributes meta.MetadataStorer) error {
	tmp := filepath.Join(root, bucket, posix.MetaTmpDir)
	if err := os.MkdirAll(tmp, folderMode); err != nil {
		return err
	}
	if err := removeFiles(tmp); err != nil {
		return err
	}
	uploads := filepath.Join(root, bucket, posix.MetaTmpMultipartDir)
	objects, err := os.ReadDir(uploads)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, o := range objects {
		if !o.IsDir() {
			continue
		}
		if err := repairUploads(root, bucket, o.Name(), attributes); err != nil {
			return err
		}
	}
	return nil
}

// repairUploads treats the uploads to one object. posix renames an upload while it completes it and, finding that name
// after a crash, would report success for ever without an object. An upload whose object was made is done with; any
// other gets its name back, so that it can be completed again.
func repairUploads(root, bucket, hash string, attributes meta.MetadataStorer) error {
	inside := filepath.Join(posix.MetaTmpMultipartDir, hash)
	dir := filepath.Join(root, bucket, inside)
	if err := removeFiles(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), inProgress) {
			continue
		}
		id, _, _ := strings.Cut(e.Name(), ".")
		old := filepath.Join(dir, e.Name())
		if completed(bucket, inside, id, attributes) {
			err = errors.Join(os.RemoveAll(old), attributes.DeleteAttributes(bucket, filepath.Join(inside, e.Name())))
		} else {
			err = errors.Join(
				attributes.RenameObject(bucket, filepath.Join(inside, e.Name()), filepath.Join(inside, id)),
				os.Rename(old, filepath.Join(dir, id)))
		}
		if err != nil {
			return err
		}
	}
	return newFlusher(root).folders(root, dir)
}

// completed reports whether the object that upload id was for exists and was made from it.
func completed(bucket, inside, id string, attributes meta.MetadataStorer) bool {
	key, err := attributes.RetrieveAttribute(nil, bucket, inside, nameAttribute)
	if err != nil {
		return false
	}
	b, err := attributes.RetrieveAttribute(nil, bucket, string(key), uploadsAttribute)
	if err != nil {
		return false
	}
	m, err := backend.UnmarshalMpUploadMetadata(b, false)
	return err == nil && m.UploadID == id
}

// removeFiles removes the plain files in dir: temporary files that no request will ever come back to.
func removeFiles(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
